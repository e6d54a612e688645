"""The audit: a linter for logs, by the rules of a cycle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Protocol

from salescycle.errors import CriterionFailed, Finding, Severity, listed
from salescycle.model import (
    CloseExpected,
    Contacted,
    Deal,
    Opened,
    Outcome,
    Record,
    RuleOverridden,
    StageEntered,
    StageSeen,
    ValueSet,
)
from salescycle.values import days

from ._criterion import Criterion
from ._stage import Stage
from ._ways import Way

__all__ = ["audit"]


class _Rules(Protocol):
    """What the audit asks of a cycle."""

    @property
    def initial(self) -> Stage: ...
    def stage(self, key: str) -> Stage: ...
    def rank(self, key: str) -> int: ...
    def ways(self, stage: str) -> Mapping[str, Way]: ...
    def guards(self, source: str, to: str) -> tuple[Criterion, ...]: ...
    def __contains__(self, key: object) -> bool: ...


_Lint = Callable[[_Rules, Record], Iterator[Finding]]
_Entry = StageEntered | StageSeen


def audit(cycle: _Rules, record: Record, *, as_of: datetime | None) -> tuple[Finding, ...]:
    """List the findings of every lint, in the order of the lints."""
    found = [finding for lint in _LINTS for finding in lint(cycle, record)]
    if as_of is not None:
        then = record.as_of(as_of)
        found += [finding for lint in _LINTS_NOW for finding in lint(cycle, then, as_of)]
    return tuple(found)


def _found(record: Record, code: str, message: str, at: datetime | None, severity: Severity) -> Finding:
    return Finding(code=code, where=record.id, message=message, at=at, severity=severity)


def _error(record: Record, code: str, message: str, at: datetime | None = None) -> Finding:
    return _found(record, code, message, at, Severity.ERROR)


def _warning(record: Record, code: str, message: str, at: datetime | None = None) -> Finding:
    return _found(record, code, message, at, Severity.WARNING)


def _note(record: Record, code: str, message: str, at: datetime | None = None) -> Finding:
    return _found(record, code, message, at, Severity.NOTE)


def _entries(record: Record) -> list[_Entry]:
    return [fact for fact in record.log if isinstance(fact, (StageEntered, StageSeen))]


def _steps(cycle: _Rules, record: Record) -> list[tuple[_Entry, _Entry]]:
    """Give each pair of stages that follow one another and are known, whether or not they differ."""
    return [(one, two) for one, two in pairwise(_entries(record)) if one.stage in cycle and two.stage in cycle]


def _unknown_stage(cycle: _Rules, record: Record) -> Iterator[Finding]:
    for entry in _entries(record):
        if entry.stage not in cycle:
            yield _error(record, "unknown_stage", f"entered {entry.stage!r}, which the cycle does not have", entry.at)


def _other_outcome(cycle: _Rules, record: Record) -> Iterator[Finding]:
    for entry in _entries(record):
        if entry.stage in cycle and cycle.stage(entry.stage).outcome is not entry.outcome:
            meant = cycle.stage(entry.stage).outcome
            message = f"{entry.stage!r} was entered as {entry.outcome}, and the cycle says {meant}"
            yield _error(record, "other_outcome", message, entry.at)


def _created_later(cycle: _Rules, record: Record) -> Iterator[Finding]:
    entries = _entries(record)
    if not entries or not isinstance(entries[0], StageEntered) or entries[0].stage == cycle.initial.key:
        return
    first = entries[0]
    if any(opened.at <= first.at for opened in record.facts(Opened)):
        return
    code = "created_closed" if first.outcome.is_closed else "created_in_later_stage"
    yield _note(record, code, f"its first stage is {first.stage!r}, not {cycle.initial.key!r}", first.at)


def _stage_before_opened(cycle: _Rules, record: Record) -> Iterator[Finding]:  # noqa: ARG001
    for opened in record.facts(Opened):
        early = [entry for entry in _entries(record) if entry.at < opened.at]
        code = "closed_before_opened" if any(entry.outcome.is_closed for entry in early) else "stage_before_opened"
        if early:
            message = f"entered {early[0].stage!r} at {early[0].at}, and was opened at {opened.at}"
            yield _error(record, code, message, early[0].at)


def _repeated_stage(cycle: _Rules, record: Record) -> Iterator[Finding]:
    for one, two in _steps(cycle, record):
        if one.stage == two.stage and isinstance(two, StageEntered):
            yield _note(record, "repeated_stage", f"entered {two.stage!r} while in it", two.at)


def _moves(cycle: _Rules, record: Record) -> Iterator[Finding]:
    for one, two in _steps(cycle, record):
        # a stage that was only seen may have been reached by moves nobody recorded
        if one.stage == two.stage or isinstance(two, StageSeen):
            continue
        ways = list(cycle.ways(one.stage))
        if two.stage not in ways and not _is_pardoned(record, two):
            message = f"moved from {one.stage!r} to {two.stage!r}; {one.stage!r} leads to {listed(ways) or 'nothing'}"
            yield _warning(record, "not_allowed", message, two.at)
        if (code := _kind(cycle, one, two)) is not None:
            yield _note(record, code, f"{code.replace('_', ' ')} from {one.stage!r} to {two.stage!r}", two.at)


def _kind(cycle: _Rules, one: _Entry, two: _Entry) -> str | None:
    """Name what is odd about a move between two stages: reopening is neither a regression nor a skip."""
    if one.outcome.is_closed:
        return "close_changed" if two.outcome.is_closed else "reopened"
    rise = cycle.rank(two.stage) - cycle.rank(one.stage)
    if two.outcome is not Outcome.OPEN or one.outcome is not Outcome.OPEN:
        return None
    return "moved_back" if rise < 0 else "skipped" if rise > 1 else None


def _criterion_unmet(cycle: _Rules, record: Record) -> Iterator[Finding]:
    for one, two in _steps(cycle, record):
        if one.stage == two.stage or isinstance(two, StageSeen) or _is_pardoned(record, two):
            continue
        for criterion in cycle.guards(one.stage, two.stage):
            try:
                holds = criterion.holds(record.before(two), two.at)
            except CriterionFailed as failed:
                yield _error(record, "criterion_failed", f"criterion {criterion.key!r} {failed.happened}", two.at)
                continue
            if not holds:
                message = f"moved from {one.stage!r} to {two.stage!r} without: {criterion.asks}"
                yield _warning(record, "criterion_unmet", message, two.at)


def _is_pardoned(record: Record, entry: StageEntered) -> bool:
    """Whether somebody let the record into a stage against the rules, and put their name to it."""
    return any((each.stage, each.at) == (entry.stage, entry.at) for each in record.facts(RuleOverridden))


def _overridden(cycle: _Rules, record: Record) -> Iterator[Finding]:  # noqa: ARG001
    for each in record.facts(RuleOverridden):
        against = listed([*each.refusals, *each.criteria])
        yield _note(record, "overridden", f"{each.by} let it into {each.stage!r} against {against}", each.at)


def _lost_without_reason(cycle: _Rules, record: Record) -> Iterator[Finding]:  # noqa: ARG001
    for entry in record.facts(StageEntered):
        if entry.outcome is Outcome.LOST and not entry.reason and not _is_pardoned(record, entry):
            yield _warning(record, "lost_without_reason", f"entered {entry.stage!r} without a reason", entry.at)


def _fact_after_close(cycle: _Rules, record: Record) -> Iterator[Finding]:  # noqa: ARG001
    closed = record.closed_at
    for fact in record.log:
        if closed is not None and fact.at > closed and isinstance(fact, (ValueSet, CloseExpected)):
            yield _note(record, "fact_after_close", f"{fact.kind} after it was closed", fact.at)


def _same_instant(cycle: _Rules, record: Record) -> Iterator[Finding]:
    for one, two in _steps(cycle, record):
        if one.at == two.at and one.stage != two.stage:
            message = f"entered {one.stage!r} and {two.stage!r} at the same instant"
            yield _note(record, "same_instant", message, two.at)


def _duplicate_fact(cycle: _Rules, record: Record) -> Iterator[Finding]:  # noqa: ARG001
    for one, two in pairwise(record.log):
        if one == two:
            yield _warning(record, "duplicate_fact", f"{two.kind} was recorded twice", two.at)


def _mixed_currency(cycle: _Rules, record: Record) -> Iterator[Finding]:  # noqa: ARG001
    currencies = dict.fromkeys(fact.value.currency for fact in record.facts(ValueSet))
    if len(currencies) > 1:
        yield _warning(record, "mixed_currency", f"its value was given in {', '.join(currencies)}")


def _contact_before_lead(cycle: _Rules, record: Record) -> Iterator[Finding]:  # noqa: ARG001
    lead = record.lead if isinstance(record, Deal) else None
    began = lead.opened_at if lead is not None else None
    if lead is None or began is None:
        return
    for contact in (*lead.facts(Contacted), *record.facts(Contacted)):
        if contact.at < began:
            yield _error(record, "contact_before_lead", f"contacted before its lead began at {began}", contact.at)


def _expected_close_passed(cycle: _Rules, record: Record, as_of: datetime) -> Iterator[Finding]:  # noqa: ARG001
    expected = record.expected_close if isinstance(record, Deal) and record.outcome is Outcome.OPEN else None
    if expected is not None and expected < as_of.date():
        yield _warning(record, "expected_close_passed", f"was expected to close on {expected}", as_of)


def _idle(cycle: _Rules, record: Record, as_of: datetime) -> Iterator[Finding]:
    if record.stage not in cycle or record.outcome.is_closed:
        return
    limit, entered = cycle.stage(str(record.stage)).idle_limit, record.visits[-1].entered
    quiet = as_of - max([entered, *(contact.at for contact in record.contacts)])
    if limit is not None and quiet > limit:
        message = f"no contact in {record.stage!r} for {days(quiet):.3g} days, more than {days(limit):.3g}"
        yield _warning(record, "idle", message, as_of)


_LINTS: tuple[_Lint, ...] = (
    _unknown_stage,
    _other_outcome,
    _created_later,
    _stage_before_opened,
    _repeated_stage,
    _moves,
    _criterion_unmet,
    _overridden,
    _lost_without_reason,
    _fact_after_close,
    _same_instant,
    _duplicate_fact,
    _mixed_currency,
    _contact_before_lead,
)
_LINTS_NOW = (_expected_close_passed, _idle)
