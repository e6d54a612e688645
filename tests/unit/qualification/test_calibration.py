"""After-calibration: the curve, its targets, and fitting it to what was left out."""

from __future__ import annotations

import math

import pytest

from salescycle.errors import InvalidValue
from salescycle.qualification import Example, NaiveBayes, Platt, Training, cross_calibrated
from salescycle.qualification._platt import logistic_curve


def logit(share: float) -> float:
    """Give the log-odds of a share."""
    return math.log(share / (1 - share))


def test_two_scores_are_fitted_exactly() -> None:
    """With two different scores the curve goes through the mean targets of both, in closed form."""
    rows = [(1.0, True)] * 6 + [(1.0, False)] * 2 + [(-1.0, False)] * 5 + [(-1.0, True)] * 3
    yes, no = 10 / 11, 1 / 9  # Platt's targets for 9 wins and 7 losses
    high, low = logit((6 * yes + 2 * no) / 8), logit((3 * yes + 5 * no) / 8)
    curve = Platt.fit(rows)
    assert math.isclose((high - low) / 2, curve.slope, abs_tol=1e-5)  # held at 1 with a force of a millionth
    assert math.isclose((high + low) / 2, curve.intercept, abs_tol=1e-5)


def test_where_scores_do_not_decide_the_slope_stays_one() -> None:
    """With equal scores only the intercept is fitted: the curve gives the mean target."""
    curve = Platt.fit([(2.0, True)] * 3 + [(2.0, False)] * 5)
    assert math.isclose(1, curve.slope, rel_tol=1e-9)
    assert math.isclose(logit((3 * 4 / 5 + 5 / 7) / 8), curve.log_odds(2.0), rel_tol=1e-9)


def test_the_slope_is_held_at_one_by_the_given_force() -> None:
    """At the bottom the pull of the scores equals that of the force, and errors sum to 0."""
    scores, targets, steady = [-1.0, 0.0, 0.5, 2.0], [0.0, 1.0, 0.0, 1.0], 3.0
    slope, intercept = logistic_curve(scores, targets, steady)
    errors = [
        1 / (1 + math.exp(-intercept - slope * score)) - target for score, target in zip(scores, targets, strict=True)
    ]
    pull = sum(error * score for error, score in zip(errors, scores, strict=True))
    assert math.isclose(0, sum(errors), abs_tol=1e-9)
    assert math.isclose(steady * (1 - slope), pull, abs_tol=1e-9)
    assert abs(pull) > 0.01


def test_one_class_or_a_clean_division_gives_a_finite_curve() -> None:
    """The targets keep chances off 0 and 1 even where all were won, or a threshold divides wins from losses."""
    won = Platt.fit([(0.0, True)] * 8)
    assert math.isclose(logit(9 / 10), won.intercept, rel_tol=1e-9)
    divided = Platt.fit([(1.0, True)] * 8 + [(-1.0, False)] * 8)
    assert math.isclose(logit(9 / 10), divided.log_odds(1.0), rel_tol=1e-5)


def test_far_scores_do_no_harm() -> None:
    """Scores of any size that a scorer gives are fitted, and their order changes nothing."""
    rows = [(900.0, True), (-900.0, False), (700.0, False), (1e9, True), (-1e9, True)]
    assert Platt.fit(rows) == Platt.fit(rows[::-1])
    assert math.isfinite(Platt.fit(rows).slope)


@pytest.mark.parametrize(
    ("scored", "told"),
    [
        ([], "scores must be one or more, got 'none'"),
        (5, "scores must be several, in a list or tuple, got 5; put it in a list"),
        ([(1.0, 1)], "scores[0] must be a pair of a number and True or False, got a tuple"),
        ([(1.0, True), (1.0,)], "scores[1] must be a pair of a number and True or False, got a tuple"),
        ([1.0], "scores[0] must be a tuple, got 1.0"),
        ([(1, True)], "log-odds, or a parameter of their curve must be a float below 10^12, got 1"),
        ([(math.nan, True)], "log-odds, or a parameter of their curve must be a float below 10^12, got nan"),
        ([(1e12, True)], "log-odds, or a parameter of their curve must be a float below 10^12, got 1000000000000.0"),
    ],
)
def test_malformed_scores_are_refused(scored: object, told: str) -> None:
    """Each pair passes a door."""
    with pytest.raises(InvalidValue) as refused:
        Platt.fit(scored)
    assert told == str(refused.value)


def told_twice(count: int) -> Training:
    """Give examples whose one feature is told twice, so that naive Bayes counts it twice."""
    rows = [("good", "won"), ("good", "won"), ("good", "won"), ("good", "lost"), ("bad", "lost")] * count
    return Training(
        examples=[
            Example(features={"fit": fit, "again": fit, "n": str(n)}, outcome=end) for n, (fit, end) in enumerate(rows)
        ]
    )


def test_cross_calibration_is_the_curve_of_left_out_scores() -> None:
    """Each part is scored by a scorer of the others, the curve fits these, and the scorer itself learned from all."""
    table = told_twice(40)
    parts = table.parts(4)
    scored = []
    for place, part in enumerate(parts):
        rest = [each for other in parts[:place] + parts[place + 1 :] for each in other.examples]
        scored += NaiveBayes.fit(Training(examples=rest)).scored(part)
    found = cross_calibrated(table, NaiveBayes.fit, folds=4)
    assert Platt.fit(scored) == found.calibration
    assert NaiveBayes.fit(table).tally == found.tally


def test_what_is_told_twice_is_told_once_after_calibration() -> None:
    """The curve takes back what naive Bayes counts twice: three of four good ones were won."""
    table, good = told_twice(200), {"fit": "good", "again": "good"}
    raw = NaiveBayes.fit(table).predict(good).probability
    mended = cross_calibrated(table, NaiveBayes.fit).predict(good).probability
    assert raw > 0.85
    assert abs(mended - 0.75) < 0.01


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: cross_calibrated([], NaiveBayes.fit), "training must be a Training"),
        (lambda: cross_calibrated(Training(examples=[]), NaiveBayes.fit), "training must hold at least one example"),
        (lambda: cross_calibrated(told_twice(1), NaiveBayes.fit, folds=1), "a count of parts must be"),
        (lambda: cross_calibrated(told_twice(1), lambda _: None), "fit must give a NaiveBayes, got None"),
    ],
)
def test_cross_calibration_checks_what_it_is_given(make: object, told: str) -> None:
    """Its table, its folds and its fit pass doors."""
    with pytest.raises(InvalidValue) as refused:
        make()
    assert str(refused.value).startswith(told)
