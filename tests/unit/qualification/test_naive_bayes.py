"""Naive Bayes: smoothing, missing and unseen, the floor, segments, explanations."""

from __future__ import annotations

import math
import pickle
from decimal import Decimal
from fractions import Fraction

import pytest

from salescycle.errors import InvalidValue
from salescycle.qualification import Example, NaiveBayes, Platt, Tally, Training

HALF = Fraction(1, 2)


def training(*rows: tuple[dict, str, int]) -> Training:
    """Give a table of so many examples of each kind."""
    return Training(examples=[Example(features=features, outcome=end) for features, end, n in rows for _ in range(n)])


REFERRED, MET = {"source": "referral"}, {"source": "fair"}
TABLE = training((REFERRED, "won", 40), (REFERRED, "lost", 10), (MET, "lost", 30))


def odds(prediction: object) -> float:
    """Give the odds of a prediction."""
    return prediction.probability / (1 - prediction.probability)


def close(expected: Fraction | float, actual: float) -> bool:
    """Whether a float is what exact arithmetic gives."""
    return math.isclose(expected, actual, rel_tol=1e-12)


def rate_odds(won: Fraction | int, lost: Fraction | int) -> Fraction:
    """Give the odds of so many wins and losses, exactly."""
    return Fraction(won) / lost


def test_a_value_is_smoothed_towards_the_features_base_rate() -> None:
    """One outcome at the rate of the feature is added to each value, and odds are multiplied: in fractions."""
    table = training((REFERRED, "won", 40), (REFERRED, "lost", 10), (MET, "lost", 30), ({}, "won", 20))
    base = Fraction(40, 80)
    start = rate_odds(60 + HALF, 40 + HALF)
    referral = rate_odds(40 + base, 10 + 1 - base) / rate_odds(40, 40)
    fair = rate_odds(0 + base, 30 + 1 - base) / rate_odds(40, 40)
    scorer = NaiveBayes.fit(table)
    assert close(start, odds(scorer.predict({})))
    assert close(start * referral, odds(scorer.predict(REFERRED)))
    assert close(start * fair, odds(scorer.predict(MET)))


def test_the_ratio_is_that_of_bayes_rule() -> None:
    """The ratio equals P(value | won) / P(value | lost) with the added outcomes counted in, which sum to one."""
    table = training((REFERRED, "won", 40), (REFERRED, "lost", 10), (MET, "lost", 20), (MET, "won", 5))
    base = Fraction(45, 75)
    if_won = (40 + base) / (45 + 2 * base)
    if_lost = (10 + 1 - base) / (30 + 2 * (1 - base))
    log_odds = NaiveBayes.fit(table).predict(REFERRED).contributions[0].log_odds
    assert close(if_won / if_lost, math.exp(log_odds))


@pytest.mark.parametrize(
    ("alpha", "ratio"), [("1", Fraction(41, 11)), ("0.5", Fraction(81, 21)), (2, Fraction(42, 12))]
)
def test_alpha_is_laplaces_for_values_equally_common(alpha: str, ratio: Fraction) -> None:
    """With two values equally common, alpha is added to each count: 1 is Laplace's rule, 1/2 is Jeffreys'."""
    even = training((REFERRED, "won", 40), (MET, "won", 10), (REFERRED, "lost", 10), (MET, "lost", 40))
    assert close(ratio, odds(NaiveBayes.fit(even, alpha=alpha).predict(REFERRED)))


def test_a_value_seen_twice_says_little() -> None:
    """A rare value is told by how little was seen of it, whatever the base rate; more of it says more."""
    rare = [training((MET, "won", 90), (MET, "lost", 10), (REFERRED, "lost", n)) for n in (1, 5, 25)]
    factors = [1 / NaiveBayes.fit(each).predict(REFERRED).contributions[0].factor for each in rare]
    bases = [Fraction(90, 100 + n) for n in (1, 5, 25)]
    expected = [(n + 1 - base) / base * base / (1 - base) for n, base in zip((1, 5, 25), bases, strict=True)]
    assert all(map(close, expected, factors))
    steadier = NaiveBayes.fit(rare[0], alpha=10).predict(REFERRED).contributions[0].log_odds
    assert -0.5 < steadier < 0


def test_a_feature_known_of_one_outcome_only_says_nothing() -> None:
    """Where only wins have a value, nothing can be compared."""
    table = training((REFERRED, "won", 40), (MET, "won", 10), ({}, "lost", 50))
    assert [0.0] == [each.log_odds for each in NaiveBayes.fit(table).predict(REFERRED).contributions]
    turned = training((REFERRED, "lost", 40), ({}, "won", 50))
    assert [0.0] == [each.log_odds for each in NaiveBayes.fit(turned).predict(REFERRED).contributions]


def test_missing_is_not_a_value_and_the_unseen_says_nothing() -> None:
    """Without the feature, with an unknown value or an unknown feature, the answer is where it starts."""
    scorer = NaiveBayes.fit(TABLE)
    start = scorer.predict({}).probability
    assert close(HALF, start)
    assert () == scorer.predict({"source": None}).contributions
    for features in ({"source": "advert"}, {"weather": "fine"}):
        prediction = scorer.predict(features)
        assert [0.0] == [each.log_odds for each in prediction.contributions]
        assert (start, 0) == (prediction.probability, prediction.contributions[0].seen.whole)
        assert str(prediction.contributions[0]).endswith("was never seen, and says nothing")
    half_known = training((REFERRED, "won", 40), (REFERRED, "lost", 10), (MET, "lost", 30), ({}, "won", 40))
    assert scorer.tally.features == NaiveBayes.fit(half_known).tally.features


def test_hundreds_of_features_do_not_underflow() -> None:
    """A chance stays strictly between 0 and 1, however much speaks for or against it."""
    good, bad = ({f"f{n}": word for n in range(900)} for word in ("good", "bad"))
    scorer = NaiveBayes.fit(training((good, "won", 40), (bad, "lost", 40)))
    high, low = scorer.predict(good), scorer.predict(bad)
    assert 0 < low.probability < 1e-15
    assert 1 - 1e-15 < high.probability < 1
    assert close(900 * math.log(40.5 / 0.5), high.log_odds)
    assert math.isclose(high.log_odds, -low.log_odds, rel_tol=1e-12)


@pytest.mark.parametrize(
    ("table", "floor", "told", "korean"),
    [
        (
            training((REFERRED, "won", 6), (MET, "lost", 3)),
            50,
            "65.0% (the base rate: 9 outcomes are fewer than 50)",
            "기본 비율: 결과 9건은 50건보다 적다",
        ),
        (
            training((REFERRED, "won", 60)),
            50,
            "99.2% (the base rate: all ended in the same way)",
            "기본 비율: 모두 같은 결과로 끝났다",
        ),
        (
            training((REFERRED, "lost", 1)),
            0,
            "25.0% (the base rate: all ended in the same way)",
            "기본 비율: 모두 같은 결과로 끝났다",
        ),
        (training(), 0, "50.0% (the base rate: all ended in the same way)", "기본 비율: 모두 같은 결과로 끝났다"),
    ],
)
def test_too_little_gives_the_base_rate(table: Training, floor: int, told: str, korean: str) -> None:
    """Below the floor, or where all ended alike, features are not used, and the answer says so."""
    prediction = NaiveBayes.fit(table, floor=floor).calibrated(TABLE).predict(REFERRED)
    assert (told, korean, ()) == (str(prediction), prediction.limit.text("ko"), prediction.contributions)
    assert prediction.is_base_rate


def test_at_the_floor_features_are_used() -> None:
    """The floor itself is enough."""
    nine = training((REFERRED, "won", 6), (MET, "lost", 3))
    assert [True, False] == [NaiveBayes.fit(nine, floor=floor).predict(REFERRED).is_base_rate for floor in (10, 9)]


def test_a_segment_is_drawn_towards_the_pool() -> None:
    """Base rate and shares of a segment are mixed with the pool's, which counts as so many outcomes."""
    north, south = {"team": "north"}, {"team": "south"}
    table = training(
        (north | REFERRED, "won", 30),
        (north | MET, "lost", 10),
        (south | REFERRED, "won", 10),
        (south | REFERRED, "lost", 30),
        (south | MET, "lost", 20),
    )
    scorer = NaiveBayes.fit_by("team", table, strength=20)
    prediction = scorer.predict(north | REFERRED)
    rate = (30 + 20 * (40 + HALF) / (100 + 1)) / (40 + 20)
    base = Fraction(40, 100)
    pool_ratio = rate_odds(40 + base, 30 + 1 - base) / rate_odds(40, 60)
    own_base = (30 + 20 * base) / (40 + 20)
    if_pool = own_base / (1 - own_base) * pool_ratio
    with_it = (30 + 20 * if_pool / (1 + if_pool)) / (30 + 20)
    ratio = with_it / (1 - with_it) / (own_base / (1 - own_base))
    assert close(rate / (1 - rate) * ratio, odds(prediction))
    assert ["source"] == [each.feature for each in prediction.contributions]
    assert ("north", "75.0% (30 of 40)", "40.0% (40 of 100)") == (
        prediction.segment,
        str(prediction.of_segment),
        str(prediction.rests_on),
    )


def test_a_segment_never_seen_gets_the_pools_answer() -> None:
    """Without a segment, or with a new one, a segmented scorer is that of the pool; each value has its pool's count."""
    table = training(({"team": "north"} | REFERRED, "won", 30), (MET, "lost", 30), (REFERRED, "lost", 5))
    by_team = NaiveBayes.fit_by("team", table)
    pool = NaiveBayes.fit(training((REFERRED, "won", 30), (MET, "lost", 30), (REFERRED, "lost", 5)))
    expected = pool.predict(REFERRED)
    assert expected == by_team.predict(REFERRED)
    west = by_team.predict({"team": "west"} | REFERRED)
    assert (expected.probability, "west", None) == (west.probability, west.segment, west.of_segment)
    # the fair is unknown to the north, and the pool still says something about it
    assert by_team.predict({"team": "north"} | MET).contributions[0].log_odds < 0


def test_a_feature_unknown_in_a_segment_is_the_pools() -> None:
    """Where a segment never saw a feature, its ratio is that of the pool."""
    table = training(({"team": "north"}, "won", 30), (MET, "lost", 30), (REFERRED, "won", 5), (REFERRED, "lost", 5))
    scorer = NaiveBayes.fit_by("team", table)
    pool, north = scorer.predict(MET), scorer.predict({"team": "north"} | MET)
    assert pool.contributions == north.contributions


def test_contributions_add_up_and_the_largest_comes_first() -> None:
    """Start and contributions make the log-odds, before and after calibration; equal sizes are sorted by name."""
    rows = [
        ({"big": "yes", "b": "x", "a": "x"}, "won", 30),
        ({"big": "no", "b": "x", "a": "x"}, "lost", 30),
        ({"big": "no", "b": "y", "a": "y"}, "lost", 10),
    ]
    scorer = NaiveBayes.fit(training(*rows))
    asked = {"a": "x", "b": "x", "big": "yes", "new": "z"}
    raw = scorer.predict(asked)
    assert ["big", "a", "b", "new"] == [each.feature for each in raw.contributions]
    assert close(raw.start + sum(each.log_odds for each in raw.contributions), raw.log_odds)
    curve = Platt(slope=0.5, intercept=0.25)
    bent = NaiveBayes(tally=scorer.tally, calibration=curve).predict(asked)
    assert close(curve.log_odds(raw.log_odds), bent.log_odds)
    assert close(bent.start + sum(each.log_odds for each in bent.contributions), bent.log_odds)
    assert close(raw.contributions[0].log_odds / 2, bent.contributions[0].log_odds)


def test_what_speaks_against_a_win_is_as_large_as_what_speaks_for_it() -> None:
    """Contributions are sorted by their size, whatever their sign, and equal ones by the name of the feature."""
    rows = [
        ({"a": "few", "z": "bad"}, "won", 5),
        ({"a": "few", "z": "good"}, "won", 45),
        ({"a": "few", "z": "bad"}, "lost", 40),
        ({"a": "many", "z": "bad"}, "lost", 10),
    ]
    found = NaiveBayes.fit(training(*rows)).predict({"a": "few", "z": "bad"}).contributions
    assert [("z", True), ("a", False)] == [(each.feature, each.log_odds < 0) for each in found]
    equal = NaiveBayes.fit(training(*rows)).predict((("z", "new"), ("b", "new"), ("a", "new"))).contributions
    assert ["a", "b", "z"] == [each.feature for each in equal]


def test_below_the_floor_a_segment_gets_the_pools_base_rate() -> None:
    """Too little is too little for a segment too, though its own outcomes are told."""
    table = training(({"team": "north"}, "won", 3), ({"team": "south"}, "lost", 3))
    prediction = NaiveBayes.fit_by("team", table).predict({"team": "north"})
    assert "50.0% (the base rate: 6 outcomes are fewer than 50)" == str(prediction)
    assert "100.0% (3 of 3)" == str(prediction.of_segment)


def test_names_are_cleaned_wherever_they_come_in() -> None:
    """A feature named with blanks around it is the same feature, as a segment, in an order and in pairs."""
    table = training(({"team": "north", "stage": "talk"}, "won", 1), ({"team": "south", "stage": "talk"}, "lost", 1))
    clean = NaiveBayes.fit_by("team", table, cumulative={"stage": ["talk"]})
    assert clean == NaiveBayes.fit_by(" team ", table, cumulative={" stage ": [" talk "]})
    pairs = [(f" {name} ", own) for name, own in clean.segments]
    assert clean == NaiveBayes(tally=clean.tally, segment=" team ", segments=pairs)


def test_a_calibrated_scorer_is_judged_by_its_chances() -> None:
    """Scores for a curve are taken before calibration, chances to judge after it."""
    scorer = NaiveBayes.fit(TABLE)
    bent = NaiveBayes(tally=scorer.tally, calibration=Platt(slope=0.0, intercept=0.0))
    assert scorer.scored(TABLE) == bent.scored(TABLE)
    assert [(0.5, example.is_won) for example in TABLE.examples] == bent.judged(TABLE)
    assert [(scorer.predict(REFERRED).log_odds, True)] == scorer.scored(TABLE)[:1]


def test_a_scorer_is_a_value() -> None:
    """Scorers that learned the same are equal, hash alike and survive a pickle."""
    scorer = NaiveBayes.fit_by("source", TABLE).calibrated(TABLE)
    again = NaiveBayes.fit_by("source", Training(examples=TABLE.examples[::-1])).calibrated(TABLE)
    assert (scorer, hash(scorer)) == (again, hash(again))
    assert scorer == pickle.loads(pickle.dumps(scorer))


SMALL, LARGE, EIGHTY = Tally(won=1, lost=1), Tally(won=2, lost=2), Tally(won=40, lost=40)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: NaiveBayes(tally=None), "a tally must be a Tally, got None"),
        (lambda: NaiveBayes.fit([]), "training must be a Training, got a list; give Training.of(...)"),
        (lambda: NaiveBayes.fit_by("team", "x"), "training must be a Training, got 'x'; give Training.of(...)"),
        (lambda: NaiveBayes.fit_by("", TABLE), "key must not be blank, got ''; give at least one character"),
        (
            lambda: NaiveBayes.fit(TABLE, alpha=0),
            "a weight of prior knowledge must be more than 0, got 0; give 0.5 for Jeffreys",
        ),
        (
            lambda: NaiveBayes.fit_by("team", TABLE, strength="-1"),
            "a weight of prior knowledge must be more than 0, got '-1'; give 0.5 for Jeffreys",
        ),
        (lambda: NaiveBayes.fit(TABLE, floor=-1), "a count must be a whole number, 0 or more, got -1"),
        (
            lambda: NaiveBayes.fit(TABLE, cumulative={"stage": ["a", "a"]}),
            "the order of 'stage' must name each value once, got 'a, a'",
        ),
        (
            lambda: NaiveBayes.fit(TABLE, cumulative={"stage": "talk"}),
            "keys must be several, in a list or tuple, got 'talk'; put it in a list",
        ),
        (lambda: NaiveBayes(tally=LARGE, segments=[("a", SMALL)]), "segment must name the feature"),
        (
            lambda: NaiveBayes(tally=LARGE, segment="team", segments=[("a", 1)]),
            "segments must be pairs of a value and its Tally, got '1 pairs'",
        ),
        (
            lambda: NaiveBayes(tally=SMALL, segment="team", segments=[("a", LARGE)]),
            "segment 'a' must not count more than all segments together, got '2 won, 2 lost'",
        ),
        (
            lambda: NaiveBayes(tally=EIGHTY, segment="t", segments=[("a", NaiveBayes.fit(TABLE).tally)]),
            "segment 'a' must not count more than all segments together, got '40 won, 40 lost'",
        ),
        (
            lambda: NaiveBayes(tally=SMALL, segment="team", segments=[("a", Tally(won=2, lost=1))]),
            "segment 'a' must not count more than all segments together, got '2 won, 1 lost'",
        ),
        (lambda: NaiveBayes(tally=LARGE, calibration=1.0), "a calibration must be a Platt, got 1.0"),
        (lambda: NaiveBayes.fit(TABLE).predict("x"), "features must be a mapping, got 'x'; for example {'key': ...}"),
    ],
)
def test_malformed_scorers_and_questions_are_refused(make: object, told: str) -> None:
    """Every door says what is wrong."""
    with pytest.raises(InvalidValue) as refused:
        make()
    assert str(refused.value).startswith(told)


def test_weights_are_exact() -> None:
    """A weight given as text is the decimal that was written."""
    scorer = NaiveBayes.fit_by("source", TABLE, alpha="0.1", strength="12.5")
    assert (Decimal("0.1"), Decimal("12.5")) == (scorer.alpha, scorer.strength)
