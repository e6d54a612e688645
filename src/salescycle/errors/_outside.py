"""Errors about what came from outside: all its problems at once, each with its path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ._errors import PROBLEM_LIMIT, SalesCycleError
from ._finding import Finding
from ._shown import shown

__all__ = ["InvalidCrossWalk", "InvalidData", "InvalidForm", "InvalidFramework", "InvalidProfile", "InvalidScorer"]


def _told(what: str, problems: Sequence[Finding]) -> str:
    count = len(problems)
    some = "1 problem" if count == 1 else f"{count} problems" if count < PROBLEM_LIMIT else "many problems"
    return "\n  ".join([f"{what} has {some}:", *map(str, problems)])


class _Problems(SalesCycleError, ValueError):
    _what: ClassVar[str]
    key: str
    problems: tuple[Finding, ...]

    def __init__(self, key: str, problems: Sequence[Finding]) -> None:
        self.key, self.problems = key, tuple(problems)
        super().__init__(key, self.problems)

    def _sentence(self) -> str:
        return _told(f"{self._what} {shown(self.key)}", self.problems)


class InvalidFramework(_Problems):
    """Data of a framework that has problems: all of them, each with its path.

    >>> print(InvalidFramework("bant", [Finding(code="no_questions", where="questions", message="must have one")]))
    framework 'bant' has 1 problem:
      questions: must have one
    """

    code = "invalid_framework"
    _what = "framework"


class InvalidProfile(_Problems):
    """Data of a profile that has problems: all of them, each with its path.

    >>> print(InvalidProfile("ops", [Finding(code="no_rules", where="rules", message="must have at least one")]))
    profile 'ops' has 1 problem:
      rules: must have at least one
    """

    code = "invalid_profile"
    _what = "profile"


class InvalidCrossWalk(_Problems):
    """Data of a cross-walk that has problems: all of them, each with its path.

    >>> print(InvalidCrossWalk("bant to champ", [Finding(code="no_steps", where="steps", message="must have one")]))
    cross-walk 'bant to champ' has 1 problem:
      steps: must have one
    """

    code = "invalid_cross_walk"
    _what = "cross-walk"


class InvalidData(_Problems):
    """Data of a record that has problems: all of them, each with its path.

    >>> print(InvalidData("deal", [Finding(code="missing_field", where="$", message="must have the field 'id'")]))
    data of type 'deal' has 1 problem:
      $: must have the field 'id'
    """

    code = "invalid_data"
    _what = "data of type"


class InvalidForm(_Problems):
    """Answers of a form that has problems: all of them, each with its field.

    >>> print(InvalidForm("bant", [Finding(code="unknown_field", where="ned", message="did you mean 'need'?")]))
    form 'bant' has 1 problem:
      ned: did you mean 'need'?
    """

    code = "invalid_form"
    _what = "form"


class InvalidScorer(SalesCycleError, ValueError):
    """Data of a learned scorer that has problems: all of them, each with its path. A scorer has no name.

    >>> print(InvalidScorer([Finding(code="not_a_list", where="tally.features", message="must be a list, got 3")]))
    a scorer has 1 problem:
      tally.features: must be a list, got 3
    """

    code = "invalid_scorer"
    problems: tuple[Finding, ...]

    def __init__(self, problems: Sequence[Finding]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def _sentence(self) -> str:
        return _told("a scorer", self.problems)
