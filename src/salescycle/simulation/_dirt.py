"""Dirt: what is wrong with the records of real companies, put into clean deals on purpose, and told."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import pairwise

import attrs

from salescycle.errors import InvalidValue
from salescycle.metrics import text_table
from salescycle.model import Deal, Fact, Opened, Outcome, StageEntered, StageSeen, ValueSet
from salescycle.values import Dice, Row, dice, several, share_number

__all__ = ["Dirt", "DirtySample", "with_dirt"]

_HOUR = timedelta(hours=1)
_Change = Callable[[Deal, Sequence[StageEntered], Dice], Sequence[Fact] | None]


class Dirt(enum.StrEnum):
    """What may be wrong with a record, as it is in the records of real companies.

    >>> Dirt("forgotten").told
    'closed, and nobody entered it'
    """

    UNREASONED = "unreasoned"
    UNVALUED = "unvalued"
    REPEATED = "repeated"
    SKIPPED = "skipped"
    BORN_CLOSED = "born_closed"
    RENAMED = "renamed"
    LATE = "late"
    FORGOTTEN = "forgotten"
    SNAPSHOT = "snapshot"

    @property
    def told(self) -> str:
        """What people read."""
        return _TOLD[self]


_TOLD = {
    Dirt.UNREASONED: "lost, and nobody said why",
    Dirt.UNVALUED: "worth nobody knows what",
    Dirt.REPEATED: "a stage entered twice, as exports repeat a row",
    Dirt.SKIPPED: "a stage in the middle never entered",
    Dirt.BORN_CLOSED: "first heard of when it was closed",
    Dirt.RENAMED: "a stage under a name that the cycle no longer has",
    Dirt.LATE: "entered days after it happened",
    Dirt.FORGOTTEN: "closed, and nobody entered it",
    Dirt.SNAPSHOT: "nothing known but where it stands",
}


@attrs.frozen(kw_only=True)
class DirtySample:
    """Deals of which some are dirty, and the truth about them: ``put`` says which deal got which dirt.

    >>> print(DirtySample(deals=(), put=(("D-1", Dirt.LATE), ("D-7", Dirt.LATE))))
    dirt  deals  what it is
    late      2  entered days after it happened
    """

    deals: tuple[Deal, ...]
    put: tuple[tuple[str, Dirt], ...]

    @property
    def counts(self) -> dict[Dirt, int]:
        """How many deals have each kind of dirt."""
        found = Counter(kind for _, kind in self.put)
        return {kind: found[kind] for kind in Dirt if found[kind]}

    def of(self, kind: Dirt | str) -> frozenset[str]:
        """Give the ids of the deals that have one kind of dirt."""
        return frozenset(key for key, each in self.put if each == kind)

    def __str__(self) -> str:
        rows = [Row(dirt=kind.value, deals=n) | {"what it is": kind.told} for kind, n in self.counts.items()]
        return text_table(rows) if rows else "no dirt"


def with_dirt(
    deals: Iterable[Deal], *, rng: Dice, share: float = 0.15, kinds: Iterable[Dirt | str] = tuple(Dirt)
) -> DirtySample:
    """Put dirt into some of several deals: one kind each, drawn from those that can befall it.

    ``share`` (0 to 1) is the chance of each deal. The random stream: one ``rng.random()`` for each deal, and for each
    that gets dirt one for its kind, and one or more for where. An audit finds most of it, by its own codes; what
    was forgotten shows as idle, a snapshot in what durations leave out, and what was recorded late in what was known
    then. That is what a sample is good for: what a number makes of dirt can be held against the truth.

    >>> from random import Random
    >>> from salescycle import SEVEN_STAGE, Period, Pipeline
    >>> from salescycle.simulation import sample_deals
    >>> year = Period.year(2025)
    >>> deals = sample_deals(rng=Random(7), period=year, count=200)
    >>> sample = with_dirt(deals, rng=Random(7), kinds=["unreasoned"])
    >>> found = Pipeline(sample.deals, cycle=SEVEN_STAGE, as_of=year.end).audit().of("lost_without_reason")
    >>> {finding.where for finding in found} == sample.of("unreasoned")
    True
    """
    given, often = dice(rng), share_number(share, "a share of dirt", "for example 0.15")
    chosen = [_kind(each) for each in dict.fromkeys(several(kinds, str, "kinds of dirt", instead="give Dirt members"))]
    found: list[Deal] = []
    put: list[tuple[str, Dirt]] = []
    for deal in several(deals, Deal, "deals"):
        soiled, kind = _soiled(deal, chosen, given) if given.random() < often else (deal, None)
        found.append(soiled)
        put += [(deal.id, kind)] if kind is not None else []
    return DirtySample(deals=tuple(found), put=tuple(put))


def _kind(value: str) -> Dirt:
    if value not in tuple(Dirt):
        raise InvalidValue("a kind of dirt", f"must be one of {', '.join(Dirt)}", value)
    return Dirt(value)


def _soiled(deal: Deal, kinds: Sequence[Dirt], rng: Dice) -> tuple[Deal, Dirt | None]:
    """Try the kinds in an order that begins at a drawn one, until one can befall the deal."""
    begin = int(len(kinds) * rng.random())
    for kind in (*kinds[begin:], *kinds[:begin]):
        log = _CHANGES[kind](deal, [each for each in deal.log if isinstance(each, StageEntered)], rng)
        if log is not None:
            return attrs.evolve(deal, log=log), kind
    return deal, None


def _one_of(some: Sequence[StageEntered], rng: Dice) -> StageEntered:
    return some[int(len(some) * rng.random())]


def _but(deal: Deal, old: Fact, *new: Fact) -> list[Fact]:
    """Give the facts of a deal with others in place of one."""
    return [fact for each in deal.log for fact in (new if each is old else (each,))]


def _unreasoned(deal: Deal, entries: Sequence[StageEntered], rng: Dice) -> Sequence[Fact] | None:  # noqa: ARG001
    lost = [each for each in entries if each.outcome is Outcome.LOST and each.reason]
    return _but(deal, lost[-1], attrs.evolve(lost[-1], reason="")) if lost else None


def _unvalued(deal: Deal, entries: Sequence[StageEntered], rng: Dice) -> Sequence[Fact] | None:  # noqa: ARG001
    return [each for each in deal.log if not isinstance(each, ValueSet)] if deal.value is not None else None


def _repeated(deal: Deal, entries: Sequence[StageEntered], rng: Dice) -> Sequence[Fact] | None:
    # before the next entry, with room between them
    twice = [one for one, two in pairwise(entries) if two.at - one.at > 2 * _HOUR]
    if not twice:
        return None
    entry = _one_of(twice, rng)
    return _but(deal, entry, entry, StageEntered(stage=entry.stage, outcome=entry.outcome, at=entry.at + _HOUR))


def _skipped(deal: Deal, entries: Sequence[StageEntered], rng: Dice) -> Sequence[Fact] | None:
    return _but(deal, _one_of(entries[1:-1], rng)) if len(entries) > 2 else None


def _born_closed(deal: Deal, entries: Sequence[StageEntered], rng: Dice) -> Sequence[Fact] | None:  # noqa: ARG001
    if not deal.outcome.is_closed:
        return None
    close = entries[-1]
    worth = [] if deal.value is None else [ValueSet(value=deal.value, at=close.at)]
    return [*worth, close]


def _renamed(deal: Deal, entries: Sequence[StageEntered], rng: Dice) -> Sequence[Fact] | None:
    open_ones = [each for each in entries[:-1] if each.outcome is Outcome.OPEN]
    if not open_ones:
        return None
    entry = _one_of(open_ones, rng)
    return _but(deal, entry, attrs.evolve(entry, stage=f"{entry.stage} (old)"))


def _late(deal: Deal, entries: Sequence[StageEntered], rng: Dice) -> Sequence[Fact] | None:  # noqa: ARG001
    late = timedelta(days=1 + int(14 * rng.random()))
    return [attrs.evolve(each, recorded_at=each.recorded_at + late) for each in deal.log]


def _forgotten(deal: Deal, entries: Sequence[StageEntered], rng: Dice) -> Sequence[Fact] | None:  # noqa: ARG001
    if not deal.outcome.is_closed or len(entries) == 1:
        return None
    return [each for each in deal.log if each.at < entries[-1].at]


def _snapshot(deal: Deal, entries: Sequence[StageEntered], rng: Dice) -> Sequence[Fact] | None:  # noqa: ARG001
    if not entries:
        return None
    here = entries[-1]
    worth = [] if deal.value is None else [ValueSet(value=deal.value, at=here.at)]
    return [Opened(at=entries[0].at), *worth, StageSeen(stage=here.stage, outcome=here.outcome, at=here.at)]


_CHANGES: dict[Dirt, _Change] = {
    Dirt.UNREASONED: _unreasoned,
    Dirt.UNVALUED: _unvalued,
    Dirt.REPEATED: _repeated,
    Dirt.SKIPPED: _skipped,
    Dirt.BORN_CLOSED: _born_closed,
    Dirt.RENAMED: _renamed,
    Dirt.LATE: _late,
    Dirt.FORGOTTEN: _forgotten,
    Dirt.SNAPSHOT: _snapshot,
}
