"""Laws: what holds of every cycle whose criteria are pure functions, each told by its name where it breaks."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from salescycle.cycle import Cycle
from salescycle.errors import CriterionFailed, InvalidValue, MoveRefused
from salescycle.model import Deal
from salescycle.presets import SEVEN_STAGE
from salescycle.values import required, whole_number

from ._facts import Happens
from ._meets import MEETS, Meets
from ._records import deals

__all__ = ["LAWS", "LawBroken", "assert_lawful", "keep_laws"]

_ANSWERS = "every criterion answers"
_AGREE = "check and move agree"
_STEADY = "a criterion answers by the record and the instant alone"
_FORBIDDEN = {"not_allowed", "no_reason", "criterion_unmet", "criterion_failed", "too_late", "other_outcome"}
_REASON = "price"


class LawBroken(AssertionError):
    """A law that does not hold of a cycle: its name, and how it was broken.

    >>> print(LawBroken("check and move agree", "D-1 from talk to offer"))
    law broken: check and move agree: D-1 from talk to offer
    """

    law: str
    told: str

    def __init__(self, law: str, told: str) -> None:
        self.law, self.told = law, told
        super().__init__(law, told)

    def __str__(self) -> str:
        return f"law broken: {self.law}: {self.told}"


def _moved(cycle: Cycle, deal: Deal, to: str, at: datetime) -> Deal | MoveRefused:
    try:
        return cycle.move(deal, to=to, at=at, reason=_REASON)
    except MoveRefused as refused:
        return refused


def _moves(cycle: Cycle, deal: Deal, at: datetime) -> Iterator[tuple[str, Deal]]:
    for stage in cycle.stages:
        moved = _moved(cycle, deal, stage.key, at)
        if isinstance(moved, Deal):
            yield stage.key, moved


def _changes(cycle: Cycle, deal: Deal, at: datetime) -> Iterator[str]:
    before, log = copy.deepcopy(deal), deal.log
    for stage in cycle.stages:
        _moved(cycle, deal, stage.key, at)
        if deal.log is not log or deal != before:
            yield f"{deal.id} in {before.stage!r} was another after it was asked to move to {stage.key!r}"


def _unsteady(cycle: Cycle, deal: Deal, at: datetime) -> Iterator[str]:
    then, again = deal.as_of(at), copy.deepcopy(deal.as_of(at))
    for criterion in dict.fromkeys(each for stage in cycle.stages for each in stage.exit_criteria):
        if criterion.holds(then, at) is not criterion.holds(again, at):
            yield f"{criterion.key} of {deal.id} at {at} came out otherwise when it was asked again"


def _disagree(cycle: Cycle, deal: Deal, at: datetime) -> Iterator[str]:
    for stage in cycle.stages:
        decision = cycle.check(deal, to=stage.key, at=at, reason=_REASON)
        moved = _moved(cycle, deal, stage.key, at)
        came = moved.decision if isinstance(moved, MoveRefused) else moved
        if came != (deal.record(cycle.entry(stage.key, at=at, reason=_REASON)) if decision else decision):
            yield f"check says {decision}, and move gave {came}"


def _leave(cycle: Cycle, deal: Deal, at: datetime) -> Iterator[str]:
    ways = () if deal.stage is None else cycle.ways(deal.stage)
    for to, moved in _moves(cycle, deal, at):
        if to not in ways or moved.stage != to:
            yield f"from {deal.stage!r} a move to {to!r} came to {moved.stage!r}"


def _fail_audit(cycle: Cycle, deal: Deal, at: datetime) -> Iterator[str]:
    for _, moved in _moves(cycle, deal, at):
        yield from (str(finding) for finding in cycle.audit(moved) if finding.code in _FORBIDDEN)


def _depend(cycle: Cycle, deal: Deal, at: datetime) -> Iterator[str]:
    # facts of one instant keep their order of arrival, which tells them apart: only instants change places
    together = [list(facts) for _, facts in groupby(deal.log, key=lambda fact: fact.at)]
    late = attrs.evolve(deal, log=[fact for facts in reversed(together) for fact in facts])
    if late != deal or cycle.options(late, at=at) != cycle.options(deal, at=at):
        yield f"{deal.id} is another when its log arrives with the last facts first"


def _other_options(cycle: Cycle, deal: Deal, at: datetime) -> Iterator[str]:
    options = cycle.options(deal, at=at)
    ways = () if deal.stage is None else cycle.ways(deal.stage)
    if options != tuple(cycle.check(deal, to=to, at=at) for to in ways):
        told = ", ".join(each.to for each in options)
        yield f"from {deal.stage!r} lead {', '.join(ways)}, and the options are {told}"


def _astray(cycle: Cycle, deal: Deal, at: datetime) -> Iterator[str]:
    for stage in cycle.stages:
        try:
            steps = cycle.plan(deal, to=stage.key, at=at).steps
        except InvalidValue:
            continue
        stages = [deal.stage, *(step.to for step in steps)]
        leads = all(step.to in cycle.ways(step.stage) for step in steps)
        if not leads or stages[-1] != stage.key or [step.stage for step in steps] != stages[:-1]:
            yield f"the plan to {stage.key!r} goes through {', '.join(map(str, stages))}"
        elif steps and steps[0].unmet != cycle.check(deal, to=steps[0].to, at=at, reason=_REASON).unmet:
            yield f"what the plan to {stage.key!r} says is missing first is not what the check says"


_LAWS: dict[str, Callable[[Cycle, Deal, datetime], Iterator[str]]] = {
    "refusing changes nothing": _changes,
    _STEADY: _unsteady,
    _AGREE: _disagree,
    "no move leaves the graph": _leave,
    "what was moved passes its audit": _fail_audit,
    "a replay does not depend on arrival": _depend,
    "the options are the ways out": _other_options,
    "a plan leads there": _astray,
}

LAWS = (_ANSWERS, *_LAWS)
"""The names of the laws."""


def keep_laws(cycle: Cycle, deal: Deal, at: datetime) -> None:
    """Ask every law of a deal at an instant, and raise ``LawBroken`` for the first that does not hold."""
    try:
        for law, broken in _LAWS.items():
            for told in broken(cycle, deal, at):
                raise LawBroken(law, told)
    except CriterionFailed as failed:
        raise LawBroken(_ANSWERS, str(failed)) from failed


def assert_lawful(
    cycle: Cycle = SEVEN_STAGE, *, meets: Meets = MEETS, happens: Happens | None = None, max_examples: int = 50
) -> None:
    """Assert that every law holds of deals that walk a cycle, or raise ``LawBroken`` with the law that does not.

    The laws are in ``LAWS``. Those that a host can break lie in its criteria: one that reads a clock, that remembers
    or rolls dice, changes the deal, or fails to answer. ``meets`` and ``happens`` are those of ``deals``, of which
    ``max_examples`` are drawn, the same at each run; the deal with which a law breaks is printed as small as can be.

    >>> from salescycle.presets import SHORT_CYCLE
    >>> assert_lawful(SHORT_CYCLE, max_examples=5)
    """
    required(cycle, Cycle, "a cycle")
    broken: list[LawBroken] = []

    @settings(
        max_examples=whole_number(max_examples, "max_examples", least=1),
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
    )
    @given(deals(cycle=cycle, meets=meets, happens=happens), st.integers(0, 48))
    def holds(deal: Deal, hours: int) -> None:
        try:
            keep_laws(cycle, deal, deal.log[-1].at + timedelta(hours=hours))
        except LawBroken as error:
            broken.append(error)
            raise

    try:
        holds()
    except (CriterionFailed, MoveRefused, Flaky) as error:
        raise _law_against(error, broken) from error


def _law_against(error: Exception, broken: list[LawBroken]) -> LawBroken:
    """Say which law is broken where a walk itself failed, or did not come out the same way twice."""
    if isinstance(error, CriterionFailed):
        return LawBroken(_ANSWERS, str(error))
    if isinstance(error, MoveRefused):
        return LawBroken(_AGREE, f"what was checked and allowed a moment before: {error}")
    return broken[-1] if broken else LawBroken(_STEADY, "the same walk went another way")
