"""The audit of a pipeline: its findings, counted by code, by severity and by deal."""

from datetime import UTC, datetime, timedelta

import pytest

from salescycle import SHORT_CYCLE, Deal, Pipeline, Severity, UnknownName, ValueSet
from salescycle.metrics import AuditCount, AuditReport
from salescycle.values import Money, Share

START = datetime(2026, 3, 2, tzinfo=UTC)


def deal(key, *stages, value=None):
    """Give a deal that entered stages a day apart."""
    log = [SHORT_CYCLE.entry(stage, at=START + timedelta(days=day)) for day, stage in enumerate(stages)]
    worth = [] if value is None else [ValueSet(value=Money(value, "EUR"), at=START)]
    return Deal(id=key, log=[*log, *worth])


def audited(*deals):
    """Give the audit of deals two days after the start."""
    return Pipeline(deals, cycle=SHORT_CYCLE, as_of=START + timedelta(days=2)).audit()


TWICE = deal("twice", "interest", "interest", "interest", value=1)
LOST = deal("lost", "lost")
UNKNOWN = Deal(id="odd", log=[SHORT_CYCLE.entry("lost", at=START, reason="price")])


def test_an_audit_is_the_findings_of_every_deal():
    """They come deal by deal, each as the cycle tells it, and are counted in all."""
    report = audited(TWICE, LOST)
    as_of = START + timedelta(days=2)
    expected = [*SHORT_CYCLE.audit(TWICE, as_of=as_of), *SHORT_CYCLE.audit(LOST, as_of=as_of)]
    assert expected == list(report) == list(report.findings)
    assert (len(expected), 2) == (len(report), report.n)


def test_findings_are_counted_by_code_gravest_and_most_frequent_first():
    """A deal with several findings of a code is one deal; codes of one severity go by their number, then their name."""
    report = audited(TWICE, LOST, UNKNOWN)
    assert (
        AuditCount(code="lost_without_reason", severity=Severity.WARNING, findings=1, deals=1),
        AuditCount(code="created_closed", severity=Severity.NOTE, findings=2, deals=2),
        AuditCount(code="repeated_stage", severity=Severity.NOTE, findings=2, deals=1),
        AuditCount(code="no_next_step", severity=Severity.NOTE, findings=1, deals=1),
    ) == report.counts
    assert "repeated_stage (note): 2 in 1 deal" == str(report.counts[2])
    assert {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 5} == report.by_severity


def test_the_share_of_deals_in_which_anything_was_found():
    """Of all deals, the clean ones in the whole."""
    lost = SHORT_CYCLE.entry("lost", at=START + timedelta(days=1), reason="price")
    clean = Deal(id="clean", log=[SHORT_CYCLE.start(at=START), lost])
    assert Share(part=1, whole=2) == audited(TWICE, clean).affected
    assert Share(part=0, whole=0) == audited().affected


def test_one_code_is_an_audit_of_its_own():
    """The findings of a code keep the number of deals; a code that no audit gives is refused with the nearest."""
    report = audited(TWICE, LOST)
    repeated = report.of("repeated_stage")
    assert (2, Share(part=1, whole=2)) == (len(repeated), repeated.affected)
    assert not report.of("idle")
    with pytest.raises(UnknownName, match="no finding 'repeatedstage' in the audit; did you mean 'repeated_stage'"):
        report.of("repeatedstage")


def test_an_audit_tells_itself():
    """As a table of codes, or in one line where nothing was found; and as a flat row a finding."""
    report = audited(LOST)
    assert (
        "found in 100.0% (1 of 1) of the deals\n"
        "code                 severity  findings  deals\n"
        "lost_without_reason  warning          1      1\n"
        "created_closed       note             1      1"
    ) == str(report)
    assert "nothing found in 0 deals" == str(audited())
    assert [
        {
            "deal": "lost",
            "code": "created_closed",
            "severity": "note",
            "message": "its first stage is 'lost', not 'interest'",
            "at": "2026-03-02T00:00:00+00:00",
            "evidence": None,
        }
    ] == report.of("created_closed").to_records()


def test_evidence_and_what_has_no_instant_are_told_too():
    """Evidence is one text, and a finding about a whole log has no instant."""
    mixed = deal("mixed", "interest", value=1).record(ValueSet(value=Money(1, "USD"), at=START))
    assert [None] == [row["at"] for row in audited(mixed).of("mixed_currency").to_records()]
    won = Deal(id="won", log=[SHORT_CYCLE.start(at=START), SHORT_CYCLE.entry("won", at=START + timedelta(days=1))])
    evidence = [row["evidence"] for row in audited(won).of("not_allowed").to_records()]
    assert [", ".join(finding.evidence) for finding in audited(won).of("not_allowed")] == evidence


def test_an_audit_is_equal_by_what_it_found():
    """Two audits of the same findings are equal, however they were come by."""
    assert audited(LOST) == AuditReport(findings=audited(LOST).findings, n=1, definition="by hand")
