"""Bad input at the doors of cycles, stages, criteria and rubrics: the catalogue's rows A and C, by their ids.

Whatever comes in, a door gives a valid value or raises one of the library's errors at once, briefly, and changes
nothing.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from salescycle.cycle import Criterion, Cycle, Stage, bant_at_least, contacted
from salescycle.errors import (
    CriterionFailed,
    InvalidCycle,
    InvalidValue,
    LimitExceeded,
    MoveRefused,
    SalesCycleError,
    UnknownName,
    WrongCycle,
)
from salescycle.model import Deal, StageEntered
from salescycle.qualification import BANT, Framework, Rubric

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONGEST_MESSAGE, LONGEST_SECONDS = 2_000, 0.1
WON, LOST = Stage("won", outcome="won"), Stage("lost", outcome="lost")
TALK = Stage("talk", leads_to=["won", "lost"])
CYCLE = Cycle(key="simple", version=1, stages=[TALK, WON, Stage("lost", outcome="lost", reopens_to=["talk"])])
TALKING = Deal(id="D-1", log=[CYCLE.start(at=MONDAY)])
CLOSED = Deal(id="D-2", log=[CYCLE.entry("won", at=MONDAY)])
NAN, SIGNALLING, INFINITE = Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")


def cycle(*stages: object, **fields: object) -> Cycle:
    return Cycle(**({"key": "c", "version": 1, "stages": stages} | fields))


def refused(door: Callable[[], object], kind: type[SalesCycleError]) -> SalesCycleError:
    """Give the error of a door that refuses at once and says so briefly."""
    began = time.thread_time()
    with pytest.raises(kind) as caught:
        door()
    took = time.thread_time() - began
    assert took < LONGEST_SECONDS
    assert len(str(caught.value)) <= LONGEST_MESSAGE
    assert caught.value.code
    return caught.value


NOT_TEXT = {"None": None, "int": 1, "float": 1.5, "bool": True, "bytes": b"x", "list": [], "dict": {}, "tuple": ("a",)}


@pytest.mark.parametrize("came", NOT_TEXT.values(), ids=[f"A5-{name}" for name in NOT_TEXT])
def test_a_stage_key_is_text(came: object) -> None:
    """A5: a key that is not text is refused, also where it cannot be hashed."""
    error = refused(lambda: Stage(came), InvalidValue)
    assert f"key must be text, got {error.came}; give a str" == str(error)
    refused(lambda: Stage("a", leads_to=[came]), InvalidValue)
    refused(lambda: cycle(TALK, WON, LOST, key=came), InvalidValue)


def problem(*stages: Stage) -> tuple[str, str]:
    """Give code and path of the only problem."""
    error = refused(lambda: cycle(*stages), InvalidCycle)
    assert 1 == len(error.problems)
    return error.problems[0].code, error.problems[0].where


DEFINITIONS = [
    ("A6", [TALK, WON, LOST, WON], ("duplicate_key", "stages[3].key")),
    ("A7-case", [TALK, WON, LOST, Stage("Won", outcome="won")], ("duplicate_key", "stages[3].key")),
    ("A7-strip", [TALK, WON, LOST, Stage(" won ", outcome="won")], ("duplicate_key", "stages[3].key")),
    ("A7-inner-space", [TALK, WON, LOST, Stage("w on", outcome="won")], ("duplicate_key", "stages[3].key")),
    ("A7-zero-width", [TALK, WON, LOST, Stage("wo\u200dn", outcome="won")], ("duplicate_key", "stages[3].key")),
    (
        "A7-nfc",
        [Stage("caf\u00e9", leads_to=["won", "lost"]), WON, LOST, Stage("cafe\u0301", leads_to=["lost"])],
        ("duplicate_key", "stages[3].key"),
    ),
    ("A10-won", [WON, LOST], ("starts_closed", "stages[0].outcome")),
    (
        "A10-hold",
        [Stage("wait", outcome="hold", leads_to=["won", "lost"]), WON, LOST],
        ("starts_closed", "stages[0].outcome"),
    ),
    ("A11", [Stage("talk", leads_to=["won", "losst"]), WON, LOST], ("unknown_stage", "stages[0].leads_to[1]")),
    (
        "A11-from-reopening",
        [TALK, WON, Stage("lost", outcome="lost", reopens_to=["tlak"])],
        ("unknown_stage", "stages[2].reopens_to[0]"),
    ),
    (
        "A12",
        [TALK, Stage("won", outcome="won", leads_to=["talk"]), LOST],
        ("leads_out_of_close", "stages[1].leads_to"),
    ),
    ("A13-no-win", [Stage("talk", leads_to=["lost"]), LOST], ("no_won_stage", "stages")),
    ("A13-no-loss", [Stage("talk", leads_to=["won"]), WON], ("no_lost_stage", "stages")),
    (
        "A14-unreachable",
        [TALK, Stage("demo", leads_to=["won"]), WON, LOST],
        ("unreachable_stage", "stages[1]"),
    ),
    (
        "A14-trap",
        [Stage("talk", leads_to=["trap", "won", "lost"]), Stage("trap", outcome="hold"), WON, LOST],
        ("dead_end", "stages[1].leads_to"),
    ),
    (
        "A16",
        [Stage("talk", leads_to=["won", "lost", "won"]), WON, LOST],
        ("duplicate_way", "stages[0].leads_to[2]"),
    ),
    (
        "A17-twice",
        [TALK, WON, Stage("lost", outcome="lost", reopens_to=["talk", "talk"])],
        ("duplicate_way", "stages[2].reopens_to[1]"),
    ),
    # the catalogue would accept it where it is declared; this house has it that staying needs no move
    (
        "A17-self",
        [Stage("talk", leads_to=["talk", "won", "lost"]), WON, LOST],
        ("leads_to_itself", "stages[0].leads_to[0]"),
    ),
]


@pytest.mark.parametrize(("stages", "found"), [row[1:] for row in DEFINITIONS], ids=[row[0] for row in DEFINITIONS])
def test_a_definition_with_a_problem(stages: list[Stage], found: tuple[str, str]) -> None:
    """A6 to A17: what is wrong with a graph is told by a stable code and its path."""
    assert found == problem(*stages)


def test_an_empty_definition() -> None:
    """A2: a cycle has at least one stage."""
    assert ("no_stages", "stages") == problem()


def test_a_stage_is_won_or_lost() -> None:
    """A13: no stage is both, because a stage has one outcome."""
    refused(lambda: Stage("end", outcome="won, lost"), InvalidValue)
    refused(lambda: Stage("end", outcome=["won", "lost"]), InvalidValue)


def test_a_trap_is_told_stage_by_stage() -> None:
    """A14: every stage of a loop that no close can be reached from is listed."""
    stages = [
        Stage("talk", leads_to=["a", "won", "lost"]),
        Stage("a", leads_to=["b"]),
        Stage("b", leads_to=["a"]),
        WON,
        LOST,
    ]
    error = refused(lambda: cycle(*stages), InvalidCycle)
    assert [("dead_end", "stages[1].leads_to"), ("dead_end", "stages[2].leads_to")] == [
        (found.code, found.where) for found in error.problems
    ]


def test_loops_that_are_meant() -> None:
    """A15: going back and reopening are loops that a cycle may have."""
    looped = cycle(
        Stage("a", leads_to=["b", "lost"]),
        Stage("b", leads_to=["a", "won", "lost"]),
        Stage("won", outcome="won", reopens_to=["b"]),
        Stage("lost", outcome="lost", reopens_to=["a", "won"]),
    )
    assert 4 == len(looped.stages)


HIDDEN = {
    "newline": "\n",
    "nul": "\0",
    "bidi": "\u202e",
    "surrogate": "\ud800",
    "unassigned": "\u0378",
    "private": "\ue000",
}


@pytest.mark.parametrize("char", HIDDEN.values(), ids=[f"A8-{name}" for name in HIDDEN])
def test_a_key_hides_nothing(char: str) -> None:
    """A8: a key with a character that nobody sees is refused, with the character and its place."""
    error = refused(lambda: Stage(f"wo{char}n"), InvalidValue)
    rule = f"key must not hold the hidden character U+{ord(char):04X} (at position 2)"
    assert rule == str(error).partition(", got ")[0]
    str(error).encode()


@pytest.mark.parametrize("blank", ["", " ", "\u3000 "], ids=["A8-empty", "A8-blank", "A8-wide-blank"])
def test_a_key_is_not_blank(blank: str) -> None:
    """A8: a key has at least one character."""
    assert "key must not be blank, got ''; give at least one character" == str(
        refused(lambda: Stage(blank), InvalidValue)
    )


@pytest.mark.parametrize("length", [129, 1_000_000], ids=["A8-129", "A8-1MB"])
def test_a_key_has_an_end(length: int) -> None:
    """A8: a key has at most 128 characters, and one of a million is refused as quickly."""
    error = refused(lambda: Stage("x" * length), LimitExceeded)
    assert f"key must have at most 128 characters, got {length}" == str(error)
    assert 128 == len(Stage("x" * 128).key)


def test_a_key_has_an_end_whatever_its_form() -> None:
    """A8: a key has at most 128 characters after it was normalised, which makes three of one."""
    with pytest.raises(LimitExceeded):
        Stage("\U0001d160" * 128)


NAMED = {
    "A18-module": "os.system",
    "A18-builtin": "builtins.exec",
    "A18-dotted": "antigravity.gravity.x",
    "A19-method": "delete",
    "A19-dunder": "__init__",
    "A19-private": "_x",
    "A20-expression": "amount > 10 or __import__('os')",
}


@pytest.mark.parametrize("name", NAMED.values(), ids=NAMED)
def test_a_criterion_is_never_looked_up(name: str) -> None:
    """A18 to A20: a name where a criterion belongs is refused; nothing is imported, read off an object or run."""
    loaded = set(sys.modules)
    error = refused(lambda: Stage("a", exit_criteria=[name]), InvalidValue)
    assert "exit_criteria[0] must be a Criterion" == str(error).partition(", got ")[0]
    assert set() == set(sys.modules) - loaded


@pytest.mark.parametrize(
    "came",
    [
        pytest.param(5, id="A23-int"),
        pytest.param("x" * 1_000_000, id="A23-long"),
        pytest.param(None, id="A23-none"),
    ],
)
def test_a_test_can_be_called(came: object) -> None:
    """A23: what cannot be called is refused when the criterion is made."""
    refused(lambda: Criterion(key="k", asks="a", test=came), InvalidValue)


@pytest.mark.parametrize("came", [7, ["call them"], {"en": 7}, b"call them"])
def test_a_hint_is_text_or_can_be_called(came: object) -> None:
    """A23: a hint that is neither text nor a function is refused when the criterion is made."""
    refused(lambda: Criterion(key="k", asks="a", test=max, hint=came), InvalidValue)


def raising(_: Deal, __: datetime) -> bool:
    raise ZeroDivisionError


def endless(record: Deal, at: datetime) -> bool:
    return endless(record, at)


ANSWERS = {"none": None, "int": 2, "text": "yes", "one": 1, "nan": NAN, "list": [True], "million": "x" * 1_000_000}
NO_ANSWER = {
    **{f"C4-{name}": lambda _, __, answer=answer: answer for name, answer in ANSWERS.items()},
    "C4-raises": raising,
    "C4-arity": lambda: True,
    "C4-recursion": endless,
}


def guarded(test: Callable[..., object]) -> tuple[Cycle, Deal]:
    made = Criterion(key="asked", asks="asked", test=test)
    guarded_cycle = cycle(Stage("talk", leads_to=["won", "lost"], exit_criteria=[contacted, made]), WON, LOST)
    return guarded_cycle, Deal(id="D-1", log=[guarded_cycle.start(at=MONDAY)])


@pytest.mark.parametrize("test", NO_ANSWER.values(), ids=NO_ANSWER)
def test_a_criterion_that_does_not_answer(test: Callable[..., object]) -> None:
    """A23 and C4: what raises, or answers neither True nor False, is named, and the record stays as it was."""
    asked, deal = guarded(test)
    log = deal.log
    for door in (lambda: asked.check(deal, to="won", at=MONDAY), lambda: asked.options(deal, at=MONDAY)):
        assert "asked" == refused(door, CriterionFailed).criterion
    with pytest.raises((CriterionFailed, MoveRefused)):
        asked.move(deal, to="won", at=MONDAY)
    assert log is deal.log


def test_a_criterion_that_is_a_coroutine() -> None:
    """A23 and C4: a coroutine is not an answer, however true it is."""
    coroutine = asyncio.sleep(0)
    asked, deal = guarded(lambda _, __: coroutine)
    error = refused(lambda: asked.check(deal, to="won", at=MONDAY), CriterionFailed)
    coroutine.close()
    assert "answered a coroutine" == error.happened


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, GeneratorExit], ids=lambda stop: f"C4-{stop.__name__}")
def test_a_criterion_that_stops_the_program(stop: type[BaseException]) -> None:
    """C4: what is no Exception passes untouched."""

    def stopping(_: Deal, __: datetime) -> bool:
        raise stop

    asked, deal = guarded(stopping)
    with pytest.raises(stop):
        asked.check(deal, to="won", at=MONDAY)


def test_a_criterion_that_says_no() -> None:
    """C4: a criterion that does not hold is told with its words."""
    asked, deal = guarded(lambda _, __: False)
    error = refused(lambda: asked.move(deal, to="won", at=MONDAY), MoveRefused)
    assert ["contacted", "asked"] == [unmet.key for unmet in error.decision.unmet]


def without_end() -> Iterator[Stage]:
    """Give stages, more than a cycle may have; whoever goes on reading would never come back."""
    for _ in range(1_000):
        yield TALK
    raise AssertionError


MANY = {
    "A24-stages": lambda: cycle(*[TALK] * 100_000),
    "A24-keys": lambda: cycle(*[Stage(f"s{number}") for number in range(201)]),
}


@pytest.mark.parametrize("door", MANY.values(), ids=MANY)
def test_a_cycle_has_an_end(door: Callable[[], object]) -> None:
    """A24: more stages than anybody has are refused at once."""
    refused(door, LimitExceeded)


@pytest.mark.parametrize(
    "door",
    [
        pytest.param(lambda: Stage("a", leads_to=["b"] * 200_000), id="A24-ways"),
        pytest.param(
            lambda: cycle(Stage("a", leads_to=[f"s{n}" for n in range(40_000)]), WON, LOST), id="A24-many-wrong-ways"
        ),
        pytest.param(lambda: Stage("a", exit_criteria=[contacted] * 100_000), id="A24-criteria"),
        pytest.param(lambda: cycle(stages=without_end()), id="A24-endless"),
    ],
)
def test_ways_and_criteria_have_an_end(door: Callable[[], object]) -> None:
    """A24: more ways or criteria than anybody has, or stages without end, are refused before they are looked at."""
    refused(door, SalesCycleError)


CHANCES = {"nan": NAN, "snan": SIGNALLING, "inf": INFINITE, "float-nan": float("nan"), "float": 0.5, "negative": "-0.1"}
CHANCES |= {"above": "1.0000001", "true": True, "percent": "50%", "words": "half", "huge": "1e999999", "list": [1]}
CHANCES |= {"decimal-huge": Decimal("1e999999"), "digits": "0." + "1" * 100_000, "complex": 1j, "bytes": b"0.5"}


@pytest.mark.parametrize("chance", CHANCES.values(), ids=[f"A28-{name}" for name in CHANCES])
def test_a_chance_lies_between_0_and_1(chance: object) -> None:
    """A28: a win probability is an exact number from 0 to 1; its numeral as text is one too, by this house's rule."""
    refused(lambda: Stage("a", win_probability=chance), InvalidValue)
    assert Decimal("0.5") == Stage("a", win_probability="0.5").win_probability


LIMITS = {"negative": timedelta(-1), "zero": timedelta(0), "nan": float("nan"), "days": 7, "text": "P1D", "huge": 1e308}


@pytest.mark.parametrize("limit", LIMITS.values(), ids=[f"A29-{name}" for name in LIMITS])
def test_an_idle_limit_is_a_length_of_time(limit: object) -> None:
    """A29: an idle limit is a timedelta of more than nothing."""
    error = refused(lambda: Stage("a", idle_limit=limit), InvalidValue)
    assert "an idle limit must be a timedelta of more than 0" == str(error).partition(", got ")[0]


WEIGHTS = {"negative": -1, "nan": NAN, "snan": SIGNALLING, "inf": INFINITE, "float": 0.5, "float-nan": float("nan")}
WEIGHTS |= {"true": True, "text": "heavy", "huge": "1e999999", "none": None, "list": []}


@pytest.mark.parametrize("weight", WEIGHTS.values(), ids=[f"A30-{name}" for name in WEIGHTS])
def test_a_weight_is_a_number_from_0(weight: object) -> None:
    """A30: a weight is exact, finite and not negative."""
    refused(lambda: Rubric(weights={"budget": weight}), InvalidValue)


def test_weights_are_not_all_zero() -> None:
    """A30: weights that are all 0 weigh nothing."""
    rubric = Rubric(weights=dict.fromkeys(["budget", "authority", "need", "timing"], 0))
    error = refused(lambda: Framework(key="b", label="B", questions=BANT.questions, rubric=rubric), InvalidValue)
    assert "weights must not all be 0, got a dict" == str(error)


def test_weights_do_not_sum_to_infinity() -> None:
    """A30: the largest weights still add up exactly, and to a score from 0 to 100."""
    heaviest = Rubric(weights=dict.fromkeys(["budget", "authority", "need", "timing"], Decimal("9.9e15")))
    score = Framework(key="b", label="B", questions=BANT.questions, rubric=heaviest).score(Deal(id="D-1"))
    assert (0, 100) == (score.low, score.high)


@pytest.mark.parametrize(
    "door",
    [
        pytest.param(lambda: Rubric(weights=5), id="A30-number"),
        pytest.param(lambda: Rubric(weights="budget"), id="A30-text"),
        pytest.param(lambda: Rubric(weights=(("need", 1), ("need", 2))), id="A30-twice"),
        pytest.param(lambda: Rubric(version="1"), id="A4-text"),
        pytest.param(lambda: Rubric(version=True), id="A4-true"),
        pytest.param(lambda: Rubric(version=0), id="A4-zero"),
        pytest.param(lambda: Framework(key="k", label="l", questions=["a"]), id="A1-questions"),
        pytest.param(lambda: Framework(key="k", label="l", questions=BANT.questions, rubric=5), id="A1-rubric"),
        pytest.param(lambda: CYCLE.check("D-1", to="won", at=MONDAY), id="A1-record"),
        pytest.param(lambda: cycle(stages=None), id="A1-stages"),
        pytest.param(lambda: Stage("a", exit_criteria=contacted), id="A1-criteria"),
    ],
)
def test_what_has_another_shape_is_refused(door: Callable[[], object]) -> None:
    """A1, A4 and A30: a value of another shape is refused by an error of ours."""
    refused(door, SalesCycleError)


@pytest.mark.parametrize(
    "score",
    [
        pytest.param("many", id="A30-score-text"),
        pytest.param(NAN, id="A30-score-nan"),
        pytest.param(101, id="A30-score-101"),
        pytest.param(0.1, id="A30-score-float"),
    ],
)
def test_a_least_score_is_a_score(score: object) -> None:
    """A30: the least score that a criterion asks for is a number from 0 to 100."""
    refused(lambda: bant_at_least(score), InvalidValue)


def test_what_the_caller_changes_later() -> None:
    """A37: lists and mappings that a definition was made of may change afterwards; it does not."""
    ways, label, params, weights = ["won", "lost"], {"en": "Talk"}, {"least": 1}, {"need": 2}
    seen: list[int] = []

    def test(_: Deal, __: datetime, *, least: int) -> bool:
        seen.append(least)
        return True

    criteria = [Criterion(key="k", asks=label, test=test, params=params)]
    stages = [Stage("talk", label=label, leads_to=ways, exit_criteria=criteria, guidance=label), WON, LOST]
    made, rubric = cycle(stages=stages, label=label), Rubric(weights=weights)
    before = (repr(made), hash(made), repr(rubric))
    ways.append("nowhere")
    label["en"] = params["least"] = weights["need"] = 9
    criteria.append(contacted)
    stages.clear()
    assert before == (repr(made), hash(made), repr(rubric))
    assert made.check(Deal(id="D-1", log=[made.start(at=MONDAY)]), to="won", at=MONDAY)
    assert [1] == seen


def test_what_the_caller_changes_inside() -> None:
    """A37: a list among a criterion's parameters may change afterwards; what the criterion asks does not."""
    channels = ["call"]
    criterion = Criterion(
        key="k", asks="a", test=lambda record, at, channels: "mail" in channels, params={"channels": channels}
    )
    hash(criterion)
    channels.append("mail")
    assert not criterion.holds(TALKING, MONDAY)


UNKNOWN = {"C1": "nowhere", "C1-typo": "wno", "C11-dunder": "__init__", "C11-trigger": "trigger", "C11-empty": ""}
UNKNOWN |= {"C11-auto": "to_won", "C1-none": None, "C1-number": 5, "C1-bytes": b"won", "C1-long": "x" * 1_000_000}


@pytest.mark.parametrize("to", UNKNOWN.values(), ids=UNKNOWN)
@pytest.mark.parametrize("deal", [TALKING, CLOSED, Deal(id="D-3")], ids=["open", "closed", "nowhere"])
def test_a_move_to_what_is_no_stage(to: object, deal: Deal) -> None:
    """C1 and C11: a target that is no stage is told with those there are, whatever the name means elsewhere."""
    for ask in (CYCLE.check, CYCLE.move):
        error = refused(lambda ask=ask: ask(deal, to=to, at=MONDAY), UnknownName)
        assert ("talk", "won", "lost") == error.known
        assert "in cycle 'simple'; " in str(error)


@pytest.mark.parametrize(
    "to",
    [
        pytest.param(["won"], id="C1-list"),
        pytest.param({}, id="C1-dict"),
    ],
)
def test_a_move_to_what_cannot_be_looked_up(to: object) -> None:
    """C1: a target that cannot be hashed is as unknown to a move as it is to a check."""
    for ask in (CYCLE.check, CYCLE.move):
        refused(lambda ask=ask: ask(TALKING, to=to, at=MONDAY), UnknownName)


def test_a_move_that_is_not_there() -> None:
    """C2: a refused move says where the record is, where it was to go, and where it may go."""
    stages = [Stage("talk", leads_to=["offer", "lost"]), Stage("offer", leads_to=["won"]), WON, LOST]
    deal = Deal(id="D-1", log=[cycle(*stages).start(at=MONDAY)])
    error = refused(lambda: cycle(*stages).move(deal, to="won", at=MONDAY), MoveRefused)
    assert "cannot move from 'talk' to 'won'; 'talk' leads to offer, lost" == str(error)
    decision = error.decision
    assert ("talk", "won", ["no_way"]) == (decision.stage, decision.to, [each.code for each in decision.refusals])


def test_a_move_of_a_closed_deal() -> None:
    """C3: a closed deal stays closed."""
    error = refused(lambda: CYCLE.move(CLOSED, to="talk", at=MONDAY), MoveRefused)
    assert "cannot move from 'won' to 'talk'; 'won' is closed and reopens to nothing" == str(error)


INSTANTS = {"naive": datetime(2026, 3, 2, 9), "date": MONDAY.date(), "text": "2026-03-02", "none": None}  # noqa: DTZ001
INSTANTS |= {"year-1": datetime.min.replace(tzinfo=UTC), "year-9999": datetime.max.replace(tzinfo=UTC), "number": 0}


@pytest.mark.parametrize("at", INSTANTS.values(), ids=[f"C5-{name}" for name in INSTANTS])
def test_an_instant_that_is_none(at: object) -> None:
    """C5: an instant has a zone and lies in years that arithmetic survives."""
    doors = [lambda: CYCLE.check(TALKING, to="won", at=at), lambda: CYCLE.move(TALKING, to="won", at=at)]
    for door in (*doors, lambda: CYCLE.start(at=at), lambda: CYCLE.options(TALKING, at=at)):
        assert "an instant must " == str(refused(door, InvalidValue))[:16]


def test_an_instant_before_the_last() -> None:
    """C5: a move before the entry into the present stage is told with both instants."""
    error = refused(lambda: CYCLE.move(TALKING, to="won", at=MONDAY - timedelta(days=1)), MoveRefused)
    assert "2026-03-02 09:00:00+00:00, after 2026-03-01 09:00:00+00:00" == str(error).partition(" only at ")[2]


def test_no_instant() -> None:
    """C5: when a move happens is never a default."""
    with pytest.raises(TypeError):
        CYCLE.move(TALKING, to="won")


def test_a_record_of_another_definition() -> None:
    """C10: a record that follows another cycle, or another version, is not moved by this one."""
    for stranger in (cycle(*CYCLE.stages, version=2), cycle(*CYCLE.stages, key="other")):
        deal = Deal(id="D-7", log=[stranger.start(at=MONDAY)])
        error = refused(lambda deal=deal: CYCLE.move(deal, to="won", at=MONDAY), WrongCycle)
        assert (deal.id, stranger.name, CYCLE.name) == (error.record, error.follows, error.asked)


def test_a_record_in_a_stage_of_another_definition() -> None:
    """C10: a stage that this definition does not have is told, though key and version are the same."""
    deal = Deal(id="D-8", log=[StageEntered(stage="demo", outcome="open", cycle="simple/1", at=MONDAY)])
    refused(lambda: CYCLE.move(deal, to="won", at=MONDAY), UnknownName)
