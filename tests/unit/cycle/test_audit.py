"""The audit: every finding, present where it belongs and absent where it does not."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from salescycle.cycle import AUDIT_CODES, Cycle, Stage, _audit, _lints_of_facts, contacted, criterion
from salescycle.errors import Finding, InvalidValue, Severity
from salescycle.model import (
    CloseExpected,
    Contacted,
    Deal,
    Fact,
    Lead,
    MeetingCancelled,
    MeetingPlanned,
    NextStepSet,
    Opened,
    OwnerAssigned,
    StageEntered,
    StageSeen,
    ValueSet,
)
from salescycle.presets import LEAD, SEVEN_STAGE
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
CYCLE = Cycle(
    key="simple",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "wait", "lost"], exit_criteria=[contacted], idle_limit=7 * DAY),
        Stage("offer", leads_to=["close", "talk", "lost"]),
        Stage("close", leads_to=["won", "offer", "lost"]),
        Stage("wait", outcome="hold", leads_to=["talk", "offer", "lost"], idle_limit=30 * DAY),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost", reopens_to=["talk", "offer"]),
    ],
)
ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


def day(number: int) -> datetime:
    return MONDAY + number * DAY


def entered(stage: str, on: int, **changes: object) -> StageEntered:
    outcome = CYCLE.stage(stage).outcome if stage in CYCLE else "open"
    return StageEntered(**({"stage": stage, "outcome": outcome, "at": day(on)} | changes))


def seen(stage: str, on: int) -> StageSeen:
    return StageSeen(stage=stage, outcome=CYCLE.stage(stage).outcome, at=day(on))


def lost(on: int, reason: str = "price") -> StageEntered:
    return entered("lost", on, reason=reason)


def called(on: int) -> Contacted:
    return Contacted(channel="call", at=day(on))


def worth(on: int, currency: str = "EUR") -> ValueSet:
    return ValueSet(value=Money("100", currency), at=day(on))


def expected(on: int, close: date | None) -> CloseExpected:
    return CloseExpected(on=close, at=day(on))


def deal(*facts: Fact, lead: Lead | None = None) -> Deal:
    return Deal(id="D-1", log=facts, lead=lead)


def lead(*facts: Fact) -> Lead:
    return Lead(id="L-1", name="Ada", log=facts)


TALK, CALLED = entered("talk", 0), called(0)
STARTED = (TALK, CALLED)
CLEAN = deal(TALK, CALLED, entered("offer", 1), worth(1), entered("close", 2), entered("won", 3))

# code, a deal that has it, severity, message, day, and deals that are like it and do not have it
PRESENT_AND_ABSENT = [
    (
        "unknown_stage",
        deal(TALK, entered("demo", 1)),
        (ERROR, "entered 'demo', which the cycle does not have", day(1)),
        [CLEAN, deal()],
    ),
    (
        "other_outcome",
        deal(entered("talk", 0), entered("lost", 1, outcome="hold", reason="price")),
        (ERROR, "'lost' was entered as hold, and the cycle says lost", day(1)),
        [CLEAN, deal(TALK, entered("demo", 1, outcome="won"))],
    ),
    (
        "created_in_later_stage",
        deal(entered("offer", 0)),
        (NOTE, "its first stage is 'offer', not 'talk'", day(0)),
        [CLEAN, deal(), deal(CALLED), deal(seen("offer", 0)), deal(Opened(at=day(0)), entered("offer", 0))],
    ),
    (
        "created_closed",
        deal(lost(0)),
        (NOTE, "its first stage is 'lost', not 'talk'", day(0)),
        [CLEAN, deal(entered("offer", 0)), deal(Opened(at=day(0)), lost(1)), deal(seen("lost", 0))],
    ),
    (
        "stage_before_opened",
        deal(TALK, Opened(at=day(1))),
        (
            ERROR,
            "entered 'talk' at 2026-03-02 09:00:00+00:00, and was opened at 2026-03-03 09:00:00+00:00",
            day(0),
        ),
        [CLEAN, deal(Opened(at=day(0)), TALK), deal(Opened(at=day(0)))],
    ),
    (
        "closed_before_opened",
        deal(TALK, lost(1), Opened(at=day(2))),
        (
            ERROR,
            "entered 'talk' at 2026-03-02 09:00:00+00:00, and was opened at 2026-03-04 09:00:00+00:00",
            day(0),
        ),
        [CLEAN, deal(TALK, Opened(at=day(1)), lost(2)), deal(Opened(at=day(0)), lost(1))],
    ),
    (
        "repeated_stage",
        deal(TALK, entered("talk", 1)),
        (NOTE, "entered 'talk' while in it", day(1)),
        [CLEAN, deal(TALK, seen("talk", 1)), deal(entered("demo", 0), entered("demo", 1))],
    ),
    (
        "not_allowed",
        deal(*STARTED, entered("close", 1)),
        (WARNING, "moved from 'talk' to 'close'; 'talk' leads to offer, wait, lost", day(1), "talk", "offer", "close"),
        [CLEAN, deal(TALK, seen("close", 1)), deal(TALK, entered("talk", 1)), deal(TALK, entered("demo", 1))],
    ),
    (
        "moved_back",
        deal(*STARTED, entered("offer", 1), entered("talk", 2)),
        (NOTE, "moved back from 'offer' to 'talk'", day(2)),
        [CLEAN, deal(TALK, lost(1), entered("talk", 2)), deal(TALK, entered("wait", 1), entered("talk", 2))],
    ),
    (
        "skipped",
        deal(*STARTED, entered("close", 1)),
        (NOTE, "skipped from 'talk' to 'close'", day(1)),
        [CLEAN, deal(TALK, lost(1)), deal(TALK, entered("wait", 1)), deal(TALK, seen("close", 1))],
    ),
    (
        "reopened",
        deal(*STARTED, lost(1), entered("offer", 2)),
        (NOTE, "reopened from 'lost' to 'offer'", day(2)),
        [CLEAN, deal(TALK, entered("wait", 1), entered("talk", 2)), deal(TALK, lost(1), seen("talk", 2))],
    ),
    (
        "close_changed",
        deal(*STARTED, lost(1), entered("won", 2)),
        (NOTE, "close changed from 'lost' to 'won'", day(2)),
        [CLEAN, deal(TALK, lost(1)), deal(TALK, lost(1), lost(2, "timing"))],
    ),
    (
        "criterion_unmet",
        deal(TALK, entered("offer", 1)),
        (WARNING, "moved from 'talk' to 'offer' without: a contact with the buyer was made", day(1)),
        [
            CLEAN,
            deal(TALK, entered("wait", 1)),
            deal(TALK, lost(1)),
            deal(TALK, entered("talk", 1)),
            deal(TALK, entered("offer", 1), lead=lead(called(0))),
        ],
    ),
    (
        "lost_without_reason",
        deal(TALK, lost(1, "")),
        (WARNING, "entered 'lost' without a reason", day(1)),
        [CLEAN, deal(TALK, lost(1)), deal(TALK, seen("lost", 1)), deal(TALK, entered("wait", 1))],
    ),
    (
        "fact_after_close",
        deal(TALK, lost(1), worth(2)),
        (NOTE, "value_set after it was closed", day(2)),
        [
            CLEAN,
            deal(TALK, lost(1), worth(1)),
            deal(TALK, worth(2)),
            deal(TALK, lost(1), called(2), OwnerAssigned(owner="kim", at=day(2))),
            deal(TALK, lost(1), entered("talk", 2), worth(3)),
        ],
    ),
    (
        "same_instant",
        deal(TALK, entered("wait", 0)),
        (NOTE, "entered 'talk' and 'wait' at the same instant", day(0)),
        [CLEAN, deal(TALK, TALK), deal(TALK, entered("demo", 0))],
    ),
    (
        "ping_pong",
        deal(*STARTED, entered("wait", 1), entered("talk", 1)),
        (WARNING, "went from 'talk' to 'wait' and back at the same instant", day(1)),
        [CLEAN, deal(TALK, entered("wait", 1), entered("talk", 2)), deal(TALK, entered("wait", 1), lost(1))],
    ),
    (
        "skipped_mandatory",
        deal(*STARTED, worth(0), entered("close", 1), entered("won", 2)),
        (WARNING, "was won without entering offer", day(2), "offer"),
        [
            CLEAN,
            deal(TALK, entered("close", 1)),
            deal(TALK, seen("close", 1), entered("won", 2)),
            deal(TALK, lost(1), entered("close", 2), entered("won", 3)),
            deal(TALK, lost(1), entered("won", 2)),
        ],
    ),
    (
        "no_value",
        deal(*STARTED, entered("offer", 1), entered("close", 2)),
        (NOTE, "came to 'close', and nobody said what it is worth", day(2)),
        [CLEAN, deal(), deal(*STARTED, entered("offer", 1)), deal(TALK, lost(1)), deal(worth(0), entered("won", 1))],
    ),
    (
        "duplicate_fact",
        deal(TALK, CALLED, CALLED),
        (WARNING, "contacted was recorded twice", day(0)),
        [CLEAN, deal(TALK, CALLED, called(1)), deal(CALLED, TALK)],
    ),
    (
        "mixed_currency",
        deal(TALK, worth(1), worth(2, "USD"), worth(3)),
        (WARNING, "its value was given in EUR, USD", None),
        [CLEAN, deal(TALK, worth(1), worth(2)), deal(TALK)],
    ),
    (
        "contact_before_lead",
        deal(TALK, CALLED, lead=lead(entered("talk", 1))),
        (ERROR, "contacted before its lead began at 2026-03-03 09:00:00+00:00", day(0)),
        [CLEAN, deal(*STARTED, lead=lead(entered("talk", 0))), deal(*STARTED, lead=lead())],
    ),
]


def found(record: Deal | Lead, code: str, as_of: datetime | None = None) -> list[Finding]:
    return [finding for finding in CYCLE.audit(record, as_of=as_of) if finding.code == code]


@pytest.mark.parametrize(
    ("code", "record", "told"), [row[:3] for row in PRESENT_AND_ABSENT], ids=[row[0] for row in PRESENT_AND_ABSENT]
)
def test_present(code: str, record: Deal, told: tuple[Severity, str, datetime | None]) -> None:
    """A finding that belongs to a log is there once, whole: how grave, where, what and when."""
    severity, message, at, *evidence = told
    expected = Finding(code=code, where="D-1", message=message, severity=severity, at=at, evidence=tuple(evidence))
    assert [expected] == found(record, code)


@pytest.mark.parametrize(
    ("code", "record"),
    [
        pytest.param(row[0], record, id=f"{row[0]}-{number}")
        for row in PRESENT_AND_ABSENT
        for number, record in enumerate(row[3])
    ],
)
def test_absent(code: str, record: Deal) -> None:
    """A finding is not made of a log that only resembles one that has it."""
    assert [] == found(record, code)


def test_every_code_is_known_and_explained() -> None:
    """The codes are those that the lints give, each once, and the reference has a line for each."""
    sources = inspect.getsource(_audit) + inspect.getsource(_lints_of_facts)
    either = re.findall(r'code = "(\w+)" if .+ else "(\w+)"', sources)
    given = {*re.findall(r'(?:error|warning|note)\([\w.]+, "(\w+)"', sources), *_audit._TOLD}
    given |= {code for pair in either for code in pair}
    page = (Path(__file__).parents[3] / "docs" / "reference" / "cycle.md").read_text("utf-8")
    table = page.partition("## What the audit says")[2].partition("A log is kept")[0]
    lines = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(AUDIT_CODES) == given
    assert list(AUDIT_CODES) == [code for line in lines for code in re.findall(r"`(\w+)`", line)]


def test_a_clean_log_has_no_findings() -> None:
    """A log by the rules has nothing to find, now or ever."""
    assert () == CYCLE.audit(CLEAN)
    assert () == CYCLE.audit(CLEAN, as_of=day(1000))


def test_what_the_cycle_moved_passes_its_audit() -> None:
    """A walk the cycle allowed is one its audit finds nothing in, though facts share an instant with a move."""
    walked = Deal.open(id="D-1", start=CYCLE.start(at=MONDAY)).record(called(1))
    for to, on in (("offer", 1), ("close", 2), ("won", 2)):
        walked = CYCLE.move(walked, to=to, at=day(on))
    assert ["no_value", "same_instant"] == [finding.code for finding in CYCLE.audit(walked)]
    assert ["same_instant"] == [finding.code for finding in CYCLE.audit(walked.record(worth(2)))]


def test_criteria_see_the_log_before_the_move() -> None:
    """A criterion about the present stage is asked about the stage that was left."""

    @criterion("it was called in this stage")
    def called_here(record: Deal, at: datetime) -> bool:
        return any(contact.at >= record.visits[-1].entered for contact in record.contacts)

    stages = [
        Stage("talk", leads_to=["offer", "lost"], exit_criteria=[called_here]),
        Stage("offer", leads_to=["won", "lost"], exit_criteria=[called_here]),
        *CYCLE.stages[-2:-1],
        Stage("lost", outcome="lost"),
    ]
    cycle = Cycle(key="simple", version=1, stages=stages)
    record = deal(TALK, called(1), worth(1), entered("offer", 2), entered("won", 4))
    message = "moved from 'offer' to 'won' without: it was called in this stage"
    assert [("criterion_unmet", message)] == [(each.code, each.message) for each in cycle.audit(record)]
    assert () == cycle.audit(record.record(called(3)))


def test_every_duplicate_and_every_currency_is_found_once() -> None:
    """Three of the same are two too many, and each is told where it stands."""
    assert [day(0), day(0)] == [finding.at for finding in found(deal(TALK, CALLED, CALLED, CALLED), "duplicate_fact")]


def test_several_findings_come_together() -> None:
    """All that is odd is told, lint by lint."""
    codes = [finding.code for finding in CYCLE.audit(deal(entered("offer", 0), entered("won", 0), worth(1)))]
    assert [
        "created_in_later_stage",
        "not_allowed",
        "same_instant",
        "fact_after_close",
    ] == codes


def test_expected_close_passed() -> None:
    """An open deal whose expected day has passed is told; the day itself has not."""
    late = deal(TALK, expected(0, date(2026, 3, 5)), called(3))
    message = "was expected to close on 2026-03-05"
    at = datetime(2026, 3, 6, tzinfo=UTC)
    expected_finding = Finding(code="expected_close_passed", where="D-1", message=message, severity=WARNING, at=at)
    assert [expected_finding] == found(late, "expected_close_passed", at)
    assert [] == found(late, "expected_close_passed", at - timedelta(microseconds=1))


@pytest.mark.parametrize(
    "record",
    [
        deal(TALK),
        deal(TALK, expected(0, None)),
        deal(TALK, expected(0, date(2026, 3, 5)), expected(1, date(2026, 12, 31))),
        deal(TALK, expected(0, date(2026, 3, 5)), lost(1)),
        deal(TALK, expected(0, date(2026, 3, 5)), entered("wait", 1)),
        lead(TALK),
    ],
)
def test_nothing_was_expected_or_it_is_not_open(record: Deal | Lead) -> None:
    """What is closed, on hold, expected later or never, is not late."""
    assert [] == found(record, "expected_close_passed", day(10))


def test_idle() -> None:
    """A record without contact for longer than its stage allows is told; other facts do not count as contact."""
    message = "no contact in 'talk' for 8 days, more than 7"
    finding = Finding(code="idle", where="D-1", message=message, severity=WARNING, at=day(8))
    assert [finding] == found(deal(TALK), "idle", day(8))
    assert [] == found(deal(TALK), "idle", day(7))
    assert [finding] == found(deal(TALK, OwnerAssigned(owner="lee", at=day(6))), "idle", day(8))


@pytest.mark.parametrize(
    ("record", "is_idle"),
    [
        (deal(), False),
        (deal(CALLED), False),
        (deal(entered("demo", 0)), False),
        (deal(entered("offer", 0)), False),
        (deal(TALK, lost(1)), False),
        (deal(TALK, called(5)), False),
        (deal(TALK, entered("wait", 1)), False),
        (deal(entered("talk", -40), entered("wait", -30)), True),
        (lead(TALK), True),
    ],
)
def test_idle_is_for_stages_with_a_limit(record: Deal | Lead, is_idle: bool) -> None:
    """Idle is what is not closed, in a stage with a limit, without any fact since; leads are idle like deals."""
    assert is_idle is bool(found(record, "idle", day(10)))


def test_the_present_is_only_asked_about_with_an_instant() -> None:
    """Without an instant there is no present, and with one, facts after it do not count for it."""
    quiet = deal(TALK, expected(0, date(2026, 3, 5)), called(20))
    assert () == CYCLE.audit(quiet)
    codes = [finding.code for finding in CYCLE.audit(quiet, as_of=day(10))]
    assert ["expected_close_passed", "no_next_step", "idle"] == codes


def test_no_next_step() -> None:
    """An open deal with which nothing is to happen is told; what is due today or later is a next step."""
    agreed = deal(TALK, NextStepSet(what="demo", due=day(5), at=day(1)))
    told = [(each.message, each.severity, each.at) for each in found(deal(TALK), "no_next_step", day(2))]
    assert [("nothing is agreed to happen next", NOTE, day(2))] == told
    assert [[], []] == [found(agreed, "no_next_step", day(number)) for number in (4, 5)]
    message = "its next step was due at 2026-03-07 09:00:00+00:00, and there is no other"
    assert [message] == [each.message for each in found(agreed, "no_next_step", day(6))]
    assert 1 == len(found(agreed.record(NextStepSet(due=None, at=day(2))), "no_next_step", day(3)))
    assert [] == found(deal(TALK, lost(1)), "no_next_step", day(2))
    assert [] == found(lead(TALK), "no_next_step", day(2))


def test_a_meeting_is_a_next_step() -> None:
    """A deal with a meeting to come is not adrift, whatever was agreed otherwise; one that is over is no next step."""
    met = deal(TALK, MeetingPlanned(meeting="demo", starts=day(5), at=day(1)))
    assert [] == found(met, "no_next_step", day(5))
    assert ["nothing is agreed to happen next"] == [each.message for each in found(met, "no_next_step", day(6))]
    assert [] == found(met.record(NextStepSet(due=day(3), at=day(1))), "no_next_step", day(4))
    assert 1 == len(found(met.record(MeetingCancelled(meeting="demo", at=day(2))), "no_next_step", day(3)))


def test_leads_are_audited_like_deals() -> None:
    """An audit takes any record, under its own id."""
    told = [(finding.code, finding.where) for finding in CYCLE.audit(lead(entered("offer", 0)))]
    assert [("created_in_later_stage", "L-1")] == told


def test_the_audit_changes_nothing() -> None:
    """An audit looks and touches nothing."""
    record = deal(entered("demo", 0), lost(1, ""), worth(2))
    log = record.log
    CYCLE.audit(record, as_of=day(3))
    assert log is record.log


def test_the_present_has_a_zone() -> None:
    """An audit as of a time without a zone is refused."""
    with pytest.raises(InvalidValue):
        CYCLE.audit(CLEAN, as_of=datetime(2026, 3, 2))  # noqa: DTZ001


def test_a_criterion_that_fails_is_a_finding() -> None:
    """A criterion that cannot be asked is named, and the rest of the audit goes on."""

    @criterion("it breaks")
    def broken(record: Deal, at: datetime) -> bool:
        raise ZeroDivisionError

    cycle = Cycle(
        key="c",
        version=1,
        stages=[
            Stage("talk", leads_to=["won", "lost"], exit_criteria=[broken]),
            *CYCLE.stages[-2:-1],
            Stage("lost", outcome="lost"),
        ],
    )
    findings = cycle.audit(deal(TALK, entered("won", 1), entered("won", 2)))
    assert {"repeated_stage", "criterion_failed", "no_value"} == {finding.code for finding in findings}
    assert "criterion 'broken' raised ZeroDivisionError" in {finding.message for finding in findings}


def test_only_records_are_audited() -> None:
    """Anything else is an error that says what can be asked about."""
    with pytest.raises(InvalidValue, match="a record must be a Deal, a Lead or a Proposal, got 'D-1'"):
        SEVEN_STAGE.audit("D-1")


def test_a_stage_that_was_only_seen_was_not_moved_to() -> None:
    """How a deal came to the stage of a snapshot is not known, so no criterion of the way is missed."""
    seen = StageSeen(stage="pitch", outcome="open", at=datetime(2026, 3, 9, tzinfo=UTC))
    deal = Deal(id="D-1", log=[SEVEN_STAGE.start(at=datetime(2026, 3, 2, tzinfo=UTC)), seen])
    assert () == SEVEN_STAGE.audit(deal)


def test_a_lead_contacted_before_it_was_captured() -> None:
    """The lead begins with its first stage, not with whatever is first in its log."""
    monday, sunday = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    lead = Lead(id="L-1", name="Ada", log=[Contacted(channel="call", at=sunday), LEAD.start(at=monday)])
    deal = Deal(id="D-1", lead=lead, log=[SEVEN_STAGE.start(at=monday)])
    assert ["contact_before_lead"] == [finding.code for finding in SEVEN_STAGE.audit(deal)]


def test_idleness_of_hours_is_told_in_parts_of_days() -> None:
    """A limit of hours reads as a part of a day, not as none."""
    hasty = Cycle(
        key="hasty",
        version=1,
        stages=[
            Stage("talk", leads_to=["won", "lost"], idle_limit=timedelta(hours=6)),
            Stage("won", outcome="won"),
            Stage("lost", outcome="lost"),
        ],
    )
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    findings = hasty.audit(Deal(id="D-1", log=[hasty.start(at=monday)]), as_of=monday + timedelta(hours=12))
    assert "no contact in 'talk' for 0.5 days, more than 0.25" == findings[-1].message
