"""Pictures of deals: each has its point, and a walk adds up to the coin."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import attrs
import pytest

from salescycle import SEVEN_STAGE, SHORT_CYCLE, Deal, Money, Period, Pipeline, Undefined
from salescycle.metrics import Ageing
from salescycle.plot import ageing, walk

MAY = datetime(2026, 5, 4, tzinfo=UTC)


def test_each_open_deal_has_its_point(pipeline) -> None:
    """Where its percentile is; deals of one stage in lanes of their own."""
    found = pipeline.ageing()
    picture = ageing(found, cycle=SEVEN_STAGE)
    assert [(each.deal, each.percentile) for each in found.deals] == [
        (row["deal"], row["percentile"]) for row in picture.records
    ]
    pitches = [row["lane"] for row in picture.records if row["stage"] == "pitch"]
    assert list(range(len(pitches)))[:5] == pitches[:5]
    order = picture.spec["layer"][0]["encoding"]["y"]["sort"]
    labels = [stage.label.text("en") for stage in SEVEN_STAGE.stages]
    assert sorted(order, key=labels.index) == order


def test_what_has_no_place_is_counted_with_its_reason(pipeline) -> None:
    """It is in the records, and nowhere in the picture."""
    found = pipeline.ageing()
    unknown = attrs.evolve(found.deals[0], percentile=Undefined("nobody left"), chance=Undefined("nobody left"))
    picture = ageing(Ageing(deals=(unknown, *found.deals[1:3]), n=3, left_out=(("its entry is not known", 4),)))
    assert (None, None) == (picture.records[0]["percentile"], picture.records[0]["chance"])
    assert ["n = 3", "1 not placed: nobody left"] == picture.spec["title"]["subtitle"][:2]
    assert "Left out: 4 its entry is not known" == picture.spec["title"]["subtitle"][2]
    assert "nothing to show" == ageing(Ageing(deals=(), n=0)).spec["data"]["values"][0]["told"]


def test_a_walk_adds_up_to_the_coin(pipeline) -> None:
    """Each bar begins where the one above ends; what was won is in a colour of its own."""
    found = pipeline.walk(Period.year(2025).quarters()[1])
    rows = walk(found).records
    assert Decimal(rows[-1]["amount"]) == sum(Decimal(row["amount"]) for row in rows[:-1]) == found.at_end.amount
    for one, two in pairwise(rows[:-1]):
        assert one["ends"] == two["begins"]
    assert (0, 0) == (rows[0]["begins"], rows[-1]["begins"])
    ways = {row["line"]: row["way"] for row in rows}
    assert ("total", "more", "won", "less") == tuple(ways[line] for line in ("at_start", "created", "won", "lost"))
    assert f"+{found.of('created').change}" in [row["told"] for row in rows]


@pytest.mark.parametrize(("locale", "label"), [("en", "Open at start"), ("ko", "기초 진행 금액")])
def test_lines_are_named_in_both_languages(pipeline, locale, label) -> None:
    """Every line of a walk has its word."""
    rows = walk(pipeline.walk(Period.year(2025).quarters()[1]), locale=locale).records
    assert label == rows[0]["label"]


def test_a_walk_without_money_says_why() -> None:
    """It is not a bar of 0."""
    deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=MAY))
    pipeline = Pipeline([deal], cycle=SHORT_CYCLE, as_of=MAY + timedelta(days=9))
    found = pipeline.walk(Period.year(2026))
    picture = walk(found)
    assert ((), [{"told": found.at_start.reason}]) == (picture.records, picture.spec["data"]["values"])


def test_a_deal_of_little_value_is_written_out() -> None:
    """Amounts are text, exact."""
    deal = Deal.open(id="D-1", value=Money("0.10", "EUR"), start=SHORT_CYCLE.start(at=MAY))
    rows = walk(Pipeline([deal], cycle=SHORT_CYCLE, as_of=MAY + timedelta(days=9)).walk(Period.year(2026))).records
    assert ["0", "0.10", "0.10"] == [row["amount"] for row in rows]
