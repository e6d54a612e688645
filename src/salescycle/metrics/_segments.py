"""Segments: a pipeline cut by a key, and one measure of each part side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from salescycle.errors import InvalidValue, UnknownName
from salescycle.model import Deal
from salescycle.values import Row, Share, Undefined, WorkCalendar

from ._clock import clock_of
from ._log_rank import LogRank, log_rank
from ._shrinkage import Shrinkage, shrink
from ._tables import text_table

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["Breakdown", "Key", "Measured", "Segments", "by", "named_apart", "segment_key"]

Key = Callable[[Deal], str | None]


class Measured(Protocol):
    """What a measure gives: a value with a definition, which tells itself as records.

    >>> from salescycle.values import Share
    >>> isinstance(Share(part=1, whole=2).definition, str)
    True
    """

    @property
    def definition(self) -> str:
        """What was measured."""
        ...

    def to_records(self) -> list[Row]:
        """Give the figures as flat rows."""
        ...


@attrs.frozen(kw_only=True)
class Breakdown:
    """One measure of several segments, all defined alike; ``rows`` are (segment, number of deals, result).

    >>> print(Breakdown(definition="won of closed", rows=()))
    won of closed: no segments
    """

    definition: str
    rows: tuple[tuple[str | None, int, Measured | Undefined], ...]

    def of(self, segment: str | None) -> Measured | Undefined:
        """Give the result of one segment, or raise ``UnknownName``."""
        for name, _, result in self.rows:
            if name == segment:
                return result
        raise UnknownName("segment", str(segment), "this breakdown", [str(name) for name, _, _ in self.rows])

    def to_records(self) -> list[Row]:
        """Give a row for each row of each result, with its segment and number of deals before it."""
        told: list[Row] = []
        for name, deals, result in self.rows:
            rows = [Row(undefined=result.reason)] if isinstance(result, Undefined) else result.to_records()
            told += [Row(segment=name, deals=deals) | row for row in rows]
        return told

    def __str__(self) -> str:
        if not self.rows:
            return f"{self.definition}: no segments"
        rows = [Row(segment=_told(name), deals=deals, result=str(result)) for name, deals, result in self.rows]
        return f"{self.definition}\n{text_table(rows)}"


@attrs.frozen(kw_only=True)
class Segments:
    """A pipeline cut into parts by a key of each deal, biggest first; ``None`` is the part whose key is not known.

    Every deal is in one part. It reads like a mapping: ``segments["kim"]``, ``for name in segments``, ``len``.

    >>> from datetime import UTC, datetime
    >>> from salescycle.metrics import Pipeline
    >>> from salescycle.presets import SHORT_CYCLE
    >>> at = datetime(2026, 3, 2, tzinfo=UTC)
    >>> deals = [Deal.open(id=key, owner=key[0], start=SHORT_CYCLE.start(at=at)) for key in ("a1", "b1", "a2")]
    >>> owners = Pipeline(deals, cycle=SHORT_CYCLE, as_of=at).by("owner")
    >>> list(owners), len(owners["a"].deals)
    (['a', 'b'], 2)
    """

    parts: tuple[tuple[str | None, Pipeline], ...]

    def items(self) -> tuple[tuple[str | None, Pipeline], ...]:
        """Give each key with its pipeline, biggest first."""
        return self.parts

    def measure(self, measure: Callable[[Pipeline], Measured | Undefined]) -> Breakdown:
        """Measure every part, such as by ``lambda part: part.win_rate("closed")``.

        Raises ``InvalidValue`` where the results are not defined alike: then they do not compare.
        """
        rows = tuple((name, len(part.deals), measure(part)) for name, part in self.parts)
        told = dict.fromkeys(result.definition for _, _, result in rows if not isinstance(result, Undefined))
        if len(told) > 1:
            raise InvalidValue("results", "must be defined alike to be compared", "; ".join(told), "measure all alike")
        return Breakdown(definition=next(iter(told), "undefined throughout"), rows=rows)

    def shrunk(self, rate: Callable[[Pipeline], Share], *, level: float = 0.95) -> Shrinkage:
        """Shrink a rate of every part toward what all have in common, and rank the parts by it; see ``shrink``.

        Such as ``lambda part: part.win_rate("closed")``: one of one is no better than sixty of a hundred.
        """
        return shrink({name: rate(part) for name, part in self._named()}, level=level)

    def log_rank(self, *, calendar: WorkCalendar | None = None) -> LogRank:
        """Test whether the parts close at different rates, all ages weighing alike; see ``log_rank``.

        With a ``calendar`` ages are working time, which can change the test: those of one age may differ in the other.
        """
        lives = {name: part.lifetimes(calendar=calendar) for name, part in self._named()}
        return clock_of(calendar).measured(log_rank(lives))

    def _named(self) -> Iterator[tuple[str, Pipeline]]:
        return zip(named_apart([name for name, _ in self.parts]), (part for _, part in self.parts), strict=True)

    def __getitem__(self, name: str | None) -> Pipeline:
        for key, part in self.parts:
            if key == name:
                return part
        raise UnknownName("segment", str(name), "these segments", [_told(key) for key, _ in self.parts])

    def __iter__(self) -> Iterator[str | None]:
        return (name for name, _ in self.parts)

    def __len__(self) -> int:
        return len(self.parts)


def by(pipeline: Pipeline, key: Key | str) -> Segments:
    """Cut into parts by a key of each deal: a function, or the name of a reading.

    Readings are ``owner``, ``persona``, ``journey``, ``stage``, ``close_reason``, and ``source`` and ``channel`` of
    the lead. Anything else is a function, such as ``lambda deal: str(deal.attributes.get("industry"))``.
    Raises ``UnknownName`` for another reading, and ``InvalidValue`` for a key that is neither text nor ``None``.
    """
    read = segment_key(key)
    groups: dict[str | None, list[Deal]] = {}
    for deal in pipeline.deals:
        groups.setdefault(read(deal), []).append(deal)
    by_size = sorted(groups.items(), key=lambda group: (-len(group[1]), _told(group[0])))
    return Segments(parts=tuple((name, attrs.evolve(pipeline, deals=deals)) for name, deals in by_size))


def segment_key(key: Key | str) -> Key:
    """Give a function that says in which segment a deal is: for the name of a reading, or for a function of yours.

    Names are those that ``Pipeline.by`` takes, and so are the errors: ``UnknownName`` for another one at once,
    ``InvalidValue`` from the function for a deal whose key is neither text nor ``None``. No text is ``None`` too.

    >>> segment_key("owner")(Deal(id="D-1")) is None
    True
    """
    read = key if callable(key) else _READINGS.get(str(key))
    if read is None:
        raise UnknownName("reading", str(key), "deals", list(_READINGS))
    return lambda deal: _key(read(deal))


def _key(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InvalidValue("the key of a segment", "must be text or None", value, "wrap it in str(...)")
    return str(value)


def _told(name: str | None) -> str:
    return "(not known)" if name is None else name


def named_apart(names: Iterable[str | None]) -> list[str]:
    """Give names as people read them, the one that is not known told apart from a name that reads like it."""
    given = list(names)
    unknown = _told(None)
    while unknown in given:
        unknown += "*"
    return [unknown if name is None else name for name in given]


_READINGS: dict[str, Key] = {
    "owner": lambda deal: deal.owner,
    "persona": lambda deal: deal.persona,
    "journey": lambda deal: deal.journey,
    "stage": lambda deal: deal.stage,
    "close_reason": lambda deal: deal.close_reason,
    "source": lambda deal: deal.lead.source if deal.lead else None,
    "channel": lambda deal: deal.lead.channel if deal.lead else None,
}
