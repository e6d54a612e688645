"""Pictures of curves: every instant of the result, a start, and how many were at risk."""

from datetime import timedelta

import pytest

from salescycle import InvalidValue
from salescycle.metrics import Lifetime
from salescycle.metrics import incidence as ends
from salescycle.metrics import survival as estimate
from salescycle.plot import incidence, survival

DAY = timedelta(days=1)
LIVES = [Lifetime(duration=n * DAY, cause=cause) for n, cause in ((2, "won"), (4, None), (5, "lost"), (9, "won"))]


def at_risk(picture):
    """Give the numbers below the curves: age and count."""
    return [(row["group"], row["age_days"], row["count"]) for row in picture.spec["vconcat"][1]["data"]["values"]]


def test_a_curve_has_every_instant() -> None:
    """From all of them at age 0; limits are gaps where they do not exist."""
    curve = estimate(LIVES)
    first, *rows = survival(curve).records
    assert (0.0, 4, 1.0, 1.0, 1.0) == tuple(first[name] for name in ("age_days", "at_risk", "share", "low", "high"))
    assert [(row["age_days"], row["open"], row["low"], row["high"]) for row in curve.to_records()] == [
        (row["age_days"], row["share"], row["low"], row["high"]) for row in rows
    ]
    assert None is rows[-1]["low"]


def test_numbers_at_risk_are_those_that_were_followed() -> None:
    """By hand: before the second day four, at the fourth three, from the sixth on one."""
    picture = survival(estimate(LIVES))
    assert [("at risk", 0.0, 4), ("at risk", 2.0, 4), ("at risk", 4.0, 3), ("at risk", 6.0, 1)] == at_risk(picture)[:4]
    assert ("at risk", 10.0, 0) == at_risk(picture)[-1]


def test_a_later_start_begins_there() -> None:
    """With those that were still open, and what is left out said."""
    picture = survival(estimate(LIVES, start=3 * DAY))
    assert (3.0, 3) == (picture.records[0]["age_days"], picture.records[0]["at_risk"])
    assert any(line.startswith("Left out: 1 ") for line in picture.spec["title"]["subtitle"])


def test_several_curves_stand_together() -> None:
    """Each in its colour, by its name; the level of their bands is said."""
    one, two = estimate(LIVES, level=0.8), estimate(LIVES[:2])
    picture = survival({"north": one, "south": two, "west": estimate([])})
    assert ["north", "south"] == list(dict.fromkeys(row["group"] for row in picture.records))
    colour = picture.spec["vconcat"][0]["layer"][1]["encoding"]["color"]
    assert (["north", "south", "west"], 3) == (colour["scale"]["domain"], len(set(colour["scale"]["range"])))
    assert "Bands: 80% / 95% limits, age by age" in picture.spec["title"]["subtitle"]
    assert ("west", 0.0, 0) in at_risk(picture)
    assert None is survival(one).spec["vconcat"][0]["layer"][1]["encoding"]["color"]["legend"]


def test_shares_of_all_ways_to_end() -> None:
    """Won and lost in colours of their own, other causes in others; nothing has ended at age 0."""
    curves = ends([*LIVES, Lifetime(duration=DAY, cause="no answer")], causes=("won", "lost", "no answer"))
    picture = incidence(curves)
    assert [("Won", 0.0), ("Lost", 0.0), ("no answer", 0.0)] == [
        (row["group"], row["share"]) for row in picture.records[:3]
    ]
    last = curves.to_records()[-3:]
    assert [row["share"] for row in last] == [row["share"] for row in picture.records[-3:]]
    scale = picture.spec["vconcat"][0]["layer"][1]["encoding"]["color"]["scale"]
    assert 3 == len(set(scale["range"]))


def test_each_curve_has_a_colour_of_its_own() -> None:
    """No cause has that of a win or a loss, and there are no more curves than colours."""
    causes = ("a", "b", "c", "d", "won", "lost")
    curves = ends([Lifetime(duration=DAY, cause=cause) for cause in causes], causes=causes)
    scale = incidence(curves).spec["vconcat"][0]["layer"][1]["encoding"]["color"]["scale"]
    assert 6 == len(set(scale["range"]))
    eight = {str(number): estimate(LIVES) for number in range(8)}
    assert 8 == len(set(survival(eight).spec["vconcat"][0]["layer"][1]["encoding"]["color"]["scale"]["range"]))
    with pytest.raises(InvalidValue, match="curves in one picture must be 8 at most"):
        survival(eight | {"ninth": estimate(LIVES)})


def test_no_deals_are_no_curve() -> None:
    """It says so."""
    for empty in (survival(estimate([])), survival({}), incidence(ends([]))):
        assert ((), [{"told": "nothing to show"}]) == (empty.records, empty.spec["data"]["values"])


def test_of_very_many_instants_some_are_drawn() -> None:
    """Two thousand at most, and the last one, which says where it ends."""
    curve = estimate(Lifetime(duration=n * DAY / 10, cause="won") for n in range(1, 5_001))
    rows = survival(curve).records
    assert 1_000 < len(rows) <= 2_001
    assert 500.0 == rows[-1]["age_days"]


@pytest.mark.parametrize(("longest", "ticks"), [(0.004, 5), (1, 6), (7, 5), (344, 5), (6_000, 7)])
def test_ages_are_round(longest, ticks) -> None:
    """Six or so, from 0 to beyond the longest, however short or long that is."""
    picture = survival(estimate([Lifetime(duration=longest * DAY, cause="won")]))
    ages = [age for _, age, _ in at_risk(picture)]
    assert (0.0, ticks) == (ages[0], len(ages))
    assert ages[-1] >= longest


def test_a_curve_of_no_time_has_a_scale() -> None:
    """Of deals that closed at once."""
    assert len(at_risk(survival(estimate([Lifetime(duration=0 * DAY, cause="won")])))) == 2


@pytest.mark.parametrize("curves", [[1], {"north": 5}, None])
def test_what_is_no_curve_is_refused(curves) -> None:
    """Also in a mapping."""
    with pytest.raises(InvalidValue, match=r"give pipeline.time_to_close\(\), or several by name"):
        survival(curves)
