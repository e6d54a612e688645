"""Criteria made of criteria: all of them, any of them, not one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.values import Wording, several

from ._criterion import Criterion

__all__ = ["COMPOSED", "all_of", "any_of", "joint_of", "negate", "parts_of"]

COMPOSED = ("all_of", "any_of", "negate")
"""The keys of criteria that are made of others."""

DEPTH_LIMIT = 32
"""Most levels of criteria inside criteria."""

LANGUAGES = ("en", "ko")

_Parts = tuple[Criterion, ...]


def all_of(*criteria: Criterion) -> Criterion:
    """Give the criterion that every one of several holds.

    >>> from salescycle.cycle import contacted, persona_matched
    >>> print(all_of(contacted, persona_matched).asks)
    a contact with the buyer was made, and the buyer was matched with a persona
    """
    return _composed("all_of", criteria, _all, {"en": ", and ", "ko": " 그리고 "})


def any_of(*criteria: Criterion) -> Criterion:
    """Give the criterion that at least one of several holds.

    >>> from salescycle.cycle import contacted, persona_matched
    >>> print(any_of(contacted, persona_matched).asks)
    a contact with the buyer was made, or the buyer was matched with a persona
    """
    return _composed("any_of", criteria, _any, {"en": ", or ", "ko": " 또는 "})


def negate(criterion: Criterion) -> Criterion:
    """Give the criterion that another does not hold.

    >>> from salescycle.cycle import contacted
    >>> print(negate(contacted).asks)
    not: a contact with the buyer was made
    """
    return _composed("negate", (criterion,), _none, {"en": "not: ", "ko": "아님: "})


def parts_of(criterion: Criterion) -> tuple[Criterion, ...]:
    """Give the criteria that one is made of; none for one that is made of no others."""
    return dict(criterion.params)["criteria"] if criterion.test in (_all, _any, _none) else ()


def joint_of(criterion: Criterion) -> str:
    """Give the key of how a criterion is made of others, whatever its own key; empty for one that is not."""
    joints = {"all_of": _all, "any_of": _any, "negate": _none}
    return next((key for key, test in joints.items() if criterion.test is test), "")


def _depth(parts: _Parts) -> int:
    """Count the levels of criteria inside criteria: one level at a time, each criterion of it once."""
    depth, level = 0, parts
    while level and depth <= DEPTH_LIMIT:
        depth += 1
        level = tuple({id(part): part for each in level for part in parts_of(each)}.values())
    return depth


def _composed(key: str, criteria: Iterable[Criterion], test: Any, words: dict[str, str]) -> Criterion:
    parts = several(criteria, Criterion, key, instead="give criteria")
    if not parts:
        raise InvalidValue(key, "must be made of at least one criterion", "none")
    if _depth(parts) >= DEPTH_LIMIT:
        raise LimitExceeded(f"criteria inside {key}", f"must be at most {DEPTH_LIMIT} levels deep", "more")
    # before the part that is negated, and between the others
    first = [""] if key == "negate" else []
    asks = {locale: word.join([*first, *(part.asks.text(locale) for part in parts)]) for locale, word in words.items()}
    return Criterion(key=key, asks=asks, test=test, params={"criteria": parts}, hint=None if key == "negate" else _hint)


def _all(record: Any, at: datetime, *, criteria: _Parts) -> bool:
    return all(criterion.holds(record, at) for criterion in criteria)


def _any(record: Any, at: datetime, *, criteria: _Parts) -> bool:
    return any(criterion.holds(record, at) for criterion in criteria)


def _none(record: Any, at: datetime, *, criteria: _Parts) -> bool:
    return not any(criterion.holds(record, at) for criterion in criteria)


def _hint(record: Any, at: datetime, *, criteria: _Parts) -> Wording:
    """Say which parts do not hold, with their own hints."""
    unmet = [criterion.unmet(record, at) for criterion in criteria if not criterion.holds(record, at)]
    lead = {"en": "still needed", "ko": "남은 조건"}
    return Wording(
        {locale: f"{lead[locale]}: {', '.join(each.text(locale) for each in unmet)}" for locale in LANGUAGES}
    )
