"""Cycles as definitions: every problem with its path, all of them at once; and what a sound one reads."""

from __future__ import annotations

import enum
from datetime import UTC, datetime

import attrs
import pytest

from salescycle.cycle import STAGE_LIMIT, Criterion, Cycle, Stage, contacted, value_known
from salescycle.errors import Finding, InvalidCycle, InvalidValue, LimitExceeded, Severity, UnknownName
from salescycle.model import Outcome, StageEntered
from salescycle.values import Wording

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
WON = Stage("won", outcome="won")
LOST = Stage("lost", outcome="lost")


def simple(**changes: object) -> Cycle:
    fields = {"key": "simple", "version": 1, "stages": [Stage("talk", leads_to=["won", "lost"]), WON, LOST]}
    return Cycle(**(fields | changes))


def problems(*stages: Stage) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidCycle) as caught:
        simple(stages=stages)
    return [(found.code, found.where, found.message) for found in caught.value.problems]


def test_no_stages() -> None:
    """A cycle of no stages is none."""
    assert [("no_stages", "stages", "must have at least one stage")] == problems()


def test_the_same_key_twice() -> None:
    """A key belongs to one stage; the second is told where the first is."""
    message = "key 'talk' is the key of stages[0]; rename one of them"
    twice = [Stage("talk", leads_to=["won", "lost"]), WON, LOST, Stage("talk", leads_to=["won"])]
    assert [("duplicate_key", "stages[3].key", message)] == problems(*twice)


@pytest.mark.parametrize(
    ("key", "told"), [("Won", "Won"), ("w on", "w on"), ("ｗon", "ｗon"), ("w\u200don", "w\\u200don")]
)
def test_a_key_that_looks_the_same(key: str, told: str) -> None:
    """Two keys that a reader cannot tell apart are one too many."""
    alike = [Stage("talk", leads_to=["won", "lost", key]), WON, LOST, Stage(key, outcome=Outcome.WON)]
    message = f"key '{told}' looks the same as the key of stages[1]; rename one of them"
    assert [("duplicate_key", "stages[3].key", message)] == problems(*alike)


def test_a_way_to_an_unknown_stage() -> None:
    """A way leads to a stage there is; a slip is told with what was meant."""
    found = problems(
        Stage("talk", leads_to=["won", "lsot", "lost"]), WON, Stage("lost", outcome="lost", reopens_to=["x"])
    )
    assert [
        ("unknown_stage", "stages[0].leads_to[1]", "no stage 'lsot'; did you mean 'lost'?"),
        ("unknown_stage", "stages[2].reopens_to[0]", "no stage 'x'; there are lost, talk, won"),
    ] == found


def test_a_way_to_itself() -> None:
    """Staying needs no move, so no stage leads to itself."""
    message = "'talk' leads to itself; staying needs no move"
    found = problems(Stage("talk", leads_to=["won", "talk", "lost"]), WON, LOST)
    assert [("leads_to_itself", "stages[0].leads_to[1]", message)] == found


def test_the_same_way_twice() -> None:
    """A way listed twice would have two meanings."""
    found = problems(Stage("talk", leads_to=["won", "lost", "won"]), WON, LOST)
    assert [("duplicate_way", "stages[0].leads_to[2]", "'won' is listed twice; keep one")] == found


def test_a_close_that_leads_out() -> None:
    """A closed stage is left only by reopening, which is declared apart."""
    message = "'won' is closed (won); declare where it may be reopened in reopens_to"
    leads_out = Stage("won", outcome=Outcome.WON, leads_to=["talk"])
    found = problems(Stage("talk", leads_to=["won", "lost"]), leads_out, LOST)
    assert [("leads_out_of_close", "stages[1].leads_to", message)] == found


@pytest.mark.parametrize("outcome", ["open", "hold"])
def test_reopening_what_is_not_closed(outcome: str) -> None:
    """Only what is closed can be reopened; on hold is not closed."""
    message = "'wait' is not closed; say where it goes in leads_to"
    wait = Stage("wait", outcome=outcome, leads_to=["lost"], reopens_to=["talk"])
    found = problems(Stage("talk", leads_to=["wait", "won", "lost"]), wait, WON, LOST)
    assert [("reopens_without_close", "stages[1].reopens_to", message)] == found


def test_no_won_stage() -> None:
    """A cycle has a way to win."""
    message = "no stage has outcome won; add one such as Stage('won', outcome='won')"
    assert [("no_won_stage", "stages", message)] == problems(Stage("talk", leads_to=["lost"]), LOST)


def test_no_lost_stage() -> None:
    """A cycle has a way to lose."""
    message = "no stage has outcome lost; add one such as Stage('lost', outcome='lost')"
    assert [("no_lost_stage", "stages", message)] == problems(Stage("talk", leads_to=["won"]), WON)


@pytest.mark.parametrize("outcome", ["won", "lost", "hold"])
def test_a_first_stage_that_is_not_open(outcome: str) -> None:
    """Records start in the first stage, so it is open."""
    message = f"the first stage is where records start, so it must be open, not {outcome}"
    ways = {"leads_to": ["won", "lost"]} if outcome == "hold" else {}
    first = Stage("first", outcome=outcome, **ways)
    assert ("starts_closed", "stages[0].outcome", message) in problems(first, WON, LOST)


def test_the_same_criterion_twice() -> None:
    """A criterion listed twice says nothing new; the same test with other parameters does."""
    least = [Criterion(key="calls", asks="calls", test=max, params={"least": n}) for n in (1, 2, 1)]
    talk = Stage("talk", leads_to=["won", "lost"], exit_criteria=[contacted, *least])
    message = "'calls' is listed twice; keep one"
    assert [("duplicate_criterion", "stages[0].exit_criteria[3]", message)] == problems(talk, WON, LOST)


def test_a_stage_that_no_way_leads_to() -> None:
    """A stage that cannot be reached is a mistake."""
    message = "no way leads to 'demo'; add it to another stage's leads_to, or drop it"
    found = problems(Stage("talk", leads_to=["won", "lost"]), Stage("demo", leads_to=["won"]), WON, LOST)
    assert [("unreachable_stage", "stages[1]", message)] == found


def test_a_stage_that_only_reopening_leads_to_is_reached() -> None:
    """Reopening is a way to a stage."""
    rescue = Stage("rescue", leads_to=["won", "lost"])
    lost = Stage("lost", outcome=Outcome.LOST, reopens_to=["rescue"])
    assert ["rescue"] == list(simple(stages=[Stage("talk", leads_to=["won", "lost"]), rescue, WON, lost]).ways("lost"))


def test_stages_that_lead_to_no_close() -> None:
    """Stages that lead round and round, and never to a close, are a trap: each is told."""
    found = problems(
        Stage("talk", leads_to=["a", "won", "lost"]),
        Stage("a", leads_to=["b"]),
        Stage("b", leads_to=["a"]),
        WON,
        LOST,
    )
    assert [
        ("dead_end", f"stages[{n}].leads_to", f"no way leads from '{k}' to a close; let it lead to a won or lost stage")
        for n, k in ((1, "a"), (2, "b"))
    ] == found


def test_several_problems_come_together() -> None:
    """All problems of a graph come in one error, in the order of its rules, each with its path."""
    found = problems(
        Stage("talk", leads_to=["tlak", "talk"], exit_criteria=[contacted, contacted]),
        Stage("Talk", leads_to=["won", "won"]),
        Stage("won", outcome=Outcome.WON, leads_to=["talk"]),
    )
    assert [
        ("duplicate_key", "stages[1].key"),
        ("unknown_stage", "stages[0].leads_to[0]"),
        ("leads_to_itself", "stages[0].leads_to[1]"),
        ("duplicate_way", "stages[1].leads_to[1]"),
        ("leads_out_of_close", "stages[2].leads_to"),
        ("no_lost_stage", "stages"),
        ("duplicate_criterion", "stages[0].exit_criteria[1]"),
    ] == [(code, where) for code, where, _ in found]


def test_the_error_lists_its_problems() -> None:
    """The error's text counts the problems and gives each a line."""
    with pytest.raises(InvalidCycle) as caught:
        simple(stages=[Stage("talk", leads_to=["wno"]), WON])
    assert (
        "cycle 'simple' has 2 problems:\n"
        "  stages[0].leads_to[0]: no stage 'wno'; did you mean 'won'?\n"
        "  stages: no stage has outcome lost; add one such as Stage('lost', outcome='lost')"
    ) == str(caught.value)
    where, message = "stages[0].leads_to[0]", "no stage 'wno'; did you mean 'won'?"
    assert Finding(code="unknown_stage", where=where, message=message) == caught.value.problems[0]
    assert {Severity.ERROR} == {found.severity for found in caught.value.problems}


def test_the_error_counts_one_problem_as_one() -> None:
    """One problem is not several."""
    with pytest.raises(InvalidCycle) as caught:
        simple(stages=[])
    assert "cycle 'simple' has 1 problem:\n  stages: must have at least one stage" == str(caught.value)


def test_more_stages_than_anybody_has_are_refused() -> None:
    """A cycle has at most 200 stages, and 200 it may have."""
    middle = [Stage(f"s{n}", leads_to=[f"s{n + 1}", "lost"]) for n in range(STAGE_LIMIT - 3)]
    last = Stage(f"s{STAGE_LIMIT - 3}", leads_to=["won", "lost"])
    assert STAGE_LIMIT == len(simple(stages=[*middle, last, WON, LOST]).stages)
    with pytest.raises(LimitExceeded) as caught:
        simple(stages=[Stage("one more"), *middle, last, WON, LOST])
    assert "stages must be at most 200, got 201" == str(caught.value)


def test_stages_must_be_stages() -> None:
    """The key of a stage is no stage."""
    with pytest.raises(InvalidValue) as caught:
        simple(stages=[WON, "lost"])
    assert "stages[1] must be a Stage, got 'lost'; give Stage('key', leads_to=[...])" == str(caught.value)


@pytest.mark.parametrize(("version", "told"), [(0, "0"), (-1, "-1"), (True, "True"), ("1", "'1'"), (1.0, "1.0")])
def test_versions_count_from_one(version: object, told: str) -> None:
    """A version is a whole number from 1."""
    with pytest.raises(InvalidValue) as caught:
        simple(version=version)
    assert f"a version must be a whole number, 1 or more, got {told}" == str(caught.value)


def test_the_name_joins_key_and_version() -> None:
    """Facts carry a cycle's key and version as one name."""
    assert ("simple/1", "simple/12") == (simple().name, simple(version=12).name)


def test_a_cycle_reads_its_stages() -> None:
    """A cycle gives its first stage, each by its key, its rank, and whether it has one."""
    cycle = simple(label={"en": "Simple", "ko": "단순"})
    assert (cycle.stages[0], WON) == (cycle.initial, cycle.stage("won"))
    assert [0, 1, 2] == [cycle.rank(stage.key) for stage in cycle.stages]
    assert [True, False, False, False] == ["won" in cycle, "Won" in cycle, None in cycle, 5 in cycle]
    assert Wording({"en": "Simple", "ko": "단순"}) == cycle.label


def test_members_of_an_enum_name_stages() -> None:
    """Whoever keeps stage keys in a StrEnum may ask with its members."""

    class Board(enum.StrEnum):
        WON = "won"

    cycle = simple()
    assert (WON, 1, True) == (cycle.stage(Board.WON), cycle.rank(Board.WON), Board.WON in cycle)
    assert str is type(cycle.entry(Board.WON, at=MONDAY).stage)


@pytest.mark.parametrize("ask", [lambda c: c.stage("wno"), lambda c: c.rank("wno"), lambda c: c.guards("talk", "wno")])
def test_an_unknown_stage_is_told_with_the_nearest(ask) -> None:
    """A stage the cycle does not have is told with what was probably meant."""
    with pytest.raises(UnknownName) as caught:
        ask(simple())
    assert "no stage 'wno' in cycle 'simple'; did you mean 'won'?" == str(caught.value)


def test_start_enters_the_first_stage() -> None:
    """The fact that begins a record enters the first stage, under the cycle's name."""
    start = simple().start(at=MONDAY, by="kim", recorded_at=MONDAY.replace(hour=10))
    expected = StageEntered(
        stage="talk",
        outcome="open",
        cycle="simple/1",
        at=MONDAY,
        by="kim",
        recorded_at=MONDAY.replace(hour=10),
    )
    assert expected == start


def test_entry_gives_the_fact_of_any_stage() -> None:
    """An entry carries what its stage means under this cycle, and asks no rule."""
    entry = simple().entry("lost", at=MONDAY, reason="price")
    assert (Outcome.LOST, "simple/1", "price", MONDAY, None) == (
        entry.outcome,
        entry.cycle,
        entry.reason,
        entry.recorded_at,
        entry.by,
    )


def test_a_cycle_never_changes() -> None:
    """A cycle is frozen; a changed copy is checked and compiled like a new one."""
    cycle = simple()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        cycle.key = "other"
    with pytest.raises(InvalidCycle):
        attrs.evolve(cycle, stages=[WON])
    later = attrs.evolve(cycle, version=2)
    assert ("simple/2", "simple/2") == (later.name, later.start(at=MONDAY).cycle)


def test_a_cycle_reads_as_its_definition() -> None:
    """What a cycle shows, and what makes two of them equal, is what it was given."""
    assert "Cycle(key='simple', version=1, stages=(Stage(key='talk'" == repr(simple())[:55]
    guarded = [Stage("talk", leads_to=["won", "lost"], exit_criteria=[value_known]), WON, LOST]
    assert simple() == simple()
    assert simple() not in (simple(stages=guarded), simple(version=2), simple(key="other"), simple(label="other"))


def test_more_ways_than_anybody_reads_are_refused() -> None:
    """A cycle has at most 2,000 ways, counted before anything is built of them."""
    keys = [f"s{number}" for number in range(60)]
    stages = [Stage(key, leads_to=[other for other in keys if other != key]) for key in keys]
    with pytest.raises(LimitExceeded) as caught:
        Cycle(key="web", version=1, stages=stages)
    assert "the ways of a cycle must be at most 2000, got 3540" == str(caught.value)
