"""Pipelines: which deals count, for what, and which are left out."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from salescycle import (
    SHORT_CYCLE,
    CurrencyMismatch,
    Cycle,
    Deal,
    InvalidValue,
    Money,
    Opened,
    Outcome,
    Override,
    Period,
    Pipeline,
    Share,
    Stage,
    StageSeen,
    Undefined,
    UnknownName,
    ValueSet,
)

START = datetime(2026, 3, 2, tzinfo=UTC)
CYCLE = Cycle(
    key="four",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "deal", "wait", "won", "lost"]),
        Stage("offer", leads_to=["deal", "talk", "wait", "won", "lost"]),
        Stage("deal", leads_to=["won", "lost", "talk"]),
        Stage("wait", outcome="hold", leads_to=["talk", "lost"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost", reopens_to=["talk"]),
    ],
)


def day(number):
    """Give an instant so many days after the start."""
    return START + timedelta(days=number)


def deal(key, *path, value=None):
    """Give a deal that entered stages on days: ``deal("D", ("talk", 0), ("won", 9))``."""
    log = [CYCLE.entry(stage, at=day(number)) for stage, number in path]
    extra = [] if value is None else [ValueSet(value=value, at=log[0].at)]
    return Deal(id=key, log=[*log, *extra])


def pipeline(*deals, as_of=30):
    """Give a pipeline of deals on a day."""
    return Pipeline(deals, cycle=CYCLE, as_of=day(as_of))


MIXED = (
    deal("won", ("talk", 0), ("offer", 2), ("won", 10), value=Money("300", "USD")),
    deal("lost", ("talk", 1), ("lost", 5), value=Money("100", "USD")),
    deal("open", ("talk", 4), value=Money("50", "USD")),
    deal("waiting", ("talk", 5), ("wait", 7)),
)


def test_standing_counts_by_outcome():
    """A deal on hold is neither open nor closed, and the text says so only where there is one."""
    assert "4 deals: 1 open, 1 won, 1 lost, 1 on hold" == str(pipeline(*MIXED).standing)
    assert "3 deals: 1 open, 1 won, 1 lost" == str(pipeline(*MIXED[:3]).standing)
    assert "3 deals: 1 open, 1 won, 1 lost, as of 2026-04-01 00:00 UTC" == str(pipeline(*MIXED[:3]))


def test_only_what_had_happened_counts():
    """A pipeline of day 3 has not heard of the deals of day 4, and sees the others as they stood."""
    assert "2 deals: 2 open, 0 won, 0 lost" == str(pipeline(*MIXED, as_of=3).standing)


def test_deals_are_read_once():
    """An iterator of deals may be given: it is taken in once."""
    assert 4 == pipeline(*iter(MIXED)).standing.deals
    assert 4 == Pipeline(iter(MIXED), cycle=CYCLE, as_of=day(30)).standing.deals


def test_closed_win_rate_counts_by_the_day_of_the_close():
    """Won of won and lost; a period picks the deals that closed in it."""
    early = Period(start=day(0), end=day(6))
    assert (1, 2) == (pipeline(*MIXED).win_rate().part, pipeline(*MIXED).win_rate().whole)
    assert "0.0% (0 of 1)" == str(pipeline(*MIXED).win_rate(period=early))
    assert "undefined: there are none" == str(pipeline(*MIXED, as_of=3).win_rate())


def test_created_win_rate_carries_its_maturity():
    """Won of all opened, the open ones included, and how many of them are resolved."""
    rate = pipeline(*MIXED).win_rate("created")
    assert "25.0% (1 of 4)" == str(rate)
    assert "won of all opened, the open ones included" == rate.definition
    assert "50.0% (2 of 4)" == str(rate.maturity)
    first = pipeline(*MIXED).win_rate("created", period=Period(start=day(0), end=day(1)))
    assert "100.0% (1 of 1)" == str(first)


def test_created_in_a_period_leaves_out_deals_whose_opening_is_not_known():
    """A deal that was only seen counts in the whole, and in no period."""
    seen = Deal(id="seen", log=[StageSeen(stage="offer", outcome="open", at=day(3))])
    everything = pipeline(*MIXED, seen)
    assert 5 == everything.win_rate("created").whole
    assert (("its opening is not known", 1),) == everything.win_rate("created", period=Period.year(2026)).left_out


def test_value_win_rate_is_money_of_money():
    """Value won of value closed, exactly, with deals of no value left out and counted."""
    rate = pipeline(*MIXED, deal("gift", ("talk", 1), ("won", 2))).win_rate("value")
    assert (Money("300", "USD"), Money("400", "USD")) == (rate.part, rate.whole)
    assert Fraction(3, 4) == rate.value
    assert (("it has no value", 1),) == rate.left_out
    assert 160_000 / 100_000 == rate.effective_n


def test_value_win_rate_without_value_is_undefined():
    """No closed deal with a value, no rate; and deals worth nothing make no share either."""
    assert Undefined("nothing with a value has closed") == pipeline(MIXED[3]).win_rate("value")
    free = deal("free", ("talk", 1), ("won", 2), value=Money(0, "USD"))
    assert "undefined: there is no money in it" == str(pipeline(free).win_rate("value"))


def test_currencies_need_rates():
    """Mixed currencies are an error without rates; with them, each is asked for the day of as_of."""

    class Rates:
        def rate(self, source, target, on):
            assert ("EUR", "USD", date(2026, 4, 1)) == (source, target, on)
            return Decimal("1.1")

    foreign = deal("eur", ("talk", 0), ("won", 2), value=Money("100", "EUR"))
    both = pipeline(*MIXED, foreign)
    with pytest.raises(CurrencyMismatch, match="amounts in USD and EUR do not add up"):
        both.win_rate("value")
    assert Money("410", "USD") == both.win_rate("value", currency="USD", rates=Rates()).part


def test_an_unknown_win_rate_is_refused():
    """The whole of a win rate is always named, and only three names exist."""
    with pytest.raises(InvalidValue, match="a win rate must be of 'closed', 'created', 'broad' or 'value', got 'all'"):
        pipeline().win_rate("all")


def test_cycle_length_is_about_won_deals():
    """From the first opening to the win that stands; a period picks by the day of the win."""
    back = deal("back", ("talk", 0), ("lost", 3), ("talk", 5), ("won", 20))
    assert "median 15 days (n=2)" == str(pipeline(*MIXED, back).cycle_length())
    assert 1 == pipeline(*MIXED, back).cycle_length(period=Period(start=day(15), end=day(25))).n


def test_times_without_a_beginning_or_end_are_left_out_and_counted():
    """First seen closed, closed nobody knows when, and closed before it opened: three reasons, no duration."""
    odd = pipeline(
        deal("born closed", ("won", 3)),
        Deal(id="seen closed", log=[Opened(at=day(1)), StageSeen(stage="won", outcome="won", at=day(9))]),
        Deal(id="backwards", log=[CYCLE.entry("won", at=day(2)), Opened(at=day(4))]),
        Deal(id="no stage", log=[ValueSet(value=Money(1, "USD"), at=day(1))]),
    )
    assert (
        ("its opening is not known", 1),
        ("when it closed is not known", 1),
        ("won before it opened", 1),
    ) == odd.cycle_length().left_out
    assert 0 == odd.cycle_length().n
    assert (("its opening is not known", 2),) == odd.time_to_close().left_out[:1]
    assert 0 == odd.time_to_close().n


def test_dwell_time_counts_visits():
    """Each finished visit counts, the one that lasts is still open, and a visit of no length is 0."""
    twice = deal("twice", ("talk", 0), ("offer", 2), ("talk", 3), ("offer", 3), ("won", 9))
    dwell = pipeline(twice, MIXED[2]).dwell_time("talk")
    assert (2, 1) == (dwell.n, dwell.still_open)
    assert timedelta(days=1) == dwell.median
    assert timedelta(0) == dwell.quantile(0)


def test_dwell_time_leaves_out_ends_that_are_not_known():
    """A stay that was only seen to have ended has no length."""
    seen = Deal(id="seen", log=[CYCLE.entry("talk", at=day(0)), StageSeen(stage="offer", outcome="open", at=day(9))])
    assert (("its entry or exit is not known", 1),) == pipeline(seen).dwell_time("talk").left_out
    assert (0, 1) == (pipeline(seen).dwell_time("offer").n, pipeline(seen).dwell_time("offer").still_open)


def test_a_closed_stage_has_no_dwell_time():
    """Asking for it is an error that names the measure to ask for instead, and so is a stage that does not exist."""
    with pytest.raises(InvalidValue, match=r"dwell time is of stages .* got 'won'; ask for time_to_close\(\)"):
        pipeline().dwell_time("won")
    with pytest.raises(UnknownName, match="no stage 'tolk' in cycle 'four'; did you mean 'talk'"):
        pipeline().dwell_time("tolk")


def test_conversion_follows_each_entry():
    """Every fate is counted once, and re-entries are entries."""
    deals = (
        *MIXED,
        deal("skip", ("talk", 0), ("deal", 1)),
        deal("around", ("talk", 0), ("offer", 1), ("talk", 2), ("offer", 3), ("deal", 4), ("lost", 9)),
    )
    talk, offer = pipeline(*deals).conversion("talk"), pipeline(*deals).conversion("offer")
    counted = (talk.advanced, talk.skipped, talk.back, talk.won, talk.lost, talk.held, talk.still_there)
    assert (3, 1, 0, 0, 1, 1, 1) == counted
    assert 7 == talk.entries == sum(counted)
    assert (1, 1, 1) == (offer.advanced, offer.back, offer.won)
    assert "42.9% (3 of 7) advanced; 1 skipped, 1 lost, 1 held, 1 still there" == str(talk)
    assert (3, 4) == (talk.strict.part, talk.any_later.part)
    assert "100.0% (1 of 1) advanced" == str(pipeline(deal("d", ("talk", 0), ("offer", 1))).conversion("talk"))


def test_conversion_leaves_out_what_it_cannot_place():
    """A stage that was only seen has no entry, and a stage the cycle does not have is no fate."""
    seen = Deal(id="seen", log=[StageSeen(stage="talk", outcome="open", at=day(3))])
    strange = deal("strange", ("talk", 0)).record(
        CYCLE.entry("offer", at=day(1)).again(at=day(1)),
    )
    other = Cycle(
        key="o",
        version=1,
        stages=[Stage("x", leads_to=["won", "lost"]), *CYCLE.stages[4:5], Stage("lost", outcome="lost")],
    )
    away = deal("away", ("talk", 0)).record(other.entry("x", at=day(2)))
    result = pipeline(seen, strange, away).conversion("talk")
    assert 1 == result.entries == result.advanced
    assert (("its entry is not known", 1), ("moved to a stage the cycle does not have", 1)) == result.left_out


def test_time_to_close_counts_open_deals():
    """Open and held deals are censored at the instant of the question."""
    curve = pipeline(*MIXED).time_to_close()
    assert (4, 2, 2) == (curve.n, curve.events, curve.still_open)
    assert timedelta(days=4) == curve.steps[0].time
    assert 0.75 == curve.at(timedelta(days=4))


def test_incidence_sets_won_against_lost():
    """The two add up with what is still open."""
    chances = pipeline(*MIXED).incidence().at(timedelta(days=10))
    assert (0.25, 0.25, 0.5) == (chances.of("won"), chances.of("lost"), chances.open)


def test_audit_is_of_every_deal():
    """The findings of all deals come in one list."""
    findings = pipeline(*MIXED).audit()
    expected = [("lost", "lost_without_reason"), ("open", "no_next_step")]
    assert expected == [(finding.where, finding.code) for finding in findings]


def test_override_rate():
    """Of all moves, those for which somebody overrode a rule; a pipeline without moves has none."""
    deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=day(0)))
    deal = SHORT_CYCLE.move(deal, to="offer", at=day(1), override=Override(by="boss", reason="known"))
    deal = SHORT_CYCLE.move(deal, to="lost", at=day(2))
    rate = Pipeline([deal], cycle=SHORT_CYCLE, as_of=day(3)).override_rate()
    assert "50.0% (1 of 2)" == str(rate)
    assert not Pipeline([deal], cycle=SHORT_CYCLE, as_of=day(0)).override_rate().value


def test_by_cuts_into_pipelines():
    """A key cuts the deals, the biggest group first, measured by the same cycle at the same instant."""
    parts = pipeline(*MIXED).by(lambda each: None if each.value is None else each.value.currency)
    assert {"USD": 3, None: 1} == {name: part.standing.deals for name, part in parts.items()}
    assert ["USD", None] == list(parts)
    assert {day(30)} == {part.as_of for _, part in parts.items()}


def test_a_pipeline_holds_deals_each_once():
    """Anything else, and two deals of one id, are errors that name what came."""
    with pytest.raises(InvalidValue, match=r"deals\[0\] must be a Deal, got 'D-1'"):
        pipeline("D-1")
    with pytest.raises(InvalidValue, match="the deals of a pipeline must have different ids"):
        pipeline(MIXED[0], MIXED[0])


def test_outcomes_are_those_of_the_facts():
    """A later version that means something else by a stage does not rewrite what was recorded."""
    stages = [Stage("talk", leads_to=["won", "lost"]), Stage("won", outcome="lost"), Stage("lost", outcome="won")]
    turned = Cycle(key="four", version=2, stages=stages)
    assert Outcome.WON is Pipeline([MIXED[0]], cycle=turned, as_of=day(30)).deals[0].outcome
    assert 1 == Pipeline([MIXED[0]], cycle=turned, as_of=day(30)).win_rate().part


def test_a_close_nobody_knows_the_day_of_is_in_no_period_and_counted() -> None:
    """Rates and lengths of a period leave it out and say so; those of all time count it."""
    seen = Deal(
        id="seen",
        log=[
            Opened(at=day(1)),
            ValueSet(value=Money("5", "USD"), at=day(1)),
            StageSeen(stage="won", outcome="won", at=day(9)),
        ],
    )
    quarter, left_out = Period(start=day(0), end=day(20)), (("when it closed is not known", 1),)
    assert None is seen.closed_at
    assert left_out == pipeline(seen).win_rate(period=quarter).left_out
    assert left_out == pipeline(seen).cycle_length(period=quarter).left_out
    both = pipeline(seen, *MIXED).win_rate("value", period=quarter)
    assert (left_out, Money("400", "USD")) == (both.left_out, both.whole)
    assert (1, ()) == (pipeline(seen).win_rate().whole, pipeline(seen).win_rate().left_out)


def test_going_on_from_hold_is_advancing():
    """A stage on hold has no place in the order, so nothing after it is back or skipped."""
    waited = deal("waited", ("deal", 0), ("lost", 1), ("talk", 2), ("wait", 3), ("talk", 9))
    result = pipeline(waited).conversion("wait")
    assert (1, 0, 0) == (result.advanced, result.skipped, result.back)


def test_a_pipeline_checks_what_it_is_given():
    """No cycle, no deals, and rates where none are asked for are errors that say so."""
    with pytest.raises(InvalidValue, match="a cycle must be a Cycle, got None"):
        Pipeline([], cycle=None, as_of=day(0))
    with pytest.raises(InvalidValue, match="deals must be several, in a list or tuple, got None"):
        Pipeline(None, cycle=CYCLE, as_of=day(0))
    with pytest.raises(InvalidValue, match="currency and rates are for the win rate by value, got 'closed'"):
        pipeline(*MIXED).win_rate("closed", currency="USD")


def test_broad_win_rate_counts_what_was_put_off():
    """Won of won, lost and on hold; a period picks by the day each came to that."""
    assert "33.3% (1 of 3)" == str(pipeline(*MIXED).win_rate("broad"))
    week = Period(start=day(5), end=day(8))
    assert "0.0% (0 of 2)" == str(pipeline(*MIXED).win_rate("broad", period=week))
    seen = Deal(id="seen", log=[StageSeen(stage="wait", outcome="hold", at=day(6))])
    assert (("when it closed is not known", 1),) == pipeline(*MIXED, seen).win_rate("broad", period=week).left_out


def test_win_rate_from_a_stage_counts_each_deal_once():
    """Of the deals that were ever in a stage, however often, those now won; and how many of them are settled."""
    back = deal("back", ("talk", 0), ("offer", 2), ("talk", 3), ("offer", 4))
    rate = pipeline(*MIXED, back).win_rate(from_stage="offer")
    assert ("50.0% (1 of 2)", "50.0% (1 of 2)") == (str(rate), str(rate.maturity))
    assert "won of deals that were in 'offer'" == rate.definition
    assert "undefined: there are none" == str(pipeline(*MIXED).win_rate(from_stage="deal"))
    with pytest.raises(UnknownName):
        pipeline().win_rate(from_stage="ofer")


@pytest.mark.parametrize("wrong", [{"of": "created"}, {"period": Period.year(2026)}, {"within": timedelta(days=1)}])
def test_a_win_rate_from_a_stage_is_asked_alone(wrong):
    """A win rate from a stage has its own whole, so another whole or a period is refused."""
    with pytest.raises(InvalidValue, match="must be asked without another whole and a period"):
        pipeline().win_rate(from_stage="offer", **wrong)


def test_the_chance_to_be_won_within_a_time_counts_open_deals():
    """It is read off the incidence of wins, with its limits, and undefined past what was followed."""
    asked = pipeline(*MIXED, deal("later", ("talk", 0), ("won", 20)))
    chance, curves = asked.win_rate(within=timedelta(days=12)), asked.incidence()
    assert curves.at(timedelta(days=12)).of("won") == chance.value
    assert curves.interval("won", timedelta(days=12)) == chance.interval
    assert {"n": 5, "within_days": 12.0, "chance": chance.value}.items() <= chance.to_records()[0].items()
    assert "20.0% (0.8% to 58.2%) within 12 days (n=5)" == str(chance)
    early = asked.win_rate(within=timedelta(days=2))
    assert ("0.0% within 2 days (n=5)", None) == (str(early), early.to_records()[0]["low"])
    assert "undefined: past the largest follow-up" == str(asked.win_rate(within=timedelta(days=400)))
    with pytest.raises(InvalidValue, match="a time must be a timedelta, got 90"):
        asked.win_rate(within=90)


def test_what_was_not_known_yet_is_not_counted():
    """A win entered a week late is not in the pipeline as it was known before."""
    late = Deal(id="late", log=[CYCLE.entry("talk", at=day(0)), CYCLE.entry("won", at=day(5), recorded_at=day(12))])
    known = Pipeline([late], cycle=CYCLE, as_of=day(10), known_at=day(10))
    assert ("1 deal: 1 open, 0 won, 0 lost", "1 deal: 0 open, 1 won, 0 lost") == (
        str(known.standing),
        str(pipeline(late, as_of=10).standing),
    )
    assert day(10) == known.by(lambda deal: deal.owner)[None].known_at


def test_a_maturity_is_a_share():
    """What says how settled a rate is must be a share itself."""
    with pytest.raises(InvalidValue, match="a maturity must be a Share, got 0.5"):
        Share(part=1, whole=2, maturity=0.5)
