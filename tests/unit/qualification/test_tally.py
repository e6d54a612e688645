"""Tallies: what they count, and what cannot be counted so."""

from __future__ import annotations

import pytest

from salescycle.errors import InvalidValue
from salescycle.qualification import Example, FeatureTally, NaiveBayes, Tally, Training, ValueTally

YES, NO = ValueTally(value="yes", won=3, lost=1), ValueTally(value="no", won=1, lost=2)
BUDGET = FeatureTally(feature="budget", won=4, lost=3, values=[YES, NO])


def test_a_tally_counts_values_and_what_is_missing() -> None:
    """Each value is counted by outcome; an example without the feature counts in the whole only."""
    rows = [("yes", "won")] * 3 + [("yes", "lost")] + [("no", "won")] + [("no", "lost")] * 2 + [(None, "lost")]
    examples = [Example(features={"budget": value}, outcome=outcome) for value, outcome in rows]
    tally = NaiveBayes.fit(Training(examples=examples)).tally
    assert Tally(won=4, lost=4, features=[FeatureTally(feature="budget", won=4, lost=3, values=[NO, YES])]) == tally
    assert (7, "50.0% (4 of 8)") == (tally.feature("budget").known, str(tally.win_rate))
    assert (NO, None, None) == (
        tally.feature("budget").tally("no"),
        tally.feature("budget").tally("maybe"),
        tally.feature("need"),
    )


def test_stages_cumulate_in_their_order() -> None:
    """An example counts for its stage and all before it; a stage without a place counts for none."""
    rows = [("talk", "lost"), ("offer", "lost"), ("closing", "won"), ("offer", "won"), ("rest", "lost")]
    examples = [Example(features={"stage": value, "team": "a"}, outcome=outcome) for value, outcome in rows]
    scorer = NaiveBayes.fit(Training(examples=examples), cumulative={"stage": ["talk", "offer", "closing"]})
    counted = {each.value: (each.won, each.lost) for each in scorer.tally.feature("stage").values}
    assert {"talk": (2, 2), "offer": (2, 1), "closing": (1, 0)} == counted
    stages = scorer.tally.feature("stage")
    assert (2, 2, True, False) == (stages.won, stages.lost, stages.cumulative, scorer.tally.feature("team").cumulative)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: ValueTally(value="", won=1, lost=0), "a value must have a name and have been seen, got ''"),
        (lambda: ValueTally(value="x", won=0, lost=0), "a value must have a name and have been seen, got 'x'"),
        (lambda: ValueTally(value="x", won=True, lost=0), "a count must be a whole number, 0 or more, got True"),
        (lambda: ValueTally(value="x", won=0, lost=-1), "a count must be a whole number, 0 or more, got -1"),
        (
            lambda: FeatureTally(feature="f", won=0, lost=0, values=[]),
            "the values of a feature must be one or more, all different, got '0 values'",
        ),
        (
            lambda: FeatureTally(feature="f", won=2, lost=4, values=[NO, NO]),
            "the values of a feature must be one or more, all different, got '2 values'",
        ),
        (
            lambda: FeatureTally(feature="f", won=4, lost=4, values=[YES, NO]),
            "feature 'f' must count the examples that its values count, got '4 won and 4 lost'",
        ),
        (
            lambda: FeatureTally(feature="f", won=4, lost=3, values=[YES, NO], cumulative=True),
            "feature 'f' must count the examples that its values count, got '4 won and 3 lost'",
        ),
        (
            lambda: FeatureTally(feature="f", won=4, lost=3, values=[YES, NO], cumulative=1),
            "whether a feature is cumulative must be a bool, got 1",
        ),
        (
            lambda: Tally(won=4, lost=4, features=[BUDGET, BUDGET]),
            "features must be all different, got 'budget, budget'",
        ),
        (
            lambda: Tally(won=4, lost=2, features=[BUDGET]),
            "feature 'budget' must not count more than the 4 won and 2 lost there are, got '4 won and 3 lost'",
        ),
        (
            lambda: Tally(won=3, lost=9, features=[BUDGET]),
            "feature 'budget' must not count more than the 3 won and 9 lost there are, got '4 won and 3 lost'",
        ),
    ],
)
def test_what_cannot_be_counted_so_is_refused(make: object, told: str) -> None:
    """Counts that contradict each other are told by name."""
    with pytest.raises(InvalidValue) as refused:
        make()
    assert told == str(refused.value)
