"""Criteria: what must hold before a record moves on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial, update_wrapper
from types import FunctionType
from typing import Any, cast

import attrs

from salescycle.errors import CriterionFailed, InvalidValue, LimitExceeded, shown
from salescycle.model import Record
from salescycle.values import NO_WORDING, Wording, key_text, key_texts, pairs_of, wording

__all__ = ["Criterion", "Unmet", "criterion", "unmet_of"]

DEPTH_LIMIT = 32
"""Most levels of tuples inside tuples in a parameter."""

Test = Callable[..., bool]
Hint = Callable[..., str | Wording]
"""What to do about an unmet criterion, said of a record as it stands."""


def _hint(value: Hint | str | Mapping[str, str] | Wording | None) -> Hint | Wording:
    if value is None:
        return NO_WORDING
    return value if callable(value) else wording(value)


def _params(value: Mapping[str, Any] | tuple[tuple[str, Any], ...]) -> tuple[tuple[str, Any], ...]:
    pairs = tuple((key_text(name), _fixed(each)) for name, each in pairs_of(value, "parameters"))
    for name, _ in pairs:
        if not name.isidentifier() or name in ("record", "at"):
            raise InvalidValue("a parameter", "must have a name of its own that a function can take", name)
    return pairs


def _fixed(value: Any, depth: int = 0) -> Any:
    """Keep a parameter from changing under the criterion: a list becomes a tuple, what cannot be hashed is refused."""
    if depth > DEPTH_LIMIT:
        raise LimitExceeded("a parameter", f"must be at most {DEPTH_LIMIT} levels deep", "more")
    if isinstance(value, (list, tuple)):
        return tuple(_fixed(each, depth + 1) for each in cast("tuple[Any, ...]", value))
    try:
        hash(value)
    except Exception:  # noqa: BLE001 - whatever it raises, it is no value
        told = "must be a value that does not change"
        raise InvalidValue("a parameter", told, value, "give text, numbers or tuples") from None
    return value


def _callable(criterion: Criterion, attribute: attrs.Attribute[Any], value: Any) -> None:
    if not callable(value):
        raise InvalidValue(f"the {attribute.name} of criterion {shown(criterion.key)}", "must be a function", value)


# gates are compared by the thousand when a cycle is analysed, and hold criteria made of criteria
@attrs.frozen(kw_only=True, cache_hash=True)
class Criterion:
    """Something that must hold before a record moves on.

    ``test(record, at, **params)`` answers True or False about the record as it stood at an instant; ``asks`` says
    to people what must hold; ``hint`` says what to do about it: a text, or ``hint(record, at, **params)`` for what is
    missing right now. ``rising`` names the
    parameters that ask for more the greater they are, so that two versions of a gate can be compared. Keep ``test``
    and ``hint`` functions of a module, not lambdas, and the criterion can be pickled.

    >>> from datetime import UTC
    >>> from salescycle.model import Deal
    >>> def _has_value(deal: Deal, at: datetime) -> bool:
    ...     return deal.value is not None
    >>> has_value = Criterion(key="has_value", asks="its value is known", test=_has_value)
    >>> has_value.holds(Deal(id="D-1"), datetime(2026, 3, 2, tzinfo=UTC))
    False
    """

    key: str = attrs.field(converter=key_text)
    asks: Wording = attrs.field(converter=wording)
    test: Test = attrs.field(repr=False, validator=_callable)
    params: tuple[tuple[str, Any], ...] = attrs.field(default=(), converter=_params)
    rising: tuple[str, ...] = attrs.field(default=(), converter=key_texts, repr=False)
    hint: Hint | Wording = attrs.field(default=None, converter=_hint, repr=False)
    _ready: Test = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if strangers := [name for name in self.rising if name not in dict(self.params)]:
            raise InvalidValue(f"rising of criterion {shown(self.key)}", "must name parameters it has", strangers[0])
        ready = partial(self.test, **dict(self.params)) if self.params else self.test
        object.__setattr__(self, "_ready", ready)

    def holds(self, record: Any, at: datetime) -> bool:
        """Ask the test; a test that raises or answers neither True nor False is an error that names it."""
        try:
            answer = self._ready(record, at)
        except Exception as error:
            raise CriterionFailed(self.key, _named(record), f"raised {type(error).__name__}") from error
        if answer is not True and answer is not False:
            raise CriterionFailed(self.key, _named(record), f"answered {shown(answer)}")
        return answer

    def unmet(self, record: Any, at: datetime) -> Unmet:
        """Say what is missing; for a criterion that does not hold."""
        if isinstance(self.hint, Wording):
            return Unmet(criterion=self, hint=self.hint)
        try:
            return Unmet(criterion=self, hint=self.hint(record, at, **dict(self.params)))
        except Exception as error:
            raise CriterionFailed(self.key, _named(record), f"raised {type(error).__name__} in its hint") from error


def _named(record: Any) -> str:
    return str(getattr(record, "id", shown(record)))


@attrs.frozen(kw_only=True)
class Unmet:
    """A criterion that does not hold, and what would meet it.

    >>> known = Criterion(key="known", asks="its value is known", test=lambda deal, at: deal.value is not None)
    >>> print(Unmet(criterion=known, hint="ask for the budget"))
    its value is known (ask for the budget)
    """

    criterion: Criterion
    hint: Wording = attrs.field(default=NO_WORDING, converter=wording)

    @property
    def key(self) -> str:
        """The criterion's key."""
        return self.criterion.key

    def text(self, locale: str = "en") -> str:
        """Say what must hold, in a language."""
        asks = self.criterion.asks.text(locale) or self.key
        return f"{asks} ({self.hint.text(locale)})" if self.hint else asks

    def __str__(self) -> str:
        return self.text()


def unmet_of(criteria: Iterable[Criterion], record: Record, at: datetime) -> tuple[Unmet, ...]:
    """Give the criteria that do not hold of a record as it stood at an instant."""
    then = record.as_of(at)
    return tuple([criterion.unmet(then, at) for criterion in criteria if not criterion.holds(then, at)])


def criterion(
    asks: str | Mapping[str, str], *, hint: Hint | str | Mapping[str, str] | None = None
) -> Callable[[Test], Criterion]:
    """Make a criterion of a function, under the function's name: for use as a decorator.

    >>> @criterion("its value is known", hint="ask for the budget")
    ... def has_value(deal, at):
    ...     return deal.value is not None
    >>> has_value.key
    'has_value'
    """

    def of(test: Test) -> Criterion:
        return Criterion(key=test.__name__, asks=asks, test=_inside(test), hint=hint)

    return of


def _inside(test: Test) -> Test:
    """Copy a function under the name at which pickle will find it: inside the criterion that takes its name."""
    if not isinstance(test, FunctionType):
        return test
    copied = FunctionType(test.__code__, test.__globals__, test.__name__, test.__defaults__, test.__closure__)
    update_wrapper(copied, test)
    copied.__kwdefaults__ = test.__kwdefaults__
    copied.__qualname__ = f"{test.__qualname__}.test"
    return copied
