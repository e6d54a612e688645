"""Levers: what may be changed about how deals go, each as a small value that changes a behaviour."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import Outcome
from salescycle.values import days, key_text, share_number

from ._behaviour import Behaviour, Masses, StageBehaviour
from ._grid import positive_time, steps_in

__all__ = ["FewerLost", "Lever", "MoreLeads", "Removed", "Shortened", "SlaMet"]


def _part(value: float) -> float:
    return share_number(value, "a part", "for example 0.2 for a fifth")


def _more(value: float) -> float:
    if type(value) not in (int, float) or not -1 <= value <= 100:
        raise InvalidValue(
            "more leads", "must be a number from -1 (none) to 100", value, "for example 0.2 for a fifth more"
        )
    return float(value)


def _within(value: timedelta) -> timedelta:
    return positive_time(value, "the time that a stage may take")


class Lever(Protocol):
    """What may be changed: anything that gives a changed behaviour, and says what it changes.

    >>> print(MoreLeads(by=0.5))
    50% more leads
    """

    def applied(self, behaviour: Behaviour) -> Behaviour:
        """Give the behaviour as it would be."""
        ...

    def on_the_way(self, ahead: StageBehaviour, *, age: int, behaviour: Behaviour) -> StageBehaviour:
        """Give how a visit would end that has lasted ``age`` steps, and ends as ``ahead`` says as things are."""
        ...


@attrs.frozen(kw_only=True)
class _StageLever(ABC):
    """A lever on one stage: what it makes of a visit, from its entry or from where it is."""

    stage: str = attrs.field(converter=key_text)

    def applied(self, behaviour: Behaviour) -> Behaviour:
        """Give the behaviour as it would be."""
        behaviour.cycle.stage(self.stage)
        return behaviour.replaced(lambda each: self.on_the_way(each, age=0, behaviour=behaviour))

    def on_the_way(self, ahead: StageBehaviour, *, age: int, behaviour: Behaviour) -> StageBehaviour:
        """Give how a visit would end that has lasted ``age`` steps, and ends as ``ahead`` says as things are."""
        return self._changed(ahead, age, behaviour) if ahead.stage == self.stage else ahead

    @abstractmethod
    def _changed(self, ahead: StageBehaviour, age: int, behaviour: Behaviour) -> StageBehaviour:
        """Give how a visit to the stage would end."""


@attrs.frozen(kw_only=True)
class Shortened(_StageLever):
    """Visits to a stage take less time, by a part of it: 0.2 is a fifth less. Where they lead stays as it is.

    Lengths go to the nearest step, and take one at least; of a visit that goes on, what is left of it is shortened.

    >>> talk = StageBehaviour(stage="talk", exits={"won": [0.0, 0.0, 0.0, 0.5]})
    >>> half = Shortened(stage="talk", by=0.5)
    >>> half.shortened(talk).exits
    (('won', (0.0, 0.5)),)
    """

    by: float = attrs.field(converter=_part)

    def _changed(self, ahead: StageBehaviour, age: int, behaviour: Behaviour) -> StageBehaviour:  # noqa: ARG002
        return self.shortened(ahead)

    def shortened(self, stage: StageBehaviour) -> StageBehaviour:
        """Give a stage as it would be."""
        return _moved(stage, lambda steps: max(1, int(steps * (1 - self.by) + 0.5)))

    def __str__(self) -> str:
        return f"{self.stage!r} {self.by:.0%} shorter"


@attrs.frozen(kw_only=True)
class SlaMet(_StageLever):
    """No visit to a stage takes longer than a time: those that would are over by then, and lead where they did.

    A visit that has taken longer already is over with the next step. What was never seen to leave still does not.

    >>> print(SlaMet(stage="talk", within=timedelta(days=2)))
    'talk' within 2 days
    """

    within: timedelta = attrs.field(converter=_within)

    def _changed(self, ahead: StageBehaviour, age: int, behaviour: Behaviour) -> StageBehaviour:
        most = max(1, steps_in(self.within, behaviour.step) - age)
        return _moved(ahead, lambda steps: min(steps, most))

    def __str__(self) -> str:
        return f"{self.stage!r} within {days(self.within):.3g} days"


@attrs.frozen(kw_only=True)
class FewerLost(_StageLever):
    """A part of those that a stage loses go on instead, as the others do: 0.1 saves one in ten.

    Where a stage leads to no stage but lost ones, nobody knows where they would go, and nothing changes.

    >>> from salescycle import SHORT_CYCLE
    >>> offer = StageBehaviour(stage="offer", exits={"won": [0.25], "lost": [0.5]})
    >>> saved = FewerLost(stage="offer", by=0.5).applied(Behaviour(cycle=SHORT_CYCLE, stages=[offer]))
    >>> saved.of("offer").exits
    (('won', (0.5,)), ('lost', (0.25,)))
    """

    by: float = attrs.field(converter=_part)

    def _changed(self, ahead: StageBehaviour, age: int, behaviour: Behaviour) -> StageBehaviour:  # noqa: ARG002
        lost = {stage.key for stage in behaviour.cycle.stages if stage.outcome is Outcome.LOST}
        gone = sum(sum(masses) for to, masses in ahead.exits if to in lost)
        onward = sum(sum(masses) for to, masses in ahead.exits if to not in lost)
        if not onward:
            return ahead
        fewer, more = 1 - self.by, 1 + self.by * gone / onward
        exits = {to: [mass * (fewer if to in lost else more) for mass in masses] for to, masses in ahead.exits}
        return attrs.evolve(ahead, exits=exits)

    def __str__(self) -> str:
        return f"{self.by:.0%} fewer lost in {self.stage!r}"


@attrs.frozen(kw_only=True)
class Removed(_StageLever):
    """A stage takes no more time than a single step: deals pass it, and go where they went.

    What was never seen to leave it goes as the others did.

    >>> from salescycle import SHORT_CYCLE
    >>> offer = StageBehaviour(stage="offer", exits={"won": [0.0, 0.0, 0.25], "lost": [0.25]})
    >>> without = Removed(stage="offer").applied(Behaviour(cycle=SHORT_CYCLE, stages=[offer]))
    >>> without.of("offer").exits
    (('won', (0.5,)), ('lost', (0.5,)))
    """

    def _changed(self, ahead: StageBehaviour, age: int, behaviour: Behaviour) -> StageBehaviour:  # noqa: ARG002
        wholes = {to: sum(masses) for to, masses in ahead.exits}
        total = sum(wholes.values())
        if not total:
            return ahead
        return attrs.evolve(ahead, exits={to: [min(1.0, whole / total)] for to, whole in wholes.items()})

    def __str__(self) -> str:
        return f"without {self.stage!r}"


@attrs.frozen(kw_only=True)
class MoreLeads:
    """More deals come, by a part of those that do: 0.2 is a fifth more. Nothing changes where none are known to come.

    >>> from salescycle import SHORT_CYCLE
    >>> from salescycle.simulation import Arrivals
    >>> behaviour = Behaviour(cycle=SHORT_CYCLE, stages=[], arrivals=Arrivals(rate=2, begins={"interest": 1.0}))
    >>> MoreLeads(by=0.25).applied(behaviour).arrivals.rate
    2.5
    """

    by: float = attrs.field(converter=_more)

    def applied(self, behaviour: Behaviour) -> Behaviour:
        """Give the behaviour as it would be."""
        arrivals = behaviour.arrivals
        if arrivals is None:
            return behaviour
        return attrs.evolve(behaviour, arrivals=attrs.evolve(arrivals, rate=arrivals.rate * (1 + self.by)))

    def on_the_way(self, ahead: StageBehaviour, *, age: int, behaviour: Behaviour) -> StageBehaviour:  # noqa: ARG002
        """Give how a visit would end: as it does."""
        return ahead

    def __str__(self) -> str:
        return f"{self.by:.0%} more leads"


def _moved(stage: StageBehaviour, to_step: Callable[[int], int]) -> StageBehaviour:
    """Give a stage whose visits end after other numbers of steps."""

    def moved(masses: Masses) -> list[float]:
        found = [0.0] * max((to_step(k + 1) for k in range(len(masses))), default=0)
        for k, mass in enumerate(masses):
            found[to_step(k + 1) - 1] += mass
        return [min(1.0, mass) for mass in found]

    return attrs.evolve(stage, exits={to: moved(masses) for to, masses in stage.exits})
