"""Findings about a sound cycle: every code, its place, its evidence, and when it is not found."""

from __future__ import annotations

import attrs
import pytest

from salescycle.cycle import (
    CRITERIA,
    Cycle,
    Policy,
    Stage,
    all_of,
    any_of,
    bant_at_least,
    contacted,
    human_contact,
    negate,
    persona_matched,
    value_known,
)
from salescycle.errors import Severity
from salescycle.presets import LONG_CYCLE, SEVEN_STAGE, SHORT_CYCLE

WON = Stage("won", outcome="won")
LOST = Stage("lost", outcome="lost")


def talk(*criteria, **fields) -> Stage:
    return Stage("talk", **({"leads_to": ["offer", "lost"], "exit_criteria": criteria} | fields))


def offer(*criteria, **fields) -> Stage:
    return Stage("offer", **({"leads_to": ["won", "lost"], "exit_criteria": criteria or [value_known]} | fields))


def cycle(*stages: Stage, policy: Policy | None = None) -> Cycle:
    return Cycle(key="found", version=1, stages=stages, policy=policy or Policy())


def found(cycle: Cycle, code: str, **how) -> list[tuple[str, str, tuple[str, ...]]]:
    """Give the place, sentence and evidence of each finding of a code."""
    return [(each.where, each.message, each.evidence) for each in cycle.findings(**how) if each.code == code]


def test_nothing_odd() -> None:
    """A cycle that goes straight on, asks at each step and can be lost anywhere has no findings."""
    assert () == cycle(talk(contacted), offer(), WON, LOST).findings()


def test_a_stage_from_which_nothing_can_be_won() -> None:
    """A stage that leads only to losing is told, with where it leads; being reopened does not help."""
    stuck = Stage("stuck", leads_to=["lost"])
    board = cycle(
        talk(contacted, leads_to=["offer", "stuck", "lost"]),
        offer(),
        stuck,
        WON,
        attrs.evolve(LOST, reopens_to=["talk"]),
    )
    expected = ("stages[2].leads_to", "from 'stuck' a record cannot be won", ("stuck", "lost"))
    assert [expected] == found(board, "cannot_win")


def test_a_stage_from_which_nothing_can_be_lost() -> None:
    """A stage from which every way is to a win is told: deals that die there would stay open."""
    board = cycle(talk(contacted), offer(leads_to=["won"]), WON, LOST)
    expected = ("stages[1].leads_to", "from 'offer' a record cannot be lost", ("offer", "won"))
    assert [expected] == found(board, "cannot_lose")


@pytest.mark.parametrize(
    "gate",
    [
        [contacted, negate(contacted)],
        [all_of(contacted, value_known), negate(any_of(contacted, persona_matched))],
        [bant_at_least(75), negate(bant_at_least(50))],
        [negate(any_of(contacted, negate(contacted)))],
    ],
)
def test_a_gate_that_nothing_can_meet(gate: list) -> None:
    """Criteria that contradict each other, openly or through what they are made of, let nobody pass."""
    board = cycle(talk(*gate), offer(), WON, LOST)
    asks = ", ".join(each.key for each in gate)
    message = f"nothing can meet what 'talk' to 'offer' asks for: {asks}"
    assert [("stages[0].exit_criteria", message, ("talk", "offer"))] == found(board, "gate_never_met")
    assert [] == found(board, "redundant")


@pytest.mark.parametrize(
    "gate",
    [
        [contacted, negate(value_known)],
        [bant_at_least(50), negate(bant_at_least(75))],
        [any_of(contacted, value_known), negate(contacted)],
        [all_of(contacted, negate(value_known)), any_of(negate(contacted), negate(value_known))],
    ],
)
def test_a_gate_that_something_can_meet(gate: list) -> None:
    """Denying something else, or less than is asked for, is no contradiction."""
    assert [] == found(cycle(talk(*gate), offer(), WON, LOST), "gate_never_met")


def test_a_gate_made_when_stages_are_passed_over() -> None:
    """Two gates that contradict each other make a skip that nobody can take."""
    board = cycle(
        talk(contacted),
        Stage("demo", leads_to=["offer", "lost"], exit_criteria=[negate(contacted)]),
        offer(),
        WON,
        LOST,
        policy=Policy(skipping="free"),
    )
    board = attrs.evolve(board, stages=[talk(contacted, leads_to=["demo", "lost"]), *board.stages[1:]])
    assert [("talk", "offer"), ("talk", "won")] == [evidence for _, _, evidence in found(board, "gate_never_met")]


def test_more_criteria_than_a_table_can_hold_are_left_alone() -> None:
    """A gate made of too many criteria to try them all is not judged."""
    many = [bant_at_least(score) for score in range(13)]
    assert [] == found(cycle(talk(any_of(*many), negate(any_of(*many))), offer(), WON, LOST), "gate_never_met")


def test_criteria_that_are_never_asked() -> None:
    """Exit criteria of a stage from which no way goes on are asked of nobody."""
    rest = Stage("rest", outcome="hold", leads_to=["lost"], exit_criteria=[contacted])
    board = cycle(talk(contacted, leads_to=["offer", "rest", "lost"]), offer(), rest, WON, LOST)
    message = "no way from 'rest' goes on, so its exit criteria are never asked; drop them"
    assert [("stages[2].exit_criteria", message, ())] == found(board, "never_asked")


def test_a_declared_way_that_stands_before_one_of_the_policy() -> None:
    """A declared skip lets pass what the same skip of the policy would ask for."""
    stages = [
        talk(contacted, leads_to=["demo", "offer", "lost"]),
        Stage("demo", leads_to=["offer", "lost"], exit_criteria=[persona_matched]),
        offer(),
        WON,
        LOST,
    ]
    message = "'talk' to 'offer' is declared, and asks for less than the policy would; drop it, or drop the policy"
    expected = ("stages[0].leads_to[1]", message, ("talk", "offer"))
    assert [expected] == found(cycle(*stages, policy=Policy(skipping="free")), "shadowed_way")
    assert [] == found(cycle(*stages), "shadowed_way")


def test_a_chance_that_falls() -> None:
    """A later stage with a smaller chance to win than an earlier one is told, wherever the higher one stood."""
    board = cycle(
        talk(contacted, win_probability="0.5", leads_to=["demo", "lost"]),
        Stage("demo", leads_to=["offer", "lost"], exit_criteria=[contacted]),
        offer(win_probability="0.4", leads_to=["sign", "lost"]),
        Stage("sign", leads_to=["won", "lost"], win_probability="0.5", exit_criteria=[contacted]),
        WON,
        LOST,
    )
    message = "the chance to win falls from 0.5 in 'talk' to 0.4 in 'offer'"
    assert [("stages[2].win_probability", message, ("talk", "offer"))] == found(board, "probability_falls")


def test_a_criterion_that_can_be_got_round() -> None:
    """A way to a win that never asks for a criterion is shown, stage by stage; what is asked elsewhere holds."""
    rest = Stage("rest", outcome="hold", leads_to=["offer", "lost"])
    board = cycle(talk(contacted, value_known, leads_to=["offer", "rest", "lost"]), offer(), rest, WON, LOST)
    path = ("talk", "rest", "offer", "won")
    message = "a record can be won without 'contacted': talk, rest, offer, won"
    assert [("stages[0].exit_criteria[0]", message, path)] == found(board, "avoidable")
    guarded = attrs.evolve(rest, exit_criteria=[all_of(contacted, persona_matched)])
    assert [] == found(attrs.evolve(board, stages=[*board.stages[:2], guarded, WON, LOST]), "avoidable")


def test_a_stricter_criterion_stands_for_a_laxer_one() -> None:
    """A path that asks for more of the same asks for less of it, too, and not the other way round."""
    ways = {"leads_to": ["demo", "offer", "lost"]}
    demo = Stage("demo", leads_to=["offer", "lost"], exit_criteria=[bant_at_least(75)])
    board = cycle(talk(bant_at_least(50), **ways), demo, offer(bant_at_least(60)), WON, LOST)
    assert [("talk", "offer", "won")] == [evidence for _, _, evidence in found(board, "avoidable")]
    assert "stages[1].exit_criteria[0]" == found(board, "avoidable")[0][0]


def test_reopening_is_a_way_round() -> None:
    """Losing on purpose and coming back further on is found like any other path."""
    board = cycle(talk(contacted), offer(), WON, attrs.evolve(LOST, reopens_to=["offer"]))
    assert [("talk", "lost", "offer", "won")] == [evidence for _, _, evidence in found(board, "avoidable")]
    asking = attrs.evolve(LOST, reopens_to=["offer"], exit_criteria=[contacted])
    assert [] == found(attrs.evolve(board, stages=[*board.stages[:3], asking]), "avoidable")


def test_a_stage_that_asks_for_nothing() -> None:
    """An open stage that can be left forward with no criterion is worth knowing."""
    message = "'talk' can be left for offer with no criterion"
    expected = ("stages[0].exit_criteria", message, ("talk", "offer"))
    assert [expected] == found(cycle(talk(), offer(), WON, LOST), "ungated")


@pytest.mark.parametrize(
    ("gate", "places"),
    [
        ([bant_at_least(50), bant_at_least(75)], [0]),
        ([bant_at_least(75), contacted, bant_at_least(50)], [2]),
        ([contacted, any_of(contacted, value_known)], [1]),
        ([all_of(contacted, value_known), value_known], [1]),
        ([contacted, value_known], []),
        ([contacted, all_of(contacted, contacted)], [1]),
    ],
)
def test_a_criterion_that_says_nothing_new(gate: list, places: list[int]) -> None:
    """What is met whenever the others are is told; of two that mean the same, the later one."""
    board = cycle(talk(*gate), offer(), WON, LOST)
    assert [f"stages[0].exit_criteria[{place}]" for place in places] == [
        where for where, _, _ in found(board, "redundant")
    ]


def test_loops_are_told_apart() -> None:
    """Going back, coming back from hold and reopening are loops of three kinds, each with its shortest round."""
    board = cycle(
        talk(contacted, leads_to=["demo", "rest", "lost"]),
        Stage("demo", leads_to=["offer", "talk", "lost"], exit_criteria=[contacted]),
        offer(leads_to=["won", "talk", "demo", "lost"]),
        Stage("rest", outcome="hold", leads_to=["talk", "lost"]),
        attrs.evolve(WON, reopens_to=["offer"]),
        LOST,
    )
    message = "'offer' can go back to talk, demo, and come again"
    assert ("stages[2]", message, ("offer", "demo", "offer")) == found(board, "regression_loop")[1]
    assert ["stages[1]", "stages[2]"] == [where for where, _, _ in found(board, "regression_loop")]
    assert [("rest", "talk", "rest")] == [evidence for _, _, evidence in found(board, "resumption_loop")]
    message = "'won' can be reopened to offer, and come again"
    assert [("stages[4]", message, ("won", "offer", "won"))] == found(board, "reopening_loop")


def test_a_way_back_that_never_returns_is_no_loop() -> None:
    """Going back to where no way leads on to here again is a step aside."""
    board = cycle(
        talk(contacted, leads_to=["demo", "offer", "lost"]),
        Stage("demo", leads_to=["won", "lost"], exit_criteria=[contacted]),
        offer(leads_to=["demo", "won", "lost"]),
        WON,
        LOST,
    )
    assert [] == found(board, "regression_loop")


def test_criteria_of_a_registry_that_nobody_uses() -> None:
    """With a registry, what no stage asks for is told; what a composed criterion is made of is in use."""
    board = cycle(talk(any_of(contacted, negate(human_contact))), offer(), WON, LOST)
    unused = [
        message.partition(" ")[0].strip("'") for _, message, _ in found(board, "unused_criterion", criteria=CRITERIA)
    ]
    assert sorted(CRITERIA.keys() - {"contacted", "human_contact", "value_known"}) == sorted(unused)
    assert [] == found(board, "unused_criterion")


@pytest.mark.parametrize("preset", [SEVEN_STAGE, SHORT_CYCLE, LONG_CYCLE], ids=lambda preset: preset.key)
def test_the_presets_for_deals_have_nothing_but_loops(preset: Cycle) -> None:
    """A ready-made cycle for deals has no way round what it asks for; that one can go back in it is meant."""
    loops = {"regression_loop", "resumption_loop", "reopening_loop"}
    assert loops >= {finding.code for finding in preset.findings()}
    assert {Severity.NOTE} == {finding.severity for finding in preset.findings()}
