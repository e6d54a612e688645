"""Differences: what changed between two versions of a cycle, as far as it says what may happen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

import attrs

from salescycle.errors import InvalidValue, listed
from salescycle.values import a_mapping, days, required

from ._criterion import Criterion
from ._cycle import Cycle
from ._logic import Change, change_of
from ._stage import Stage
from ._ways import Way

__all__ = ["CycleDiff", "GateChange", "diff"]

_Pair = tuple[str, str]


@attrs.frozen(kw_only=True)
class GateChange:
    """What became of what a way asks for: tightened, loosened, or changed so that it is neither.

    ``asks_now`` are the criteria it did not list before, ``asked_before`` those it lists no more; ``also`` says what
    else it asks now. Stages have the keys of the new cycle.

    >>> from salescycle.cycle import bant_at_least
    >>> lax, strict = (bant_at_least(60),), (bant_at_least(75),)
    >>> print(GateChange(stage="talk", to="offer", change=Change.TIGHTENED, asks_now=strict, asked_before=lax))
    'talk' to 'offer' was tightened: now BANT comes to at least 75; no more BANT comes to at least 60
    """

    stage: str
    to: str
    change: Change
    asks_now: tuple[Criterion, ...] = ()
    asked_before: tuple[Criterion, ...] = ()
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        now = [f"now {criterion.asks}" for criterion in self.asks_now]
        before = [f"no more {criterion.asks}" for criterion in self.asked_before]
        return f"{self.stage!r} to {self.to!r} was {self.change}: {'; '.join([*now, *before, *self.also])}"


@attrs.frozen(kw_only=True)
class CycleDiff:
    """What changed between two cycles, as far as it says what may happen; labels and limits are not in it.

    Ways and gates are those between stages that both cycles have, under the keys of the new one; what becomes of the
    ways of a stage that was added or removed goes without saying. ``reordered`` are the fewest stages that would have
    to be put elsewhere to give the new order, ``outcomes`` the stages that mean something else now.

    >>> from salescycle.cycle import Policy
    >>> from salescycle.presets import SHORT_CYCLE
    >>> print(diff(SHORT_CYCLE, attrs.evolve(SHORT_CYCLE, version=2, policy=Policy(skipping="free"))))
    short-cycle/1 to short-cycle/2:
      the policy was changed
      'interest' may now lead to 'won'
    """

    old: str
    new: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[_Pair, ...] = ()
    reordered: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    policy_changed: bool = False
    ways_added: tuple[_Pair, ...] = ()
    ways_removed: tuple[_Pair, ...] = ()
    gates: tuple[GateChange, ...] = ()

    @property
    def tightened(self) -> tuple[GateChange, ...]:
        """The ways that ask for more than before."""
        return tuple(gate for gate in self.gates if gate.change is Change.TIGHTENED)

    @property
    def loosened(self) -> tuple[GateChange, ...]:
        """The ways that ask for less than before."""
        return tuple(gate for gate in self.gates if gate.change is Change.LOOSENED)

    @property
    def is_empty(self) -> bool:
        """Whether the same may happen in both."""
        return not any(self._lines())

    def __str__(self) -> str:
        return "\n  ".join([f"{self.old} to {self.new}:", *(list(self._lines()) or ["the same may happen"])])

    def _lines(self) -> Iterator[str]:
        yield from (f"stage {key!r} was added" for key in self.added)
        yield from (f"stage {key!r} was removed" for key in self.removed)
        yield from (f"stage {old!r} was renamed to {new!r}" for old, new in self.renamed)
        yield from (f"stage {key!r} was put elsewhere in the order" for key in self.reordered)
        yield from (f"stage {key!r} has another outcome" for key in self.outcomes)
        yield from ["the policy was changed"] * self.policy_changed
        yield from (f"{source!r} may now lead to {to!r}" for source, to in self.ways_added)
        yield from (f"{source!r} may no longer lead to {to!r}" for source, to in self.ways_removed)
        yield from map(str, self.gates)


def diff(old: Cycle, new: Cycle, *, renamed: Mapping[str, str] | None = None) -> CycleDiff:
    """Say what changed between two cycles.

    ``renamed`` says which stages have another key, old to new. Beside those, a stage counts as renamed where one that
    is gone and one that is new have the same outcome, and either the same label or the same neighbours between which
    they alone stand.

    Raises ``UnknownName`` for a stage that is not there, and ``InvalidValue`` where two stages would become one.

    >>> from salescycle.presets import LONG_CYCLE, SHORT_CYCLE
    >>> diff(SHORT_CYCLE, LONG_CYCLE).removed, diff(LONG_CYCLE, LONG_CYCLE).is_empty
    (('interest', 'offer'), True)
    """
    for cycle in (old, new):
        required(cycle, Cycle, "a cycle")
    kept = _kept(old, new, a_mapping(renamed or {}, "renamed", "give {'old': 'new'}"))
    before = {(kept[one], kept[two]): way for one in kept for two, way in old.ways(one).items() if two in kept}
    both = {stage.key: None for stage in new.stages if stage.key in kept.values()}
    after = {(one, two): way for one in both for two, way in new.ways(one).items() if two in both}
    return CycleDiff(
        old=old.name,
        new=new.name,
        added=tuple(stage.key for stage in new.stages if stage.key not in both),
        removed=tuple(stage.key for stage in old.stages if stage.key not in kept),
        renamed=tuple((key, to) for key, to in kept.items() if key != to),
        reordered=tuple(_moved(list(kept.values()), new)),
        outcomes=tuple(to for key, to in kept.items() if old.stage(key).outcome is not new.stage(to).outcome),
        policy_changed=old.policy != new.policy,
        ways_added=tuple(pair for pair in after if pair not in before),
        ways_removed=tuple(pair for pair in before if pair not in after),
        gates=tuple(_gates(before, after)),
    )


def _kept(old: Cycle, new: Cycle, renamed: Mapping[str, str]) -> dict[str, str]:
    """Give the new key of each stage that both cycles have, in the old order."""
    names = {old.stage(key).key: new.stage(to).key for key, to in renamed.items()}
    if len(set(names.values())) < len(names):
        raise InvalidValue("renamed", "must give each stage a key of its own", listed(list(names.values())))
    taken = set(names.values())
    names |= {stage.key: stage.key for stage in old.stages if stage.key in new and stage.key not in {*names, *taken}}
    for mark in (_label, _place):
        names |= _alike(old, new, names, mark)
    return {stage.key: names[stage.key] for stage in old.stages if stage.key in names}


_Mark = Callable[[Cycle, Stage, Mapping[str, str]], Hashable]


def _alike(old: Cycle, new: Cycle, names: Mapping[str, str], mark: _Mark) -> dict[str, str]:
    """Pair stages that are gone with new ones of the same outcome and mark, where only one of each has it."""
    gone = _marked(old, names, mark)
    fresh = _marked(new, {to: to for to in names.values()}, mark)
    pairs = [(gone[each], fresh[each]) for each in gone if each in fresh]
    return {one[0]: two[0] for one, two in pairs if len(one) == len(two) == 1}


def _marked(cycle: Cycle, names: Mapping[str, str], mark: _Mark) -> dict[Hashable, list[str]]:
    found: dict[Hashable, list[str]] = {}
    for stage in cycle.stages:
        if stage.key not in names:
            found.setdefault((stage.outcome, mark(cycle, stage, names)), []).append(stage.key)
    return found


def _label(cycle: Cycle, stage: Stage, names: Mapping[str, str]) -> Hashable:  # noqa: ARG001
    return stage.label


def _place(cycle: Cycle, stage: Stage, names: Mapping[str, str]) -> Hashable:
    """Give the nearest stages before and after it that both cycles have."""
    rank = cycle.rank(stage.key)
    before = [names[each.key] for each in cycle.stages[:rank] if each.key in names]
    after = [names[each.key] for each in cycle.stages[rank:] if each.key in names]
    return tuple(before[-1:]), tuple(after[:1])


def _moved(keys: Sequence[str], new: Cycle) -> Iterator[str]:
    """Give the fewest stages, in their old order, without which the rest keeps its order: all but a longest rise."""
    ends: list[int] = []
    best: list[int] = []
    ranks = [new.rank(key) for key in keys]
    for rank in ranks:
        place = bisect_left(ends, rank)
        ends[place : place + 1] = [rank]
        best.append(place)
    left = len(ends)
    staying: set[str] = set()
    for key, place in zip(reversed(keys), reversed(best), strict=True):
        if place == left - 1:
            staying.add(key)
            left -= 1
    yield from (key for key in keys if key not in staying)


def _gates(before: Mapping[_Pair, Way], after: Mapping[_Pair, Way]) -> Iterator[GateChange]:
    for pair, new in after.items():
        if pair not in before:
            continue
        old = before[pair]
        asks_now = tuple(each for each in new.criteria if each not in old.criteria)
        asked_before = tuple(each for each in old.criteria if each not in new.criteria)
        more, less = _also(old, new)
        change = _together(change_of(old.criteria, new.criteria), more=bool(more), less=bool(less))
        if change is not Change.SAME:
            yield GateChange(
                stage=pair[0],
                to=pair[1],
                change=change,
                asks_now=asks_now,
                asked_before=asked_before,
                also=(*more, *less),
            )


def _also(old: Way, new: Way) -> tuple[list[str], list[str]]:
    """Say what a way asks for more, and for less, beside its criteria."""
    more = ["now a reason"] if new.needs_reason and not old.needs_reason else []
    less = ["no more a reason"] if old.needs_reason and not new.needs_reason else []
    if old.within != new.within:
        told = "for ever" if new.within is None else f"for {days(new.within):g} days"
        longer = new.within is None or (old.within is not None and new.within > old.within)
        (less if longer else more).append(f"open {told}")
    return more, less


def _together(change: Change, *, more: bool, less: bool) -> Change:
    rises = more or change in (Change.TIGHTENED, Change.CHANGED)
    falls = less or change in (Change.LOOSENED, Change.CHANGED)
    if rises and falls:
        return Change.CHANGED
    return Change.TIGHTENED if rises else Change.LOOSENED if falls else Change.SAME
