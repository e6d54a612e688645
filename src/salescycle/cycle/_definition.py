"""What can be wrong with a cycle: every problem of its stages, each with its path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from salescycle.errors import PROBLEM_LIMIT, Finding, InvalidCycle, LimitExceeded, nearest, shown
from salescycle.model import Outcome
from salescycle.values import look, several

from ._graph import reachable, reversed_ways
from ._policy import GoingBack, MoveKind, Policy, Skipping
from ._stage import Stage
from ._ways import WAY_LIMIT, Order, Ways

__all__ = ["STAGE_LIMIT", "refuse", "several_stages", "stage_problems", "way_problems"]

STAGE_LIMIT = 200
"""Most stages a cycle may have."""

_AWKWARD = {MoveKind.SKIPPED: "a skip", MoveKind.MOVED_BACK: "a way back"}


def several_stages(value: Iterable[Stage]) -> tuple[Stage, ...]:
    """Convert to the stages of a cycle, within its limits."""
    stages = several(value, Stage, "stages", limit=STAGE_LIMIT, instead="give Stage('key', leads_to=[...])")
    declared = sum(len(stage.leads_to) + len(stage.reopens_to) for stage in stages)
    if declared > WAY_LIMIT:
        raise LimitExceeded("the ways of a cycle", f"must be at most {WAY_LIMIT}", declared)
    return stages


def refuse(key: str, problems: list[Finding]) -> None:
    """Refuse a cycle that has problems."""
    if problems:
        raise InvalidCycle(key, problems)


def stage_problems(stages: Sequence[Stage]) -> list[Finding]:
    """Find what is wrong with stages as they were declared, as far as one error can tell it."""
    if not stages:
        return [_problem("no_stages", "stages", "must have at least one stage")]
    found = chain(_keys(stages), _declared(stages), _outcomes(stages), _criteria(stages))
    # to propose a name takes time: no more problems are looked at than will be told
    return list(islice(found, PROBLEM_LIMIT))


def way_problems(order: Order, ways: Ways, policy: Policy) -> list[Finding]:
    """Find what is wrong with the ways between stages that are right by themselves."""
    return list(islice(chain(_against_policy(order, policy), _reach(order, ways)), PROBLEM_LIMIT))


def _problem(code: str, where: str, message: str) -> Finding:
    return Finding(code=code, where=where, message=message)


def _keys(stages: Sequence[Stage]) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for place, stage in enumerate(stages):
        first = seen.setdefault(look(stage.key), place)
        if first != place:
            same = "is the key of" if stages[first].key == stage.key else "looks the same as the key of"
            message = f"key {shown(stage.key)} {same} stages[{first}]; rename one of them"
            yield _problem("duplicate_key", f"stages[{place}].key", message)


def _declared(stages: Sequence[Stage]) -> Iterator[Finding]:
    keys = {stage.key for stage in stages}
    for place, stage in enumerate(stages):
        yield from _wrong_field(stage, f"stages[{place}]")
        for field, targets in (("leads_to", stage.leads_to), ("reopens_to", stage.reopens_to)):
            listed_before: set[str] = set()
            for index, to in enumerate(targets):
                where = f"stages[{place}].{field}[{index}]"
                if to not in keys:
                    yield _problem("unknown_stage", where, f"no stage {shown(to)}; {nearest(to, keys)}")
                elif to == stage.key:
                    yield _problem("leads_to_itself", where, f"{shown(to)} leads to itself; staying needs no move")
                elif to in listed_before:
                    yield _problem("duplicate_way", where, f"{shown(to)} is listed twice; keep one")
                listed_before.add(to)


def _wrong_field(stage: Stage, where: str) -> Iterator[Finding]:
    if stage.outcome.is_closed and stage.leads_to:
        message = f"{shown(stage.key)} is closed ({stage.outcome}); declare where it may be reopened in reopens_to"
        yield _problem("leads_out_of_close", f"{where}.leads_to", message)
    if stage.reopens_to and not stage.outcome.is_closed:
        message = f"{shown(stage.key)} is not closed; say where it goes in leads_to"
        yield _problem("reopens_without_close", f"{where}.reopens_to", message)


def _outcomes(stages: Sequence[Stage]) -> Iterator[Finding]:
    outcomes = {stage.outcome for stage in stages}
    for needed in (Outcome.WON, Outcome.LOST):
        if needed not in outcomes:
            message = f"no stage has outcome {needed}; add one such as Stage('{needed}', outcome='{needed}')"
            yield _problem(f"no_{needed}_stage", "stages", message)
    if stages[0].outcome is not Outcome.OPEN:
        message = f"the first stage is where records start, so it must be open, not {stages[0].outcome}"
        yield _problem("starts_closed", "stages[0].outcome", message)


def _criteria(stages: Sequence[Stage]) -> Iterator[Finding]:
    for place, stage in enumerate(stages):
        keys = [(criterion.key, criterion.params) for criterion in stage.exit_criteria]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                where = f"stages[{place}].exit_criteria[{index}]"
                yield _problem("duplicate_criterion", where, f"{shown(key[0])} is listed twice; keep one")


def _against_policy(order: Order, policy: Policy) -> Iterator[Finding]:
    forbidden = {
        MoveKind.SKIPPED: policy.skipping is Skipping.NONE,
        MoveKind.MOVED_BACK: policy.going_back is GoingBack.NONE,
    }
    for place, stage in enumerate(order.stages):
        for index, to in enumerate(stage.leads_to):
            kind = order.kind(stage.key, to)
            if kind is MoveKind.WON and any(to in later.leads_to for later in order.after(stage.key)):
                kind = MoveKind.SKIPPED  # a later stage is where that win lies
            if stage.outcome is Outcome.OPEN and forbidden.get(kind):
                message = f"{shown(stage.key)} to {shown(to)} is {_AWKWARD[kind]}, which the policy forbids; drop it"
                yield _problem(f"{kind}_against_policy", f"stages[{place}].leads_to[{index}]", message)


def _reach(order: Order, ways: Ways) -> Iterator[Finding]:
    reached = reachable(ways, [order.stages[0].key])
    closes = {stage.key for stage in order.stages if stage.outcome.is_closed}
    closing = reachable(reversed_ways({key: [] if key in closes else ways[key] for key in ways}), closes)
    for place, stage in enumerate(order.stages):
        if stage.key not in reached:
            message = f"no way leads to {shown(stage.key)}; add it to another stage's leads_to, or drop it"
            yield _problem("unreachable_stage", f"stages[{place}]", message)
        if stage.key not in closing:
            message = f"no way leads from {shown(stage.key)} to a close; let it lead to a won or lost stage"
            yield _problem("dead_end", f"stages[{place}].leads_to", message)
