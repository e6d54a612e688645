"""Laws of cycles: kept by sound ones, and told by name where a criterion breaks them."""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime

import attrs
import pytest
from hypothesis.errors import Flaky

from salescycle import LONG_CYCLE, SEVEN_STAGE, SHORT_CYCLE, Cycle, Deal, Outcome, Stage
from salescycle.cycle import Criterion
from salescycle.errors import CriterionFailed, MoveRefused
from salescycle.testing import LAWS, LawBroken, assert_lawful
from salescycle.testing._laws import _LAWS, _law_against, keep_laws

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def asking(test):
    """Give a cycle whose first gate is a test."""
    criterion = Criterion(key="odd", asks="something odd", test=test)
    stages = [
        Stage("talk", leads_to=["offer", "lost"], exit_criteria=[criterion]),
        Stage("offer", leads_to=["won", "talk"]),
        Stage("won", outcome=Outcome.WON),
        Stage("lost", outcome=Outcome.LOST, reopens_to=["talk"]),
    ]
    return Cycle(key="odd", version=1, stages=stages)


@pytest.mark.parametrize("cycle", [SEVEN_STAGE, SHORT_CYCLE, LONG_CYCLE], ids=lambda cycle: cycle.key)
def test_ready_made_cycles_are_lawful(cycle):
    """The cycles of the library keep all laws."""
    assert_lawful(cycle)


def test_a_criterion_that_fails():
    """A criterion that raises for some deals breaks the law that each answers, with its name."""
    with pytest.raises(LawBroken, match="law broken: every criterion answers: .*odd.*raised AttributeError"):
        assert_lawful(asking(lambda deal, at: deal.value.amount > 0))


def test_a_criterion_that_fails_late():
    """One that fails only where a deal never walks, but may be asked, is told as well."""
    cycle = asking(lambda deal, at: {"talk": True}[deal.stage])
    with pytest.raises(LawBroken, match="law broken: every criterion answers"):
        keep_laws(cycle, Deal(id="D-1", log=[cycle.entry("offer", at=MONDAY)]), MONDAY)


def test_a_criterion_that_remembers():
    """One that answers otherwise each time it is asked is told, in whatever manner it is found out."""
    answers = iter([True, False] * 100_000)
    with pytest.raises(LawBroken) as broken:
        assert_lawful(asking(lambda deal, at: next(answers)))
    assert broken.value.law in LAWS


def test_a_criterion_that_rolls_dice():
    """One that answers by chance is told, in whatever manner it is found out."""
    rng = random.Random(3)
    with pytest.raises(LawBroken) as broken:
        assert_lawful(asking(lambda deal, at: rng.random() < 0.5))
    assert broken.value.law in LAWS


def test_a_criterion_that_knows_who_asks():
    """One that lets a check pass and no move is told, though it does so each time."""

    def two_faced(deal, at):
        asking = sys._getframe()
        while (asking := asking.f_back) is not None:
            if asking.f_code.co_name in ("check", "meet"):
                return True
        return False

    with pytest.raises(LawBroken, match="law broken: check and move agree"):
        assert_lawful(asking(two_faced))


def test_a_walk_that_failed_itself():
    """What goes wrong while a deal is drawn is told as the law that it breaks."""
    deal = Deal(id="D-1", log=[SHORT_CYCLE.start(at=MONDAY)])
    with pytest.raises(MoveRefused) as refused:
        SHORT_CYCLE.move(deal, to="won", at=MONDAY)
    assert "check and move agree" == _law_against(refused.value, []).law
    assert "every criterion answers" == _law_against(CriterionFailed("odd", "D-1", "raised KeyError"), []).law
    first = LawBroken("a law", "told")
    assert first is _law_against(Flaky("odd"), [first])
    assert "a criterion answers by the record and the instant alone" == _law_against(Flaky("odd"), []).law


def test_a_criterion_that_changes_the_deal():
    """One that writes into the deal is told by the law that refusing changes nothing."""

    def writes(deal, at):
        object.__setattr__(deal, "name", deal.name + "!")
        return False

    with pytest.raises(LawBroken, match="law broken: refusing changes nothing: D-1 in 'talk'"):
        assert_lawful(asking(writes))


class Loose(Cycle):
    """A cycle of a host that overrode a verb, each time in another manner."""

    def move(self, record, *, to, at, **rest):
        return record.record(self.entry("won", at=at, reason="price"))

    def options(self, record, *, at, reason=""):
        return tuple(reversed(super().options(record, at=record.log[0].at, reason=reason)))

    def plan(self, record, *, to, at):
        plan = super().plan(record, to=to, at=at)
        return attrs.evolve(plan, steps=plan.steps[:-1])


class Hasty(Cycle):
    """A cycle of a host whose plans say that nothing is missing."""

    def plan(self, record, *, to, at):
        plan = super().plan(record, to=to, at=at)
        return attrs.evolve(plan, steps=[attrs.evolve(step, unmet=()) for step in plan.steps])


@pytest.mark.parametrize("law", sorted(set(_LAWS) - {"refusing changes nothing"}))
def test_each_law_is_told(law):
    """A cycle that breaks a law is told so by that law."""
    answers = iter([True, False] * 1000)
    odd = asking(lambda deal, at: next(answers))
    loose = Loose(key="odd", version=1, stages=asking(lambda deal, at: False).stages)
    cycle = odd if law == "a criterion answers by the record and the instant alone" else loose
    deal = Deal(id="D-1", log=[cycle.start(at=MONDAY), cycle.entry("talk", at=MONDAY.replace(hour=10))])
    if law == "a replay does not depend on arrival":

        class Forgetful(Deal):
            def __eq__(self, other):
                return False

            __hash__ = None

        deal = Forgetful(id="D-1", log=deal.log)
    assert list(_LAWS[law](cycle, deal, MONDAY.replace(hour=11)))


def test_a_plan_that_promises_too_much():
    """A plan that leaves out what is missing is told."""
    cycle = Hasty(key="odd", version=1, stages=asking(lambda deal, at: False).stages)
    deal = Deal(id="D-1", log=[cycle.start(at=MONDAY)])
    with pytest.raises(LawBroken, match="what the plan to 'offer' says is missing first"):
        keep_laws(cycle, deal, MONDAY)


def test_a_deal_in_no_stage_keeps_the_laws():
    """A deal of which no stage is known has no way out, and breaks no law."""
    keep_laws(SHORT_CYCLE, Deal(id="D-1"), MONDAY)
