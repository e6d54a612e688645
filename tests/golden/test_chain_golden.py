"""Stage chains against published absorbing chains.

Sources: Grinstead and Snell, Introduction to Probability (1997), examples 11.13 to 11.22, the drunkard's walk with
three corners between home and bar, exactly; and a re-entry example worked out for this project's design by
independent implementations before there was any code, to the printed digits.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from salescycle.metrics import StageChain, stage_chain
from salescycle.values import Undefined, days

HALF = Fraction(1, 2)


def digits(value: Fraction | timedelta | Undefined) -> str:
    assert not isinstance(value, Undefined)
    return f"{days(value) if isinstance(value, timedelta) else float(value):.6f}"


def test_the_drunkards_walk() -> None:
    """Visits N, steps t and their variance, and the chances B to come home or to the bar."""
    corners = ["1", "2", "3"]
    steps = [("1", "home"), ("1", "2"), ("2", "1"), ("2", "3"), ("3", "2"), ("3", "bar")]
    walk = stage_chain(dict.fromkeys(steps, 1), stages=corners, absorbing=["home", "bar"], won=["home"])
    visits = [[3 * HALF, 1, HALF], [1, 2, 1], [HALF, 1, 3 * HALF]]
    chances = [[Fraction(3, 4), Fraction(1, 4)], [HALF, HALF], [Fraction(1, 4), Fraction(3, 4)]]
    assert visits == [[count for _, count in each.visits] for each in walk.stages]
    assert chances == [[chance for _, chance in each.ends] for each in walk.stages]
    assert [(3, 8), (4, 8), (3, 8)] == [(each.moves, each.moves_variance) for each in walk.stages]


def re_entry() -> StageChain:
    """Give the chain of lead, qualification, proposal and negotiation, with ways back, of 100 moves each."""
    moves = {
        ("lead", "qualification"): 60,
        ("lead", "lost"): 40,
        ("qualification", "proposal"): 55,
        ("qualification", "lost"): 45,
        ("proposal", "qualification"): 15,
        ("proposal", "negotiation"): 50,
        ("proposal", "lost"): 35,
        ("negotiation", "proposal"): 20,
        ("negotiation", "won"): 60,
        ("negotiation", "lost"): 20,
    }
    stages = ["lead", "qualification", "proposal", "negotiation"]
    dwell = {stage: timedelta(days=length) for stage, length in zip(stages, (10, 20, 30, 15), strict=True)}
    return stage_chain(moves, stages=stages, absorbing=["won", "lost"], dwell=dwell)


def test_chances_and_times_with_ways_back() -> None:
    """The chance to win and the expected days to any end, from each stage."""
    expected = [
        ("0.121101", "38.348624"),
        ("0.201835", "47.247706"),
        ("0.366972", "49.541284"),
        ("0.673394", "24.908257"),
    ]
    assert expected == [(digits(each.win_probability), digits(each.time)) for each in re_entry().stages]


def test_deals_that_will_be_won_take_far_longer() -> None:
    """Visits and days of a won deal from its lead on: 86 days, where the average over all deals is 38."""
    lead = re_entry().of("lead")
    assert not isinstance(lead.visits_if_won, Undefined)
    assert ["1.000000", "1.100917", "1.223242", "1.122324"] == [digits(count) for _, count in lead.visits_if_won]
    assert "85.550459" == digits(lead.time_if_won)
