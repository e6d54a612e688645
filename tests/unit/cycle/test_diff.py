"""Differences between two versions of a cycle: stages, order, ways, gates."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from salescycle.cycle import (
    Cycle,
    Policy,
    Stage,
    all_of,
    any_of,
    bant_at_least,
    contacted,
    diff,
    human_contact,
    value_known,
)
from salescycle.errors import InvalidValue, UnknownName
from salescycle.presets import LONG_CYCLE, SEVEN_STAGE

WON, LOST = Stage("won", outcome="won"), Stage("lost", outcome="lost", reopens_to=["talk"])
TALK = Stage("talk", leads_to=["offer", "lost"], exit_criteria=[contacted])
OFFER = Stage("offer", leads_to=["won", "talk", "lost"], exit_criteria=[bant_at_least(60)])
OLD = Cycle(key="board", version=1, stages=[TALK, OFFER, WON, LOST])


def board(*stages: Stage, policy: Policy | None = None) -> Cycle:
    return Cycle(key="board", version=2, stages=stages, policy=policy or Policy())


def gated(*criteria) -> Cycle:
    return board(TALK, attrs.evolve(OFFER, exit_criteria=criteria), WON, LOST)


def test_nothing_changed() -> None:
    """Another version, other words and other limits are no difference in what may happen."""
    talk = attrs.evolve(TALK, label="Chat", idle_limit=timedelta(days=3), win_probability="0.1", guidance="Talk.")
    same = diff(OLD, board(talk, OFFER, WON, LOST))
    assert same.is_empty
    assert "board/1 to board/2:\n  the same may happen" == str(same)
    assert diff(SEVEN_STAGE, SEVEN_STAGE).is_empty


def test_stages_added_and_removed() -> None:
    """A stage that only one of the two has is told; its ways go without saying."""
    demo = Stage("demo", leads_to=["offer", "lost"], exit_criteria=[contacted])
    longer = board(attrs.evolve(TALK, leads_to=["demo", "lost"]), demo, OFFER, WON, LOST)
    found = diff(OLD, longer)
    assert (("demo",), (), (("talk", "offer"),), ()) == (
        found.added,
        found.removed,
        found.ways_removed,
        found.ways_added,
    )
    back = diff(longer, OLD)
    assert (("demo",), (), (("talk", "offer"),)) == (back.removed, back.added, back.ways_added)
    assert str(back).splitlines()[1:] == ["  stage 'demo' was removed", "  'talk' may now lead to 'offer'"]


def test_a_stage_renamed_in_its_place() -> None:
    """One that is gone and one that is new, alone between the same neighbours, are one; all else is as it was."""
    chat = Stage("chat", leads_to=["offer", "lost"], exit_criteria=[contacted])
    offer, lost = attrs.evolve(OFFER, leads_to=["won", "chat", "lost"]), attrs.evolve(LOST, reopens_to=["chat"])
    found = diff(OLD, board(chat, offer, WON, lost))
    assert (("talk", "chat"),) == found.renamed
    assert "board/1 to board/2:\n  stage 'talk' was renamed to 'chat'" == str(found)


def test_a_stage_renamed_and_put_elsewhere() -> None:
    """A label that stays shows which stage has another key, wherever it stands now."""
    labelled = attrs.evolve(TALK, label="Gespräch")
    chat = Stage("chat", label="Gespräch", leads_to=["won", "lost"], exit_criteria=[contacted])
    offer = attrs.evolve(OFFER, leads_to=["chat", "lost"])
    found = diff(board(labelled, OFFER, WON, LOST), board(offer, chat, WON, attrs.evolve(LOST, reopens_to=["chat"])))
    assert ((("talk", "chat"),), 1) == (found.renamed, len(found.reordered))


def test_what_could_be_two_renames_is_none() -> None:
    """Where two stages might be meant, neither is; where one has another outcome, it is not the same stage."""
    one = Stage("one", leads_to=["two", "lost"])
    two = Stage("two", leads_to=["offer", "lost"])
    found = diff(
        OLD, board(one, two, attrs.evolve(OFFER, leads_to=["won", "lost"]), WON, attrs.evolve(LOST, reopens_to=["one"]))
    )
    assert (("one", "two"), ("talk",), ()) == (found.added, found.removed, found.renamed)
    rest = Stage("rest", outcome="hold", leads_to=["offer", "lost"])
    start = attrs.evolve(OFFER, leads_to=["won", "rest", "lost"])
    held = diff(OLD, board(start, rest, WON, attrs.evolve(LOST, reopens_to=["rest"])))
    assert ((), ("talk",), ("rest",)) == (held.renamed, held.removed, held.added)


def test_a_rename_can_be_told() -> None:
    """What the caller says of names goes before any guess, also where the old key lives on elsewhere."""
    swapped = board(
        Stage("offer", leads_to=["talk", "lost"], exit_criteria=[contacted]),
        Stage("talk", leads_to=["won", "offer", "lost"], exit_criteria=[bant_at_least(60)]),
        WON,
        attrs.evolve(LOST, reopens_to=["offer"]),
    )
    found = diff(OLD, swapped, renamed={"talk": "offer", "offer": "talk"})
    assert ((("talk", "offer"), ("offer", "talk")), (), (), ()) == (
        found.renamed,
        found.reordered,
        found.gates,
        found.ways_added,
    )


@pytest.mark.parametrize("names", [{"tlak": "offer"}, {"talk": "ofer"}])
def test_a_told_rename_names_stages(names: dict[str, str]) -> None:
    """A name that neither cycle has is told with the nearest one."""
    with pytest.raises(UnknownName, match="did you mean"):
        diff(OLD, OLD, renamed=names)


def test_two_stages_do_not_become_one() -> None:
    """A difference is between stages one by one; putting two together is for a migration."""
    with pytest.raises(InvalidValue, match="renamed must give each stage a key of its own"):
        diff(OLD, OLD, renamed={"talk": "offer", "offer": "offer"})


def test_the_fewest_stages_are_told_as_reordered() -> None:
    """One stage put to the end is one stage moved, not three."""
    keys = ["a", "b", "c", "d"]
    ways = {"leads_to": ["won", "lost"]}
    old, new = (
        board(
            *[Stage(key, leads_to=[*(each for each in keys if each != key), *ways["leads_to"]]) for key in order],
            WON,
            attrs.evolve(LOST, reopens_to=[]),
        )
        for order in (keys, ["b", "c", "d", "a"])
    )
    assert ("a",) == diff(old, new).reordered
    assert "stage 'a' was put elsewhere in the order" in str(diff(old, new))


@pytest.mark.parametrize(
    ("criteria", "shift"),
    [
        ([bant_at_least(75)], "tightened"),
        ([bant_at_least(50)], "loosened"),
        ([], "loosened"),
        ([bant_at_least(60), value_known], "tightened"),
        ([all_of(bant_at_least(60), value_known)], "tightened"),
        ([any_of(bant_at_least(60), value_known)], "loosened"),
        ([value_known], "changed"),
        ([bant_at_least(50), value_known], "changed"),
    ],
)
def test_gates(criteria: list, shift: str) -> None:
    """A gate asks for more, for less, or for something else; what it listed before and lists now is told."""
    (gate,) = diff(OLD, gated(*criteria)).gates
    assert ("offer", "won", shift) == (gate.stage, gate.to, gate.change)
    assert tuple(each for each in criteria if each != bant_at_least(60)) == gate.asks_now
    assert (() if bant_at_least(60) in criteria else (bant_at_least(60),)) == gate.asked_before
    found = diff(OLD, gated(*criteria))
    assert ((gate,) if shift == "tightened" else ()) == found.tightened
    assert ((gate,) if shift == "loosened" else ()) == found.loosened


@pytest.mark.parametrize("criteria", [[all_of(bant_at_least(60))], [bant_at_least(60), bant_at_least(20)]])
def test_the_same_in_other_words(criteria: list) -> None:
    """A gate that is met by the very same records has not changed."""
    assert diff(OLD, gated(*criteria)).is_empty


def test_more_criteria_than_a_table_can_hold() -> None:
    """A gate of very many criteria is compared by what it lists."""
    many = [bant_at_least(score) for score in range(10)]
    old, new = gated(any_of(*many, contacted, value_known, human_contact)), gated(contacted)
    assert ["changed"] == [gate.change for gate in diff(old, new).gates]


def test_reasons_and_times_are_gates_too() -> None:
    """A reason that is asked for, and a shorter time to reopen, ask for more."""
    stricter = board(TALK, OFFER, WON, LOST, policy=Policy(reasons_for=["lost"], reopen_within=timedelta(days=90)))
    found = diff(OLD, stricter)
    told = [
        "the policy was changed",
        "'talk' to 'lost' was tightened: now a reason",
        "'offer' to 'lost' was tightened: now a reason",
        "'lost' to 'talk' was tightened: open for 90 days",
    ]
    assert told == [line.strip() for line in str(found).splitlines()[1:]]
    assert [gate.also for gate in diff(stricter, OLD).loosened] == [
        ("no more a reason",),
        ("no more a reason",),
        ("open for ever",),
    ]
    longer = board(TALK, OFFER, WON, LOST, policy=Policy(reasons_for=["lost"], reopen_within=timedelta(days=180)))
    assert (["lost"], ["lost"]) == (
        [gate.stage for gate in diff(stricter, longer).loosened],
        [gate.stage for gate in diff(longer, stricter).tightened],
    )


def test_more_of_one_and_less_of_another_is_changed() -> None:
    """A gate that drops a criterion and asks for a reason instead is neither tighter nor looser."""
    other = board(TALK, attrs.evolve(OFFER, exit_criteria=[]), WON, LOST, policy=Policy(reasons_for=["won"]))
    (gate,) = diff(OLD, other).gates
    assert "'offer' to 'won' was changed: no more BANT comes to at least 60; now a reason" == str(gate)


def test_another_outcome() -> None:
    """A stage that means something else now is told."""
    held = attrs.evolve(OFFER, outcome="hold")
    found = diff(OLD, board(TALK, attrs.evolve(held, leads_to=["won", "talk", "lost"]), WON, LOST))
    assert ("offer",) == found.outcomes
    assert "stage 'offer' has another outcome" in str(found)


def test_two_cycles_of_other_keys() -> None:
    """Any two cycles can be compared."""
    found = diff(LONG_CYCLE, SEVEN_STAGE)
    assert ("long-cycle/1", "seven-stage/1") == (found.old, found.new)
    # each alone of its outcome between the same neighbours; for discovery and procurement two stages might be meant
    assert (("evaluation", "pitch"), ("on_hold", "nurture")) == found.renamed
    assert {"needs_analysis", "proposal", "won", "lost"}.isdisjoint({*found.added, *found.removed})
