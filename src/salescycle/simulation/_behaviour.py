"""Behaviour: how deals go through the stages, and how many come; learned from history, or said by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

import attrs

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue
from salescycle.metrics import segment_key
from salescycle.model import Deal
from salescycle.values import Money, a_mapping, key_text, must_be, pairs_of, required, several

from ._dwell import Dwell
from ._grid import STEP_LIMIT, positive_time

__all__ = ["Arrivals", "Behaviour", "Exit", "StageBehaviour"]

_DAY = timedelta(days=1)
_VALUE_LIMIT = 10_000_000
_NOTHING = 1e-12  # less than this share left is none: sums of floats miss 1 by as much

Masses = tuple[float, ...]
SegmentOf = Callable[[Deal], str | None]
_Segments = tuple[tuple[str | None, tuple["StageBehaviour", ...]], ...]


def _chance(value: float | str | Decimal) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = -1.0
    if isinstance(value, bool) or not 0 <= number <= 1:
        raise InvalidValue("the chance of an exit", "must be a number from 0 to 1", value)
    return number


@attrs.frozen(kw_only=True)
class Exit:
    """One way out of a stage, said by hand: where to, how likely, and how long visits last that end that way.

    >>> print(Exit(to="offer", chance="0.6", dwell=Dwell.fixed(timedelta(days=9))).chance)
    0.6
    """

    to: str = attrs.field(converter=key_text)
    chance: float = attrs.field(converter=_chance)
    dwell: Dwell = attrs.field(validator=must_be(Dwell, "a dwell law"))


def _masses(values: Iterable[float]) -> Masses:
    masses = several(values, float, "the chances of an exit", limit=STEP_LIMIT)
    if masses and not 0 <= min(masses) <= max(masses) <= 1:
        wrong = min(masses) if min(masses) < 0 else max(masses)
        raise InvalidValue("the chance of an exit after a step", "must be from 0 to 1", wrong)
    return masses


def _exits(values: Mapping[str, Iterable[float]] | tuple[tuple[str, Masses], ...]) -> tuple[tuple[str, Masses], ...]:
    pairs = values.items() if isinstance(values, Mapping) else values
    return tuple((key_text(to), _masses(masses)) for to, masses in pairs)


@attrs.frozen(kw_only=True)
class StageBehaviour:
    """How visits to a stage end: for each stage they lead to, the chance that they do so after 1, 2, 3, ... steps.

    The chances of all exits together may be less than 1: the rest was never seen to leave (``never``), and stays.
    ``seen`` is how many ends this was learned from, ``None`` where it was said by hand.

    >>> talk = StageBehaviour(stage="talk", exits={"won": [0.0, 0.25], "lost": [0.5]})
    >>> talk.left, talk.never
    ((1.0, 0.5, 0.25), 0.25)
    """

    stage: str = attrs.field(converter=key_text)
    exits: tuple[tuple[str, Masses], ...] = attrs.field(converter=_exits)
    seen: int | None = None

    def __attrs_post_init__(self) -> None:
        keys = [to for to, _ in self.exits]
        if len(set(keys)) < len(keys):
            raise InvalidValue(f"the exits of {self.stage!r}", "must lead to different stages", keys)
        if self.left[-1] < -_NOTHING:
            rule = "must have chances that add up to 1 at most"
            raise InvalidValue(f"the exits of {self.stage!r}", rule, 1 - self.left[-1])

    @cached_property
    def left(self) -> Masses:
        """The share of visits that still last after 0, 1, 2, ... steps."""
        longest = max((len(masses) for _, masses in self.exits), default=0)
        ended = [sum(m[k] for _, m in self.exits if k < len(m)) for k in range(longest)]
        shares = accumulate(ended, lambda share, end: share - end, initial=1.0)
        return tuple(0.0 if abs(share) < _NOTHING else share for share in shares)

    def lasting(self, steps: int) -> float:
        """Give the share of visits that still last after so many steps."""
        return self.left[min(steps, len(self.left) - 1)]

    @property
    def never(self) -> float:
        """The share that was never seen to leave."""
        return self.left[-1]

    def after(self, steps: int) -> StageBehaviour | None:
        """Give how visits end that have lasted so many steps, counted from there; ``None`` where none lasts so long."""
        share = self.lasting(steps)
        if not share:
            return None
        ahead = {to: [min(1.0, mass / share) for mass in masses[steps:]] for to, masses in self.exits}
        return attrs.evolve(self, exits=ahead)


def _stages(values: Iterable[StageBehaviour]) -> tuple[StageBehaviour, ...]:
    return several(values, StageBehaviour, "stages", instead="give StageBehaviour(stage=..., exits=...)")


def _rate(value: float) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 1_000_000:
        raise InvalidValue("the deals that come per step", "must be a number from 0 to 1000000", value)
    return float(value)


def _begins(values: Mapping[str, float] | tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    pairs = tuple((key, _chance(share)) for key, share in pairs_of(values, "the stages in which deals begin"))
    total = sum(share for _, share in pairs)
    if abs(total - 1) > _NOTHING:
        raise InvalidValue("the stages in which deals begin", "must have shares that add up to 1", total)
    return pairs


def _values(values: Iterable[Money]) -> tuple[Money, ...]:
    return several(values, Money, "the values of deals to come", limit=_VALUE_LIMIT)


@attrs.frozen(kw_only=True)
class Arrivals:
    """The deals to come: how many a step, in which stages they begin, and what they are worth.

    ``begins`` gives the share of each stage; ``values`` are as likely as each other. They come by chance, independently
    (a Poisson process), and all alike: no season and no growth.

    >>> Arrivals(rate=0.5, begins={"talk": 1.0}, values=[Money("900", "EUR")]).rate
    0.5
    """

    rate: float = attrs.field(converter=_rate)
    begins: tuple[tuple[str, float], ...] = attrs.field(converter=_begins)
    values: tuple[Money, ...] = attrs.field(default=(), converter=_values)


def _step(value: timedelta) -> timedelta:
    return positive_time(value, "a step")


def _segment_of(key: SegmentOf | str | None) -> SegmentOf | None:
    return None if key is None else segment_key(key)


def _segments(values: _Segments | Mapping[str | None, Iterable[StageBehaviour]]) -> _Segments:
    pairs = values.items() if isinstance(values, Mapping) else values
    return tuple((name, _stages(stages)) for name, stages in pairs)


@attrs.frozen(kw_only=True)
class Behaviour:
    """How deals go through the stages of a cycle, on a grid of time: a semi-Markov process.

    Where a deal goes next, and after how many ``step``s, depends on the stage that it is in and on how long it has been
    there, and on nothing else; a stage may be entered again. Every move takes a step at least. A close ends all: what
    is reopened later is not looked at. With ``segments``, deals of each go their own way; ``segment_of`` says
    which, by a function or the name of a reading, as for ``Pipeline.by``.

    ``Behaviour.declared`` makes one of odds and dwell laws, ``fitted`` of history.

    >>> from salescycle.presets import SHORT_CYCLE
    >>> week = Dwell.fixed(timedelta(days=7))
    >>> behaviour = Behaviour.declared(SHORT_CYCLE, {"interest": [Exit(to="won", chance="0.3", dwell=week)]})
    >>> round(behaviour.of("interest").never, 9)
    0.7
    """

    cycle: Cycle = attrs.field(validator=must_be(Cycle, "a cycle"))
    stages: tuple[StageBehaviour, ...] = attrs.field(converter=_stages)
    step: timedelta = attrs.field(default=_DAY, converter=_step)
    arrivals: Arrivals | None = attrs.field(
        default=None, validator=attrs.validators.optional(must_be(Arrivals, "arrivals", "give Arrivals(rate=..., ...)"))
    )
    segments: _Segments = attrs.field(default=(), converter=_segments)
    segment_of: SegmentOf | None = attrs.field(default=None, converter=_segment_of, eq=False)
    left_out: tuple[tuple[str, int], ...] = ()

    def __attrs_post_init__(self) -> None:
        begins = () if self.arrivals is None else self.arrivals.begins
        behave = [*self.stages, *(stage for _, stages in self.segments for stage in stages)]
        for key in [*(key for key, _ in begins), *(to for each in behave for to, _ in each.exits)]:
            self.cycle.stage(key)
        for key in [each.stage for each in behave]:
            if self.cycle.stage(key).outcome.is_closed:
                raise InvalidValue("a stage with a behaviour", "must not be a closed one", key)

    @classmethod
    def declared(
        cls,
        cycle: Cycle,
        exits: Mapping[str, Iterable[Exit]],
        *,
        step: timedelta = _DAY,
        arrivals: Arrivals | None = None,
    ) -> Behaviour:
        """Say by hand how deals go on from each stage: where to, how likely, after how long.

        The chances of a stage add up to 1, or to less where some deals stay for ever. Lengths go to the nearest step.
        Raises ``InvalidValue`` for chances above 1 together, ``UnknownName`` for a stage that the cycle does not have.
        """
        length = positive_time(step, "a step")
        plan = a_mapping(exits, "exits", "give {'talk': [Exit(...), ...]}")
        return cls(
            cycle=required(cycle, Cycle, "a cycle"),
            stages=[_declared(stage, ways, length) for stage, ways in plan.items()],
            step=length,
            arrivals=arrivals,
        )

    def of(self, stage: str, segment: str | None = None) -> StageBehaviour:
        """Give how visits to a stage end, in a segment where it has a way of its own.

        A stage of which nothing is known keeps all that comes to it.
        """
        key = self.cycle.stage(stage).key
        return self.in_segment(segment).get(key) or StageBehaviour(stage=key, exits=())

    def in_segment(self, segment: str | None) -> dict[str, StageBehaviour]:
        """Give the stages of a segment by key; of one that is not known, those of all deals together."""
        return self._by_segment.get(segment, self._pool)

    @cached_property
    def _pool(self) -> dict[str, StageBehaviour]:
        return {each.stage: each for each in self.stages}

    @cached_property
    def _by_segment(self) -> dict[str | None, dict[str, StageBehaviour]]:
        return {name: {each.stage: each for each in stages} for name, stages in self.segments}

    def replaced(self, change: Callable[[StageBehaviour], StageBehaviour]) -> Behaviour:
        """Give the behaviour with a change made to each stage, in each segment too."""
        return attrs.evolve(
            self,
            stages=[change(each) for each in self.stages],
            segments=tuple((name, tuple(map(change, stages))) for name, stages in self.segments),
        )


def _declared(stage: str, ways: Iterable[Exit], step: timedelta) -> StageBehaviour:
    exits = several(ways, Exit, f"the exits of {stage!r}", instead="give Exit(to=..., chance=..., dwell=...)")
    found = [(each.to, tuple(each.chance * mass for mass in each.dwell.on_grid(step))) for each in exits]
    return StageBehaviour(stage=stage, exits=tuple(found))
