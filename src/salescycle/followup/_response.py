"""Responses: one that is owed, or was given, against its target."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

import attrs

from salescycle.values import Row

from ._response_target import Pause, ResponseTarget
from ._waits import ResponseKind

__all__ = ["Response", "ResponseState"]


class ResponseState(enum.StrEnum):
    """How a response stands: given in time, not due yet, or too late.

    ``AT_RISK`` is not due yet, with most of its time used; ``PAUSED`` stands still; ``NOT_OWED`` was closed or opted
    out of before it was due; ``BREACHED`` was not given when it was due, whatever came after.

    >>> ResponseState("at_risk").told
    'at risk'
    """

    MET = "met"
    RUNNING = "running"
    AT_RISK = "at_risk"
    PAUSED = "paused"
    BREACHED = "breached"
    NOT_OWED = "not_owed"

    @property
    def told(self) -> str:
        """What people read."""
        return self.value.replace("_", " ")


@attrs.frozen(kw_only=True)
class Response:
    """A response to a lead or deal, named by its id, against its target, as it stands at ``as_of``.

    - ``since``: when it arrived, or the buyer wrote; ``answered``: when a person responded, ``None`` while nobody has.
    - ``due``: when it has to be given: the first instant by which ``within`` was worked and not paused. ``None`` where
      nobody can say: it stands still without an end. After ``as_of`` it is where nothing more stops it.
    - ``used``: the working time that ran, up to the response or to ``as_of``. It splits in ``routing``, until somebody
      was responsible, and ``human``, from there on; ``None`` where nobody is.
    - ``pause``: why nothing runs now.

    ``ResponseTargets.response`` makes one.

    >>> from datetime import UTC
    >>> nine, minute = datetime(2026, 3, 2, 9, tzinfo=UTC), timedelta(minutes=1)
    >>> print(Response(
    ...     id="L-1", kind="first", state="at_risk", target=ResponseTarget(), within=60 * minute, since=nine,
    ...     due=nine + 60 * minute, used=50 * minute, routing=20 * minute, human=30 * minute, as_of=nine + 50 * minute,
    ... ))
    L-1 first response: at risk, 0:10:00 left of 1:00:00, due 2026-03-02 10:00 UTC
    """

    id: str
    kind: ResponseKind = attrs.field(converter=ResponseKind)
    state: ResponseState = attrs.field(converter=ResponseState)
    target: ResponseTarget
    within: timedelta
    since: datetime
    due: datetime | None
    used: timedelta
    routing: timedelta
    human: timedelta | None
    as_of: datetime
    answered: datetime | None = None
    pause: Pause | None = None
    owner: str | None = None

    @property
    def remaining(self) -> timedelta:
        """The working time that is left, or was; below 0 what it took too long."""
        return self.within - self.used

    @property
    def is_owed(self) -> bool:
        """Whether a person of ours still has to respond, now or when a pause is over; late ones too."""
        return self.answered is None and (self.pause is None or self.pause.is_owed)

    @property
    def is_due(self) -> bool:
        """Whether it was due by now, met or not: what attainment counts."""
        return self.due is not None and self.due <= self.as_of

    def to_record(self) -> Row:
        """Give it as a flat row: lengths in seconds, instants as ISO text."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "state": self.state.value,
            "owner": self.owner,
            "since": self.since.isoformat(),
            "due": _told(self.due),
            "answered": _told(self.answered),
            "within_seconds": self.within.total_seconds(),
            "used_seconds": self.used.total_seconds(),
            "remaining_seconds": self.remaining.total_seconds(),
            "routing_seconds": self.routing.total_seconds(),
            "human_seconds": None if self.human is None else self.human.total_seconds(),
            "pause": None if self.pause is None else self.pause.value,
        }

    def __str__(self) -> str:
        over = self.remaining < timedelta(0)
        left = f"{abs(self.remaining)} {'over' if over else 'left of'} {self.within}"
        due = "" if self.due is None else f", due {self.due:%Y-%m-%d %H:%M} UTC"
        pause = "" if self.pause is None else f" ({self.pause.told})"
        return f"{self.id} {self.kind.told}: {self.state.told}{pause}, {left}{due}"


def _told(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
