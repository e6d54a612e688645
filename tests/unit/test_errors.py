"""What every error says, keeps and survives."""

from __future__ import annotations

import copy
import enum
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from salescycle.errors import (
    PROBLEM_LIMIT,
    CriterionFailed,
    CurrencyMismatch,
    Finding,
    InvalidCrossWalk,
    InvalidCycle,
    InvalidForm,
    InvalidFramework,
    InvalidProfile,
    InvalidScorer,
    InvalidValue,
    LimitExceeded,
    MigrationBlocked,
    MoveRefused,
    SalesCycleError,
    Severity,
    UnknownName,
    WrongCycle,
    listed,
    nearest,
    shown,
)
from salescycle.errors._errors import MESSAGE_LIMIT
from salescycle.errors._shown import SHOWN_LIMIT

FINDING = Finding(code="unknown_stage", where="stages[3].leads_to[1]", message="no stage 'propsal'")
NOTED = Finding(
    code="gap", where="log[2]", message="a gap", severity=Severity.NOTE, at=datetime(2026, 3, 2, 9, tzinfo=UTC)
)


class Stage(enum.StrEnum):
    WON = "won"


class Answer:
    """A foreign object whose own text must never be asked for."""

    def __repr__(self) -> str:
        raise AssertionError

    __str__ = __repr__


class Loud(str):
    """A foreign text whose own text must never be asked for."""

    __slots__ = ()

    def __str__(self) -> str:
        raise AssertionError

    __repr__ = __str__


EVERY_ERROR: list[tuple[SalesCycleError, type[Exception], str, str]] = [
    (
        InvalidValue("amount", "must be finite", "NaN", "give a number"),
        ValueError,
        "invalid_value",
        "amount must be finite, got 'NaN'; give a number",
    ),
    (InvalidValue("amount", "must be finite"), ValueError, "invalid_value", "amount must be finite, got None"),
    (
        LimitExceeded("id", "must have at most 128 characters", 129),
        InvalidValue,
        "limit_exceeded",
        "id must have at most 128 characters, got 129",
    ),
    (
        CurrencyMismatch("USD", "EUR"),
        ValueError,
        "currency_mismatch",
        "amounts in USD and EUR do not add up; convert one with a RateProvider first",
    ),
    (
        MigrationBlocked("board/1", "board/2", [FINDING]),
        ValueError,
        "migration_blocked",
        "cannot migrate from 'board/1' to 'board/2'; nothing was changed:\n  stages[3].leads_to[1]: no stage 'propsal'",
    ),
    (
        UnknownName("stage", "propsal", "cycle 'new-business'", ["pitch", "proposal"]),
        LookupError,
        "unknown_name",
        "no stage 'propsal' in cycle 'new-business'; did you mean 'proposal'?",
    ),
    (
        UnknownName("stage", 5, "cycle 'new-business'", []),
        LookupError,
        "unknown_name",
        "no stage 5 in cycle 'new-business'; there are none",
    ),
    (
        InvalidCycle("new-business", [FINDING]),
        ValueError,
        "invalid_cycle",
        "cycle 'new-business' has 1 problem:\n  stages[3].leads_to[1]: no stage 'propsal'",
    ),
    (
        InvalidCycle("new-business", [FINDING, NOTED]),
        ValueError,
        "invalid_cycle",
        "cycle 'new-business' has 2 problems:\n  stages[3].leads_to[1]: no stage 'propsal'\n  log[2]: a gap",
    ),
    (
        InvalidFramework("bant", [FINDING]),
        ValueError,
        "invalid_framework",
        "framework 'bant' has 1 problem:\n  stages[3].leads_to[1]: no stage 'propsal'",
    ),
    (
        InvalidForm("bant", [FINDING, NOTED]),
        ValueError,
        "invalid_form",
        "form 'bant' has 2 problems:\n  stages[3].leads_to[1]: no stage 'propsal'\n  log[2]: a gap",
    ),
    (
        InvalidProfile("ops", [FINDING]),
        ValueError,
        "invalid_profile",
        "profile 'ops' has 1 problem:\n  stages[3].leads_to[1]: no stage 'propsal'",
    ),
    (
        InvalidCrossWalk("bant to champ", [FINDING]),
        ValueError,
        "invalid_cross_walk",
        "cross-walk 'bant to champ' has 1 problem:\n  stages[3].leads_to[1]: no stage 'propsal'",
    ),
    (
        InvalidScorer([FINDING, NOTED]),
        ValueError,
        "invalid_scorer",
        "a scorer has 2 problems:\n  stages[3].leads_to[1]: no stage 'propsal'\n  log[2]: a gap",
    ),
    (MoveRefused("cannot move"), ValueError, "move_refused", "cannot move"),
    (
        CriterionFailed("has_budget", "D-1", "raised KeyError"),
        RuntimeError,
        "criterion_failed",
        "criterion 'has_budget' must answer True or False about 'D-1', but it raised KeyError; nothing was changed",
    ),
    (
        WrongCycle("D-1", "old/1", "new/2"),
        ValueError,
        "wrong_cycle",
        "'D-1' follows cycle 'old/1', not 'new/2'; ask the cycle it follows",
    ),
]
CODES = [f"{code}-{number}" for number, (_, _, code, _) in enumerate(EVERY_ERROR)]


@pytest.mark.parametrize(("error", "kind", "code", "message"), EVERY_ERROR, ids=CODES)
def test_an_error_is_a_sentence_and_a_builtin(
    error: SalesCycleError, kind: type[Exception], code: str, message: str
) -> None:
    """Each error says its whole sentence, is the builtin a reader expects, and has a stable code."""
    assert message == str(error)
    assert isinstance(error, SalesCycleError)
    assert isinstance(error, kind)
    assert code == error.code


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, *(lambda e, p=p: pickle.loads(pickle.dumps(e, p)) for p in range(6))],
    ids=["copy", "deepcopy", *(f"pickle {p}" for p in range(6))],
)
@pytest.mark.parametrize("error", [row[0] for row in EVERY_ERROR], ids=CODES)
def test_an_error_survives_a_round_trip(
    error: SalesCycleError, again: Callable[[SalesCycleError], SalesCycleError]
) -> None:
    """A copied or pickled error has the type, the facts, the arguments and the sentence of the first."""
    other = again(error)
    assert (type(error), error.args, vars(error), str(error)) == (
        type(other),
        other.args,
        vars(other),
        str(other),
    )


def test_the_root_alone_has_no_sentence() -> None:
    """The root of all errors is never raised itself; its message is its code."""
    assert "error" == SalesCycleError.code == str(SalesCycleError())


def test_an_error_keeps_its_facts() -> None:
    """What an error tells is there as attributes, the foreign part already shown."""
    error = InvalidValue("amount", "must be exact", 0.5, "give text")
    assert ("amount", "must be exact", "0.5", "give text") == (error.what, error.rule, error.came, error.instead)
    mismatch = CurrencyMismatch("USD", "EUR")
    assert ("USD", "EUR") == (mismatch.one, mismatch.other)
    unknown = UnknownName("stage", "x", "cycle 'c'", (name for name in ["a", "b"]))
    assert ("stage", "'x'", "cycle 'c'", ("a", "b")) == (unknown.what, unknown.name, unknown.where, unknown.known)
    failed = CriterionFailed("has_budget", "D-1", "raised KeyError")
    assert ("has_budget", "D-1", "raised KeyError") == (failed.criterion, failed.record, failed.happened)
    wrong = WrongCycle("D-1", "old/1", "new/2")
    assert ("D-1", "old/1", "new/2") == (wrong.record, wrong.follows, wrong.asked)


SHOWN: list[tuple[object, str]] = [
    (None, "None"),
    (True, "True"),
    (0.5, "0.5"),
    (float("nan"), "nan"),
    (1j, "1j"),
    (-3, "-3"),
    (2**127, "170141183460469231731687303715884105728"),
    (2**128, "an int of 129 bits"),
    (10**100_000, "an int of 332193 bits"),
    (Decimal("1E+999999"), "1E+999999"),
    (Decimal("1" * 200), "1" * 79 + "…"),
    (datetime(2026, 3, 2, 9, tzinfo=UTC), "2026-03-02 09:00:00+00:00"),
    (date(2026, 3, 2), "2026-03-02"),
    (time(9), "09:00:00"),
    (timedelta(days=-1), "-1 day, 0:00:00"),
    (Stage.WON, "'won'"),
    (enum.Enum("Level", {"HIGH": 3})(3), "3"),
    ([1, 2], "a list"),
    (b"x", "a bytes"),
    (Answer(), "an Answer"),
    (object, "a type"),
    (type("X" * 100, (), {})(), "a " + "X" * 79 + "…"),
    (type("Übung", (), {})(), "a Übung"),
    ("", "''"),
    ("it's", "'it's'"),
    ("수주 é\u00a0x", "'수주 é\u00a0x'"),
    ("a\nb\tc\0d\x1b", "'a\\nb\\tc\\x00d\\x1b'"),
    ("\u202e\u200d\u2028\u2029\ue000\ud800\u0378", "'\\u202e\\u200d\\u2028\\u2029\\ue000\\ud800\\u0378'"),
    ("x" * SHOWN_LIMIT, "'" + "x" * SHOWN_LIMIT + "'"),
    ("x" * 81, "'" + "x" * 79 + "…'"),
    ("\0" * 81, "'" + "\\x00" * 19 + "\\x0…'"),
    (Loud("won"), "'won'"),
]


@pytest.mark.parametrize(("value", "expected"), SHOWN, ids=[str(place) for place in range(len(SHOWN))])
def test_a_foreign_value_is_shown_on_one_short_line(value: object, expected: str) -> None:
    """What came in is shown bounded and escaped, and none of its own code runs."""
    assert expected == shown(value)


def test_what_is_shown_is_not_shown_again() -> None:
    """Showing what was shown changes nothing, however often it pickles."""
    once = shown("a\nb")
    assert once is shown(once)
    assert once == shown(pickle.loads(pickle.dumps(once)))


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("propsal", ["pitch", "proposal"], "did you mean 'proposal'?"),
        ("x", ["pitch", "proposal"], "there are pitch, proposal"),
        ("x", {"pitch", "demo", "proposal"}, "there are demo, pitch, proposal"),
        ("x", frozenset({"pitch", "demo"}), "there are demo, pitch"),
        ("x", (name for name in ["b", "a"]), "there are b, a"),
        (None, ["pitch"], "there are pitch"),
        (["pitch"], ["pitch"], "there are pitch"),
        ("x", [], "there are none"),
        pytest.param("x" * 1_000_000, ["pitch"], "there are pitch", id="a million letters"),
    ],
)
def test_the_nearest_name_is_offered(name: object, known: list[str], expected: str) -> None:
    """A slip of the pen is answered with the name that was meant, anything else with what there is."""
    assert expected == nearest(name, known)


def test_a_list_of_names_stops_in_time() -> None:
    """Ten names are listed, each cut to size, and the rest are counted."""
    assert "0, 1, 2, 3, 4, 5, 6, 7, 8, 9" == listed([str(i) for i in range(10)])
    assert "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more" == listed([str(i) for i in range(12)])
    assert "y" * 79 + "… and 1 more" == listed(["y" * 200, "z"], most=1)


def test_a_finding_is_where_and_what() -> None:
    """A finding reads as its place and its sentence, and is an error of no instant unless said."""
    assert "stages[3].leads_to[1]: no stage 'propsal'" == str(FINDING)
    assert (Severity.ERROR, None) == (FINDING.severity, FINDING.at)
    assert "note" == NOTED.severity


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda f: pickle.loads(pickle.dumps(f))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_finding_survives_a_round_trip(again: Callable[[Finding], Finding]) -> None:
    """A copied or pickled finding is equal to the first, and hashes like it."""
    assert NOTED == again(NOTED)
    assert hash(NOTED) == hash(again(NOTED))


@pytest.mark.parametrize(
    ("count", "some"), [(2, "2 problems"), (PROBLEM_LIMIT - 1, "99 problems"), (PROBLEM_LIMIT, "many problems")]
)
def test_many_problems_are_told_in_bounds(count: int, some: str) -> None:
    """An invalid cycle keeps its problems, says how many there are, and its message does not grow with them."""
    error = InvalidCycle("c", [FINDING] * count)
    assert (FINDING,) * count == error.problems
    assert str(error).startswith(f"cycle 'c' has {some}:\n  stages[3]")
    assert len(str(error)) <= MESSAGE_LIMIT
    assert str(error) == str(pickle.loads(pickle.dumps(error)))
    assert (count > 50) is str(error).endswith("…")
