"""Every error the library raises on purpose.

Each error keeps its facts as attributes and in ``args`` (so that it pickles) and builds its sentence in
``__str__``. A sentence has four parts: the thing, the rule, what came, the way out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ._finding import Finding
from ._shown import cut, nearest, shown

__all__ = [
    "PROBLEM_LIMIT",
    "CriterionFailed",
    "CurrencyMismatch",
    "InvalidCycle",
    "InvalidValue",
    "LimitExceeded",
    "MigrationBlocked",
    "MoveRefused",
    "SalesCycleError",
    "UnknownName",
    "WrongCycle",
]

PROBLEM_LIMIT = 100
"""Most problems that one error tells."""

MESSAGE_LIMIT = 2000
"""Longest message an error makes, in characters."""


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
        return cut(self._sentence(), MESSAGE_LIMIT)


class InvalidValue(SalesCycleError, ValueError):
    """A value that is malformed: what it is, the rule it breaks, what came, and what would be right.

    >>> print(InvalidValue("amount", "must be finite", came="NaN", instead="give a number such as '48000.00'"))
    amount must be finite, got 'NaN'; give a number such as '48000.00'
    """

    code = "invalid_value"
    what: str
    rule: str
    came: str
    instead: str

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
    one: str
    other: str

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
    what: str
    name: str
    where: str
    known: tuple[str, ...]

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
    key: str
    problems: tuple[Finding, ...]

    def __init__(self, key: str, problems: Sequence[Finding]) -> None:
        self.key, self.problems = key, tuple(problems)
        super().__init__(key, self.problems)

    def _sentence(self) -> str:
        count = len(self.problems)
        some = "1 problem" if count == 1 else f"{count} problems" if count < PROBLEM_LIMIT else "many problems"
        return "\n  ".join([f"cycle {shown(self.key)} has {some}:", *map(str, self.problems)])


class MigrationBlocked(SalesCycleError, ValueError):
    """Records that cannot be taken over to another cycle: every blocker, counted; nothing was changed.

    >>> blocker = Finding(code="no_place", where="stage 'demo'", message="3 records are in it, with no place to go")
    >>> print(MigrationBlocked("board/1", "board/2", [blocker]))
    cannot migrate from 'board/1' to 'board/2'; nothing was changed:
      stage 'demo': 3 records are in it, with no place to go
    """

    code = "migration_blocked"
    old: str
    new: str
    problems: tuple[Finding, ...]

    def __init__(self, old: str, new: str, problems: Sequence[Finding]) -> None:
        self.old, self.new, self.problems = old, new, tuple(problems)
        super().__init__(old, new, self.problems)

    def _sentence(self) -> str:
        head = f"cannot migrate from {shown(self.old)} to {shown(self.new)}; nothing was changed:"
        return "\n  ".join([head, *map(str, self.problems)])


class MoveRefused(SalesCycleError, ValueError):
    """A move that the cycle does not permit now; ``decision`` holds every reason.

    >>> print(MoveRefused("cannot move from 'talk' to 'won'; 'talk' leads to offer"))
    cannot move from 'talk' to 'won'; 'talk' leads to offer
    """

    code = "move_refused"
    decision: object

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
    criterion: str
    record: str
    happened: str

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
    record: str
    follows: str
    asked: str

    def __init__(self, record: str, follows: str, asked: str) -> None:
        self.record, self.follows, self.asked = record, follows, asked
        super().__init__(record, follows, asked)

    def _sentence(self) -> str:
        return (
            f"{shown(self.record)} follows cycle {shown(self.follows)}, not {shown(self.asked)}; "
            "ask the cycle it follows"
        )
