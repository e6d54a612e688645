"""Findings: something found wrong or odd, in a definition or in a log."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

__all__ = ["Finding", "Severity"]


class Severity(enum.StrEnum):
    """How much a finding matters: an error is wrong, a warning likely so, a note only worth knowing.

    >>> Severity("warning") is Severity.WARNING
    True
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something found wrong or odd: a stable code, where, a sentence, and the stages that show it, if any do.

    The same value reports a problem of a definition (``where`` is a path such as ``stages[3].leads_to[1]``)
    and an oddity of a log (``where`` is the record's id, ``at`` the instant).

    >>> print(Finding(code="unknown_stage", where="log[2]", message="no stage 'propsal'"))
    log[2]: no stage 'propsal'
    """

    code: str
    where: str
    message: str
    severity: Severity = Severity.ERROR
    at: datetime | None = None
    evidence: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"
