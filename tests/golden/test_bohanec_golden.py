"""448 real B2B deals: the learned scorer against the base rate and the raw BANT score, as the docs page tells it.

Source: the B2B sales data of Bohanec, Kljajic Borstnar and Robnik-Sikonja (CC BY 4.0); win rates by answer were
computed outside this project. The lines of the page are printed by
`python -m pytest tests/golden/test_bohanec_golden.py --no-cov -s`.
"""

from __future__ import annotations

import csv
import os
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from salescycle.model import Deal
from salescycle.qualification import BANT, Example, NaiveBayes, Training, cross_calibrated, ece_null_band, reliability

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "learned-scoring.md"
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
BANT_COLUMNS = ("Budgt_alloc", "Authority", "Needs_def")
ANSWERS = {
    "budget": ("Budgt_alloc", {"Yes": "yes", "No": "no"}),
    "authority": ("Authority", {"High": "yes", "Mid": "partly", "Low": "no"}),
    "need": ("Needs_def", {"Yes": "yes", "Info gathering": "partly", "No": "no", "Poor": "no"}),
}


@pytest.fixture(scope="module")
def rows():
    """Give the rows of the file, or skip."""
    file = Path(os.environ.get("SALESCYCLE_DATA", ROOT.parent / "shared" / "data")) / "bohanec" / "b2b_dataset.csv"
    if not file.is_file():
        pytest.skip("the real sales data is not here; SALESCYCLE_DATA may name its folder")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def table_of(rows, *, columns=None, unknown_is_value=True):
    """Make a training table of all columns, or of some; what the seller did not know is a value, or is missing."""
    examples = []
    for row in rows:
        features = {name: row[name] for name in (columns or row) if name != "Status"}
        if not unknown_is_value:
            features = {name: None if value == "Unknown" else value for name, value in features.items()}
        examples.append(Example(features=features, outcome=row["Status"].lower()))
    return Training(examples=examples)


def bant_chance(example):
    """Take the BANT score of an example for a chance: the middle of its range, since nobody asked about timing."""
    facts = [
        BANT.answer(question, answers[example.feature(column)], at=MONDAY)
        for question, (column, answers) in ANSWERS.items()
        if example.feature(column) in answers
    ]
    score = BANT.score(Deal(id="D", log=facts))
    return (score.low + score.high) / 200


def divided(table, held):
    """Give the table without a third, and that third."""
    parts = table.parts(3)
    rest = [each for place, part in enumerate(parts) if place != held for each in part.examples]
    return Training(examples=rest), parts[held]


def only(table, columns):
    """Give the table with some of its features."""
    return Training(
        examples=[
            Example(features={name: each.feature(name) for name in columns}, outcome=each.outcome)
            for each in table.examples
        ]
    )


def judgements(table, held):
    """Judge every way to tell a chance on the held-out third."""
    learned, judged = divided(table, held)
    raw, mended = NaiveBayes.fit(learned), cross_calibrated(learned, NaiveBayes.fit)
    few = cross_calibrated(only(learned, BANT_COLUMNS), NaiveBayes.fit)
    rate = Fraction(learned.win_rate.value)
    return {
        "base rate of the other two thirds": reliability([(rate, each.is_won) for each in judged.examples]),
        "raw BANT score, middle of its range": reliability(
            [(bant_chance(each), each.is_won) for each in judged.examples]
        ),
        "learned from the three BANT columns, calibrated": reliability(few.judged(only(judged, BANT_COLUMNS))),
        "learned from all columns": reliability(raw.judged(judged)),
        "learned from all columns, calibrated": reliability(mended.judged(judged)),
    }


def on_the_page(lines):
    """Whether the page has each line; prints them too, so that the page can be written from them."""
    print(*lines, sep="\n")
    page = PAGE.read_text("utf-8").splitlines()
    return [line for line in lines if line not in page]


def test_win_rates_by_answer(rows):
    """What was counted for each answer about budget, authority and need, with unknown apart from no."""
    tally = NaiveBayes.fit(table_of(rows)).tally
    counted = {
        column: {each.value: (each.won, each.won + each.lost) for each in tally.feature(column).values}
        for column in (*BANT_COLUMNS, "Up_sale", "Competitors")
    }
    assert {
        "Budgt_alloc": {"Yes": (119, 219), "No": (103, 193), "Unknown": (5, 36)},
        "Authority": {"High": (17, 32), "Mid": (201, 399), "Low": (9, 17)},
        "Needs_def": {"Yes": (219, 420), "No": (6, 16), "Info gathering": (2, 11), "Poor": (0, 1)},
        "Up_sale": {"Yes": (179, 241), "No": (48, 207)},
        "Competitors": {"No": (192, 285), "Yes": (30, 143), "Unknown": (5, 20)},
    } == counted
    assert (227, 448) == (tally.won, tally.won + tally.lost)


def test_copies_do_not_straddle_the_split(rows):
    """83 rows repeat an earlier one; no features of a part are found in another."""
    table = table_of(rows)
    assert 83 == len(rows) - len(set(table.examples))
    parts = [{each.features for each in part.examples} for part in table.parts(3)]
    assert 346 == sum(map(len, parts)) == len(set.union(*parts))
    assert 19 == len(set(table.examples)) - 346  # the same answers, won and lost
    assert [170, 113, 165] == [len(part.examples) for part in table.parts(3)]


def test_the_page_tells_what_the_held_out_third_says(rows):
    """Brier score, log loss and slope of each way to tell a chance, as the page prints them; the learned one wins."""
    found = judgements(table_of(rows), 0)
    slopes = {name: f"{each.slope:.2f}" if isinstance(each.slope, float) else "none" for name, each in found.items()}
    lines = [f"| {name} | {each.brier:.4f} | {each.log_loss:.3f} | {slopes[name]} |" for name, each in found.items()]
    assert [] == on_the_page(lines)
    brier = [each.brier for each in found.values()]
    assert brier[4] < brier[3] < min(brier[:3])
    assert 0.25 == round(cross_calibrated(divided(table_of(rows), 0)[0], NaiveBayes.fit).calibration.slope, 2)


def once(table):
    """Give the table without copies."""
    return Training(examples=list(dict.fromkeys(table.examples)))


@pytest.mark.parametrize(
    ("name", "held", "change", "unknown_is_value"),
    [
        ("first third held out, as above", 0, None, True),
        ("second third held out", 1, None, True),
        ("last third held out", 2, None, True),
        ("first third, unknown taken for missing", 0, None, False),
        ("first third, copies dropped", 0, once, True),
    ],
)
def test_the_page_tells_how_much_depends_on_the_split(rows, name, held, change, unknown_is_value):
    """The calibrated scorer beats base rate and raw BANT on each third, however unknowns and copies are taken."""
    table = table_of(rows, unknown_is_value=unknown_is_value)
    brier = [each.brier for each in judgements(table if change is None else change(table), held).values()]
    assert [] == on_the_page([f"| {name} | " + " | ".join(f"{each:.4f}" for each in brier) + " |"])
    assert brier[4] < min(brier[:3])
    assert brier[1] > brier[0]


def test_the_page_tells_the_calibration_error_with_its_null_band(rows):
    """The error before calibration lies above what a perfect scorer shows, the one after it within."""
    learned, judged = divided(table_of(rows), 0)
    lines = []
    inside = []
    for name, scorer in [
        ("before", NaiveBayes.fit(learned)),
        ("after", cross_calibrated(learned, NaiveBayes.fit)),
    ]:
        rated = scorer.judged(judged)
        error = reliability(rated).expected_error
        band = ece_null_band([chance for chance, _ in rated], rng=Random(2026)).band
        inside.append(error in band)
        lines.append(f"- {name} calibration: {error:.1%}, where a perfect scorer shows {band};")
    assert [] == on_the_page(lines)
    assert [False, True] == inside


def test_the_page_explains_one_deal(rows):
    """The largest contributions to the first deal of the held-out third, and what its authority does."""
    learned, judged = divided(table_of(rows), 0)
    scorer = cross_calibrated(learned, NaiveBayes.fit)
    prediction = scorer.predict(judged.examples[0].features)
    authority = next(each for each in prediction.contributions if each.feature == "Authority")
    lines = [str(prediction), *map(str, prediction.contributions[:5]), str(authority)]
    assert [] == on_the_page(lines)
