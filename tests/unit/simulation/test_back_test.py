"""Back-tests: what was said, what came, and how they are scored."""

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from salescycle import Cycle, Deal, InvalidValue, Pipeline, Share, Stage, Undefined, UnknownName
from salescycle.model import ForecastSet, StageEntered, StageSeen
from salescycle.simulation import BackTest, Origin, Spread, back_test

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
CYCLE = Cycle(
    key="short",
    version=1,
    stages=[
        Stage("talk", leads_to=["won", "lost"], win_probability="0.4"),
        Stage("won", outcome="won", reopens_to=["talk"]),
        Stage("lost", outcome="lost"),
    ],
)


def deal(id, opened, length=None, end="won", **fields):
    """Give a deal that was opened on a day, and closed so many days later."""
    log = [StageEntered(stage="talk", outcome="open", at=MONDAY + opened * DAY)]
    if length is not None:
        log.append(StageEntered(stage=end, outcome=end, at=MONDAY + (opened + length) * DAY, **fields))
    return Deal(id=id, log=log)


# before the tenth day one of two closed deals was won, after four days, as one was lost after two
HISTORY = [deal("H-1", 0, 4), deal("H-2", 0, 2, "lost")]
OPEN = [deal("O-1", 8, 4), deal("O-2", 8, 9), deal("O-3", 9, 3, "lost")]


def test_it_says_what_would_have_been_said() -> None:
    """By hand: on the tenth day a deal of two days is won with 1/2 x 1 within two, one of a day with 1/2 x 1/2 + ..."""
    pipeline = Pipeline([*HISTORY, *OPEN], cycle=CYCLE, as_of=MONDAY + 30 * DAY)
    found = back_test(pipeline, horizon=3 * DAY, origins=[MONDAY + 10 * DAY])
    (origin,) = found.origins
    # visits seen: one ends after 4, one after 2 days, three last after 2, 2 and 1; so q(2) = 1/4, then 3/4 all won at 4
    said = {id: chances["forecast"] for id, chances, _ in origin.chances}
    assert pytest.approx({"O-1": 1.0, "O-2": 1.0, "O-3": 0.75}) == said
    assert [True, False, False] == [won for _, _, won in origin.chances]
    assert (1, 1.2, 1.5, 1.2) == (
        origin.came,
        *(pytest.approx(origin.said(name)) for name in ("stage", "history", "weighted")),
    )
    forecast, stage, history, weighted = found.methods
    assert ("forecast", 1, 3, pytest.approx(1.75), pytest.approx(1.75), pytest.approx((0 + 1 + 0.5625) / 3)) == (
        attrs.astuple(forecast)
    )
    assert pytest.approx((0.2, 0.5, (0.36 + 0.16 + 0.16) / 3)) == (stage.bias, history.bias, stage.brier)
    assert stage == attrs.evolve(weighted, name="stage")
    assert (Share(part=0, whole=1), (2, 3)) == (found.coverage, origin.limits)


def test_chances_are_judged_by_what_came() -> None:
    """By hand: 1, 1 and 3/4 were said, and one of the first two came; the stage said 0.4 of each."""
    pipeline = Pipeline([*HISTORY, *OPEN], cycle=CYCLE, as_of=MONDAY + 30 * DAY)
    found = back_test(pipeline, horizon=3 * DAY, origins=[MONDAY + 10 * DAY])
    assert (3, found.methods[0].brier) == (found.reliability().n, pytest.approx(found.reliability().brier))
    (stage,) = found.reliability("stage").bins
    assert (0.4, Share(part=1, whole=3)) == (pytest.approx(stage.mean), stage.observed)
    with pytest.raises(UnknownName, match="gut"):
        found.reliability("gut")


def test_somebodys_word_goes_before_the_stage() -> None:
    """As it does for the weighted pipeline, and only as known then."""
    said = ForecastSet(win_probability="0.9", at=MONDAY + 8 * DAY)
    late = ForecastSet(win_probability="0.1", at=MONDAY + 8 * DAY, recorded_at=MONDAY + 20 * DAY)
    pipeline = Pipeline([*HISTORY, OPEN[0].record(said, late)], cycle=CYCLE, as_of=MONDAY + 30 * DAY)
    (origin,) = back_test(pipeline, horizon=3 * DAY, origins=[MONDAY + 10 * DAY]).origins
    assert 0.9 == origin.said("weighted")


def test_a_win_that_was_reopened_came_all_the_same() -> None:
    """What came is whether it was won by the horizon, whatever it was later."""
    again = StageEntered(stage="talk", outcome="open", at=MONDAY + 12.5 * DAY)
    pipeline = Pipeline([*HISTORY, OPEN[0].record(again)], cycle=CYCLE, as_of=MONDAY + 30 * DAY)
    assert 1 == back_test(pipeline, horizon=3 * DAY, origins=[MONDAY + 10 * DAY]).origins[0].came


def spread(*weights):
    """Give a spread over 0, 1, 2, ..."""
    mean = sum(place * weight for place, weight in enumerate(weights))
    return Spread(values=tuple(range(len(weights))), weights=weights, mean=mean)


def origin(came, *weights):
    """Give an origin without deals."""
    return Origin(at=MONDAY, came=came, wins=spread(*weights), chances=())


def test_scores_of_quantiles_by_hand() -> None:
    """Of 0 to 4 as likely the tenth is 0 and the ninth tenth 4: too low by 3 costs .3, too high by 1 costs .1."""
    found = BackTest(origins=(origin(3, 0.2, 0.2, 0.2, 0.2, 0.2),), horizon=DAY)
    assert (pytest.approx(0.3), pytest.approx(0.1)) == (found.pinball(0.1), found.pinball(0.9))
    # below 3 are 3/5, and half of the fifth of 3 itself: the eighth tenth
    assert (0, 0, 0, 0, 0, 0, 0, 1, 0, 0) == found.positions
    outside = BackTest(origins=(origin(9, 1.0), origin(0, 0.0, 1.0), origin(0, 1.0)), horizon=DAY)
    assert (1, 0, 0, 0, 0, 1, 0, 0, 0, 1) == outside.positions
    assert Share(part=1, whole=3) == outside.coverage


def test_it_is_told_as_a_table_and_as_rows() -> None:
    """How each method did, and what each said."""
    pipeline = Pipeline([*HISTORY, *OPEN], cycle=CYCLE, as_of=MONDAY + 30 * DAY)
    found = back_test(pipeline, horizon=3 * DAY, origins=[MONDAY + 10 * DAY])
    assert str(found).splitlines()[0].split() == ["said", "by", "bias", "error", "brier"]
    assert str(found).endswith("80 % limits held at 0.0% (0 of 1) origins")
    (row,) = found.to_records()
    expected = {"origin": "2026-03-12", "open": 3, "came": 1, "low_80": 2, "high_80": 3, "inside": False}
    assert expected == {name: row[name] for name in expected}
    assert pytest.approx(2.75) == row["forecast"]


def test_where_nothing_is_known_nothing_is_said() -> None:
    """No origins, no open deals, no history, and deals that the forecast leaves out."""
    none = BackTest(origins=(), horizon=DAY)
    assert ((), Undefined("no deal was open at any origin"), (0,) * 10) == (
        none.methods,
        none.pinball(0.5),
        none.positions,
    )
    assert str(none).startswith("undefined: no deal was open at any origin")
    seen = Deal(id="S-1", log=[StageSeen(stage="talk", outcome="open", at=MONDAY)])
    pipeline = Pipeline([OPEN[0], seen], cycle=CYCLE, as_of=MONDAY + 30 * DAY)
    found = back_test(pipeline, horizon=3 * DAY, origins=[MONDAY + 10 * DAY])
    assert (("the forecast leaves it out", 1),) == found.left_out
    assert ["forecast", "stage", "weighted"] == [each.name for each in found.methods]
    unknown = Spread(values=(), weights=(), mean=0.0)
    assert (0, 0) == Origin(at=MONDAY, came=0, wins=unknown, chances=()).limits


def test_an_origin_must_have_an_end_that_is_known() -> None:
    """Its horizon lies within the pipeline's time."""
    pipeline = Pipeline(OPEN, cycle=CYCLE, as_of=MONDAY + 30 * DAY)
    with pytest.raises(InvalidValue, match="must have its horizon by 2026-04-01"):
        back_test(pipeline, horizon=3 * DAY, origins=[MONDAY + 28 * DAY])
    with pytest.raises(InvalidValue, match="a pipeline must be a Pipeline"):
        back_test([], horizon=3 * DAY, origins=[])
