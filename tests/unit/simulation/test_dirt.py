"""Dirt: what is put into clean deals is what an audit finds, and nothing else is touched."""

from random import Random

import pytest

from salescycle import SEVEN_STAGE, Deal, InvalidValue, Period, Pipeline
from salescycle.simulation import Dirt, sample_deals, with_dirt

YEAR = Period.year(2025)
CLEAN = sample_deals(rng=Random(7), period=YEAR, count=300)
FOUND_AS = {
    Dirt.UNREASONED: {"lost_without_reason"},
    Dirt.REPEATED: {"repeated_stage"},
    Dirt.BORN_CLOSED: {"created_closed"},
    Dirt.RENAMED: {"unknown_stage"},
}


def audited(deals):
    """Give the codes that an audit has for each deal, by id."""
    found = Pipeline(deals, cycle=SEVEN_STAGE, as_of=YEAR.end).audit()
    return {deal.id: {each.code for each in found if each.where == deal.id} for deal in deals}


@pytest.mark.parametrize("kind", FOUND_AS)
def test_an_audit_finds_what_was_put_there(kind) -> None:
    """In those deals, and in no other one."""
    sample = with_dirt(CLEAN, rng=Random(3), kinds=[kind])
    after, codes = audited(sample.deals), FOUND_AS[kind]
    assert 20 < sample.counts[kind] < 60
    assert sample.of(kind) == {key for key, found in after.items() if found & codes}
    assert [deal for deal in CLEAN if deal.id not in sample.of(kind)] == [
        deal for deal in sample.deals if deal.id not in sample.of(kind)
    ]


def dirty(kind):
    """Give the deals that have one kind of dirt, before and after."""
    sample = with_dirt(CLEAN, rng=Random(3), kinds=[kind], share=0.3)
    return [(one, two) for one, two in zip(CLEAN, sample.deals, strict=True) if one.id in sample.of(kind)]


def test_of_a_skipped_stage_nothing_is_left() -> None:
    """One entry in the middle is missing; the audit notices unless the cycle has a way past it."""
    pairs = dirty(Dirt.SKIPPED)
    assert {1} == {len(before.log) - len(after.log) for before, after in pairs}
    found = audited([after for _, after in pairs])
    for before, after in pairs:
        (gone,) = set(before.log) - set(after.log)
        place = [visit.entered for visit in before.visits].index(gone.at)
        one, two = before.visits[place - 1].stage, before.visits[place + 1].stage
        if two not in SEVEN_STAGE.ways(one):
            assert found[after.id] & {"not_allowed", "skipped", "repeated_stage"}


def test_what_is_worth_nobody_knows_what() -> None:
    """Its other facts are there."""
    for before, after in dirty("unvalued"):
        assert (None, before.visits) == (after.value, after.visits)


def test_what_is_entered_late_happened_when_it_did() -> None:
    """It was known days later, all of it, and all as late."""
    for before, after in dirty(Dirt.LATE):
        assert before.visits == after.visits
        late = {two.recorded_at - one.recorded_at for one, two in zip(before.log, after.log, strict=True)}
        assert (1, True) == (len(late), 1 <= late.pop().days <= 14)


def test_what_was_forgotten_stands_open() -> None:
    """In the stage before its close."""
    for before, after in dirty("forgotten"):
        assert before.outcome.is_closed
        assert (False, before.visits[-2].stage) == (after.outcome.is_closed, after.stage)


def test_of_a_snapshot_no_time_is_known() -> None:
    """Only where it stands, since when it exists, and what it is worth."""
    for before, after in dirty("snapshot"):
        assert (before.stage, before.outcome, before.value) == (after.stage, after.outcome, after.value)
        assert None is after.visits[0].dwell_time
        assert before.opened_at == after.opened_at


def test_a_sample_is_made_of_its_seed() -> None:
    """All kinds come up; shares of none and of all are what they say."""
    sample = with_dirt(CLEAN, rng=Random(5))
    assert sample == with_dirt(CLEAN, rng=Random(5))
    assert sample != with_dirt(CLEAN, rng=Random(6))
    assert set(Dirt) == set(sample.counts)
    assert len(sample.put) == sum(sample.counts.values())
    nothing = with_dirt(CLEAN, rng=Random(5), share=0)
    assert (CLEAN, (), "no dirt") == (nothing.deals, nothing.put, str(nothing))
    assert 300 == len(with_dirt(CLEAN, rng=Random(5), share=1).put)


def test_a_deal_that_no_dirt_can_befall_stays_clean() -> None:
    """One without a log is not lost, worth nothing, and in no stage."""
    empty = Deal(id="D-1")
    kinds = [kind for kind in Dirt if kind is not Dirt.LATE]
    assert (empty,) == with_dirt([empty], rng=Random(1), share=1, kinds=kinds).deals
    born = with_dirt(CLEAN, rng=Random(5), share=1, kinds=["born_closed"]).deals
    again = with_dirt(born, rng=Random(5), share=1, kinds=["forgotten", "renamed", "repeated", "skipped"])
    assert {deal.id for deal in CLEAN if deal.outcome.is_closed}.isdisjoint(dict(again.put))
    unvalued = with_dirt(CLEAN, rng=Random(5), share=1, kinds=["unvalued"]).deals
    bare = with_dirt(unvalued, rng=Random(5), share=1, kinds=["born_closed", "snapshot"])
    assert {None} == {deal.value for deal in bare.deals}


@pytest.mark.parametrize(
    "fields",
    [{"share": 1.5}, {"share": "much"}, {"kinds": ["dusty"]}, {"kinds": "late"}, {"rng": 7}],
)
def test_what_cannot_be_drawn_is_refused(fields) -> None:
    """By the door that it came to."""
    with pytest.raises(InvalidValue):
        with_dirt(CLEAN, **{"rng": Random(1), **fields})
