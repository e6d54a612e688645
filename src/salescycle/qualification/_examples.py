"""Training tables: what was known of records at an instant, and how they ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeVar
from zlib import crc32

import attrs

from salescycle.errors import InvalidValue, shown
from salescycle.model import Outcome, Record, outcome_of
from salescycle.values import (
    Share,
    count_number,
    key_text,
    name_text,
    optional_name,
    pairs_of,
    several,
    utc,
    whole_number,
)

__all__ = ["EXAMPLE_LIMIT", "Example", "Features", "Training", "feature_pairs", "features_of"]

EXAMPLE_LIMIT = 1_000_000
"""Most examples a training table may hold."""

Features = tuple[tuple[str, str], ...]
_R = TypeVar("_R", bound=Record)


def feature_pairs(value: Mapping[str, str | None] | tuple[tuple[str, str | None], ...]) -> Features:
    """Convert features: name to value, in the order of their names; ``None`` and blank are no values."""
    named = [(key_text(name), optional_name(each)) for name, each in pairs_of(value, "features")]
    features = tuple(sorted((name, each) for name, each in named if each is not None))
    if len({name for name, _ in features}) < len(features):
        raise InvalidValue("features", "must name each feature once", ", ".join(name for name, _ in features))
    return features


def _closed_outcome(value: Outcome | str) -> Outcome:
    outcome = outcome_of(value)
    if not outcome.is_closed:
        raise InvalidValue("the outcome of an example", "must be won or lost", outcome)
    return outcome


@attrs.frozen(kw_only=True)
class Example:
    """What was known of a record, and how it ended.

    ``features`` are pairs of a name and a value, in the order of their names. A feature that is missing is left out:
    missing is not a value.

    >>> example = Example(features={"source": "referral", "budget": None}, outcome="won")
    >>> example.features, example.is_won
    ((('source', 'referral'),), True)
    """

    features: Features = attrs.field(converter=feature_pairs)
    outcome: Outcome = attrs.field(converter=_closed_outcome)
    record: str = attrs.field(default="", converter=name_text)

    @property
    def is_won(self) -> bool:
        """Whether it was won."""
        return self.outcome is Outcome.WON

    def feature(self, name: str) -> str | None:
        """Give the value of a feature, or ``None`` where it is missing."""
        return dict(self.features).get(name)


def features_of(record: _R, *, readings: Mapping[str, Callable[[_R], str | None]], as_of: datetime) -> Features:
    """Read the features of a record as it stood, and as it was known, at an instant.

    A reading is asked of a record that has forgotten everything that happened, or was recorded, after ``as_of``, so
    nothing leaks out of its log. What is not in the log (a name, a company) is not rewound. A reading gives text, or
    ``None`` where the feature is not known; what a reading raises is passed on.

    >>> from datetime import UTC
    >>> from salescycle.model import Deal, OwnerAssigned
    >>> march, june = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    >>> deal = Deal(id="D-1", log=[OwnerAssigned(owner="kim", at=march), OwnerAssigned(owner="lee", at=june)])
    >>> features_of(deal, readings={"owner": lambda deal: deal.owner}, as_of=march)
    (('owner', 'kim'),)
    """
    return _read(_then(record, utc(as_of)), _readings(readings))


def _readings(readings: Mapping[str, Callable[[_R], str | None]]) -> list[tuple[str, Callable[[_R], str | None]]]:
    pairs = pairs_of(readings, "readings")
    for name, reading in pairs:
        if not callable(reading):
            raise InvalidValue(f"reading {shown(name)}", "must be a function of a record", reading)
    return [(key_text(name), reading) for name, reading in pairs]


def _then(record: _R, instant: datetime) -> _R:
    if not isinstance(record, Record):
        raise InvalidValue("a record", "must be a Deal, a Lead or a Proposal", record)
    return record.as_of(instant).as_known_at(instant)


def _read(then: _R, readings: list[tuple[str, Callable[[_R], str | None]]]) -> Features:
    found: dict[str, str | None] = {}
    for name, reading in readings:
        value = reading(then)
        if value is not None and not isinstance(value, str):
            what = f"reading {shown(name)} of {shown(then.id)}"
            raise InvalidValue(what, "must give text or None", value, "name the value, or the band a number falls in")
        found[name] = value
    return feature_pairs(found)


def _reasons(value: Mapping[str, int] | tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    return tuple((key_text(reason), count_number(count)) for reason, count in pairs_of(value, "left_out"))


def _examples(value: Iterable[Example]) -> tuple[Example, ...]:
    return several(value, Example, "examples", limit=EXAMPLE_LIMIT)


@attrs.frozen(kw_only=True)
class Training:
    """Examples to learn from, and how many records were left out of them, by reason.

    >>> table = Training(examples=[Example(features={"source": "fair"}, outcome="lost")])
    >>> print(table.win_rate)
    0.0% (0 of 1)
    """

    examples: tuple[Example, ...] = attrs.field(converter=_examples)
    left_out: tuple[tuple[str, int], ...] = attrs.field(default=(), converter=_reasons)

    @classmethod
    def of(
        cls,
        records: Iterable[_R],
        *,
        readings: Mapping[str, Callable[[_R], str | None]],
        as_of: datetime,
        outcomes_by: datetime,
    ) -> Training:
        """Read examples off records: their features at ``as_of``, their outcomes as known at ``outcomes_by``.

        Left out, and counted in ``left_out``: ``not_begun`` (no fact was known at ``as_of``), ``already_closed``
        (nothing was left to predict then) and ``still_open`` (neither won nor lost by ``outcomes_by``). Choose
        ``outcomes_by`` late enough: deals that take long are left out else, and they are not like the others.

        >>> from datetime import UTC
        >>> from salescycle.model import Deal, OwnerAssigned, StageEntered
        >>> march, june = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
        >>> kim, won = OwnerAssigned(owner="kim", at=march), StageEntered(stage="won", outcome="won", at=june)
        >>> deals = [Deal(id="D-1", log=[kim, won]), Deal(id="D-2", log=[kim]), Deal(id="D-3", log=[won])]
        >>> table = Training.of(deals, readings={"owner": lambda deal: deal.owner}, as_of=march, outcomes_by=june)
        >>> print(table.win_rate, table.left_out)
        100.0% (1 of 1) (('not_begun', 1), ('still_open', 1))
        """
        as_of, outcomes_by, asked = utc(as_of), utc(outcomes_by), _readings(readings)
        if outcomes_by < as_of:
            raise InvalidValue("outcomes_by", f"must not be before as_of, which is {as_of}", outcomes_by)
        examples: list[Example] = []
        left_out: Counter[str] = Counter()
        seen: set[str] = set()
        for record in several(records, Record, "records", limit=EXAMPLE_LIMIT):
            if record.id in seen:
                raise InvalidValue("records", "must have different ids", record.id, "give each record once")
            seen.add(record.id)
            then, ended = _then(record, as_of), _then(record, outcomes_by).outcome
            if reason := _why_left_out(then, ended):
                left_out[reason] += 1
            else:
                examples.append(Example(features=_read(then, asked), outcome=ended, record=record.id))
        return cls(examples=examples, left_out=tuple(sorted(left_out.items())))

    @property
    def win_rate(self) -> Share:
        """Won of all examples."""
        return Share(part=sum(each.is_won for each in self.examples), whole=len(self.examples))

    def parts(self, count: int) -> tuple[Training, ...]:
        """Divide the examples into parts of about the same size, to learn from some and judge by the others.

        Examples with the same features fall into the same part, so no part holds a copy of what another was taught.
        The part depends on the features alone (their CRC-32): no chance, no order, and new examples move no old
        one. Where time matters, divide by time instead: make two tables with ``of``.

        >>> table = Training(examples=[Example(features={"source": name}, outcome="won") for name in "abcdef"])
        >>> [len(part.examples) for part in table.parts(2)]
        [3, 3]
        """
        count = whole_number(count, "a count of parts", least=2, most=1000)
        parts: list[list[Example]] = [[] for _ in range(count)]
        for example in self.examples:
            parts[_mark(example.features) % count].append(example)
        return tuple(Training(examples=part) for part in parts)


def _mark(features: Features) -> int:
    # no name or value holds a control character, so this text is read in one way only
    return crc32("\x1e".join(f"{name}\x1f{value}" for name, value in features).encode())


def _why_left_out(then: Record, ended: Outcome) -> str:
    if not then.log:
        return "not_begun"
    if then.outcome.is_closed:
        return "already_closed"
    return "" if ended.is_closed else "still_open"
