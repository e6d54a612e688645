"""Law: whom a slip rate is about is settled by what was recorded before the period, whatever is learned later."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle import CloseExpected, Deal, Outcome, Period, Pipeline, StageEntered
from salescycle.presets import free_cycle

MARCH = Period.month(2026, 3)
CYCLE = free_cycle(["talk"], won=["won"], lost=["lost"])
STAGES = [("talk", "open"), ("wait", "hold"), ("won", "won"), ("lost", "lost")]
INSTANT = timedelta(microseconds=1)


@st.composite
def facts(draw, *, happened, recorded):
    """Draw a fact that happened, and was recorded, in hours from the start of March between limits."""
    times = [MARCH.start + timedelta(hours=draw(st.integers(*limits))) for limits in (happened, recorded)]
    stage, outcome = draw(st.sampled_from(STAGES))
    day = draw(st.none() | st.dates(date(2026, 2, 25), date(2026, 4, 5)))
    both = {"at": times[0], "recorded_at": times[1]}
    return draw(st.sampled_from([StageEntered(stage=stage, outcome=outcome, **both), CloseExpected(on=day, **both)]))


KNOWN = st.lists(facts(happened=(-200, 1000), recorded=(-200, -1)), max_size=6)
LEARNED = st.lists(facts(happened=(-200, 1000), recorded=(0, 1000)), max_size=6)
AFTER = st.lists(facts(happened=(31 * 24, 1000), recorded=(0, 1000)), max_size=6)


def rate(logs):
    """Give the slip rate of March, asked a month later."""
    deals = [Deal(id=place, log=log) for place, log in enumerate(logs)]
    return Pipeline(deals, cycle=CYCLE, as_of=MARCH.end + timedelta(days=30)).slip_rate(MARCH)


@given(st.lists(st.tuples(KNOWN, LEARNED, AFTER), max_size=4))
def test_a_slip_rate_is_blind_to_later_facts(logs):
    """Facts learned later change nothing of its whole, and facts of after the period nothing at all."""
    known = rate([before for before, _, _ in logs])
    learned = rate([[*before, *during] for before, during, _ in logs])
    assert (known.whole, known.left_out) == (learned.whole, learned.left_out)
    assert learned == rate([[*before, *during, *after] for before, during, after in logs])


@given(st.lists(st.tuples(KNOWN, LEARNED), max_size=4))
def test_a_slip_rate_is_what_the_deals_say(logs):
    """Open then and expected in March, as known then; not closed by its end, as known now."""
    before, last = MARCH.start - INSTANT, MARCH.end - INSTANT
    deals = [Deal(id=place, log=[*known, *learned]) for place, (known, learned) in enumerate(logs)]
    then = [deal.as_of(before).as_known_at(before) for deal in deals]
    about = [
        deal
        for deal, was in zip(deals, then, strict=True)
        if was.log and was.outcome is Outcome.OPEN and was.expected_close and was.expected_close.month == 3
    ]
    slipped = [deal for deal in about if deal.as_of(last).outcome not in (Outcome.WON, Outcome.LOST)]
    found = rate([deal.log for deal in deals])
    assert (len(slipped), len(about)) == (found.part, found.whole)
