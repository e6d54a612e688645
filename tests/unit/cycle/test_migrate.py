"""Migrations: all records or none, history as it happened, every blocker counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from salescycle.cycle import Cycle, Stage, contacted, migrate
from salescycle.errors import InvalidValue, MigrationBlocked, UnknownName, WrongCycle
from salescycle.metrics import Pipeline
from salescycle.model import Contacted, Deal, Migrated, RuleOverridden, StageSeen

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
JUNE = datetime(2026, 6, 1, tzinfo=UTC)
CLOSES = (Stage("won", outcome="won"), Stage("lost", outcome="lost"))
OLD = Cycle(
    key="board",
    version=1,
    stages=[
        Stage("talk", leads_to=["demo", "lost"]),
        Stage("demo", leads_to=["offer", "lost"], exit_criteria=[contacted]),
        Stage("offer", leads_to=["won", "lost"]),
        *CLOSES,
    ],
)
NEW = Cycle(
    key="board",
    version=2,
    stages=[Stage("talk", leads_to=["pitch", "lost"]), Stage("pitch", leads_to=["won", "lost"]), *CLOSES],
)
OVER = {"demo": "pitch", "offer": "pitch"}


def in_stage(stage: str, id: str = "D-1") -> Deal:
    return Deal.open(id=id, start=OLD.start(at=MONDAY)).record(OLD.entry(stage, at=MONDAY + DAY))


def blockers(records, mapping=None, at=JUNE) -> list[tuple[str, str, str]]:
    with pytest.raises(MigrationBlocked) as caught:
        migrate(records, OLD, NEW, mapping, at=at)
    return [(each.code, each.where, each.message) for each in caught.value.problems]


def test_a_record_is_taken_over_with_a_fact() -> None:
    """The log says when, by whom, from where to where; all that was there stays."""
    deal = in_stage("demo")
    (over,) = migrate([deal], OLD, NEW, OVER, at=JUNE, by="kim", recorded_at=JUNE + DAY)
    fact = Migrated(
        stage="pitch",
        outcome="open",
        cycle="board/2",
        from_stage="demo",
        from_cycle="board/1",
        by="kim",
        at=JUNE,
        recorded_at=JUNE + DAY,
    )
    assert (*deal.log, fact) == over.log
    assert ("pitch", "demo") == (over.stage, over.as_of(JUNE - DAY).stage)


def test_a_record_that_was_taken_over_follows_the_new_cycle() -> None:
    """It moves by the new rules, and the old cycle refuses it."""
    (over,) = migrate([in_stage("demo")], OLD, NEW, OVER, at=JUNE)
    assert "won" == NEW.move(over, to="won", at=JUNE + DAY).stage
    with pytest.raises(WrongCycle):
        OLD.check(over, to="offer", at=JUNE + DAY)


def test_what_needs_no_word() -> None:
    """A stage that both have goes to itself; a stage that nobody is in needs no place."""
    deals = [in_stage("lost", "D-1"), in_stage("won", "D-2"), Deal.open(id="D-3", start=OLD.start(at=MONDAY))]
    assert ["lost", "won", "talk"] == [deal.stage for deal in migrate(deals, OLD, NEW, at=JUNE)]


def test_a_migration_is_no_move() -> None:
    """Under the same key a stay goes on; under another, neither the cut stay nor the next one is measured."""
    stayed, cut = migrate([in_stage("talk"), in_stage("demo", "D-2")], OLD, NEW, OVER, at=JUNE)
    (visit,) = stayed.visits
    assert (MONDAY, None) == (visit.entered, visit.exited)
    moved = NEW.move(cut, to="won", at=JUNE + DAY)
    assert [("talk", DAY), ("demo", None), ("pitch", None), ("won", None)] == [
        (visit.stage, visit.dwell_time) for visit in moved.visits
    ]
    assert JUNE + DAY - MONDAY == moved.spells[0].length


@pytest.mark.parametrize("stage", ["won", "lost"])
def test_a_close_stays_the_close_that_it_was(stage: str) -> None:
    """A closed record that is taken over closed when it closed, whatever the stage is called now."""
    renamed = attrs.evolve(
        NEW,
        stages=[
            Stage("talk", leads_to=["yes", "no"]),
            Stage("yes", outcome="won"),
            Stage("no", outcome="lost"),
        ],
    )
    (over,) = migrate([in_stage(stage)], OLD, renamed, {"won": "yes", "lost": "no"}, at=JUNE)
    assert (MONDAY + DAY, 1, DAY) == (over.closed_at, len(over.spells), over.spells[0].length)


def test_every_blocker_is_counted_and_nothing_is_changed() -> None:
    """All that stands in the way comes at once: where, how many, which, and what would help."""
    deals = [in_stage("demo", f"D-{n}") for n in range(3)]
    deals += [Deal(id="N-1"), in_stage("offer", "D-9")]
    other = attrs.evolve(OLD, key="other")
    deals.append(Deal(id="X-1", log=[other.start(at=MONDAY)]))
    logs = [deal.log for deal in deals]
    assert [
        (
            "no_place",
            "stage 'demo'",
            "3 records are in it as open, with no place to go; map it to one of: talk, pitch (D-0, D-1, D-2)",
        ),
        (
            "no_stage",
            "records",
            "1 record is in no stage that anybody recorded; record it with cycle.entry(...) (N-1)",
        ),
        (
            "no_place",
            "stage 'offer'",
            "1 record is in it as open, with no place to go; map it to one of: talk, pitch (D-9)",
        ),
        ("wrong_cycle", "cycle 'other/1'", "1 record is of another cycle than 'board/1'; leave it out (X-1)"),
    ] == blockers(deals)
    assert logs == [deal.log for deal in deals]


def test_many_blocked_records_are_shown_by_a_few() -> None:
    """A thousand ids fit in no message; the first ten are evidence."""
    with pytest.raises(MigrationBlocked) as caught:
        migrate([in_stage("demo", f"D-{n}") for n in range(1000)], OLD, NEW, at=JUNE)
    (problem,) = caught.value.problems
    assert "1000 records are in it" in problem.message
    assert tuple(f"D-{n}" for n in range(10)) == problem.evidence
    assert len(str(caught.value)) < 2000


def test_before_the_record_came_to_its_stage() -> None:
    """A migration does not happen before the last move."""
    told = f"1 record is in it, having come only after {MONDAY}; migrate at a later instant (D-1)"
    assert [("too_early", "stage 'demo'", told)] == blockers([in_stage("demo")], OVER, at=MONDAY)


def test_a_migration_can_be_run_again() -> None:
    """Records that follow the new cycle already come back as they are, among others that do not."""
    (over,) = migrate([in_stage("demo")], OLD, NEW, OVER, at=JUNE)
    again = migrate([over, in_stage("talk", "D-2")], OLD, NEW, OVER, at=JUNE + DAY)
    assert (over, "talk") == (again[0], again[1].stage)


def test_an_import_that_names_no_cycle() -> None:
    """Imported facts name no cycle, and are taken over by their stage; one with another outcome has no place."""
    imported, odd = (
        Deal(id=f"I-{outcome}", log=[attrs.evolve(OLD.entry("demo", at=MONDAY), cycle="", outcome=outcome)])
        for outcome in ("open", "lost")
    )
    (over,) = migrate([imported], OLD, NEW, OVER, at=JUNE)
    assert ("pitch", "") == (over.stage, over.stage_fact.from_cycle)
    assert [("no_place", "stage 'demo'")] == [each[:2] for each in blockers([odd], OVER)]


@pytest.mark.parametrize(
    ("mapping", "error", "told"),
    [
        ({"dmeo": "pitch"}, UnknownName, "no stage 'dmeo' in cycle 'board'; did you mean 'demo'?"),
        ({"demo": "ptich"}, UnknownName, "no stage 'ptich' in cycle 'board'; did you mean 'pitch'?"),
        (
            {"demo": "lost"},
            InvalidValue,
            "a mapping must keep the outcome of 'demo', which is open, got 'lost, which is lost'; make that a move",
        ),
    ],
)
def test_a_mapping_that_cannot_be(mapping: dict[str, str], error: type, told: str) -> None:
    """A mapping joins stages that there are, and neither closes nor reopens anything."""
    with pytest.raises(error) as caught:
        migrate([], OLD, NEW, mapping, at=JUNE)
    assert told == str(caught.value)


def test_nothing_to_migrate() -> None:
    """No records are taken over to no records; what is no record is told."""
    assert () == migrate([], OLD, NEW, at=JUNE)
    with pytest.raises(InvalidValue, match=r"records\[0\] must be a Record, got 'D-1'"):
        migrate(["D-1"], OLD, NEW, at=JUNE)


def test_the_audit_of_a_cycle_begins_where_the_record_came_to_it() -> None:
    """What a record did under the rules of before is no matter of the rules of now."""
    (over,) = migrate([in_stage("offer")], OLD, NEW, OVER, at=JUNE)
    assert ["no_value"] == [each.code for each in NEW.audit(NEW.move(over, to="won", at=JUNE + DAY))]
    assert "unknown_stage" in [each.code for each in NEW.audit(over.as_of(JUNE - DAY))]


def test_numbers_survive_a_migration() -> None:
    """Win rate and cycle length of a pipeline are the same before and after it was taken over."""
    called = Contacted(channel="call", at=MONDAY)
    deals = [OLD.move(in_stage("offer", f"D-{n}").record(called), to="won", at=MONDAY + n * DAY) for n in range(2, 5)]
    deals += [in_stage("lost", "L-1"), in_stage("demo", "O-1")]
    before = Pipeline(deals, cycle=OLD, as_of=JUNE + DAY)
    after = Pipeline(migrate(deals, OLD, NEW, OVER, at=JUNE), cycle=NEW, as_of=JUNE + DAY)
    assert before.win_rate() == after.win_rate()
    assert before.cycle_length() == after.cycle_length()
    assert str(before.time_to_close()) == str(after.time_to_close())


def test_a_close_keeps_its_reason() -> None:
    """Why a deal was lost is still known under the new version, and of a deal that was only seen lost nothing is."""
    lost = Deal(id="D-1", log=[OLD.entry("lost", at=MONDAY, reason="price")])
    (over,) = migrate([lost], OLD, NEW, at=JUNE)
    assert ("price", "price") == (lost.close_reason, over.close_reason)
    assert "" == Deal(id="D-2", log=[StageSeen(stage="lost", outcome="lost", at=MONDAY)]).close_reason
    assert "" == over.record(NEW.entry("talk", at=JUNE + DAY)).close_reason
    assert "price" == over.record(Contacted(channel="call", at=JUNE + DAY)).close_reason


def test_a_version_that_was_not_raised() -> None:
    """Two cycles of one name cannot be told apart by records, so nothing is taken over between them."""
    with pytest.raises(InvalidValue, match="a migration must be to another version, got 'board/1'; raise the version"):
        migrate([in_stage("demo")], OLD, attrs.evolve(NEW, version=1), OVER, at=JUNE)


def test_a_record_that_follows_the_new_cycle_in_a_stage_it_does_not_have() -> None:
    """Following a cycle is not enough to have a place in it."""
    odd = Deal(id="D-1", log=[attrs.evolve(OLD.entry("demo", at=MONDAY), cycle="board/2")])
    assert ["wrong_cycle"] == [code for code, _, _ in blockers([odd], OVER)]


def test_a_migration_is_counted_as_no_move() -> None:
    """Moves are between stages of the pipeline's cycle, and nobody moved when the record was taken over."""
    (over,) = migrate([in_stage("demo")], OLD, NEW, OVER, at=JUNE)
    won = NEW.move(over, to="won", at=JUNE + DAY)
    assert {("pitch", "won"): 1} == Pipeline([won], cycle=NEW, as_of=JUNE + 2 * DAY).moves()
    rate = Pipeline([won], cycle=NEW, as_of=JUNE + 2 * DAY).override_rate()
    assert (0, 2) == (rate.part, rate.whole)
    alone = Deal(id="D-9", log=[RuleOverridden(stage="won", reason="?", at=MONDAY)])
    assert not Pipeline([alone], cycle=NEW, as_of=JUNE).override_rate().value
    assert "somebody let it into 'won' against nothing named" in [each.message for each in NEW.audit(alone)]
