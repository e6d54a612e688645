"""Engines: what differs from one kind of data frame to another, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, Protocol

import narwhals.stable.v2 as nw

from salescycle.errors import InvalidValue, UnknownName, shown

from . import _dask as dask
from . import _spark as spark
from ._zoned import LOCALISE, ZONED

__all__ = [
    "AT",
    "DEAL",
    "SEQ",
    "STAGE",
    "Ask",
    "Beside",
    "Cells",
    "Frame",
    "at_once",
    "beside_of",
    "framed",
    "opened",
    "tables_of",
    "with_instants",
]

Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]
Others = Sequence[tuple[str, str]]
"""Columns beside the instant: (name in the frame, our own)."""

AT, DEAL, SEQ, STAGE = "at", "deal", "seq", "stage"
_ORDER = (AT, SEQ)


def opened(frame: object) -> Frame:
    """Take a frame of any engine that narwhals knows, or refuse it."""
    try:
        return nw.from_native(frame)
    except TypeError as error:
        kinds = "a frame of pandas, polars, pyarrow, DuckDB, PySpark or dask"
        raise InvalidValue("an event log", f"must be {kinds}", shown(type(frame).__name__)) from error


def with_instants(frame: Frame, at: str, others: Others) -> Frame:
    """Give the instants of a column as whole microseconds, and other columns, under names of our own.

    Each engine has its own way: some cannot do it by narwhals, and some do it wrongly.
    """
    names = frame.collect_schema().names()
    for name in (at, *(old for old, _ in others)):
        if name not in names:
            raise UnknownName("column", name, "the event log", names)
    way = _WAYS.get(frame.implementation)
    if way not in _LOOK_THEMSELVES:
        _refuse_naive(frame.collect_schema()[at], at)
    if way is not None:
        return opened(way(nw.to_native(frame), at, others))
    return frame.select(nw.col(at).dt.timestamp("us").alias(AT), *(nw.col(old).alias(new) for old, new in others))


def _refuse_naive(kind: nw.dtypes.DType, at: str) -> None:
    if not isinstance(kind, nw.Datetime) or kind.time_zone is None:
        raise InvalidValue(f"the column {at!r}", ZONED, str(kind), LOCALISE)


def _of_pandas(native: Any, at: str, others: Others) -> Any:
    # to UTC by its own means: names of zones with an underscore are not known to narwhals. Nullable whole numbers:
    # with a null among them plain ones become floats
    if getattr(native[at].dtype, "tz", None) is None and "tz=" not in str(native[at].dtype):
        raise InvalidValue(f"the column {at!r}", ZONED, str(native[at].dtype), LOCALISE)
    instants = native[at].dt.tz_convert("UTC").astype("datetime64[us, UTC]")
    whole = instants.astype("int64").astype("Int64").where(native[at].notnull())
    return native[[]].assign(**{new: native[old] for old, new in others}, **{AT: whole})


def _of_duckdb(native: Any, at: str, others: Others) -> Any:
    columns = [f"{_quoted(old)} AS {_quoted(new)}" for old, new in others]
    columns.append(f"epoch_us({_quoted(at)}) AS {_quoted(AT)}")
    return native.project(", ".join(columns))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


_of_spark = partial(spark.with_micros, into=AT)

_LOOK_THEMSELVES = (_of_pandas, _of_spark)
"""Of these narwhals does not tell instants with a zone from those without, or does not know the zone."""

_WAYS: dict[nw.Implementation, Callable[[Any, str, Others], Any]] = {
    nw.Implementation.PANDAS: _of_pandas,
    nw.Implementation.DUCKDB: _of_duckdb,
    nw.Implementation.PYSPARK: _of_spark,
}


class Beside(Protocol):
    """What a row has beside it: the one before and the one after of the same deal, its first and its last."""

    def sorted(self, frame: Frame) -> Frame:
        """Bring the rows of each deal together in the order of time, where that is needed."""
        ...

    def before(self, column: str) -> nw.Expr:
        """Give what a column says of the row before."""
        ...

    def after(self, column: str) -> nw.Expr:
        """Give what a column says of the row after."""
        ...

    def of_first(self, value: nw.Expr) -> nw.Expr:
        """Give a value that the first row of each deal has, and no other one, to all of them."""
        ...

    def of_last(self, value: nw.Expr) -> nw.Expr:
        """Give a value that the last row of each deal has, and no other one, to all of them."""
        ...


class _InOrder:
    """Rows that are in order: those beside one are the next ones, if they are of the same deal."""

    def sorted(self, frame: Frame) -> Frame:
        return frame.sort(DEAL, *_ORDER)

    def before(self, column: str) -> nw.Expr:
        return nw.when(nw.col(DEAL) == nw.col(DEAL).shift(1)).then(nw.col(column).shift(1))

    def after(self, column: str) -> nw.Expr:
        return nw.when(nw.col(DEAL) == nw.col(DEAL).shift(-1)).then(nw.col(column).shift(-1))

    def of_first(self, value: nw.Expr) -> nw.Expr:
        return value.fill_null(strategy="forward")

    def of_last(self, value: nw.Expr) -> nw.Expr:
        return value.fill_null(strategy="backward")


class _InWindows:
    """Rows in no order: those beside one are found by a window over its deal."""

    def sorted(self, frame: Frame) -> Frame:
        return frame

    def before(self, column: str) -> nw.Expr:
        return nw.col(column).shift(1).over(DEAL, order_by=_ORDER)

    def after(self, column: str) -> nw.Expr:
        return nw.col(column).shift(-1).over(DEAL, order_by=_ORDER)

    def of_first(self, value: nw.Expr) -> nw.Expr:
        return value.max().over(DEAL)

    def of_last(self, value: nw.Expr) -> nw.Expr:
        return value.max().over(DEAL)


def beside_of(frame: Frame) -> Beside:
    """Give how rows of a frame find those beside them."""
    return _InWindows() if isinstance(frame, nw.LazyFrame) else _InOrder()


Cells = tuple[Any, ...]
Ask = Callable[[Frame], Frame]


def tables_of(native: object, deal: str, prepare: Ask, asks: Sequence[Ask], *, keep: bool = True) -> list[list[Cells]]:
    """Prepare a frame, ask it for several small tables, and bring only these to Python.

    It is prepared once, and what comes of it kept while it is asked; anew for each table where it is not to be kept.

    A frame in parts (dask) is brought together by its column of deals; each part counts for itself, wherever it is.
    """
    if nw.dependencies.is_dask_dataframe(native):
        parts = dask.each_part(native, deal, partial(_counted, prepare=prepare, asks=asks, keep=keep))
        return [[row for part in parts for row in part[place]] for place in range(len(asks))]
    return _counted(native, prepare, asks, keep=keep)


def _counted(native: object, prepare: Ask, asks: Sequence[Ask], *, keep: bool) -> list[list[Cells]]:
    prepared = prepare(opened(native))
    with _HOLD.get(prepared.implementation if keep else None, _not_held)(nw.to_native(prepared)) as held:
        return [_rows(ask(opened(held))) for ask in asks]


def _not_held(native: Any) -> AbstractContextManager[Any]:
    return nullcontext(native)


def _of_duckdb_once(native: Any) -> AbstractContextManager[Any]:
    return nullcontext(native.materialize() if hasattr(native, "materialize") else native)


_HOLD: dict[nw.Implementation | None, Callable[[Any], AbstractContextManager[Any]]] = {
    nw.Implementation.DUCKDB: _of_duckdb_once,
    nw.Implementation.PYSPARK: spark.kept,
}
"""How what is asked more than once is worked out only once."""


def at_once(frame: Frame) -> Frame:
    """Collect the entries where an engine finds those beside them much faster when it has them all."""
    return frame.collect() if isinstance(frame, nw.LazyFrame) and frame.implementation.is_polars() else frame


def framed(native: object, deal: str, prepare: Ask) -> Any:
    """Prepare a frame, and give it back as one of the same kind."""
    if nw.dependencies.is_dask_dataframe(native):
        return dask.part_by_part(native, deal, partial(framed, deal=deal, prepare=prepare))
    found = prepare(opened(native))
    # rows that were sorted and left out keep their old labels in pandas
    return nw.to_native(found).reset_index(drop=True) if found.implementation.is_pandas() else nw.to_native(found)


def _rows(frame: Frame) -> list[Cells]:
    table = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    if table.implementation.is_pandas():  # which has three ways to say that there is nothing
        native = nw.to_native(table)
        return list(native.astype(object).where(native.notna(), None).itertuples(index=False, name=None))
    return list(table.rows())
