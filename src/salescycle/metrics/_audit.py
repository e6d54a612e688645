"""Audit: what is wrong or odd in the logs of deals, by code, and in how many of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from salescycle.cycle import AUDIT_CODES
from salescycle.errors import Finding, Severity, UnknownName
from salescycle.values import Row, Share

from ._tables import text_table

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["AuditCount", "AuditReport", "audit"]

_GRAVITY = {severity: place for place, severity in enumerate(Severity)}


@attrs.frozen(kw_only=True)
class AuditCount:
    """How many findings have a code, and in how many deals.

    >>> print(AuditCount(code="no_value", severity=Severity.NOTE, findings=3, deals=2))
    no_value (note): 3 in 2 deals
    """

    code: str
    severity: Severity
    findings: int
    deals: int

    def __str__(self) -> str:
        return f"{self.code} ({self.severity}): {self.findings} in {_deals(self.deals)}"


@attrs.frozen(kw_only=True)
class AuditReport:
    """What an audit found in the logs of ``n`` deals, deal by deal.

    It reads like a sequence of findings: ``for finding in report``, ``len``; and is false where there is none.

    >>> from datetime import UTC, datetime
    >>> from salescycle.metrics import Pipeline
    >>> from salescycle.model import Deal
    >>> from salescycle.presets import SHORT_CYCLE
    >>> at = datetime(2026, 3, 2, tzinfo=UTC)
    >>> deals = [Deal(id=stage, log=[SHORT_CYCLE.entry(stage, at=at)]) for stage in ("won", "lost")]
    >>> report = Pipeline(deals, cycle=SHORT_CYCLE, as_of=at).audit()
    >>> print(report)
    found in 100.0% (2 of 2) of the deals
    code                 severity  findings  deals
    lost_without_reason  warning          1      1
    created_closed       note             2      2
    no_value             note             1      1
    >>> print(report.of("no_value").affected)
    50.0% (1 of 2)
    """

    findings: tuple[Finding, ...]
    n: int
    definition: str = attrs.field(default="findings of the audit, over all deals", eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def counts(self) -> tuple[AuditCount, ...]:
        """The findings by code: errors first, then warnings and notes, each the most frequent first."""
        where: dict[tuple[str, Severity], list[str]] = {}
        for finding in self.findings:
            where.setdefault((finding.code, finding.severity), []).append(finding.where)
        counts = [
            AuditCount(code=code, severity=severity, findings=len(deals), deals=len(set(deals)))
            for (code, severity), deals in where.items()
        ]
        return tuple(sorted(counts, key=lambda each: (_GRAVITY[each.severity], -each.findings, each.code)))

    @property
    def by_severity(self) -> dict[Severity, int]:
        """How many findings there are of each severity, the gravest first."""
        severities = [finding.severity for finding in self.findings]
        return {severity: severities.count(severity) for severity in Severity}

    @property
    def affected(self) -> Share:
        """The share of deals in which anything was found."""
        part = len({finding.where for finding in self.findings})
        return Share(part=part, whole=self.n, definition="deals with any finding", left_out=self.left_out)

    def of(self, code: str) -> AuditReport:
        """Give the findings of one code alone, over the same deals; raises ``UnknownName`` for a code of no audit."""
        if code not in AUDIT_CODES:
            raise UnknownName("finding", code, "the audit", AUDIT_CODES)
        return attrs.evolve(self, findings=tuple(each for each in self.findings if each.code == code))

    def to_records(self) -> list[Row]:
        """Give a flat row a finding: the deal, code, severity, message, the instant as ISO text, and the evidence."""
        return [
            {
                "deal": finding.where,
                "code": finding.code,
                "severity": finding.severity.value,
                "message": finding.message,
                "at": None if finding.at is None else finding.at.isoformat(),
                "evidence": ", ".join(finding.evidence) or None,
            }
            for finding in self.findings
        ]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __str__(self) -> str:
        if not self.findings:
            return f"nothing found in {_deals(self.n)}"
        rows = [
            Row(code=each.code, severity=each.severity.value, findings=each.findings, deals=each.deals)
            for each in self.counts
        ]
        return f"found in {self.affected} of the deals\n{text_table(rows)}"


def _deals(number: int) -> str:
    return "1 deal" if number == 1 else f"{number} deals"


def audit(pipeline: Pipeline) -> AuditReport:
    """Find what is wrong or odd in the logs of all deals; a clean log is the precondition of every number.

    Formula: the findings of ``cycle.audit(deal, as_of=...)``, deal by deal. Nothing is repaired, and no deal is left
    out: what a measure cannot use, it leaves out and counts itself. The codes stand in the reference of the cycle room.
    """
    found = tuple(finding for deal in pipeline.deals for finding in pipeline.cycle.audit(deal, as_of=pipeline.as_of))
    return AuditReport(findings=found, n=len(pipeline.deals))
