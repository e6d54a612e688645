"""Samples: made-up deals that keep to the rules."""

from collections import Counter
from random import Random

import pytest

from salescycle import SEVEN_STAGE, InvalidValue, Outcome, Period
from salescycle.simulation import sample_deals

YEAR = Period.year(2025)
SAMPLE = sample_deals(rng=Random(11), period=YEAR, count=500)


def test_the_same_seed_gives_the_same_deals():
    """A sample is made of its seed alone."""
    assert sample_deals(rng=Random(4), period=YEAR, count=20) == sample_deals(rng=Random(4), period=YEAR, count=20)
    assert sample_deals(rng=Random(4), period=YEAR, count=20) != sample_deals(rng=Random(5), period=YEAR, count=20)


def test_a_sample_keeps_to_the_rules():
    """The audit finds nothing but moves back, which the cycle allows."""
    assert {"moved_back"} == {finding.code for deal in SAMPLE for finding in SEVEN_STAGE.audit(deal)}


def test_a_sample_lies_in_its_period():
    """Nothing happens before the period or after it."""
    assert all(YEAR.start <= fact.at < YEAR.end for deal in SAMPLE for fact in deal.log)


def test_a_sample_reaches_every_stage_and_outcome():
    """Every stage is visited, and some deals are open, won, lost and on hold."""
    assert {stage.key for stage in SEVEN_STAGE.stages} == {visit.stage for deal in SAMPLE for visit in deal.visits}
    assert set(Outcome) == set(Counter(deal.outcome for deal in SAMPLE))


def test_counts_are_checked():
    """A count is a whole number, not below 0 and not beyond the limit."""
    assert () == sample_deals(rng=Random(1), period=YEAR, count=0)
    with pytest.raises(InvalidValue, match="a count of deals must be a whole number from 0 to 100000, got -1"):
        sample_deals(rng=Random(1), period=YEAR, count=-1)
    with pytest.raises(InvalidValue, match="a count of deals must be a whole number from 0 to 100000, got 100001"):
        sample_deals(rng=Random(1), period=YEAR, count=100_001)
