"""A state machine test for any cycle, and what it covered."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, cast

import attrs
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test  # pyright: ignore[reportUnknownVariableType]

from salescycle.cycle import Cycle
from salescycle.errors import MoveRefused
from salescycle.model import Deal
from salescycle.presets import SEVEN_STAGE
from salescycle.values import Share, unit_rate

from ._facts import Happens, facts, instants
from ._laws import LawBroken, keep_laws
from ._meets import MEETS, Meets, step
from ._records import hops

__all__ = ["CycleMachine", "WayCoverage", "explore", "state_machine_for"]

_Way = tuple[str, str]


@attrs.frozen(kw_only=True)
class WayCoverage:
    """The ways of a cycle that walks took, out of all it has.

    >>> coverage = WayCoverage(taken=frozenset({("talk", "offer")}), ways=(("talk", "offer"), ("offer", "won")))
    >>> print(coverage)
    50.0% (1 of 2 ways); never taken: offer to won
    """

    taken: frozenset[_Way]
    ways: tuple[_Way, ...]

    @property
    def share(self) -> Share:
        """The share of ways that were taken at least once."""
        return Share(part=len(self.taken), whole=len(self.ways), definition="ways taken, of the ways of the cycle")

    @property
    def left(self) -> tuple[_Way, ...]:
        """The ways that were never taken, in the order of the cycle."""
        return tuple(way for way in self.ways if way not in self.taken)

    def __str__(self) -> str:
        told = "; never taken: " + ", ".join(f"{source} to {to}" for source, to in self.left) if self.left else ""
        return f"{100 * len(self.taken) / len(self.ways):.1f}% ({len(self.taken)} of {len(self.ways)} ways){told}"


class CycleMachine(RuleBasedStateMachine):
    """A deal in a cycle to which anything may happen; ``state_machine_for`` makes one for a cycle of yours.

    After each move all laws are asked. Add rules and invariants of your own in a subclass: ``deal`` is the deal as it
    stands, ``now`` the instant, ``moved(deal)`` is to be called with what a move made.

    >>> CycleMachine.coverage().taken
    frozenset()
    """

    cycle: ClassVar[Cycle] = SEVEN_STAGE
    meets: ClassVar[Meets] = MEETS
    happens: ClassVar[Happens | None] = None
    guided: ClassVar[bool] = True
    taken: ClassVar[set[_Way]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime
        self.deal: Deal
        self.is_new: bool = False
        self.place: int = 0

    @classmethod
    def coverage(cls) -> WayCoverage:
        """Give the ways that all walks of this machine took until now."""
        ways = [(stage.key, to) for stage in cls.cycle.stages for to in cls.cycle.ways(stage.key)]
        return WayCoverage(taken=frozenset(cls.taken), ways=tuple(ways))

    def moved(self, deal: Deal) -> None:
        """Take over a deal that was moved, and note the way it took."""
        self.taken.add((cast("str", self.deal.stage), cast("str", deal.stage)))
        self.deal, self.is_new = deal, True

    @initialize(at=instants(), place=st.integers(0, 2000))
    def begins(self, at: datetime, place: int) -> None:
        """Open the deal."""
        self.now, self.place = at, place
        self._open()

    def _open(self) -> None:
        self.is_new = True
        self.deal = Deal.open(id="D-1", name="Acme", start=self.cycle.start(at=self.now))

    @rule(data=st.data())
    def goes_on(self, data: st.DataObject) -> None:
        """Something happens to the deal."""
        happens = type(self).happens
        self.deal = self.deal.record(data.draw(facts(at=st.just(self.now)) if happens is None else happens(self.now)))

    @rule(data=st.data(), hours=st.integers(1, 24 * 30))
    def moves(self, data: st.DataObject, hours: int) -> None:
        """Time goes by, and the deal is moved: by its rules where this is guided, else anywhere."""
        self.now += timedelta(hours=hours)
        if self.guided:
            ways = self.coverage().ways
            # in turn, so that few walks come to all of them
            self.place += data.draw(st.integers(1, 3))
            self._along(*ways[self.place % len(ways)])
            return
        keys = [stage.key for stage in self.cycle.stages]
        try:
            self.moved(self.cycle.move(self.deal, to=data.draw(st.sampled_from(keys)), at=self.now, reason="price"))
        except MoveRefused:
            return

    def _along(self, source: str, to: str) -> None:
        """Walk to where a way begins, and along it, with all that is asked for recorded first."""
        far = hops(self.cycle, source)
        if self.deal.stage not in far:
            # where no way leads out any more, a new deal begins
            self._open()
        deal: Deal | None = self.deal
        while deal is not None and (here := cast("str", deal.stage)) != source:
            deal = self._stepped(min(self.cycle.ways(here), key=lambda key: far.get(key, len(far))))
        if deal is not None:
            self._stepped(to)

    def _stepped(self, to: str) -> Deal | None:
        self.now += timedelta(hours=1)
        deal = step(self.cycle, self.deal, to, self.now, self.meets)
        if deal is not None:
            self.moved(deal)
        return deal

    @invariant()
    def laws(self) -> None:
        """Every law holds of the deal, asked in each stage that it comes to."""
        if self.is_new:
            keep_laws(self.cycle, self.deal, self.now)
            self.is_new = False


def state_machine_for(
    cycle: Cycle, *, meets: Meets = MEETS, happens: Happens | None = None, guided: bool = True
) -> type[CycleMachine]:
    """Make a state machine test for a cycle: a ``RuleBasedStateMachine`` whose ``TestCase`` any runner finds.

    Guided, it records before each move what the criteria ask for, and takes one way after the other; else it tries
    any stage, as a monkey would, and stays in the first ones. ``meets`` and ``happens`` are those of ``deals``. What
    was covered is ``coverage()`` of the class; ``explore`` runs one and demands a minimum.

    >>> from salescycle.presets import SHORT_CYCLE
    >>> TestShortCycle = state_machine_for(SHORT_CYCLE).TestCase
    >>> TestShortCycle.__name__
    'CycleMachine.TestCase'
    """
    own: dict[str, Any] = {
        "cycle": cycle,
        "meets": meets,
        "happens": None if happens is None else staticmethod(happens),
        "guided": guided,
        "taken": set(),
    }
    return type("CycleMachine", (CycleMachine,), own)


def explore(
    cycle: Cycle = SEVEN_STAGE,
    *,
    least: Decimal | int | str = 0,
    meets: Meets = MEETS,
    happens: Happens | None = None,
    guided: bool = True,
    max_examples: int = 50,
    steps: int = 20,
) -> WayCoverage:
    """Walk a cycle, ask all laws after each move, and give the ways that were taken.

    There are at most ``max_examples`` walks of at most ``steps`` steps, the same at each run of one program: what else
    is imported lends Hypothesis constants to draw. Raises ``LawBroken`` for a law that does not hold, and where less
    than the share ``least`` (0 to 1) of the ways was taken: a criterion that nothing is known to meet, or a way that
    nobody can take.

    >>> from salescycle.presets import SHORT_CYCLE
    >>> explore(SHORT_CYCLE, least="0.5", max_examples=20).share.whole
    6
    """
    wanted = unit_rate(least)
    machine = state_machine_for(cycle, meets=meets, happens=happens, guided=guided)
    run = settings(
        max_examples=max_examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(machine, settings=run)
    coverage = machine.coverage()
    if coverage.share.part < wanted * coverage.share.whole:
        raise LawBroken(f"walks take at least {float(100 * wanted):g}% of the ways", str(coverage))
    return coverage
