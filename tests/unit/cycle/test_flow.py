"""Flow: what it takes for weights, what it leaves out, and what it refuses."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from salescycle.cycle import Cycle, Stage
from salescycle.errors import InvalidValue, LimitExceeded, UnknownName
from salescycle.presets import SEVEN_STAGE

BOARD = Cycle(
    key="board",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "rest", "lost"]),
        Stage("offer", leads_to=["won", "talk", "lost"]),
        Stage("rest", outcome="hold", leads_to=["talk", "lost"]),
        Stage("won", outcome="won", reopens_to=["offer"]),
        Stage("lost", outcome="lost", reopens_to=["talk"]),
    ],
)
COUNTS = {("talk", "offer"): 6, ("talk", "lost"): 2, ("offer", "won"): 3, ("offer", "talk"): 1}


def told(weights) -> list[tuple[str, Fraction, Fraction]]:
    return [(each.stage, each.win_probability, each.moves) for each in BOARD.flow(weights).stages]


def test_counts_and_shares_say_the_same() -> None:
    """Only the proportions of a stage's weights count, however they are written."""
    shares = {
        ("talk", "offer"): "0.75",
        ("talk", "lost"): Decimal("0.25"),
        ("offer", "won"): Fraction(3, 4),
        ("offer", "talk"): "0.25",
    }
    # by hand: talk = 3/4 offer, offer = 3/4 + 1/4 talk
    expected = [("talk", Fraction(9, 13), Fraction(28, 13)), ("offer", Fraction(12, 13), Fraction(20, 13))]
    assert expected == told(COUNTS) == told(shares) == told({pair: 10**9 * n for pair, n in COUNTS.items()})


def test_a_close_ends_the_walk() -> None:
    """Moves out of a close, which an observed pipeline has, change nothing; neither do weights of 0."""
    more = {("lost", "talk"): 5, ("won", "offer"): 1, ("talk", "rest"): 0, ("rest", "talk"): 0}
    assert told(COUNTS) == told(COUNTS | more)


def test_moves_that_no_way_leads_along_count_too() -> None:
    """What was observed is what counts, whether or not the cycle would allow it."""
    assert [("talk", Fraction(1, 2), Fraction(1))] == told({("talk", "won"): 1, ("talk", "lost"): 1})


def test_a_stage_without_weights_is_not_in_the_flow() -> None:
    """Where no weights start nothing can be said, and asking says so."""
    with pytest.raises(UnknownName) as caught:
        BOARD.flow(COUNTS).of("rest")
    assert "no stage 'rest' in this flow; there are talk, offer" == str(caught.value)


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ({}, "got 'no weights'"),
        ({("talk", "offer"): 0}, "got 'no weights'"),
        ({("talk", "offer"): 1}, "got 'offer, talk'"),
        ({("talk", "rest"): 1, ("rest", "talk"): 1}, "got 'talk, rest'"),
        ({("talk", "lost"): 1, ("offer", "rest"): 1}, "got 'offer, rest'"),
    ],
)
def test_weights_that_lead_nowhere(weights: dict, told: str) -> None:
    """A record that could walk for ever, or come to where nothing is said, has no flow; the stages are named."""
    with pytest.raises(InvalidValue) as caught:
        BOARD.flow(weights)
    assert str(caught.value).startswith("weights must lead from every stage they come to on to a close")
    assert set(told[5:-1].split(", ")) == set(str(caught.value).partition("got '")[2].rstrip("'").split(", "))


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        (-1, "the weight of 'talk' to 'won' must be at least 0"),
        (Fraction(-1, 2), "the weight of 'talk' to 'won' must be at least 0"),
        (0.5, "the weight of 'talk' to 'won' must be"),
        ("many", "the weight of 'talk' to 'won' must be"),
        (True, "the weight of 'talk' to 'won' must be"),
        (None, "the weight of 'talk' to 'won' must be"),
    ],
)
def test_a_weight_is_a_number_from_0(weight: object, said: str) -> None:
    """A weight is exact, and not below 0."""
    with pytest.raises(InvalidValue) as caught:
        BOARD.flow({("talk", "won"): weight})
    assert str(caught.value).startswith(said)


def test_staying_is_no_move() -> None:
    """A weight from a stage to itself is refused: only moves are counted."""
    with pytest.raises(InvalidValue, match="0 from a stage to itself"):
        BOARD.flow(COUNTS | {("talk", "talk"): 1})


def test_an_unknown_stage() -> None:
    """A weight for a stage that is not there is told with the nearest one."""
    with pytest.raises(UnknownName) as caught:
        BOARD.flow({("talk", "wno"): 1})
    assert "no stage 'wno' in the weights of a flow; did you mean 'won'?" == str(caught.value)


def test_the_default_cycle_with_even_weights() -> None:
    """If every stage were won on or lost by the toss of a coin, one deal in 2 to the power of 7 would be won."""
    ahead = {(stage.key, to): 1 for stage in SEVEN_STAGE.stages for to in stage.leads_to if to != "nurture"}
    flow = SEVEN_STAGE.flow(ahead)
    assert Fraction(1, 2**7) == flow.of("initial_contact").win_probability
    assert 2 - Fraction(1, 2**6) == flow.of("initial_contact").moves


def test_a_weight_of_reasonable_size() -> None:
    """A fraction of huge numbers is refused before anybody adds with it."""
    with pytest.raises(LimitExceeded, match="the weight of 'talk' to 'won' must be a fraction of whole numbers up to"):
        BOARD.flow({("talk", "won"): Fraction(-(10**6000), 7)})
