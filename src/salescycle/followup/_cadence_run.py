"""A run: how a record stands in a cadence, step by step."""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from ._cadence_step import CadenceStep
from ._stops import StopReason

__all__ = ["CadenceRun", "StepRun", "StepState"]


class StepState(enum.StrEnum):
    """How a step stands: to come, due, not done in time; done, left out; or not owed, since the cadence stopped.

    >>> StepState("overdue").is_open
    True
    """

    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"
    SKIPPED = "skipped"
    STOPPED = "stopped"

    @property
    def is_open(self) -> bool:
        """Whether somebody has to do it now."""
        return self in (StepState.DUE, StepState.OVERDUE)


@attrs.frozen(kw_only=True)
class StepRun:
    """An occurrence of a step of a cadence, as it stands.

    ``planned`` is when the cadence has it, ``due`` when it is due, which differ where it was moved ``times_moved``
    times. It is overdue after ``late_after``, the end of that working day, or of the next one where nothing is worked
    any more then. ``settled_at`` is when it was done or left out.

    >>> from datetime import UTC
    >>> nine, five = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 17, tzinfo=UTC)
    >>> call = CadenceStep(channel="call")
    >>> print(StepRun(step=call, number=1, planned=nine, due=nine, late_after=five, state="due"))
    call_0: due since 2026-03-02 09:00 UTC
    """

    step: CadenceStep
    number: int
    planned: datetime
    due: datetime
    late_after: datetime
    state: StepState = attrs.field(converter=StepState)
    settled_at: datetime | None = None
    times_moved: int = 0

    def __str__(self) -> str:
        name = self.step.key if self.step.rule is None else f"{self.step.key} {self.number}"
        if self.settled_at is not None:
            return f"{name}: {self.state} {_shown(self.settled_at)}"
        if self.state is StepState.STOPPED:
            return f"{name}: {self.state}"
        return f"{name}: {self.state}{' since' if self.state.is_open else ''} {_shown(self.due)}"


@attrs.frozen(kw_only=True)
class CadenceRun:
    """How a record, named by its id, stands in a cadence at ``as_of``: its steps in the order in which they are due.

    Of a step that recurs these are the occurrences up to ``as_of``, and the next one. ``stop`` says why it ended
    before its last step, and ``stopped_at`` when. Where the record is not enrolled ``enrolled_at`` is ``None``, and
    there are no steps. ``Cadence.due`` makes one.

    >>> from datetime import UTC
    >>> print(CadenceRun(id="L-1", cadence="nurture", as_of=datetime(2026, 3, 2, tzinfo=UTC)))
    L-1 in 'nurture': not enrolled
    """

    id: str
    cadence: str
    as_of: datetime
    enrolled_at: datetime | None = None
    stop: StopReason | None = None
    stopped_at: datetime | None = None
    steps: tuple[StepRun, ...] = ()

    @property
    def open(self) -> tuple[StepRun, ...]:
        """What somebody has to do now: the steps that are due or overdue."""
        return tuple(each for each in self.steps if each.state.is_open)

    @property
    def next(self) -> StepRun | None:
        """The first step that is due, overdue or to come, or ``None``."""
        return next((each for each in self.steps if each.state.is_open or each.state is StepState.UPCOMING), None)

    @property
    def is_running(self) -> bool:
        """Whether there is anything to do, now or later."""
        return self.next is not None

    def __str__(self) -> str:
        name = f"{self.id} in {self.cadence!r}"
        if self.enrolled_at is None:
            return f"{name}: not enrolled"
        if self.stop is not None and self.stopped_at is not None:
            return f"{name}: stopped {_shown(self.stopped_at)}, {self.stop.told}"
        return f"{name}: over" if self.next is None else f"{name}: {self.next}"


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
