"""Flow against published absorbing chains, in exact fractions.

Sources: Grinstead and Snell, Introduction to Probability (1997), examples 11.13 to 11.22, the drunkard's walk with
three corners between home and bar; and a re-entry example worked out for this project's design by independent
implementations before there was any code.
"""

from __future__ import annotations

from fractions import Fraction

from salescycle.cycle import Cycle, Stage


def test_the_drunkards_walk() -> None:
    """From corners 1, 2, 3 he comes home first with 3/4, 1/2, 1/4, after 3, 4, 3 steps on average."""
    street = Cycle(
        key="street",
        version=1,
        stages=[
            Stage("corner1", leads_to=["home", "corner2"]),
            Stage("corner2", leads_to=["corner1", "corner3"]),
            Stage("corner3", leads_to=["corner2", "bar"]),
            Stage("home", outcome="won"),
            Stage("bar", outcome="lost"),
        ],
    )
    flow = street.flow({(stage.key, to): 1 for stage in street.stages for to in stage.leads_to})
    assert [("corner1", "3/4", "3"), ("corner2", "1/2", "4"), ("corner3", "1/4", "3")] == [
        (each.stage, str(each.win_probability), str(each.moves)) for each in flow.stages
    ]


def test_stages_that_are_entered_again() -> None:
    """The chances to win of lead, qualification, proposal and negotiation, with ways back, to six digits."""
    sales = Cycle(
        key="sales",
        version=1,
        stages=[
            Stage("lead", leads_to=["qualification", "lost"]),
            Stage("qualification", leads_to=["proposal", "lost"]),
            Stage("proposal", leads_to=["qualification", "negotiation", "lost"]),
            Stage("negotiation", leads_to=["proposal", "won", "lost"]),
            Stage("won", outcome="won"),
            Stage("lost", outcome="lost"),
        ],
    )
    shares = {
        ("lead", "qualification"): "0.6",
        ("lead", "lost"): "0.4",
        ("qualification", "proposal"): "0.55",
        ("qualification", "lost"): "0.45",
        ("proposal", "qualification"): "0.15",
        ("proposal", "negotiation"): "0.5",
        ("proposal", "lost"): "0.35",
        ("negotiation", "proposal"): "0.2",
        ("negotiation", "won"): "0.6",
        ("negotiation", "lost"): "0.2",
    }
    flow = sales.flow(shares)
    assert ["0.121101", "0.201835", "0.366972", "0.673394"] == [
        f"{float(each.win_probability):.6f}" for each in flow.stages
    ]
    assert Fraction(66, 545) == flow.of("lead").win_probability
