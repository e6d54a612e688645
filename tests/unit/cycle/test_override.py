"""Overrides: the only way round a rule, written down with a name and a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from salescycle.cycle import Criterion, Cycle, Override, Policy, Stage, contacted, value_known
from salescycle.errors import CriterionFailed, InvalidValue, MoveRefused, UnknownName, WrongCycle
from salescycle.model import Contacted, Deal, RuleOverridden, StageEntered

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
STAGES = (
    Stage("talk", leads_to=["offer", "lost"], exit_criteria=[contacted, value_known]),
    Stage("offer", leads_to=["won", "lost"]),
    Stage("won", outcome="won"),
    Stage("lost", outcome="lost", reopens_to=["talk"]),
)
CYCLE = Cycle(key="simple", version=1, stages=STAGES, policy=Policy(reasons_for=["lost"], reopen_within=DAY))
DEAL = Deal.open(id="D-1", start=CYCLE.start(at=MONDAY))
BOSS = Override(by=" boss ", reason=" the CEO knows them\n")


def test_an_override_lets_a_record_pass_and_is_written_down() -> None:
    """The log says who let it pass, why, and against what; then it says that the stage was entered."""
    moved = CYCLE.move(DEAL, to="offer", at=MONDAY + DAY, by="kim", recorded_at=MONDAY + 2 * DAY, override=BOSS)
    written, entry = moved.log[1:]
    assert (
        RuleOverridden(
            stage="offer",
            by="boss",
            reason="the CEO knows them",
            criteria=["contacted", "value_known"],
            at=MONDAY + DAY,
            recorded_at=MONDAY + 2 * DAY,
        )
        == written
    )
    assert CYCLE.entry("offer", at=MONDAY + DAY, by="kim", recorded_at=MONDAY + 2 * DAY) == entry
    assert ("offer", DAY) == (moved.stage, moved.visits[0].dwell_time)


@pytest.mark.parametrize(
    ("stage", "to", "days", "refusals"),
    [
        ("talk", "won", 0, ("no_way",)),
        ("won", "talk", 0, ("no_way",)),
        ("talk", "lost", 0, ("no_reason",)),
        ("lost", "talk", 2, ("too_late",)),
        ("lost", "won", 2, ("no_way",)),
    ],
)
def test_every_rule_of_a_cycle_can_be_overridden(stage: str, to: str, days: int, refusals: tuple[str, ...]) -> None:
    """A way that is not there, a reason not given, a time that is over: each gives way, and is named."""
    deal = Deal(id="D-1", log=[CYCLE.entry(stage, at=MONDAY)])
    moved = CYCLE.move(deal, to=to, at=MONDAY + days * DAY, override=BOSS)
    assert (to, refusals) == (moved.stage, moved.facts(RuleOverridden)[0].refusals)


def test_where_nothing_stands_against_a_move_nothing_is_overridden() -> None:
    """An override of a move that may happen leaves no trace."""
    moved = CYCLE.move(DEAL, to="lost", at=MONDAY, reason="price", override=BOSS)
    assert [StageEntered, StageEntered] == [type(fact) for fact in moved.log]


@pytest.mark.parametrize(
    ("deal", "to", "at"),
    [
        (DEAL, "talk", MONDAY),
        (DEAL, "offer", MONDAY - DAY),
        (Deal(id="D-9"), "talk", MONDAY),
    ],
)
def test_what_is_no_rule_cannot_be_overridden(deal: Deal, to: str, at: datetime) -> None:
    """Staying is no move, time does not run backwards, and a move starts somewhere."""
    assert not CYCLE.check(deal, to=to, at=at).may_be_overridden
    with pytest.raises(MoveRefused):
        CYCLE.move(deal, to=to, at=at, override=BOSS)


def test_an_override_mends_nothing() -> None:
    """A wrong stage, another cycle's record and a broken criterion are errors with an override too."""

    def broken(deal: Deal, at: datetime) -> bool:
        raise ZeroDivisionError

    failing = attrs.evolve(STAGES[0], exit_criteria=[Criterion(key="broken", asks="broken", test=broken)])
    with pytest.raises(UnknownName):
        CYCLE.move(DEAL, to="ofer", at=MONDAY, override=BOSS)
    with pytest.raises(WrongCycle):
        attrs.evolve(CYCLE, version=2).move(DEAL, to="offer", at=MONDAY, override=BOSS)
    with pytest.raises(CriterionFailed):
        attrs.evolve(CYCLE, stages=[failing, *STAGES[1:]]).move(DEAL, to="offer", at=MONDAY, override=BOSS)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"by": " ", "reason": "why"}, "who overrides a rule must not be blank, got ''; give by='...'"),
        ({"by": "kim", "reason": "\n"}, "the reason of an override must not be blank, got ''; give reason='...'"),
        ({"by": None, "reason": "why"}, "name must be text, got None; give a str"),
    ],
)
def test_an_override_has_a_name_and_a_reason(fields: dict[str, object], told: str) -> None:
    """Nobody passes in nobody's name, or for no reason."""
    with pytest.raises(InvalidValue) as caught:
        Override(**fields)
    assert told == str(caught.value)


def test_an_override_is_an_override() -> None:
    """True is not enough."""
    told = "an override must be an Override, got True; give Override"
    with pytest.raises(InvalidValue, match=told):
        CYCLE.move(DEAL, to="offer", at=MONDAY, override=True)


def test_the_audit_sees_an_override_and_what_nobody_answered_for() -> None:
    """An overridden rule is a note with a name; the same move without one is a warning."""
    at = MONDAY + DAY
    overridden = CYCLE.move(DEAL, to="won", at=at, override=BOSS)
    unpriced, found = CYCLE.audit(overridden)
    assert "no_value" == unpriced.code
    told = ("overridden", "note", at, "boss let it into 'won' against no_way")
    assert told == (found.code, found.severity, found.at, found.message)
    silent = DEAL.record(CYCLE.entry("won", at=at))
    codes = ["not_allowed", "criterion_unmet", "criterion_unmet", "skipped_mandatory", "no_value"]
    assert codes == [each.code for each in CYCLE.audit(silent)]
    lost = CYCLE.move(DEAL.record(Contacted(channel="call", at=MONDAY)), to="lost", at=at, override=BOSS)
    assert ["overridden"] == [each.code for each in CYCLE.audit(lost)]


def test_an_override_pardons_only_its_own_move() -> None:
    """A later move against the rules into the same stage is found as ever."""
    moved = CYCLE.move(DEAL, to="won", at=MONDAY + DAY, override=BOSS)
    again = moved.record(CYCLE.entry("talk", at=MONDAY + 2 * DAY), CYCLE.entry("won", at=MONDAY + 3 * DAY))
    codes = [each.code for each in CYCLE.audit(again)]
    assert (2, 1) == (codes.count("not_allowed"), codes.count("overridden"))
