"""Options: every way out of the present stage, decided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from salescycle.cycle import Cycle, MoveKind, Policy, Stage, contacted
from salescycle.model import Contacted, Deal

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
CYCLE = Cycle(
    key="simple",
    version=1,
    stages=[
        Stage("talk", leads_to=["lost", "offer"], exit_criteria=[contacted]),
        Stage("offer", leads_to=["won", "talk", "lost"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost", reopens_to=["offer"]),
    ],
)


def options(deal: Deal, at: datetime = MONDAY) -> list[tuple[str, bool]]:
    return [(decision.to, bool(decision)) for decision in CYCLE.options(deal, at=at)]


def in_stage(stage: str) -> Deal:
    return Deal(id="D-1", log=[CYCLE.entry(stage, at=MONDAY)])


def test_options_are_the_ways_out_in_order() -> None:
    """Each way out comes with its decision, in the order in which the stage lists them."""
    assert [("lost", True), ("offer", False)] == options(in_stage("talk"))
    assert [("won", True), ("talk", True), ("lost", True)] == options(in_stage("offer"))


def test_options_say_what_is_missing() -> None:
    """A way that is not open yet comes with all that is missing."""
    talking = in_stage("talk")
    assert CYCLE.check(talking, to="offer", at=MONDAY) == CYCLE.options(talking, at=MONDAY)[1]
    assert [("lost", True), ("offer", True)] == options(talking.record(Contacted(channel="call", at=MONDAY)))


def test_options_of_a_close_are_its_reopenings() -> None:
    """A closed record can only be reopened, if that."""
    assert [("offer", True)] == options(in_stage("lost"))
    assert [] == options(in_stage("won"))


def test_options_ask_with_the_reason_that_is_given() -> None:
    """What needs a reason is open with one, and not without."""
    strict = Cycle(
        key="strict",
        version=1,
        stages=[Stage("talk", leads_to=["won", "lost"]), Stage("won", outcome="won"), Stage("lost", outcome="lost")],
        policy=Policy(reasons_for=[MoveKind.LOST]),
    )
    deal = Deal(id="D-1", log=[strict.start(at=MONDAY)])
    assert [[True, False], [True, True]] == [
        [bool(decision) for decision in strict.options(deal, at=MONDAY, reason=reason)] for reason in ("", "price")
    ]


def test_before_the_entry_nothing_is_open() -> None:
    """Before the present stage was entered, every way out of it is refused as too early."""
    decisions = CYCLE.options(in_stage("offer"), at=MONDAY - timedelta(hours=1))
    assert [["too_early"]] * 3 == [[finding.code for finding in each.refusals] for each in decisions]


def test_a_record_in_no_stage_has_no_options() -> None:
    """Where nobody recorded a stage there is nowhere to go from."""
    assert [] == options(Deal(id="D-9"))
