"""What a stage chain is made of: counted moves between stages that are named, each with a way to an end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from salescycle.errors import InvalidValue, LimitExceeded, UnknownName, listed, shown
from salescycle.values import Undefined, a_mapping, whole_number

from ._exact import microseconds
from ._lifetimes import age, distinct_keys

__all__ = ["Counts", "Dwells", "counts_of", "dwells_of", "refuse_closed", "stages_of", "wins_of"]

STAGE_LIMIT = 200
"""Most stages of a chain."""

Counts = dict[str, dict[str, int]]
"""For each stage that lasts, how many moves led from it to each other stage."""

Dwells = dict[str, int | Undefined]
"""For each stage that lasts, the mean length of a visit in microseconds."""

_MOVES = "give {('talk', 'offer'): 6, ...}"


def stages_of(stages: Iterable[str], absorbing: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the stages that last and those that end it all; none may do both."""
    lasting, ends = distinct_keys(stages, "stages"), distinct_keys(absorbing, "absorbing stages")
    if len(lasting) + len(ends) > STAGE_LIMIT:
        raise LimitExceeded("the stages of a chain", f"must be at most {STAGE_LIMIT}", len(lasting) + len(ends))
    both = [key for key in lasting if key in ends]
    if both:
        raise InvalidValue("a stage", "must either last or be absorbing", both[0], "name it in one of the two")
    return lasting, ends


def wins_of(won: Iterable[str], ends: Sequence[str]) -> tuple[str, ...]:
    """Give which of the ends are a win."""
    wins = distinct_keys(won, "stages that are won")
    for key in wins:
        if key not in ends:
            raise UnknownName("stage", key, "the absorbing stages", ends)
    return wins


def counts_of(moves: Mapping[tuple[str, str], int], lasting: Sequence[str], ends: Sequence[str]) -> tuple[Counts, int]:
    """Give the moves from each stage that lasts, and how many led out of an end."""
    known, out = {key: key for key in (*lasting, *ends)}, 0
    counts: Counts = {}
    for pair, count in a_mapping(moves, "moves", _MOVES).items():
        if type(pair) is not tuple or len(pair) != 2:
            raise InvalidValue("a move", "must be of two stages", pair, _MOVES)
        for key in pair:
            if key not in known:
                raise UnknownName("stage", key, "the stages of this chain", list(known))
        source, to = (known[key] for key in pair)
        number = whole_number(count, f"the moves from {shown(source)} to {shown(to)}")
        if source == to and number:
            raise InvalidValue(f"the moves from {shown(source)} to itself", "must be 0", number, "staying is no move")
        if source in ends:
            out += number
        elif number:
            counts.setdefault(source, {})[to] = number
    return counts, out


def refuse_closed(counts: Mapping[str, Mapping[str, int]], ends: Sequence[str]) -> None:
    """Refuse stages that a deal comes to and can never leave for an end."""
    turned: dict[str, list[str]] = {}
    for source, row in counts.items():
        for to in row:
            turned.setdefault(to, []).append(source)
    out = _walked(turned, ends)
    trapped = [key for key in dict.fromkeys([*counts, *turned]) if key not in out]
    if trapped:
        closed = min((_walked(counts, [key]) for key in trapped), key=len)
        instead = "count the moves out of them, or name an absorbing stage"
        raise InvalidValue("moves", "must lead out of every closed class of stages", listed(list(closed)), instead)


def _walked(graph: Mapping[str, Iterable[str]], start: Iterable[str]) -> dict[str, None]:
    """Give every key that a walk comes to, in the order in which it does."""
    found = dict.fromkeys(start)
    waiting = list(found)
    while waiting:
        for to in graph.get(waiting.pop(), ()):
            if to not in found:
                found[to] = None
                waiting.append(to)
    return found


def dwells_of(dwell: Mapping[str, timedelta | Undefined] | None, lasting: Sequence[str]) -> Dwells:
    """Give the dwell time of each stage in microseconds."""
    found: Dwells = {
        key: Undefined("no dwell times were given" if dwell is None else f"the dwell time of {key!r} is not known")
        for key in lasting
    }
    for key, length in a_mapping(
        {} if dwell is None else dwell, "dwell times", "give {'talk': timedelta(...)}"
    ).items():
        if key not in found:
            raise UnknownName("stage", key, "the stages of this chain", lasting)
        if not isinstance(length, Undefined):
            found[key] = microseconds(age(length, f"the dwell time of {shown(key)}"))
    return found
