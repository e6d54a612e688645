"""Rubrics: how answers count, what is asked of them, and for how long they hold."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import cast

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import exact_decimal, key_text, member, pairs_of, several, version_number

__all__ = ["Counting", "Gate", "Rubric", "length_of", "score_of"]

_LONGEST = timedelta(days=36_500)
_ONE = Fraction(1)

_Weights = tuple[tuple[str, Decimal], ...]
_Lengths = tuple[tuple[str, timedelta | None], ...]


class Counting(enum.StrEnum):
    """Whose answer counts where people differ: the latest one given, or the lowest anybody stands by.

    >>> Rubric(counting="lowest").counting
    <Counting.LOWEST: 'lowest'>
    """

    LATEST = "latest"
    LOWEST = "lowest"


@attrs.frozen(kw_only=True)
class Gate:
    """What one question must come to, however good the rest is: at least as many points as a level of it has.

    >>> print(Gate(question="need", least="partly"))
    'need' at least 'partly'
    """

    question: str = attrs.field(converter=key_text)
    least: str = attrs.field(converter=key_text)

    def __str__(self) -> str:
        return f"'{self.question}' at least '{self.least}'"


def _gates(value: Mapping[str, str] | Iterable[Gate]) -> tuple[Gate, ...]:
    if isinstance(value, Mapping):
        named = cast("Mapping[str, str]", value)
        value = [Gate(question=question, least=least) for question, least in pairs_of(named, "gates")]
    gates = several(value, Gate, "gates", instead="give {'need': 'partly'}")
    if len({gate.question for gate in gates}) < len(gates):
        raise InvalidValue("gates", "must name each question once", ", ".join(map(str, gates)))
    return gates


def _weights(value: Mapping[str, Decimal | int | str] | _Weights) -> _Weights:
    pairs = pairs_of(value, "weights")
    weights = tuple((key_text(key), exact_decimal(weight, "a weight")) for key, weight in pairs)
    if any(weight < 0 for _, weight in weights):
        raise InvalidValue("weights", "must be 0 or more", ", ".join(f"{key}: {weight}" for key, weight in weights))
    return weights


def score_of(value: Decimal | int | str) -> Decimal:
    """Convert a score: an exact number from 0 to 100.

    >>> score_of("62.5")
    Decimal('62.5')
    """
    threshold = exact_decimal(value, "a score")
    if not 0 <= threshold <= 100:
        raise InvalidValue("a score", "must lie between 0 and 100", value)
    return threshold


def length_of(value: timedelta | None) -> timedelta | None:
    """Convert how long an answer holds: more than nothing and at most 36500 days, or ``None`` for ever."""
    if value is None:
        return None
    if not isinstance(value, timedelta) or not timedelta(0) < value <= _LONGEST:
        rule = f"must be a timedelta of more than 0 and at most {_LONGEST.days} days, or None"
        raise InvalidValue("how long an answer holds", rule, value, "give timedelta(days=90)")
    # a subclass (pandas.Timedelta) becomes an exact timedelta
    return timedelta(days=value.days, seconds=value.seconds, microseconds=value.microseconds)


def _lengths(value: Mapping[str, timedelta | None] | _Lengths) -> _Lengths:
    pairs = pairs_of(value, "how long answers hold")
    return tuple((key_text(key), length_of(length)) for key, length in pairs)


def _counting(value: Counting | str) -> Counting:
    return member(Counting, value, "counting")


@attrs.frozen(kw_only=True)
class Rubric:
    """How answers become a score and a verdict.

    ``weights`` are of questions, 1 unless given; *qualified* begins at ``qualified_at``, and only where every gate
    is met. An answer goes stale ``stale_after`` it was given, or after what ``stale_after_for`` says of its question
    (``None``: never). Where people differ, ``counting`` says whose answer counts.

    Equal weights are hard to beat with little data (Dawes, American Psychologist 34, 1979), so they are the default.

    >>> from datetime import timedelta
    >>> rubric = Rubric(version=2, weights={"need": 2}, gates={"need": "partly"}, stale_after=timedelta(days=90))
    >>> rubric.weight("need"), str(rubric.gates[0]), rubric.holds_for("need").days
    (Fraction(2, 1), "'need' at least 'partly'", 90)
    """

    version: int = attrs.field(default=1, converter=version_number)
    weights: tuple[tuple[str, Decimal], ...] = attrs.field(default=(), converter=_weights)
    qualified_at: Decimal = attrs.field(default=Decimal(75), converter=score_of)
    gates: tuple[Gate, ...] = attrs.field(default=(), converter=_gates)
    stale_after: timedelta | None = attrs.field(default=None, converter=length_of)
    stale_after_for: tuple[tuple[str, timedelta | None], ...] = attrs.field(default=(), converter=_lengths)
    counting: Counting = attrs.field(default=Counting.LATEST, converter=_counting)

    def weight(self, question: str) -> Fraction:
        """Give the weight of a question."""
        return self._weights_by_question.get(question, _ONE)

    @cached_property
    def _weights_by_question(self) -> dict[str, Fraction]:
        return {key: Fraction(weight) for key, weight in self.weights}

    def gate(self, question: str) -> Gate | None:
        """Give the gate on a question, or ``None``."""
        return next((gate for gate in self.gates if gate.question == question), None)

    def holds_for(self, question: str) -> timedelta | None:
        """Give how long an answer to a question holds, or ``None`` where it never goes stale."""
        return dict(self.stale_after_for).get(question, self.stale_after)
