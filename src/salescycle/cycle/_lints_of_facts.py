"""Lints of facts: what is wrong or odd in a log, whatever its cycle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from salescycle.errors import Finding, Severity
from salescycle.model import (
    CloseExpected,
    Contacted,
    Deal,
    NextStepSet,
    Opened,
    Outcome,
    Record,
    RuleOverridden,
    StageEntered,
    StageSeen,
    TermsSet,
    ValueSet,
)

__all__ = ["LINTS", "LINTS_NOW", "Entry", "error", "note", "pardoned", "stage_facts", "warning"]

Entry = StageEntered | StageSeen


def error(record: Record, code: str, message: str, at: datetime | None = None) -> Finding:
    """Find something wrong."""
    return Finding(code=code, where=record.id, message=message, at=at)


def warning(
    record: Record, code: str, message: str, at: datetime | None = None, evidence: Sequence[str] = ()
) -> Finding:
    """Find something that is likely wrong."""
    severity = Severity.WARNING
    return Finding(code=code, where=record.id, message=message, at=at, severity=severity, evidence=tuple(evidence))


def note(record: Record, code: str, message: str, at: datetime | None = None) -> Finding:
    """Find something worth knowing."""
    return Finding(code=code, where=record.id, message=message, at=at, severity=Severity.NOTE)


def stage_facts(record: Record) -> tuple[Entry, ...]:
    """Give what says which stages a record was in."""
    return tuple([fact for fact in record.log if isinstance(fact, (StageEntered, StageSeen))])


def pardoned(record: Record) -> frozenset[tuple[str, datetime]]:
    """Give the stages, and when, that somebody let the record into against the rules, and put their name to it."""
    return frozenset((each.stage, each.at) for each in record.facts(RuleOverridden))


def _stage_before_opened(record: Record) -> Iterator[Finding]:
    for opened in record.facts(Opened):
        early = [entry for entry in stage_facts(record) if entry.at < opened.at]
        code = "closed_before_opened" if any(entry.outcome.is_closed for entry in early) else "stage_before_opened"
        if early:
            message = f"entered {early[0].stage!r} at {early[0].at}, and was opened at {opened.at}"
            yield error(record, code, message, early[0].at)


def _lost_without_reason(record: Record) -> Iterator[Finding]:
    silent = [each for each in record.facts(StageEntered) if each.outcome is Outcome.LOST and not each.reason]
    pardons = pardoned(record) if silent else ()
    for entry in silent:
        if (entry.stage, entry.at) not in pardons:
            yield warning(record, "lost_without_reason", f"entered {entry.stage!r} without a reason", entry.at)


def _fact_after_close(record: Record) -> Iterator[Finding]:
    said = [fact for fact in record.log if isinstance(fact, (ValueSet, CloseExpected, TermsSet))]
    # most say it all as they open, and when a record closed takes longest to read off
    closed = record.closed_at if said and said[-1].at > record.log[0].at else None
    for fact in said:
        if closed is not None and fact.at > closed:
            yield note(record, "fact_after_close", f"{fact.kind} after it was closed", fact.at)


def _duplicate_fact(record: Record) -> Iterator[Finding]:
    for one, two in pairwise(record.log):
        if one.at == two.at and one == two:
            yield warning(record, "duplicate_fact", f"{two.kind} was recorded twice", two.at)


def _mixed_currency(record: Record) -> Iterator[Finding]:
    currencies = dict.fromkeys(fact.value.currency for fact in record.facts(ValueSet))
    if len(currencies) > 1:
        yield warning(record, "mixed_currency", f"its value was given in {', '.join(currencies)}")


def _contact_before_lead(record: Record) -> Iterator[Finding]:
    lead = record.lead if isinstance(record, Deal) else None
    began = lead.opened_at if lead is not None else None
    if lead is None or began is None:
        return
    for contact in (*lead.facts(Contacted), *record.facts(Contacted)):
        if contact.at < began:
            yield error(record, "contact_before_lead", f"contacted before its lead began at {began}", contact.at)


def _expected_close_passed(record: Record, as_of: datetime) -> Iterator[Finding]:
    expected = record.expected_close if isinstance(record, Deal) and record.outcome is Outcome.OPEN else None
    if expected is not None and expected < as_of.date():
        yield warning(record, "expected_close_passed", f"was expected to close on {expected}", as_of)


def _no_next_step(record: Record, as_of: datetime) -> Iterator[Finding]:
    """Find an open deal with which nothing is to happen; where a day was agreed and has passed, it says so."""
    if not isinstance(record, Deal) or record.outcome is not Outcome.OPEN:
        return
    planned = record.latest(NextStepSet)
    due = None if planned is None else planned.due
    # a meeting that was agreed is a next step, whatever else was or was not
    if (due is not None and due >= as_of) or record.next_meeting(as_of=as_of) is not None:
        return
    message = "nothing is agreed to happen next"
    if due is not None:
        message = f"its next step was due at {due}, and there is no other"
    yield note(record, "no_next_step", message, as_of)


LINTS: tuple[Callable[[Record], Iterator[Finding]], ...] = (
    _stage_before_opened,
    _lost_without_reason,
    _fact_after_close,
    _duplicate_fact,
    _mixed_currency,
    _contact_before_lead,
)
LINTS_NOW: tuple[Callable[[Record, datetime], Iterator[Finding]], ...] = (_expected_close_passed, _no_next_step)
