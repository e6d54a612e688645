"""Conformance: the nearest path that a cycle allows, and the first place where a log left it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from salescycle.cycle import Cycle, Override, Policy, Stage, contacted, migrate
from salescycle.errors import LimitExceeded
from salescycle.model import Contacted, Deal, RuleOverridden, StageEntered, StageSeen

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
CYCLE = Cycle(
    key="board",
    version=1,
    stages=[
        Stage("talk", leads_to=["demo", "lost"], exit_criteria=[contacted]),
        Stage("demo", leads_to=["offer", "talk", "lost"]),
        Stage("offer", leads_to=["won", "demo", "lost"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost", reopens_to=["talk"]),
    ],
)


def log(*stages: str) -> Deal:
    """Give a deal that entered stages one day after the other, imported: no cycle is named."""
    facts = [
        StageEntered(
            stage=stage,
            outcome=CYCLE.stage(stage).outcome if stage in CYCLE else "open",
            reason="price",
            at=MONDAY + place * DAY,
        )
        for place, stage in enumerate(stages)
    ]
    return Deal(id="D-1", log=[Contacted(channel="call", at=MONDAY - DAY), *facts])


@pytest.mark.parametrize(
    ("entered", "nearest", "missing", "extra"),
    [
        ("talk demo offer won", "talk demo offer won", "", ""),
        ("talk", "talk", "", ""),
        ("", "", "", ""),
        ("talk demo talk demo lost talk", "talk demo talk demo lost talk", "", ""),
        ("talk offer won", "talk demo offer won", "demo", ""),
        ("talk won", "talk demo offer won", "demo offer", ""),
        ("demo offer won", "talk demo offer won", "talk", ""),
        ("talk demo nonsense offer won", "talk demo offer won", "", "nonsense"),
        ("talk demo lost offer won", "talk demo offer won", "", "lost"),
        ("talk demo demo offer", "talk demo offer", "", ""),
        ("won", "talk demo offer won", "talk demo offer", ""),
        ("nonsense", "", "", "nonsense"),
    ],
)
def test_the_nearest_path(entered: str, nearest: str, missing: str, extra: str) -> None:
    """What is missing is put in, what does not fit is left out, as little of both as can be; what happened is kept."""
    found = CYCLE.conformance(log(*entered.split()))
    told = (found.nearest, found.missing, found.extra)
    assert (tuple(nearest.split()), tuple(missing.split()), tuple(extra.split())) == told
    assert found.conforms is (not missing and not extra)


def test_the_first_deviation() -> None:
    """The first finding against a rule says where the log left its path, and how it should have gone."""
    found = CYCLE.conformance(log("talk", "demo", "won", "demo"))
    deviation = found.first_deviation
    assert ("not_allowed", MONDAY + 2 * DAY, ("demo", "offer", "won")) == (
        deviation.code,
        deviation.at,
        deviation.evidence,
    )
    assert "D-1 entered talk, demo, won, demo; the nearest path allowed is talk, demo" in str(found)


def test_a_path_that_is_allowed_may_still_break_a_rule() -> None:
    """A criterion that did not hold is a deviation on a path that is allowed."""
    uncalled = attrs.evolve(log("talk", "demo"), log=log("talk", "demo").log[1:])
    found = CYCLE.conformance(uncalled)
    assert (False, (), "criterion_unmet") == (found.conforms, found.missing, found.first_deviation.code)
    assert str(found).startswith("D-1 entered talk, demo, a path that is allowed; moved from 'talk' to 'demo' without")
    assert "D-1 entered talk, demo, a path that is allowed" == str(CYCLE.conformance(log("talk", "demo")))
    assert "D-1 entered no stage, a path that is allowed" == str(CYCLE.conformance(Deal(id="D-1")))


def test_a_beginning_in_a_later_stage() -> None:
    """Where records begin is a rule of the policy; a record that was only seen began where nobody knows."""
    later = log("offer", "won")
    assert "created_in_later_stage" == CYCLE.conformance(later).first_deviation.code
    assert attrs.evolve(CYCLE, policy=Policy(begins_in="any_open")).conformance(later).conforms
    seen = Deal(id="D-1", log=[StageSeen(stage="offer", outcome="open", at=MONDAY), *later.log[2:]])
    assert CYCLE.conformance(seen).conforms


def test_an_override_is_allowed() -> None:
    """What somebody answered for is no deviation."""
    deal = Deal.open(id="D-1", start=CYCLE.start(at=MONDAY))
    won = CYCLE.move(deal, to="won", at=MONDAY, override=Override(by="boss", reason="known"))
    assert CYCLE.conformance(won).conforms


def test_a_record_that_was_taken_over() -> None:
    """Only what happened under the cycle is compared with it."""
    new = attrs.evolve(
        CYCLE,
        version=2,
        stages=[
            Stage("chat", leads_to=["pay", "lost"]),
            Stage("pay", leads_to=["won", "lost"]),
            Stage("won", outcome="won"),
            Stage("lost", outcome="lost"),
        ],
    )
    deal = Deal(id="D-1", log=[CYCLE.entry("talk", at=MONDAY), CYCLE.entry("offer", at=MONDAY)])
    (over,) = migrate([deal], CYCLE, new, {"offer": "pay"}, at=MONDAY + DAY)
    found = new.conformance(new.move(over, to="won", at=MONDAY + 2 * DAY))
    assert (("pay", "won"), True) == (found.entered, found.conforms)


def test_a_log_too_long_to_compare() -> None:
    """More entries than are compared are refused, and not worked on."""
    with pytest.raises(LimitExceeded, match="the stage entries of 'D-1' must be at most 1000, got 1001"):
        CYCLE.conformance(log(*["talk", "demo"] * 500, "talk"))
    assert CYCLE.conformance(log(*["talk", "demo"] * 500)).conforms


def test_no_path_goes_through_a_close_that_nobody_entered() -> None:
    """Losing and reopening is no way to get on, in the nearest path and in the path a move should have taken."""
    short_cut = attrs.evolve(CYCLE, stages=[*CYCLE.stages[:4], attrs.evolve(CYCLE.stages[4], reopens_to=["offer"])])
    found = short_cut.conformance(log("talk", "offer", "won"))
    assert ("talk", "demo", "offer", "won") == found.nearest
    assert ("talk", "demo", "offer") == found.first_deviation.evidence


def test_unknown_stages_that_were_seen_or_overridden() -> None:
    """A stage that the cycle does not have is extra, however the record came to it."""
    seen = Deal(id="D-1", log=[StageSeen(stage="zzz", outcome="open", at=MONDAY - DAY), *log("talk", "demo").log])
    assert (("talk", "demo"), ("zzz",)) == (CYCLE.conformance(seen).nearest, CYCLE.conformance(seen).extra)
    pardoned = log("talk", "zzz", "demo").record(RuleOverridden(stage="zzz", by="boss", reason="?", at=MONDAY + DAY))
    assert (("talk", "demo"), ("zzz",)) == (CYCLE.conformance(pardoned).nearest, CYCLE.conformance(pardoned).extra)


def test_an_override_allows_its_own_move_only() -> None:
    """Another move into the same stage is as forbidden as ever."""
    once = log("talk", "offer", "demo", "talk", "offer")
    once = once.record(RuleOverridden(stage="offer", by="boss", reason="?", at=MONDAY + DAY))
    assert ("talk", "offer", "demo", "talk", "demo", "offer") == CYCLE.conformance(once).nearest


def test_reasons_and_times_are_rules_too() -> None:
    """A log without the reasons its ways ask for, or past their time, is none that the cycle could have made."""
    cycle = attrs.evolve(CYCLE, policy=Policy(reasons_for=["lost", "moved_back"], reopen_within=DAY / 2))
    told = log("talk", "demo", "talk", "lost", "talk")
    entries = [attrs.evolve(fact, reason="") for fact in told.facts(StageEntered)]
    silent = Deal(id="D-2", log=[*told.facts(Contacted), *entries])
    found = [finding.code for finding in cycle.audit(silent)]
    assert (2, 1) == (found.count("no_reason"), found.count("too_late"))
    assert "no_reason" == cycle.conformance(silent).first_deviation.code
    assert not CYCLE.conformance(silent).first_deviation


def test_each_version_judges_what_happened_under_it() -> None:
    """The old cycle sees what came before a migration, the new one what came after; a third in between its own."""
    new = attrs.evolve(CYCLE, version=2)
    third = attrs.evolve(CYCLE, version=3)
    called = Contacted(channel="call", at=MONDAY)
    deal = Deal(id="D-1", log=[called, CYCLE.entry("talk", at=MONDAY), CYCLE.entry("offer", at=MONDAY + DAY)])
    (second,) = migrate([deal], CYCLE, new, at=MONDAY + 2 * DAY)
    second = new.move(second, to="won", at=MONDAY + 3 * DAY)
    (last,) = migrate([second], new, third, at=MONDAY + 4 * DAY)
    assert ("talk", "offer") == CYCLE.conformance(last).entered
    assert ("offer", "won") == new.conformance(last).entered
    assert ("won",) == third.conformance(last).entered
    assert "not_allowed" in [finding.code for finding in CYCLE.audit(last)]
    assert "not_allowed" not in [finding.code for finding in new.audit(last)]


def test_reopening_in_time_is_no_deviation() -> None:
    """A close that is left while its way is open is left by the rules."""
    cycle = attrs.evolve(CYCLE, policy=Policy(reopen_within=DAY))
    assert cycle.conformance(log("talk", "demo", "lost", "talk")).conforms
