"""Occupation: the share of deals in each state over time, when deals may come back to a state or be seen late."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from fractions import Fraction
from operator import attrgetter

import attrs

from salescycle.errors import InvalidValue, UnknownName
from salescycle.values import Row, Undefined, days, key_text, optional_key

from ._lifetimes import age, distinct_keys, whole_count

__all__ = ["Occupation", "OccupationAt", "OccupationStep", "Stay", "occupation"]

_DEFINITION = "Aalen-Johansen: share of deals in each state at a time; a stay not seen to its end is censored"

_BEFORE = Undefined("before the first stay")
_NONE = Undefined("there are none")
_PAST = Undefined("past the largest follow-up")


def _entered(value: timedelta) -> timedelta:
    return age(value, "an entry to a state")


def _left(value: timedelta) -> timedelta:
    return age(value, "an exit from a state")


@attrs.frozen(kw_only=True)
class Stay:
    """One interval of a deal, or of ``count`` deals alike, in one state.

    ``entered`` and ``left`` are times since the deals' origin, ``to`` the state it moved to, ``None`` when it was
    still there when last seen. A deal is a chain of stays; a later ``entered`` than the origin, with no stay before
    it, is a deal seen late; a state named by two stays of one deal is a state it came back to.

    Raises ``InvalidValue`` for a stay of no length (a deal that passed through in an instant was never there to be
    counted) and for one that leads to the state it is in.

    >>> Stay(state="proposal", entered=timedelta(days=2), left=timedelta(days=9), to="won").count
    1
    """

    state: str = attrs.field(converter=key_text)
    entered: timedelta = attrs.field(converter=_entered)
    left: timedelta = attrs.field(converter=_left)
    to: str | None = attrs.field(converter=optional_key)
    count: int = attrs.field(default=1, converter=whole_count)

    def __attrs_post_init__(self) -> None:
        if self.left <= self.entered:
            way_out = "leave it out and let the stay before it lead to the one after it"
            raise InvalidValue("a stay", f"must end after it began at {self.entered}", self.left, way_out)
        if self.to == self.state:
            raise InvalidValue("a stay", "must lead to another state", self.to, "join it to the stay after it")


@attrs.frozen(kw_only=True)
class OccupationStep:
    """The shares from one instant on; both tuples stand in the order of ``states``.

    >>> one = Stay(state="open", entered=timedelta(0), left=timedelta(days=1), to="won")
    >>> occupation([one], states=["open", "won"]).steps[0].probability
    (Fraction(0, 1), Fraction(1, 1))
    """

    time: timedelta
    at_risk: tuple[int, ...]
    probability: tuple[Fraction, ...]


@attrs.frozen(kw_only=True)
class OccupationAt:
    """The share of deals in each state at one time.

    >>> OccupationAt(shares=(("open", Fraction(1, 4)), ("won", Fraction(3, 4)))).of("won")
    Fraction(3, 4)
    """

    shares: tuple[tuple[str, Fraction], ...]

    def of(self, state: str) -> Fraction:
        """Give the share (0 to 1) in one state.

        Raises ``UnknownName`` for a state that was not counted.
        """
        for name, share in self.shares:
            if name == state:
                return share
        raise UnknownName("state", state, "this occupation", [name for name, _ in self.shares])

    def __str__(self) -> str:
        return ", ".join(f"{name} {float(share):.1%}" for name, share in self.shares)


@attrs.frozen(kw_only=True)
class Occupation:
    """The share of deals in each state over time, in exact fractions, and how many stays it rests on.

    ``initial`` holds from ``start`` to the first step; ``steps`` has one row for each instant at which a stay ended.
    ``n`` counts stays, ``censored`` those not seen to their end. ``occupation`` makes one.

    >>> one = Stay(state="open", entered=timedelta(0), left=timedelta(days=1), to="won")
    >>> print(occupation([one], states=["open", "won"]))
    open 0.0%, won 100.0% after 1 days (1 stay)
    """

    states: tuple[str, ...]
    start: timedelta | Undefined
    initial: tuple[Fraction, ...]
    steps: tuple[OccupationStep, ...]
    n: int
    censored: int
    definition: str = attrs.field(default=_DEFINITION, eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    def at(self, duration: timedelta) -> OccupationAt | Undefined:
        """Give the share in each state at ``duration``; they sum to 1.

        Undefined before the first stay and past the largest follow-up.
        """
        place = bisect_right(self.steps, age(duration), key=attrgetter("time"))
        if isinstance(self.start, Undefined):
            return self.start
        if duration < self.start:
            return _BEFORE
        if duration > self.steps[-1].time:
            return _PAST
        shares = self.steps[place - 1].probability if place else self.initial
        return OccupationAt(shares=tuple(zip(self.states, shares, strict=True)))

    def to_records(self) -> list[Row]:
        """Give one row for each instant and state: time in days, at risk there, and the share of deals there."""
        return [
            Row(
                time_days=days(step.time),
                state=state,
                at_risk=step.at_risk[place],
                share=float(step.probability[place]),
            )
            for step in self.steps
            for place, state in enumerate(self.states)
        ]

    def __str__(self) -> str:
        counted = f"{self.n} {'stay' if self.n == 1 else 'stays'}"
        counted = f"{counted}, {self.censored} censored" if self.censored else counted
        if not self.steps:
            return f"{_NONE} ({counted})"
        end = self.steps[-1].time
        return f"{self.at(end)} after {days(end):.4g} days ({counted})"


def occupation(stays: Iterable[Stay], *, states: Sequence[str]) -> Occupation:
    """Estimate the share of deals in each state over time, from intervals of a multi-state history.

    Formula: p(t) = p(0) times the product over instants u up to t of (I + dA(u)), where dA(u) moves d / n of a state
    to another: d moved between the two at u, n were in the first with entered < u <= left. p(0) is the share of each
    state among the stays at risk at the first move, so what was censored before it changes nothing. A deal may come
    back to a state and may be seen late. Leaves out moves of deals that were not at risk; a state whose deals were
    all lost from sight keeps its share. Exact: the fractions grow with the number of instants, so round times to
    days before asking about many thousands of stays. Where deals are only censored, never seen late, the shares hold
    even if the time a deal has stayed decides where it goes (Datta and Satten, Statistics and Probability Letters 55,
    2001, 403-411).
    Raises ``UnknownName`` for a stay that names a state not in ``states``.
    Source: Aalen and Johansen, Scandinavian Journal of Statistics 5 (1978), 141-150.

    >>> first = Stay(state="open", entered=timedelta(0), left=timedelta(days=2), to="won")
    >>> other = Stay(state="open", entered=timedelta(0), left=timedelta(days=5), to="lost")
    >>> print(occupation([first, other], states=["open", "won", "lost"]).at(timedelta(days=2)))
    open 50.0%, won 50.0%, lost 0.0%
    """
    names = distinct_keys(states, "states")
    counts = _counted(stays, names)
    rows = _rows(counts)
    first = next((row for row in rows if row[2]), rows[0] if rows else None)
    initial = _initial(first, names)
    steps: list[OccupationStep] = []
    shares = dict(zip(names, initial, strict=False))  # of no stays there are no shares
    for time, at_risk, moves in rows:
        shares = _moved(shares, at_risk, moves)
        present = tuple(at_risk[name] for name in names)
        steps.append(OccupationStep(time=time, at_risk=present, probability=tuple(shares.values())))
    return Occupation(
        states=names,
        start=min((key[1] for key in counts), default=_NONE),
        initial=initial,
        steps=tuple(steps),
        n=counts.total(),
        censored=sum(count for key, count in counts.items() if key[3] is None),
    )


Interval = tuple[str, timedelta, timedelta, str | None]
Instant = tuple[timedelta, Counter[str], Counter[tuple[str, str]]]


def _counted(stays: Iterable[Stay], states: tuple[str, ...]) -> Counter[Interval]:
    counts: Counter[Interval] = Counter()
    for stay in stays:
        if type(stay) is not Stay:
            raise InvalidValue("a stay", "must be a Stay", stay, "give Stay(state=..., entered=..., left=..., to=...)")
        for name in (stay.state, stay.to):
            if name is not None and name not in states:
                raise UnknownName("state", name, "states", states)
        counts[stay.state, stay.entered, stay.left, stay.to] += stay.count
    return counts


def _rows(counts: Counter[Interval]) -> list[Instant]:
    entries: Counter[tuple[timedelta, str]] = Counter()
    ends: defaultdict[timedelta, Counter[tuple[str, str | None]]] = defaultdict(Counter)
    for (state, entered, left, to), count in counts.items():
        entries[entered, state] += count
        ends[left][state, to] += count
    waiting = sorted(entries.items(), reverse=True)
    present: Counter[str] = Counter()
    rows: list[Instant] = []
    for time in sorted(ends):
        while waiting and waiting[-1][0][0] < time:
            (_, state), count = waiting.pop()
            present[state] += count
        moves = Counter({(state, to): count for (state, to), count in ends[time].items() if to is not None})
        rows.append((time, present.copy(), moves))
        for (state, _), count in ends[time].items():
            present[state] -= count
    return rows


def _initial(first: Instant | None, states: tuple[str, ...]) -> tuple[Fraction, ...]:
    if first is None:
        return ()
    present = first[1]
    whole = sum(present.values())
    return tuple(Fraction(present[state], whole) for state in states)


def _moved(shares: dict[str, Fraction], at_risk: Counter[str], moves: Counter[tuple[str, str]]) -> dict[str, Fraction]:
    after = dict(shares)
    for (state, to), count in moves.items():
        part = shares[state] * Fraction(count, at_risk[state])
        after[state] -= part
        after[to] += part
    return after
