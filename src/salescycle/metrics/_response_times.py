"""Response times: how long leads waited for a response, as a value with its shares within a target."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import attrs

from salescycle.values import Durations, Row, Share, Undefined

from ._left_out import LeftOut, counted, told_left_out
from ._lifetimes import age
from ._survival import Survival

__all__ = ["ResponseTimes"]

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_TARGETS = (("5 minutes", 5 * _MINUTE), ("1 hour", _HOUR), ("24 hours", 24 * _HOUR))
_UNITS = (("day", 24 * _HOUR, 48 * _HOUR), ("hour", _HOUR, _HOUR), ("minute", _MINUTE, _MINUTE))
_YOUNGER = "younger than that, and not contacted yet"
_CLOSED_FIRST = "closed before that, without a contact"


@attrs.frozen(kw_only=True)
class ResponseTimes:
    """How long ``n`` leads waited for the first response of a person, those counted that never had one.

    ``contacted`` are the waits of those that had one. The others are ``waiting`` (how long they have waited so far) or
    ``closed`` (how long they had waited when they were closed). ``survival`` puts all three together: the share not
    contacted yet by a time since arrival. Its parts are ``routing``, until somebody was assigned, and ``human``, from
    there to the response. Where all of it is working time, ``elapsed`` is the same in elapsed time.
    ``response_times`` makes one.

    >>> from datetime import UTC, datetime
    >>> from salescycle.metrics import response_times
    >>> from salescycle.model import Contacted, Lead
    >>> from salescycle.presets import LEAD
    >>> nine, minute = datetime(2026, 3, 2, 9, tzinfo=UTC), timedelta(minutes=1)
    >>> leads = [Lead.capture(id=f"L-{n}", name="Ada", start=LEAD.start(at=nine)) for n in range(4)]
    >>> calls = [Contacted(channel="call", at=nine + number * minute) for number in (4, 30, 100)]
    >>> called = [lead.record(call) for lead, call in zip(leads, calls)]
    >>> print(response_times([*called, leads[3]], as_of=nine + 180 * minute))
    median 1.083 hours (n=4), never contacted so far: 25.0% (1 of 4); within 5 minutes: 25.0% (1 of 4), \
1 hour: 50.0% (2 of 4), 24 hours: 100.0% (3 of 3)
    """

    contacted: Durations
    waiting: Durations
    closed: Durations
    survival: Survival
    routing: Survival
    human: Survival
    definition: str = attrs.field(default="arrival to the first response of a person, elapsed time", eq=False)
    left_out: LeftOut = ()
    elapsed: ResponseTimes | None = attrs.field(default=None, eq=False)

    @property
    def n(self) -> int:
        """How many leads it rests on, contacted or not."""
        return self.contacted.n + self.waiting.n + self.closed.n

    @property
    def never_contacted(self) -> Share:
        """The share that nobody contacted so far: still waiting, or closed without."""
        part = self.waiting.n + self.closed.n
        return Share(part=part, whole=self.n, definition="never contacted so far", left_out=self.left_out)

    @property
    def median(self) -> timedelta | Undefined:
        """The time by which half of the leads are contacted, by Kaplan-Meier; undefined where it is not reached."""
        return self.survival.median

    def within(self, target: timedelta = _HOUR) -> Share:
        """Give the share contacted within a target, by default one hour.

        Formula: contacted no later than ``target`` after arrival / (contacted at all + waited for as long as the target
        or longer without). A lead that is younger than the target and not contacted is **not counted yet**, and counted
        as left out; so is one that was closed before the target without a contact. As young ones that are contacted do
        count, the share reads high where many are that young: ask for leads that arrived at least a target ago, or
        ``survival.closed_by(target)``, which has no such lean. In working time the target is that too, and whoever
        answers after hours has waited up to the close of the day.
        """
        age(target, "a target")
        # at the very target its instant has passed, and with it the chance to meet it
        late, late_closed = _at_least(self.waiting, target), _at_least(self.closed, target)
        part = sum(count for length, count in self.contacted.table if length <= target)
        not_counted = {_YOUNGER: self.waiting.n - late, _CLOSED_FIRST: self.closed.n - late_closed}
        return Share(
            part=part,
            whole=self.contacted.n + late + late_closed,
            definition=f"contacted within {self._told(target)}{self._clock}",
            left_out=(*self.left_out, *counted(not_counted)),
        )

    def to_records(self) -> list[Row]:
        """Give a flat row: n, medians in seconds, and for each usual target part, n, share and its limits.

        Its ``clock`` is ``"elapsed"``; where it is ``"working"``, another row gives the same in elapsed time.
        """
        row: Row = {
            "clock": "elapsed" if self.elapsed is None else "working",
            "n": self.n,
            "contacted": self.contacted.n,
            "waiting": self.waiting.n,
            "closed": self.closed.n,
            "median_seconds": _seconds(self.median),
            "routing_median_seconds": _seconds(self.routing.median),
            "human_median_seconds": _seconds(self.human.median),
        }
        for name, target in _TARGETS:
            (figures,) = self.within(target).to_records()
            row |= {f"within_{name.replace(' ', '_')}_{key}": value for key, value in figures.items()}
        return [row] if self.elapsed is None else [row, *self.elapsed.to_records()]

    @property
    def _clock(self) -> str:
        return "" if self.elapsed is None else " of working time"

    def _told(self, length: timedelta) -> str:
        """Say a length of time; of working time in hours, since a day of it is not what people think of."""
        units = _UNITS if self.elapsed is None else _UNITS[1:]
        return _told(length, units)

    def __str__(self) -> str:
        if not self.n:
            return f"undefined: there are none{told_left_out(self.left_out)}"
        middle = self.median
        median = middle.reason if isinstance(middle, Undefined) else f"{self._told(middle)}{self._clock}"
        told = f"median {median} (n={self.n}), never contacted so far: {self.never_contacted}; within {self._shares}"
        beside = "" if self.elapsed is None else f"; in elapsed time within {self.elapsed._shares}"  # noqa: SLF001
        return f"{told}{beside}{told_left_out(self.left_out)}"

    @property
    def _shares(self) -> str:
        return ", ".join(f"{name}: {self.within(target)}" for name, target in _TARGETS)


def _at_least(lengths: Durations, target: timedelta) -> int:
    return sum(count for length, count in lengths.table if length >= target)


def _seconds(length: timedelta | Undefined) -> float | None:
    return None if isinstance(length, Undefined) else length.total_seconds()


def _told(length: timedelta, units: Iterable[tuple[str, timedelta, timedelta]]) -> str:
    """Say a length of time in days from two days on, else in the largest unit that it fills, or in seconds."""
    for name, unit, least in units:
        if length >= least:
            number = f"{length / unit:.4g}"
            return f"{number} {name if number == '1' else name + 's'}"
    return f"{length.total_seconds():.4g} seconds"
