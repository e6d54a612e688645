"""BANT on closed deals of real companies: what they answered, and how often they won.

Source: 448 closed B2B deals (Bohanec et al.); the win rates were computed outside this project with independent tools.
The file has no column for the timeline, so a BANT score of these deals is a range.
"""

import csv
import os
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from salescycle import BANT, BANT_TO_CHAMP, CHAMP, Deal, Share, StageEntered, Verdict

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 3, 2, tzinfo=UTC)
ANSWERS = {
    "budget": ("Budgt_alloc", {"Yes": "yes", "No": "no", "Unknown": "unknown"}),
    "authority": ("Authority", {"High": "yes", "Mid": "partly", "Low": "no"}),
    # who is still gathering information has said neither that there is a need nor that there is none
    "need": ("Needs_def", {"Yes": "yes", "Poor": "partly", "No": "no", "Info gathering": "unknown"}),
}


@pytest.fixture(scope="module")
def deals():
    """Give the closed deals with their answers to BANT, or skip."""
    found = Path(os.environ.get("SALESCYCLE_DATA", ROOT.parent / "shared" / "data")) / "bohanec" / "b2b_dataset.csv"
    if not found.is_file():
        pytest.skip("the real sales data is not here; SALESCYCLE_DATA may name its folder")
    with found.open(encoding="utf-8-sig", newline="") as file:
        return [deal_of(number, row) for number, row in enumerate(csv.DictReader(file))]


def deal_of(number, row):
    """Give the deal of a row."""
    outcome = row["Status"].lower()
    facts = [BANT.answer(key, answers[row[column]], at=AT) for key, (column, answers) in ANSWERS.items()]
    return Deal(id=number, log=[*facts, StageEntered(stage=outcome, outcome=outcome, at=AT)])


def won(deals):
    """Give the share of deals that were won."""
    return Share(part=sum(deal.stage == "won" for deal in deals), whole=len(deals))


def won_by(deals, question):
    """Give the share won by the answer to a question; without one it is unknown."""
    groups = {}
    for deal in deals:
        fact = BANT.answers(deal).get(question)
        groups.setdefault("unknown" if fact is None else fact.answer, []).append(deal)
    return {answer: (share.part, share.whole) for answer, share in ((key, won(each)) for key, each in groups.items())}


def test_win_rates_by_answer(deals):
    """Not known is kept apart from no: without a budget half were won, where nobody knew one in seven."""
    assert (Fraction(227, 448), 448) == (won(deals).value, len(deals))
    assert {"yes": (119, 219), "no": (103, 193), "unknown": (5, 36)} == won_by(deals, "budget")
    assert {"yes": (17, 32), "partly": (201, 399), "no": (9, 17)} == won_by(deals, "authority")
    assert {"yes": (219, 420), "no": (6, 16), "unknown": (2, 11), "partly": (0, 1)} == won_by(deals, "need")


def test_without_a_timeline_a_score_is_a_range(deals):
    """The question nobody asked leaves a quarter open, each other open question another, and is told as missing."""
    scores = [BANT.score(deal) for deal in deals]
    for score in scores:
        assert "timing" in {question.key for question in score.missing}
        assert 25 * len(score.missing) == score.high - score.low
    # 36 did not say whether there was a budget, and 11 were gathering information
    assert 448 + 36 + 11 == sum(len(score.missing) for score in scores)


def test_without_a_timeline_only_a_full_score_qualifies(deals):
    """The three answers make 75 at best: that qualifies only where all three are yes."""
    for deal in deals:
        score, answers = BANT.score(deal), {key: fact.answer for key, fact in BANT.answers(deal).items()}
        assert (score.verdict is Verdict.QUALIFIED) == (answers == {"budget": "yes", "authority": "yes", "need": "yes"})


def test_the_answers_are_reused_elsewhere(deals):
    """In CHAMP the same three answers leave the same range open, for the question that BANT did not ask."""
    for deal in deals:
        ours, theirs = BANT.score(deal), CHAMP.score(deal, reuse=BANT_TO_CHAMP)
        assert (ours.low, ours.high, len(ours.missing)) == (theirs.low, theirs.high, len(theirs.missing))
