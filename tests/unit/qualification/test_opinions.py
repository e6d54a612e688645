"""Several people answering the same questions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from salescycle.errors import InvalidValue
from salescycle.model import Assessed, Deal, Lead
from salescycle.qualification import BANT, Counting, Framework, Rubric

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
CAREFUL = attrs.evolve(BANT, rubric=Rubric(counting="lowest", stale_after=30 * DAY))


def said(answer: str, by: str | None, day: int = 0, source: str = "") -> Assessed:
    """Give an answer about the budget."""
    return BANT.answer("budget", answer, at=MONDAY + day * DAY, by=by, source=source)


def counted(framework: Framework, *facts: Assessed, as_of: datetime | None = None) -> tuple[list[str], str | None]:
    """Give who is heard about the budget, and whose answer counts."""
    opinions = framework.opinions(Deal(id="D-1", log=facts), as_of=as_of)["budget"]
    heard = [f"{fact.by or fact.source}: {fact.answer}" for fact in opinions.answers]
    return heard, opinions.counted and (opinions.counted.by or opinions.counted.source)


def test_the_latest_counts_and_everybody_is_heard() -> None:
    """By default the latest answer counts, and the others stay visible."""
    assert (["kim: no", "lee: yes"], "lee") == counted(BANT, said("no", "kim"), said("yes", "lee", 1))


def test_a_person_is_heard_once() -> None:
    """A later answer of the same person replaces the earlier one, wherever it came from."""
    facts = [said("no", "kim", source="call"), said("partly", "lee", 1), said("yes", "kim", 2, source="visit")]
    assert (["lee: partly", "kim: yes"], "kim") == counted(BANT, *facts)
    assert (["lee: partly", "kim: yes"], "lee") == counted(CAREFUL, *facts)


def test_where_nobody_is_named_the_source_is_heard() -> None:
    """A form and a call are two voices; answers of nobody from nowhere are one."""
    facts = [said("no", None, source="form"), said("yes", None, 1, source="call"), said("no", None), said("yes", None)]
    assert (["form: no", ": yes", "call: yes"], "call") == counted(BANT, *facts)


def test_the_lowest_may_count() -> None:
    """On a careful rubric the lowest answer that anybody stands by counts; of equals, the latest."""
    facts = [said("no", "kim"), said("partly", "lee", 1), said("no", "ada", 2), said("yes", "pat", 3)]
    assert "ada" == counted(CAREFUL, *facts)[1]
    assert ("0 to 75", "25 to 100") == tuple(
        framework.score(Deal(id="D-1", log=facts)).range for framework in (CAREFUL, BANT)
    )


def test_people_differ_or_agree() -> None:
    """Different answers of different people are a disagreement, the same are none."""
    differing = Deal(id="D-1", log=[said("no", "kim"), said("yes", "lee")])
    agreeing = Deal(id="D-1", log=[said("yes", "kim"), said("yes", None)])
    assert (True, False) == tuple(BANT.opinions(deal)["budget"].differ for deal in (differing, agreeing))
    assert "Budget: 'yes' (kim), 'yes' (nobody named)" == str(BANT.opinions(agreeing)["budget"])


def test_unknown_takes_back() -> None:
    """By default unknown takes the answer back; where the lowest counts, only that of who says so."""
    facts = [said("yes", "kim"), said("partly", "lee"), said("unknown", "lee", 1)]
    assert (["kim: yes"], None) == counted(BANT, *facts)
    assert (["kim: yes"], "kim") == counted(CAREFUL, *facts)
    taken = BANT.opinions(Deal(id="D-1", log=[said("yes", "kim"), said("unknown", "kim", 1)]))["budget"]
    assert (True, "Budget: not known", False) == (taken.taken_back, str(taken), taken.differ)


def test_what_is_stale_is_not_heard() -> None:
    """An old answer neither counts nor disagrees; where all are old, the last is the one gone stale."""
    facts = [said("no", "kim"), said("partly", "lee", 10), said("yes", "ada", 20)]
    deal = Deal(id="D-1", log=facts)
    assert (["lee: partly", "ada: yes"], "lee") == counted(CAREFUL, *facts, as_of=MONDAY + 30 * DAY)
    later = CAREFUL.opinions(deal, as_of=MONDAY + 50 * DAY)["budget"]
    assert ((), None, facts[2]) == (later.answers, later.counted, later.stale)
    assert None is CAREFUL.opinions(deal, as_of=MONDAY + 49 * DAY)["budget"].stale


def test_the_lead_is_heard_too() -> None:
    """What the lead said stays visible beside the deal's answer, which counts."""
    lead = Lead(id="L-1", name="Ada", log=[said("no", None, 5, source="form")])
    opinions = BANT.opinions(Deal(id="D-1", lead=lead, log=[said("yes", "kim")]))["budget"]
    assert (["no", "yes"], "kim") == ([fact.answer for fact in opinions.answers], opinions.counted.by)


def test_questions_nobody_spoke_about_have_no_opinions() -> None:
    """Only what somebody said is there, in the framework's order."""
    facts = [BANT.answer("timing", "no", at=MONDAY), said("yes", "kim")]
    assert ["budget", "timing"] == list(BANT.opinions(Deal(id="D-1", log=facts)))
    assert {} == BANT.opinions(Deal(id="D-1", log=[attrs.evolve(facts[0], answer="perhaps")]))


def test_a_rubric_says_who_counts() -> None:
    """There are two ways of counting, and no third."""
    assert (Counting.LATEST, Counting.LOWEST) == (Rubric().counting, Rubric(counting=Counting.LOWEST).counting)
    with pytest.raises(InvalidValue, match="counting must be one of latest, lowest, got 'mean'"):
        Rubric(counting="mean")
