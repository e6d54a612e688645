"""Pictures of groups: likely rates with their limits, and cohorts as far as they were followed."""

from datetime import timedelta

import pytest

from salescycle import Share, UnknownName
from salescycle.metrics import Lifetime, incidence, shrink
from salescycle.plot import cohorts, rates

DAY = timedelta(days=1)
SHARES = {"kim": Share(part=9, whole=30), "lee": Share(part=1, whole=1), "ann": Share(part=52, whole=60)}
YOUNG = incidence([Lifetime(duration=30 * DAY, cause="won"), Lifetime(duration=40 * DAY)])
OLD = incidence([Lifetime(duration=day * DAY, cause=cause) for day, cause in ((10, "lost"), (50, "won"), (99, "won"))])


def test_rates_are_those_that_may_be_ranked() -> None:
    """Best first, with limits and what was seen; the dashed line is all together."""
    found = shrink(SHARES)
    picture = rates(found)
    assert [(each.group, each.rate, each.interval.low) for each in found.groups] == [
        (row["label"], row["rate"], row["low"]) for row in picture.records
    ]
    assert {"ann": 52 / 60, "lee": 1.0, "kim": 0.3} == {row["label"]: row["raw"] for row in picture.records}
    assert pytest.approx(62 / 91) == picture.spec["layer"][0]["encoding"]["x"]["datum"]
    assert str(found.pooled) == picture.spec["title"]["subtitle"][0]


def test_rates_that_are_not_known_say_why() -> None:
    """One group alone; groups that are alike; and a group without deals."""
    alone = rates(shrink({"kim": Share(part=3, whole=9)}))
    assert (None, "3 of 9: one group alone does not tell how far groups lie apart") == (
        alone.records[0]["rate"],
        alone.records[0]["told"],
    )
    alike = rates(shrink({key: Share(part=5, whole=10) for key in ("kim", "lee")}))
    assert "the groups lie no farther apart than by chance, so each has the pooled rate" in " ".join(
        alike.spec["title"]["subtitle"]
    )
    empty = rates(shrink({"kim": Share(part=0, whole=0)}))
    assert (None, None) == (empty.records[0]["raw"], empty.records[0]["rate"])
    assert all("datum" not in layer["encoding"]["x"] for layer in empty.spec["layer"][:3])
    assert "nothing to show" == rates(shrink({})).spec["data"]["values"][0]["told"]


def test_a_cohort_is_dashed_where_it_was_not_followed() -> None:
    """By hand: of the old one 0, 1/3 and 2/3; of the young one nothing is known after forty days."""
    picture = cohorts({"Q1": OLD, "Q2": YOUNG}, ages=[30 * DAY, 60 * DAY, 99 * DAY])
    shares = [row["share"] for row in picture.records]
    assert [0, pytest.approx(1 / 3), pytest.approx(2 / 3), 0.5, None, None] == shares
    assert ["0%", "33%", "67%", "50%", "-", "-"] == [row["told"] for row in picture.records]
    assert (None, "past the largest follow-up") == (picture.records[4]["low"], picture.records[4]["why"])
    assert ["Q1 (n = 3)", "Q2 (n = 2)"] == picture.spec["layer"][0]["encoding"]["y"]["sort"]
    assert "Share won by age, cohort by cohort" == picture.spec["title"]["text"]


def test_other_causes_have_cohorts_too() -> None:
    """Under their own name; one that is not counted is refused."""
    assert "Share lost by age, cohort by cohort" == cohorts({"Q1": OLD}, ages=[DAY], cause="lost").spec["title"]["text"]
    other = incidence([Lifetime(duration=DAY, cause="no answer")], causes=["no answer"])
    assert "no answer" in cohorts({"Q1": other}, ages=[DAY], cause="no answer").spec["title"]["text"]
    with pytest.raises(UnknownName):
        cohorts({"Q1": OLD}, ages=[DAY], cause="no answer")
    assert () == cohorts({}, ages=[DAY]).records
    assert [0.0] == [row["share"] for row in cohorts({"Q1": OLD}, ages=[DAY]).records]
