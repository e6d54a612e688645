"""Pictures of stages: their figures are those of the results, their names those of the cycle."""

from datetime import timedelta

import pytest

from salescycle import SEVEN_STAGE, InvalidValue
from salescycle.metrics import Conversion
from salescycle.plot import dwell, funnel, moves
from salescycle.values import Durations

DAY = timedelta(days=1)


def test_a_funnel_has_what_conversion_says(pipeline) -> None:
    """Entries, those who went on, and the share of it; labels of the cycle, and keys without one."""
    keys = [stage.key for stage in SEVEN_STAGE.stages[:3]]
    found = [pipeline.conversion(key) for key in keys]
    picture = funnel(found, cycle=SEVEN_STAGE, locale="ko")
    assert [(each.entries, each.any_later.part, str(each.any_later)) for each in found] == [
        (row["entries"], row["went_on"], row["told"]) for row in picture.records
    ]
    assert [SEVEN_STAGE.stage(key).label.text("ko") for key in keys] == [row["label"] for row in picture.records]
    assert keys == [row["label"] for row in funnel(found).records]


def test_a_stage_nobody_entered_is_undefined_and_not_0() -> None:
    """Its share is not known, and its text says why."""
    (row,) = funnel([Conversion(stage="talk")]).records
    assert (None, "undefined: there are none") == (row["share"], row["told"])


def test_a_picture_of_nothing_says_so() -> None:
    """In words where the marks would be."""
    for empty in (funnel([]), dwell({}), moves({})):
        assert () == empty.records
        assert [{"told": "nothing to show"}] == empty.spec["data"]["values"]
    assert [{"told": "표시할 것이 없음"}] == funnel([], locale="ko").spec["data"]["values"]


def test_stages_of_one_label_have_places_of_their_own() -> None:
    """The key tells them apart; what a label hides is shown."""
    found = funnel([Conversion(stage=key, lost=1) for key in ("a\u202eb", "a\\u202eb", "c")])
    assert ["a\\u202eb", "a\\u202eb (a\\u202eb)", "c"] == [row["label"] for row in found.records]


def test_boxes_have_the_quantiles() -> None:
    """By hand: of 0, 1, ... 100 days the tenth percentile is 10 days; what lasts is counted."""
    picture = dwell({"talk": Durations.of([n * DAY for n in range(101)], still_open=3), "offer": Durations.of([])})
    talk, offer = picture.records
    assert [10, 25, 50, 75, 90] == [talk[f"{name}_days"] for name in ("p10", "p25", "median", "p75", "p90")]
    assert ("n = 101, 3 still open", 90) == (talk["told"], talk["text_at"])
    assert (None, 0.0) == (offer["median_days"], offer["text_at"])
    assert offer["told"].startswith("n = 0, there are none")
    assert "n = 101" == picture.spec["title"]["subtitle"][0]


def test_a_map_has_all_moves(pipeline) -> None:
    """In the order of the cycle; shares add up to 1 for each stage; a pair nobody took is not there."""
    counts = {**pipeline.moves(), ("pitch", "pitch"): 0}
    picture = moves(counts, cycle=SEVEN_STAGE)
    assert sum(counts.values()) == sum(row["moves"] for row in picture.records)
    assert len(pipeline.moves()) == len(picture.records)
    of_pitch = [row["share"] for row in picture.records if row["from"] == "Pitch"]
    assert pytest.approx(1) == sum(of_pitch)
    order = picture.spec["layer"][0]["encoding"]["x"]["sort"]
    labels = [stage.label.text("en") for stage in SEVEN_STAGE.stages]
    assert sorted(order, key=labels.index) == order
    strange = moves({("demo", "talk"): 1, ("talk", "demo"): 2}, cycle=SEVEN_STAGE)
    assert ["demo", "talk"] == sorted(strange.spec["layer"][0]["encoding"]["y"]["sort"])


def test_moves_are_a_mapping() -> None:
    """Pairs of stages to numbers."""
    with pytest.raises(InvalidValue, match=r"give pipeline.moves\(\)"):
        moves([("talk", "offer", 2)])
