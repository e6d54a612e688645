"""Findings: what is odd about a cycle that is sound, each with a code and the stages that show it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator

from salescycle.errors import Finding, Severity, listed, shown
from salescycle.model import Outcome
from salescycle.values import a_mapping

from ._compose import parts_of
from ._criteria import Registry
from ._criterion import Criterion
from ._graph import fewest_moves, next_steps, reachable, reversed_ways
from ._logic import asks_as_much, can_hold, demands, family, implies, redundant
from ._policy import MoveKind, Policy
from ._stage import Stage
from ._ways import Order, Way, Ways, added_ways

__all__ = ["findings_of"]

_Gate = tuple[Criterion, ...]

_LOOPS = {
    MoveKind.MOVED_BACK: ("regression_loop", "can go back to"),
    MoveKind.REOPENED: ("reopening_loop", "can be reopened to"),
    MoveKind.RESUMED: ("resumption_loop", "can come back from hold to"),
}


def findings_of(order: Order, ways: Ways, policy: Policy, registry: Registry | None) -> tuple[Finding, ...]:
    """List all findings: warnings first, then notes, each kind in the order of stages."""
    found = [
        *_no_way_to(order, ways, Outcome.WON, "cannot_win", "be won"),
        *_no_way_to(order, ways, Outcome.LOST, "cannot_lose", "be lost"),
        *_never_met(order, ways),
        *_never_asked(order, ways),
        *_shadowed(order, ways, policy),
        *_probability_falls(order),
        *_avoidable(order, ways),
        *_ungated(order, ways),
        *_redundant(order),
        *_loops(order, ways),
        *(() if registry is None else _unused(order, a_mapping(registry, "criteria", "give CRITERIA | {...}"))),
    ]
    return tuple(found)


def _warning(code: str, where: str, message: str, evidence: Collection[str] = ()) -> Finding:
    return Finding(code=code, where=where, message=message, severity=Severity.WARNING, evidence=tuple(evidence))


def _note(code: str, where: str, message: str, evidence: Collection[str] = ()) -> Finding:
    return Finding(code=code, where=where, message=message, severity=Severity.NOTE, evidence=tuple(evidence))


def _path(order: Order, key: str) -> str:
    return f"stages[{order.rank[key]}]"


def _lasting(order: Order) -> Iterator[Stage]:
    return (stage for stage in order.stages if not stage.outcome.is_closed)


def _no_way_to(order: Order, ways: Ways, outcome: Outcome, code: str, told: str) -> Iterator[Finding]:
    """Find stages from which no close of an outcome can be reached without reopening."""
    onward = {stage.key: [] if stage.outcome.is_closed else list(ways[stage.key]) for stage in order.stages}
    there = reachable(reversed_ways(onward), [stage.key for stage in order.stages if stage.outcome is outcome])
    for stage in _lasting(order):
        if stage.key not in there:
            message = f"from {shown(stage.key)} a record cannot {told}"
            reached = reachable(onward, [stage.key])
            evidence = [key for key in order.stage if key in reached]
            yield _warning(code, f"{_path(order, stage.key)}.leads_to", message, evidence)


def _never_met(order: Order, ways: Ways) -> Iterator[Finding]:
    met: dict[_Gate, bool] = {}
    for source, out in ways.items():
        for to, way in out.items():
            if not met.setdefault(way.criteria, can_hold(way.criteria)):
                asks = listed([criterion.key for criterion in way.criteria])
                message = f"nothing can meet what {shown(source)} to {shown(to)} asks for: {asks}"
                yield _warning("gate_never_met", f"{_path(order, source)}.exit_criteria", message, (source, to))


def _never_asked(order: Order, ways: Ways) -> Iterator[Finding]:
    for stage in order.stages:
        if stage.exit_criteria and not any(way.criteria for way in ways[stage.key].values()):
            message = f"no way from {shown(stage.key)} goes on, so its exit criteria are never asked; drop them"
            yield _warning("never_asked", f"{_path(order, stage.key)}.exit_criteria", message)


def _shadowed(order: Order, ways: Ways, policy: Policy) -> Iterator[Finding]:
    """Find declared ways that stand before one of the policy which asks for more."""
    for stage in _lasting(order):
        added = added_ways(order, policy, stage)
        for index, to in enumerate(stage.leads_to):
            if to in added and not implies(ways[stage.key][to].criteria, added[to].criteria):
                message = f"{shown(stage.key)} to {shown(to)} is declared, and asks for less than the policy would"
                where = f"{_path(order, stage.key)}.leads_to[{index}]"
                yield _warning("shadowed_way", where, f"{message}; drop it, or drop the policy", (stage.key, to))


def _probability_falls(order: Order) -> Iterator[Finding]:
    told = [(stage.key, stage.win_probability) for stage in order.stages if stage.outcome is Outcome.OPEN]
    known = [(key, chance) for key, chance in told if chance is not None]
    for place in range(1, len(known)):
        highest, before = max(((chance, key) for key, chance in known[:place]), key=lambda each: each[0])
        key, chance = known[place]
        if chance < highest:
            message = f"the chance to win falls from {highest} in {shown(before)} to {chance} in {shown(key)}"
            yield _warning("probability_falls", f"{_path(order, key)}.win_probability", message, (before, key))


def _avoidable(order: Order, ways: Ways) -> Iterator[Finding]:
    """Find criteria of open stages that a record can be won without meeting."""
    asking = _gates_asking(ways)
    around: dict[frozenset[_Gate], list[str] | None] = {}
    told: set[Criterion] = set()
    for stage in order.stages:
        for index, criterion in enumerate(stage.exit_criteria):
            if stage.outcome is not Outcome.OPEN or criterion in told:
                continue
            told.add(criterion)
            # criteria that stand in the same gates are got round by the same paths
            closed = asking(criterion)
            if closed not in around:
                around[closed] = _way_round(order, ways, closed)
            if path := around[closed]:
                message = f"a record can be won without {shown(criterion.key)}: {', '.join(path)}"
                yield _note("avoidable", f"{_path(order, stage.key)}.exit_criteria[{index}]", message, path)


def _gates_asking(ways: Ways) -> Callable[[Criterion], frozenset[_Gate]]:
    """Give for a criterion the gates that ask for as much as it does."""
    families: dict[Hashable, dict[Criterion, set[_Gate]]] = {}
    for gate in {way.criteria for out in ways.values() for way in out.values()}:
        for criterion in demands(gate):
            families.setdefault(family(criterion), {}).setdefault(criterion, set()).add(gate)

    def asking(criterion: Criterion) -> frozenset[_Gate]:
        kin = families.get(family(criterion), {})
        return frozenset(gate for each, gates in kin.items() if asks_as_much(each, criterion) for gate in gates)

    return asking


def _way_round(order: Order, ways: Ways, closed: Collection[_Gate]) -> list[str] | None:
    """Give a shortest path to a win that goes through none of some gates."""
    start = order.stages[0].key
    passable = {key: [to for to, way in out.items() if way.criteria not in closed] for key, out in ways.items()}
    paths = [
        path
        for stage in order.stages
        if stage.outcome is Outcome.WON and (path := fewest_moves(start, stage.key, passable.__getitem__)) is not None
    ]
    return [start, *min(paths, key=len)] if paths else None


def _ungated(order: Order, ways: Ways) -> Iterator[Finding]:
    for stage in order.stages:
        open_ways = [to for to, way in ways[stage.key].items() if _goes_on(way) and not way.criteria]
        if stage.outcome is Outcome.OPEN and open_ways:
            message = f"{shown(stage.key)} can be left for {listed(open_ways)} with no criterion"
            yield _note("ungated", f"{_path(order, stage.key)}.exit_criteria", message, (stage.key, *open_ways))


def _goes_on(way: Way) -> bool:
    return way.kind in (MoveKind.ADVANCED, MoveKind.SKIPPED, MoveKind.WON)


def _redundant(order: Order) -> Iterator[Finding]:
    for stage in order.stages:
        for index in sorted(redundant(stage.exit_criteria)) if can_hold(stage.exit_criteria) else ():
            message = f"{shown(stage.exit_criteria[index].key)} is met whenever the others are; drop it"
            yield _note("redundant", f"{_path(order, stage.key)}.exit_criteria[{index}]", message)


def _loops(order: Order, ways: Ways) -> Iterator[Finding]:
    turned = reversed_ways(ways)
    for source, out in ways.items():
        steps = next_steps(turned, source) if any(way.kind in _LOOPS for way in out.values()) else {}
        for kind, (code, told) in _LOOPS.items():
            back = [to for to in steps if to in out and out[to].kind is kind]
            if back:
                message = f"{shown(source)} {told} {listed(sorted(back, key=order.rank.__getitem__))}, and come again"
                yield _note(code, _path(order, source), message, _loop(source, back[0], steps))


def _loop(source: str, to: str, steps: dict[str, str]) -> list[str]:
    loop = [source, to]
    while loop[-1] != source:
        loop.append(steps[loop[-1]])
    return loop


def _unused(order: Order, registry: Registry) -> Iterator[Finding]:
    used = {key for stage in order.stages for criterion in stage.exit_criteria for key in _keys(criterion)}
    for name in registry:
        if name not in used:
            yield _note("unused_criterion", "criteria", f"{shown(name)} is used by no stage")


def _keys(criterion: Criterion) -> Iterator[str]:
    yield criterion.key
    for part in parts_of(criterion):
        yield from _keys(part)
