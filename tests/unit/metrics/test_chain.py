"""Stage chains: what they take for moves, what they leave out, and what they refuse."""

from __future__ import annotations

import pickle
import time
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

import pytest

from salescycle.errors import InvalidValue, LimitExceeded, UnknownName
from salescycle.metrics import StageChain, stage_chain
from salescycle.values import Undefined

DAY = timedelta(days=1)
MOVES = {("talk", "offer"): 6, ("talk", "lost"): 4, ("offer", "won"): 2, ("offer", "talk"): 1}
DWELL = {"talk": 5 * DAY, "offer": 20 * DAY}


def chain(moves: Mapping[tuple[str, str], int], dwell: Mapping[str, timedelta | Undefined] | None = None) -> StageChain:
    return stage_chain(moves, stages=["talk", "offer", "rest"], absorbing=["won", "lost"], dwell=dwell)


def test_figures_by_hand() -> None:
    """From talk: 5/4 visits to it, 3/4 to offer; a half is won, after 2 moves and 85/4 days; if won, 5/2 and 125/4."""
    talk = chain(MOVES, DWELL).of("talk")
    assert (Fraction(5, 4), Fraction(3, 4)) == (talk.visits_to("talk"), talk.visits_to("offer"))
    assert (Fraction(1, 2), Fraction(1, 2)) == (talk.ends_in("won"), talk.ends_in("lost"))
    assert (10, Fraction(1, 2), 2, DAY * 85 / 4) == (talk.n, talk.win_probability, talk.moves, talk.time)
    assert (Fraction(5, 2), DAY * 125 / 4) == (talk.moves_if_won, talk.time_if_won)
    assert (("talk", Fraction(5, 4)), ("offer", Fraction(5, 4))) == talk.visits_if_won
    # by hand: P(1 move) = 2/5, then 3/5 x 2/3 end after 2, else 1/5 start again 2 moves later: E of squares is 11/2
    assert Fraction(11, 2) - 4 == talk.moves_variance


def test_several_ends_may_be_won() -> None:
    """Each absorbing stage has its chance, and the wins are summed."""
    moves = {("talk", "won"): 1, ("talk", "renewed"): 2, ("talk", "lost"): 1}
    ends = ["won", "renewed", "lost"]
    talk = stage_chain(moves, stages=["talk"], absorbing=ends, won=["won", "renewed"]).of("talk")
    expected = (("won", Fraction(1, 4)), ("renewed", Fraction(1, 2)), ("lost", Fraction(1, 4)))
    assert (expected, Fraction(3, 4)) == (talk.ends, talk.win_probability)


def test_moves_out_of_an_end_are_counted_and_left_out() -> None:
    """Reopenings change no reading."""
    found = chain(MOVES | {("lost", "talk"): 3, ("won", "lost"): 1})
    assert (chain(MOVES).stages, (("out of an absorbing stage", 4),)) == (found.stages, found.left_out)
    assert (13, ()) == (chain(MOVES).n, chain(MOVES).left_out)


def test_a_stage_without_moves_is_not_in_the_chain() -> None:
    """Where nothing was counted nothing can be said, whatever its dwell time is."""
    found = chain(MOVES | {("rest", "talk"): 0}, DWELL | {"rest": DAY})
    assert ["talk", "offer"] == [each.stage for each in found.stages]
    with pytest.raises(UnknownName) as unknown:
        found.of("rest")
    assert "no stage 'rest' in this chain; there are talk, offer" == str(unknown.value)


def test_no_moves_make_no_chain() -> None:
    """Of nothing counted there is no reading, and no error."""
    found = chain({})
    assert ((), 0, []) == (found.stages, found.n, found.to_records())
    assert "stage  n  won  moves  days  moves if won  days if won" == str(found)


def test_where_no_way_leads_to_a_win() -> None:
    """What holds for deals that will be won does not exist where none will."""
    never = Undefined("no way leads from here to a win")
    found = chain({("talk", "lost"): 2, ("offer", "won"): 1}, DWELL)
    talk = found.of("talk")
    assert (0, never, never, never) == (
        talk.win_probability,
        talk.visits_if_won,
        talk.moves_if_won,
        talk.time_if_won,
    )
    assert (5 * DAY, 20 * DAY) == (talk.time, found.of("offer").time_if_won)


def test_times_need_the_dwell_times_that_count() -> None:
    """Without any, without one that is visited, and with one undefined, times say so; others are known."""
    without = Undefined("no dwell times were given")
    assert (without, without) == (chain(MOVES).of("talk").time, chain(MOVES).of("talk").time_if_won)
    moves = {("talk", "offer"): 1, ("talk", "rest"): 1, ("offer", "won"): 1, ("rest", "lost"): 1}
    found = chain(moves, {"talk": DAY, "offer": DAY, "rest": Undefined("none has ended")})
    assert Undefined("the dwell time of 'rest' is not known") == found.of("talk").time
    # a deal that will be won never rests
    assert (2 * DAY, DAY) == (found.of("talk").time_if_won, found.of("offer").time)


def test_a_time_beyond_counting_is_undefined() -> None:
    """Where deals go round for ever, nearly, no timedelta holds how long."""
    moves = {("talk", "offer"): 10**15, ("offer", "talk"): 10**15, ("talk", "won"): 1}
    assert Undefined("longer than two million years") == chain(moves, DWELL).of("talk").time


def test_stages_may_be_members_of_an_enum() -> None:
    """Keys become exact text."""

    class Board(StrEnum):
        TALK = "talk"
        WON = "won"

    found = stage_chain({(Board.TALK, Board.WON): 1}, stages=[Board.TALK], absorbing=[Board.WON])
    assert [str, str] == [type(found.stages[0].stage), type(found.stages[0].ends[0][0])]


@pytest.mark.parametrize(
    ("moves", "closed"),
    [
        ({("talk", "offer"): 1}, "offer"),
        ({("talk", "rest"): 1, ("rest", "talk"): 1}, "talk, rest"),
        ({("offer", "talk"): 1, ("offer", "won"): 1, ("talk", "rest"): 1, ("rest", "talk"): 1}, "talk, rest"),
        ({("talk", "lost"): 1, ("offer", "rest"): 1}, "rest"),
        ({("talk", "offer"): 0, ("lost", "rest"): 2, ("talk", "rest"): 1}, "rest"),
    ],
)
def test_a_closed_class_is_named(moves: dict[tuple[str, str], int], closed: str) -> None:
    """The stages that nothing leads out of are told, without those that lead into them."""
    with pytest.raises(InvalidValue) as refused:
        chain(moves)
    assert (
        f"moves must lead out of every closed class of stages, got '{closed}'; "
        "count the moves out of them, or name an absorbing stage"
    ) == str(refused.value)


@pytest.mark.parametrize(
    ("moves", "told"),
    [
        ([("talk", "won")], "moves must be a mapping, got a list; give {('talk', 'offer'): 6, ...}"),
        ({"talk": 1}, "a move must be of two stages, got 'talk'; give {('talk', 'offer'): 6, ...}"),
        (
            {("talk", "won", "lost"): 1},
            "a move must be of two stages, got a tuple; give {('talk', 'offer'): 6, ...}",
        ),
        ({("talk", "won"): -1}, "the moves from 'talk' to 'won' must be a whole number, 0 or more, got -1"),
        ({("talk", "won"): 0.5}, "the moves from 'talk' to 'won' must be a whole number, 0 or more, got 0.5"),
        ({("talk", "talk"): 2}, "the moves from 'talk' to itself must be 0, got 2; staying is no move"),
    ],
)
def test_what_are_no_counted_moves_is_refused(moves: object, told: str) -> None:
    """Each slip has its own sentence."""
    with pytest.raises(InvalidValue) as refused:
        chain(moves)  # type: ignore[arg-type]
    assert told == str(refused.value)


def test_unknown_stages_are_told() -> None:
    """In moves, dwell times and wins, and when a reading is asked."""
    with pytest.raises(UnknownName, match="no stage 'wno' in the stages of this chain; did you mean 'won'"):
        chain({("talk", "wno"): 1})
    with pytest.raises(UnknownName, match="no stage 'ofer' in the stages of this chain; did you mean 'offer'"):
        chain(MOVES, {"ofer": DAY})
    with pytest.raises(UnknownName, match="no stage 'talk' in the absorbing stages; there are won, lost"):
        stage_chain(MOVES, stages=["talk", "offer"], absorbing=["won", "lost"], won=["talk"])
    with pytest.raises(UnknownName, match="no stage 'won' in this chain; there are talk, offer"):
        chain(MOVES).of("talk").visits_to("won")
    with pytest.raises(UnknownName, match="no stage 'talk' in the ends of this chain; there are won, lost"):
        chain(MOVES).of("talk").ends_in("talk")


def test_stages_and_dwell_times_that_make_no_sense() -> None:
    """A stage that lasts and ends, too many of them, and a time below 0 are refused."""
    with pytest.raises(InvalidValue, match="a stage must either last or be absorbing, got 'won'; name it in one of"):
        stage_chain({}, stages=["talk", "won"], absorbing=["won"])
    with pytest.raises(LimitExceeded, match="the stages of a chain must be at most 200, got 201"):
        stage_chain({}, stages=[f"s{n}" for n in range(200)], absorbing=["won"])
    with pytest.raises(InvalidValue, match="the dwell time of 'talk' must not be negative"):
        chain(MOVES, {"talk": -DAY})
    with pytest.raises(InvalidValue, match="dwell times must be a mapping, got a list"):
        chain(MOVES, ["talk"])  # type: ignore[arg-type]


def test_it_reads_as_a_table() -> None:
    """One line a stage, with a dash for what is not known."""
    assert ["talk", "10", "50.0%", "2.0", "21.2", "2.5", "31.2"] == str(chain(MOVES, DWELL)).splitlines()[1].split()
    assert ["talk", "2", "0.0%", "1.0", "-", "-", "-"] == str(chain({("talk", "lost"): 2})).splitlines()[1].split()
    assert "talk: won with probability 50.0%, after 2 moves on average (n=10)" == str(chain(MOVES).of("talk"))


def test_records_are_plain() -> None:
    """One row a stage, with a column for each stage visited and each end."""
    expected = {
        "stage": "talk",
        "n": 10,
        "win_probability": 0.5,
        "moves": 2.0,
        "moves_variance": 1.5,
        "days": 21.25,
        "moves_if_won": 2.5,
        "days_if_won": 31.25,
        "visits_to_talk": 1.25,
        "visits_to_offer": 0.75,
        "ends_in_won": 0.5,
        "ends_in_lost": 0.5,
    }
    assert expected == chain(MOVES, DWELL).to_records()[0]


def test_it_is_a_value() -> None:
    """Equal and hashable, and the same after pickling."""
    found = chain(MOVES, DWELL)
    assert (found, hash(found)) == (pickle.loads(pickle.dumps(found)), hash(chain(MOVES, DWELL)))


def test_a_wide_board_takes_no_time_to_speak_of() -> None:
    """Forty stages that lead to each other are solved exactly within seconds."""
    keys = [f"s{n}" for n in range(40)]
    moves = {(a, b): 1 + (i * 7 + j * 3) % 11 for i, a in enumerate(keys) for j, b in enumerate(keys) if a != b}
    begin = time.perf_counter()
    found = stage_chain(moves | {(key, "won"): 5 for key in keys}, stages=keys, absorbing=["won"])
    assert time.perf_counter() - begin < 20
    assert {1} == {each.win_probability for each in found.stages}
