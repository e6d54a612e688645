"""The edges of rules: what a detour may not pass, when a close began, where a log begins, and what a rename is."""

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from salescycle import AttributeSet, Cycle, Deal, InvalidValue, Lead, MatchRule, MoveRefused, Policy, Profile, Stage
from salescycle.cycle import (
    STRICT,
    Conformance,
    Criterion,
    CycleDiff,
    GoingBack,
    all_of,
    any_of,
    diff,
    fit_at_least,
    negate,
)
from salescycle.model import StageEntered, StageSeen

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = Policy(reopen_within=7 * DAY)
WON, LOST = Stage("won", outcome="won"), Stage("lost", outcome="lost", reopens_to=["offer"])


def board(*keys, last=(WON, LOST), policy=None, version=1):
    """Give a cycle of open stages in a row, from each of which the next one and every close can be reached."""
    closes = [stage.key for stage in last]
    nexts = [[key] for key in keys[1:]] + [[]]
    stages = [Stage(key, leads_to=[*to, *closes]) for key, to in zip(keys, nexts, strict=True)]
    return Cycle(key="board", version=version, stages=[*stages, *last], policy=policy or Policy())


def entered(stage, day):
    """Enter a stage some days after Monday, as an import tells it: no cycle is named."""
    outcome = stage if stage in ("won", "lost") else "open"
    return StageEntered(stage=stage, outcome=outcome, at=MONDAY + day * DAY)


def seen(stage, day, outcome="open"):
    """See a record in a stage some days after Monday."""
    return StageSeen(stage=stage, outcome=outcome, at=MONDAY + day * DAY)


def deal(*log):
    """Give a deal with a log."""
    return Deal(id="D-1", log=log)


def found(cycle, record, code):
    """Give the findings of an audit that have a code."""
    return [finding for finding in cycle.audit(record) if finding.code == code]


def test_a_detour_does_not_pass_a_close():
    """A deal need not be lost to get on, though losing and reopening it would take fewer moves."""
    cycle = board("talk", "demo", "trial", "offer")
    (finding,) = found(cycle, deal(entered("talk", 0), entered("offer", 1)), "not_allowed")
    assert ("talk", "demo", "trial", "offer") == tuple(finding.evidence)


def test_there_and_back_at_one_instant():
    """Whichever of the two stages comes first in the alphabet."""
    log = [entered("talk", 0), entered("offer", 1), entered("talk", 1)]
    assert 1 == len(found(board("talk", "offer"), deal(*log), "ping_pong"))


def test_a_close_that_is_seen_again_does_not_begin_again():
    """The time to reopen runs from the close that was entered, and the finding says until when it ran."""
    log = [entered("offer", 0), entered("lost", 1), seen("lost", 15, "lost"), entered("offer", 16)]
    (finding,) = found(board("talk", "offer", policy=WEEK), deal(*log), "too_late")
    assert f"moved from 'lost' to 'offer', which was open only until {MONDAY + 8 * DAY}" == finding.message


def test_the_time_to_reopen_runs_from_the_first_sight():
    """Where nobody knows when it was lost, it was so at the latest when it was first seen so, wherever."""
    gone = Stage("gone", outcome="lost", reopens_to=["offer"])
    cycle = board("talk", "offer", last=(WON, LOST, gone), policy=WEEK)
    record = deal(seen("lost", 0, "lost"), seen("gone", 5, "lost"))
    assert "offer" == cycle.move(record, to="offer", at=MONDAY + 7 * DAY).stage
    with pytest.raises(MoveRefused, match="could be reopened until"):
        cycle.move(record, to="offer", at=MONDAY + 8 * DAY)


def test_a_sight_of_an_unknown_close_is_no_later_than_it_was_told():
    """The audit counts from the stage the record came from where its close is not known."""
    log = [seen("lost", 0, "lost"), entered("offer", 8)]
    assert 1 == len(found(board("talk", "offer", policy=WEEK), deal(*log), "too_late"))


def test_only_the_first_stage_is_where_a_seen_log_begins():
    """What was entered after it has to be reached from there."""
    told = board("talk", "demo", "trial", "offer").conformance(deal(seen("talk", 0), entered("offer", 1)))
    assert (("demo", "trial"), ()) == (told.missing, told.extra)


def test_what_is_not_told_is_empty():
    """Of a comparison that somebody makes by hand."""
    told = Conformance(record="D-1", entered=("talk",), nearest=("talk",))
    assert ((), (), None) == (told.missing, told.extra, told.first_deviation)
    change = CycleDiff(old="a/1", new="a/2")
    texts = (change.added, change.removed, change.renamed, change.reordered, change.outcomes)
    assert ((),) * 5 == texts
    assert (False, (), (), ()) == (change.policy_changed, change.ways_added, change.ways_removed, change.gates)


@pytest.mark.parametrize(
    ("old", "new", "renamed"),
    [
        ("a x b", "a y b", (("x", "y"),)),
        ("a x z b", "a y b", ()),
        ("a x b", "a y z b", ()),
        ("a x z b", "a y w b", ()),
        ("a b c x d", "b a c y d", (("x", "y"),)),
        ("a x b c", "a y c b", ()),
    ],
)
def test_a_stage_in_the_place_of_another(old, new, renamed):
    """One between the same two neighbours is the same stage under a new key; the order of others does not matter."""
    last = (WON, Stage("lost", outcome="lost"))
    change = diff(board(*old.split(), last=last), board(*new.split(), last=last, version=2))
    assert renamed == change.renamed


def asked(name):
    """Give a criterion of a name."""
    return Criterion(key=name, asks=name, test=max)


def gated(version, *gate):
    """Give a cycle whose first stage has a gate."""
    talk = Stage("talk", leads_to=["won", "lost"], exit_criteria=gate)
    lost = Stage("lost", outcome="lost")
    return Cycle(key="board", version=version, stages=[talk, WON, lost])


def test_a_gate_of_one_of_two_that_are_both_denied():
    """Nobody can meet it, and that is found."""
    one, two = asked("one"), asked("two")
    codes = [finding.code for finding in gated(1, any_of(one, two), negate(one), negate(two)).findings()]
    assert "gate_never_met" in codes


def test_as_many_criteria_as_a_table_can_hold():
    """Twelve of them in another order ask for the same."""
    many = [asked(f"ask_{number}") for number in range(12)]
    assert () == diff(gated(1, any_of(*many)), gated(2, any_of(*many[::-1]))).gates


def test_a_criterion_in_other_words_asks_for_the_same():
    """Who words a question anew, or says better what to do about it, has not changed the gate."""
    new = attrs.evolve(asked("one"), asks="is it one?", hint="make it one")
    assert diff(gated(1, asked("one")), gated(2, new)).is_empty
    assert diff(gated(1, asked("one"), asked("two")), gated(2, all_of(asked("two"), new))).is_empty
    assert ["changed"] == [gate.change for gate in diff(gated(1, asked("one")), gated(2, asked("two"))).gates]


@pytest.mark.parametrize("other", [{"params": {"of": "email"}}, {"test": min}])
def test_one_key_with_other_parameters(other):
    """What asks of something else, or by another function, is another gate under the same key."""
    old = attrs.evolve(asked("one"), params={"of": "call"})
    change = diff(gated(1, old), gated(2, attrs.evolve(old, **other)))
    assert ["changed"] == [gate.change for gate in change.gates]


def test_a_key_that_no_reader_knows_is_named():
    """The refusal says which name was found."""
    both = attrs.evolve(all_of(asked("one"), asked("two")), key="both")
    with pytest.raises(InvalidValue, match="since it is made of others, got 'both'"):
        gated(1, both).to_data()


def test_how_far_it_fits_is_told_in_both_languages():
    """The same percentage in each."""
    rules = [MatchRule(attribute=name, match="one_of", values=["yes"]) for name in ("one", "two")]
    criterion = fit_at_least(Profile(persona="ops", rules=rules), 1)
    facts = [AttributeSet(name=name, value=value, at=MONDAY) for name, value in (("one", "yes"), ("two", "no"))]
    unmet = criterion.unmet(Lead(id="L-1", name="Ada", log=facts), MONDAY)
    assert "(it is 50 %)" in unmet.text("en")
    assert "(현재 50 %)" in unmet.text("ko")


def test_strict_never_goes_back():
    """Whatever its parts would be if they were left out."""
    assert GoingBack.NONE is STRICT.going_back
