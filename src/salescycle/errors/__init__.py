"""Errors: every error the library raises, and the findings that some of them carry."""

from __future__ import annotations

from ._errors import (
    PROBLEM_LIMIT,
    CriterionFailed,
    CurrencyMismatch,
    InvalidCycle,
    InvalidValue,
    LimitExceeded,
    MigrationBlocked,
    MoveRefused,
    SalesCycleError,
    UnknownName,
    WrongCycle,
)
from ._finding import Finding, Severity
from ._outside import InvalidCrossWalk, InvalidData, InvalidForm, InvalidFramework, InvalidProfile, InvalidScorer
from ._shown import listed, nearest, shown

__all__ = [
    "PROBLEM_LIMIT",
    "CriterionFailed",
    "CurrencyMismatch",
    "Finding",
    "InvalidCrossWalk",
    "InvalidCycle",
    "InvalidData",
    "InvalidForm",
    "InvalidFramework",
    "InvalidProfile",
    "InvalidScorer",
    "InvalidValue",
    "LimitExceeded",
    "MigrationBlocked",
    "MoveRefused",
    "SalesCycleError",
    "Severity",
    "UnknownName",
    "WrongCycle",
    "listed",
    "nearest",
    "shown",
]

# tracebacks, pickles and the reference name them where users import them from
for _name in __all__:
    if isinstance(_public := globals()[_name], type):
        _public.__module__ = __name__
