"""Reading: which rows of a log are entries, and the visits that they make."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property

import attrs
import narwhals.stable.v2 as nw

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue
from salescycle.interop import EventColumns
from salescycle.values import a_mapping

from ._engine import AT, DEAL, SEQ, STAGE, Frame, at_once, beside_of, with_instants
from ._intervals import CLOSED, intervals

__all__ = ["ENTERED", "LEFT_OUT", "MICROSECOND", "Reading", "instant_of", "micros_of", "stages_by_name"]

MICROSECOND = timedelta(microseconds=1)
ENTERED = "entered"
"""The instant of an entry as it came, where it is asked for."""

LEFT_OUT = {
    "no_date": "it has no date",
    "strange": "its stage is not one of those given",
    "after": "it lies after the date of the report",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros_of(at: datetime) -> int:
    """Give an instant as whole microseconds since 1970."""
    return (at - _EPOCH) // MICROSECOND


def instant_of(micros: int) -> datetime:
    """Give the instant so many microseconds since 1970."""
    return _EPOCH + micros * MICROSECOND


def stages_by_name(cycle: Cycle, names: Mapping[str, str] | None) -> dict[str, str]:
    """Give the keys of stages by their names in a log, each key by one name."""
    if names is None:
        return {stage.key: stage.key for stage in cycle.stages}
    given = dict(a_mapping(names, "stages", "give {'Closed Won': 'won', ...}"))
    known = {name: cycle.stage(key).key for name, key in given.items()}
    if len(set(known.values())) < len(known):
        raise InvalidValue("the stages of a log", "must be different ones of the cycle", known)
    return known


@attrs.frozen(kw_only=True, eq=False)
class Reading:
    """How a log is read: its columns and stages, the instant up to which, and which deals are asked for."""

    cycle: Cycle
    as_of: datetime
    columns: EventColumns
    stages: Mapping[str, str]
    segments: tuple[str, ...]
    cut: tuple[tuple[str, int, int], ...]
    with_entered: bool = False
    lazily: bool = False

    def own(self, segment: str) -> str:
        """Give the name under which a segment is read."""
        return f"group{self.segments.index(segment)}"

    @cached_property
    def groups(self) -> list[str]:
        """The names under which all segments are read."""
        return [self.own(each) for each in self.segments]

    @cached_property
    def closed(self) -> list[str]:
        """The closed stages, by their names in the log."""
        return [name for name, key in self.stages.items() if self.cycle.stage(key).outcome.is_closed]

    def rows(self, frame: Frame) -> Frame:
        """Give all rows, under names of our own, with instants as whole microseconds."""
        columns = self.columns
        others = [(columns.deal, DEAL), (columns.stage, STAGE), *zip(self.segments, self.groups, strict=True)]
        others += [(columns.seq, SEQ)] if columns.seq is not None else []
        others += [(columns.at, ENTERED)] if self.with_entered else []
        frame = with_instants(frame, columns.at, others)
        frame = frame.with_columns(*(nw.col(name).cast(nw.String()) for name in (DEAL, STAGE, *self.groups)))
        return frame if columns.seq is not None else frame.with_columns(self._rank.alias(SEQ))

    @property
    def _rank(self) -> nw.Expr:
        keys = [stage.key for stage in self.cycle.stages]
        places = [
            nw.when(nw.col(STAGE) == name).then(nw.lit(keys.index(key))).otherwise(nw.lit(0))
            for name, key in self.stages.items()
        ]
        return nw.sum_horizontal(*places)

    @property
    def _known(self) -> nw.Expr:
        return nw.col(STAGE).is_in(list(self.stages)).fill_null(False)

    @property
    def _happened(self) -> nw.Expr:
        return (nw.col(AT) <= micros_of(self.as_of)).fill_null(False)

    def problems(self, frame: Frame) -> Frame:
        """Count the rows that are no entries: of no deal, and then by the names of ``LEFT_OUT``."""
        dated = ~nw.col(AT).is_null()
        tests = {
            "no_deal": nw.col(DEAL).is_null(),
            "no_date": ~dated,
            "strange": dated & self._happened & ~self._known,
            "after": dated & ~self._happened,
        }
        return frame.select(*(test.cast(nw.Int64()).sum().alias(name) for name, test in tests.items()))

    def visits(self, frame: Frame) -> Frame:
        """Give a row a visit of the deals that are asked for; see ``intervals``."""
        entries = self.rows(frame).filter(self._happened & self._known)
        entries = entries if self.lazily else at_once(entries)
        kept = (*self.groups, *([ENTERED] if self.with_entered else []))
        by_close = any(column == CLOSED for column, _, _ in self.cut)
        found = intervals(
            entries, beside_of(entries), closed=self.closed, groups=self.groups, kept=kept, by_close=by_close
        )
        for column, start, end in self.cut:
            found = found.filter((nw.col(column) >= start) & (nw.col(column) < end))
        return found
