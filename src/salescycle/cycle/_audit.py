"""The audit: a linter for logs, by the rules of a cycle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Protocol

import attrs

from salescycle.errors import CriterionFailed, Finding, listed
from salescycle.model import Deal, Migrated, Opened, Outcome, Record, RuleOverridden, StageEntered
from salescycle.values import days

from ._criterion import Criterion
from ._graph import fewest_moves
from ._lints_of_facts import LINTS, LINTS_NOW, Entry, error, note, pardoned, stage_facts, warning
from ._policy import MoveKind
from ._stage import Stage
from ._ways import Way

__all__ = ["AUDIT_CODES", "Entry", "Rules", "audit", "entries_of"]

_TOLD = (MoveKind.SKIPPED, MoveKind.MOVED_BACK, MoveKind.REOPENED, MoveKind.CLOSE_CHANGED)

AUDIT_CODES = (
    "unknown_stage",
    "other_outcome",
    "stage_before_opened",
    "closed_before_opened",
    "contact_before_lead",
    "criterion_failed",
    "not_allowed",
    "no_reason",
    "too_late",
    "criterion_unmet",
    "skipped_mandatory",
    "ping_pong",
    "lost_without_reason",
    "duplicate_fact",
    "mixed_currency",
    "expected_close_passed",
    "idle",
    "no_next_step",
    "no_value",
    "created_in_later_stage",
    "created_closed",
    "repeated_stage",
    "moved_back",
    "skipped",
    "reopened",
    "close_changed",
    "overridden",
    "same_instant",
    "fact_after_close",
)
"""The codes of everything that an audit can find, as the reference explains them."""


class Rules(Protocol):
    """What an audit asks of a cycle."""

    @property
    def name(self) -> str: ...
    @property
    def open_stages(self) -> tuple[str, ...]: ...
    @property
    def initial(self) -> Stage: ...
    @property
    def mandatory_stages(self) -> tuple[str, ...]: ...
    def stage(self, key: str) -> Stage: ...
    def kind(self, source: str, to: str) -> MoveKind: ...
    def ways(self, stage: str) -> Mapping[str, Way]: ...
    def guards(self, source: str, to: str) -> tuple[Criterion, ...]: ...
    def __contains__(self, key: object) -> bool: ...


@attrs.frozen(kw_only=True)
class _Case:
    """A record under audit: the stages it came to under this cycle, the steps between them, who let it pass."""

    rules: Rules
    record: Record
    entries: tuple[Entry, ...]
    steps: tuple[tuple[Entry, Entry], ...]
    pardons: frozenset[tuple[str, datetime]]

    def moves(self) -> Iterator[tuple[Entry, StageEntered]]:
        """Give the steps that were moves: a stage that was only seen may have been reached by moves nobody recorded."""
        for one, two in self.steps:
            if one.stage != two.stage and isinstance(two, StageEntered):
                yield one, two


def entries_of(rules: Rules, record: Record) -> tuple[Entry, ...]:
    """Give what says which stages a record came to under a cycle: from when it was taken over to it to when away."""
    entries = stage_facts(record)
    taken_over = [place for place, fact in enumerate(entries) if isinstance(fact, Migrated)]
    if not taken_over:
        return entries
    begin = max((place for place in taken_over if entries[place].cycle == rules.name), default=0)
    end = min((place for place in taken_over if place > begin or entries[place].cycle != rules.name), default=None)
    return entries[begin:] if end is None or end < begin else entries[begin:end]


def audit(rules: Rules, record: Record, *, as_of: datetime | None) -> tuple[Finding, ...]:
    """List the findings of every lint, in the order of the lints."""
    case = _case(rules, record)
    found = [finding for lint in _LINTS for finding in lint(case)]
    found += [finding for lint in LINTS for finding in lint(record)]
    if as_of is not None:
        then = record.as_of(as_of)
        found += [finding for lint in LINTS_NOW for finding in lint(then, as_of)]
        found += _idle(rules, then, as_of)
    return tuple(found)


def _case(rules: Rules, record: Record) -> _Case:
    entries = entries_of(rules, record)
    # whether or not they differ: a stage that is entered again is a step too, and no move
    steps = tuple((one, two) for one, two in pairwise(entries) if one.stage in rules and two.stage in rules)
    return _Case(rules=rules, record=record, entries=entries, steps=steps, pardons=pardoned(record))


def _unknown_stage(case: _Case) -> Iterator[Finding]:
    for entry in case.entries:
        if entry.stage not in case.rules:
            message = f"entered {entry.stage!r}, which the cycle does not have"
            yield error(case.record, "unknown_stage", message, entry.at)


def _other_outcome(case: _Case) -> Iterator[Finding]:
    for entry in case.entries:
        if entry.stage in case.rules and case.rules.stage(entry.stage).outcome is not entry.outcome:
            meant = case.rules.stage(entry.stage).outcome
            message = f"{entry.stage!r} was entered as {entry.outcome}, and the cycle says {meant}"
            yield error(case.record, "other_outcome", message, entry.at)


def _created_later(case: _Case) -> Iterator[Finding]:
    first = case.entries[0] if case.entries else None
    if not isinstance(first, StageEntered) or first.stage == case.rules.initial.key:
        return
    if any(opened.at <= first.at for opened in case.record.facts(Opened)):
        return
    code = "created_closed" if first.outcome.is_closed else "created_in_later_stage"
    message = f"its first stage is {first.stage!r}, not {case.rules.initial.key!r}"
    yield note(case.record, code, message, first.at)


def _repeated_stage(case: _Case) -> Iterator[Finding]:
    for one, two in case.steps:
        if one.stage == two.stage and isinstance(two, StageEntered):
            yield note(case.record, "repeated_stage", f"entered {two.stage!r} while in it", two.at)


def _moves(case: _Case) -> Iterator[Finding]:
    for one, two in case.moves():
        ways = case.rules.ways(one.stage)
        way = ways.get(two.stage)
        if (two.stage, two.at) in case.pardons:
            pass
        elif way is None:
            leads = f"{one.stage!r} leads to {listed(list(ways)) or 'nothing'}"
            message = f"moved from {one.stage!r} to {two.stage!r}; {leads}"
            yield warning(case.record, "not_allowed", message, two.at, _detour(case.rules, one.stage, two.stage))
        else:
            yield from _against(case, way, one, two)
        kind = case.rules.kind(one.stage, two.stage) if way is None else way.kind
        if kind in _TOLD:
            yield note(case.record, kind, f"{kind.replace('_', ' ')} from {one.stage!r} to {two.stage!r}", two.at)


def _against(case: _Case, way: Way, one: Entry, two: StageEntered) -> Iterator[Finding]:
    """Find what a move along a way did not keep to, criteria aside."""
    move = f"moved from {one.stage!r} to {two.stage!r}"
    if way.needs_reason and not two.reason:
        yield warning(case.record, "no_reason", f"{move} without a reason", two.at)
    if way.within is None:
        return
    since = case.record.before(two).closed_at or one.at
    if way.is_late(since, two.at):
        yield warning(case.record, "too_late", f"{move}, which was open only until {since + way.within}", two.at)


def _detour(rules: Rules, source: str, to: str) -> list[str]:
    """Give the shortest path by ways of the cycle that a move should have taken; none where there is none."""
    path = fewest_moves(source, to, lambda key: rules.ways(key) if key == source or _lasts(rules, key) else ())
    return [] if path is None else [source, *path]


def _lasts(rules: Rules, key: str) -> bool:
    return not rules.stage(key).outcome.is_closed


def _criterion_unmet(case: _Case) -> Iterator[Finding]:
    for one, two in case.moves():
        guards = () if (two.stage, two.at) in case.pardons else case.rules.guards(one.stage, two.stage)
        if not guards:
            continue
        then = case.record.before(two)
        for criterion in guards:
            try:
                holds = criterion.holds(then, two.at)
            except CriterionFailed as failed:
                message = f"criterion {criterion.key!r} {failed.happened}"
                yield error(case.record, "criterion_failed", message, two.at)
                continue
            if not holds:
                message = f"moved from {one.stage!r} to {two.stage!r} without: {criterion.asks}"
                yield warning(case.record, "criterion_unmet", message, two.at)


def _skipped_mandatory(case: _Case) -> Iterator[Finding]:
    """Find stages without which nothing is won, in a record that began in the first and never left a close."""
    if case.record.outcome is not Outcome.WON or case.pardons:
        return
    seen = any(not isinstance(entry, StageEntered) for entry in case.entries)
    # how a record came to be where it was only taken over to is not known
    late = not case.entries or case.entries[0].stage != case.rules.initial.key
    if seen or late:
        return
    came = {entry.stage for entry in case.entries}
    missing = [key for key in case.rules.mandatory_stages[1:] if key not in came]
    # out of a close a cycle may lead anywhere, also to a win: a loss that was recorded by mistake
    if missing and not any(one.outcome.is_closed for one, _ in case.steps):
        message = f"was won without entering {listed(missing)}"
        yield warning(case.record, "skipped_mandatory", message, case.entries[-1].at, missing)


def _no_value(case: _Case) -> Iterator[Finding]:
    """Find a deal of unknown value that is won, or in the second half of its open stages."""
    if not isinstance(case.record, Deal) or not case.entries:
        return
    here = case.entries[-1]
    openly = case.rules.open_stages
    is_late = here.outcome is Outcome.WON or here.stage in openly[(len(openly) + 1) // 2 :]
    if is_late and case.record.value is None:
        yield note(case.record, "no_value", f"came to {here.stage!r}, and nobody said what it is worth", here.at)


def _overridden(case: _Case) -> Iterator[Finding]:
    for each in case.record.facts(RuleOverridden) if case.pardons else ():
        against = listed([*each.refusals, *each.criteria])
        message = f"{each.by or 'somebody'} let it into {each.stage!r} against {against or 'nothing named'}"
        yield note(case.record, "overridden", message, each.at)


def _same_instant(case: _Case) -> Iterator[Finding]:
    for one, two in case.steps:
        if one.at == two.at and one.stage != two.stage:
            message = f"entered {one.stage!r} and {two.stage!r} at the same instant"
            yield note(case.record, "same_instant", message, two.at)


def _ping_pong(case: _Case) -> Iterator[Finding]:
    for (one, two), (_, three) in pairwise(case.steps):
        if one.stage == three.stage != two.stage and two.at == three.at:
            message = f"went from {one.stage!r} to {two.stage!r} and back at the same instant"
            yield warning(case.record, "ping_pong", message, two.at)


def _idle(rules: Rules, record: Record, as_of: datetime) -> Iterator[Finding]:
    if record.stage not in rules or record.outcome.is_closed:
        return
    limit = rules.stage(str(record.stage)).idle_limit
    if limit is None:
        return
    quiet = as_of - max([record.visits[-1].entered, *(contact.at for contact in record.contacts)])
    if quiet > limit:
        message = f"no contact in {record.stage!r} for {days(quiet):.3g} days, more than {days(limit):.3g}"
        yield warning(record, "idle", message, as_of)


_LINTS: tuple[Callable[[_Case], Iterator[Finding]], ...] = (
    _unknown_stage,
    _other_outcome,
    _created_later,
    _repeated_stage,
    _moves,
    _criterion_unmet,
    _skipped_mandatory,
    _no_value,
    _overridden,
    _same_instant,
    _ping_pong,
)
