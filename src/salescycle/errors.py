"""Every error the library raises, and the findings that some of them carry.

Each error keeps its facts as attributes and in ``args`` (so that it pickles) and builds its sentence in
``__str__``. A sentence has four parts: the thing, the rule, what came, the way out.
"""

from __future__ import annotations

import difflib
import enum
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from types import NoneType

__all__ = [
    "PROBLEM_LIMIT",
    "CriterionFailed",
    "CurrencyMismatch",
    "Finding",
    "InvalidCycle",
    "InvalidValue",
    "LimitExceeded",
    "MoveRefused",
    "SalesCycleError",
    "Severity",
    "UnknownName",
    "WrongCycle",
    "listed",
    "nearest",
    "shown",
]

SHOWN_LIMIT = 80
"""Longest piece of foreign text that an error repeats, in characters."""

PROBLEM_LIMIT = 100
"""Most problems that one error tells."""

MESSAGE_LIMIT = 2000
"""Longest message an error makes, in characters."""

_SHOWN_WHOLE = (bool, float, complex)
_SHOWN_CUT = (Decimal, datetime, date, time, timedelta)


class _Shown(str):
    """Text that is already fit to be shown, so that showing it again changes nothing."""

    __slots__ = ()


def shown(value: object) -> str:
    """Show a foreign value in an error: bounded, one line, control characters escaped.

    The value's own ``__repr__`` is never called, so neither its size nor its code can hurt.

    >>> shown("x" * 1_000_000)[-4:]
    "xx…'"
    >>> shown([1, 2, 3])
    'a list'
    """
    if isinstance(value, _Shown):
        return value
    if isinstance(value, enum.Enum):
        return shown(value.value)
    if isinstance(value, str):
        return _Shown(_quoted(str.__str__(value)))
    return _Shown(_shown_object(value))


def _shown_object(value: object) -> str:
    if value is None or type(value) in _SHOWN_WHOLE:
        return str(value)
    if type(value) is int:
        return str(value) if value.bit_length() <= 128 else f"an int of {value.bit_length()} bits"
    if type(value) is datetime and type(value.tzinfo) not in (NoneType, timezone):
        return f"{value.replace(tzinfo=None)} of a zone"  # showing the offset would run the zone's own code
    if type(value) in _SHOWN_CUT:
        return _cut(str(value))
    name = _escaped(type(value).__name__)
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {_cut(name)}"


def _quoted(text: str) -> str:
    return f"'{_cut(_escaped(text))}'"


def _escaped(text: str) -> str:
    return "".join(c if _is_plain(c) else ascii(c)[1:-1] for c in text[: SHOWN_LIMIT + 1])


def _is_plain(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _cut(text: str, limit: int = SHOWN_LIMIT) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def nearest(name: object, known: Iterable[str]) -> str:
    """Say which known name was probably meant, or list what there is.

    >>> nearest("propsal", ["pitch", "proposal"])
    "did you mean 'proposal'?"
    >>> nearest("x", ["pitch", "proposal"])
    'there are pitch, proposal'
    """
    names = sorted(known) if isinstance(known, (set, frozenset)) else list(known)
    if isinstance(name, str) and (close := difflib.get_close_matches(name[:SHOWN_LIMIT], names, n=1)):
        return f"did you mean {shown(close[0])}?"
    return f"there are {listed(names)}" if names else "there are none"


def listed(names: Sequence[str], most: int = 10) -> str:
    """List names for a message: the first few, and how many more.

    >>> listed(["pitch", "proposal", "closing"], most=2)
    'pitch, proposal and 1 more'
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(_cut(name) for name in names[:most]) + more


class Severity(enum.StrEnum):
    """How much a finding matters: an error is wrong, a warning likely so, a note only worth knowing.

    >>> Severity("warning") is Severity.WARNING
    True
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something found wrong or odd: a stable code, where, and a sentence.

    The same value reports a problem of a definition (``where`` is a path such as ``stages[3].leads_to[1]``)
    and an oddity of a log (``where`` is the record's id, ``at`` the instant).

    >>> print(Finding(code="unknown_stage", where="log[2]", message="no stage 'propsal'"))
    log[2]: no stage 'propsal'
    """

    code: str
    where: str
    message: str
    severity: Severity = Severity.ERROR
    at: datetime | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class SalesCycleError(Exception):
    """The root of every error this library raises on purpose.

    >>> try:
    ...     raise InvalidValue("amount", "must be finite", came="NaN")
    ... except SalesCycleError as error:
    ...     print(error.code)
    invalid_value
    """

    code: str = "error"

    def _sentence(self) -> str:
        """Build the message from the error's facts."""
        return self.code

    def __str__(self) -> str:
        return _cut(self._sentence(), MESSAGE_LIMIT)


class InvalidValue(SalesCycleError, ValueError):
    """A value that is malformed: what it is, the rule it breaks, what came, and what would be right.

    >>> print(InvalidValue("amount", "must be finite", came="NaN", instead="give a number such as '48000.00'"))
    amount must be finite, got 'NaN'; give a number such as '48000.00'
    """

    code = "invalid_value"

    def __init__(self, what: str, rule: str, came: object = None, instead: str = "") -> None:
        self.what, self.rule, self.instead = what, rule, instead
        self.came = shown(came)
        super().__init__(what, rule, self.came, instead)

    def _sentence(self) -> str:
        way_out = f"; {self.instead}" if self.instead else ""
        return f"{self.what} {self.rule}, got {self.came}{way_out}"


class LimitExceeded(InvalidValue):
    """A value that is larger than this library will work on.

    >>> print(LimitExceeded("a log", "must hold at most 100000 facts", 100_001))
    a log must hold at most 100000 facts, got 100001
    """

    code = "limit_exceeded"


class CurrencyMismatch(SalesCycleError, ValueError):
    """Amounts in different currencies were added or compared without a rate.

    >>> print(CurrencyMismatch("EUR", "USD"))
    amounts in EUR and USD do not add up; convert one with a RateProvider first
    """

    code = "currency_mismatch"

    def __init__(self, one: str, other: str) -> None:
        self.one, self.other = one, other
        super().__init__(one, other)

    def _sentence(self) -> str:
        return f"amounts in {self.one} and {self.other} do not add up; convert one with a RateProvider first"


class UnknownName(SalesCycleError, LookupError):
    """A name that is not among those that exist.

    >>> print(UnknownName("stage", "propsal", "cycle 'new-business'", ["pitch", "proposal"]))
    no stage 'propsal' in cycle 'new-business'; did you mean 'proposal'?
    """

    code = "unknown_name"

    def __init__(self, what: str, name: object, where: str, known: Iterable[str]) -> None:
        self.what, self.where = what, where
        self.name = shown(name)
        self.known = tuple(known)
        super().__init__(what, self.name, where, self.known)

    def _sentence(self) -> str:
        meant = nearest(self.name.strip("'"), self.known)
        return f"no {self.what} {self.name} in {self.where}; {meant}"


class InvalidCycle(SalesCycleError, ValueError):
    """A cycle whose definition has problems: all of them, each with its path.

    >>> print(InvalidCycle("board", [Finding(code="no_stages", where="stages", message="must have at least one")]))
    cycle 'board' has 1 problem:
      stages: must have at least one
    """

    code = "invalid_cycle"

    def __init__(self, key: str, problems: Sequence[Finding]) -> None:
        self.key, self.problems = key, tuple(problems)
        super().__init__(key, self.problems)

    def _sentence(self) -> str:
        count = len(self.problems)
        some = "1 problem" if count == 1 else f"{count} problems" if count < PROBLEM_LIMIT else "many problems"
        return "\n  ".join([f"cycle {shown(self.key)} has {some}:", *map(str, self.problems)])


class MoveRefused(SalesCycleError, ValueError):
    """A move that the cycle does not permit now; ``decision`` holds every reason.

    >>> print(MoveRefused("cannot move from 'talk' to 'won'; 'talk' leads to offer"))
    cannot move from 'talk' to 'won'; 'talk' leads to offer
    """

    code = "move_refused"

    def __init__(self, decision: object) -> None:
        self.decision = decision
        super().__init__(decision)

    def _sentence(self) -> str:
        return str(self.decision)


class CriterionFailed(SalesCycleError, RuntimeError):
    """A criterion that could not be asked: it raised, or answered neither yes nor no.

    >>> print(CriterionFailed("has_value", "D-1", "raised KeyError"))
    criterion 'has_value' must answer True or False about 'D-1', but it raised KeyError; nothing was changed
    """

    code = "criterion_failed"

    def __init__(self, criterion: str, record: str, happened: str) -> None:
        self.criterion, self.record, self.happened = criterion, record, happened
        super().__init__(criterion, record, happened)

    def _sentence(self) -> str:
        return (
            f"criterion {shown(self.criterion)} must answer True or False about {shown(self.record)}, "
            f"but it {self.happened}; nothing was changed"
        )


class WrongCycle(SalesCycleError, ValueError):
    """A record that follows another cycle, or another version of it, than the one asked.

    >>> print(WrongCycle("D-1", "board/1", "board/2"))
    'D-1' follows cycle 'board/1', not 'board/2'; ask the cycle it follows
    """

    code = "wrong_cycle"

    def __init__(self, record: str, follows: str, asked: str) -> None:
        self.record, self.follows, self.asked = record, follows, asked
        super().__init__(record, follows, asked)

    def _sentence(self) -> str:
        return (
            f"{shown(self.record)} follows cycle {shown(self.follows)}, not {shown(self.asked)}; "
            "ask the cycle it follows"
        )
