"""Law: the visits of a deal written as event rows, through CSV text and in any order, are read back to the same.

What a row cannot carry is exactly what the law leaves out: the opening apart from the first stage (so spells), values,
owners and dates between two entries, that an owner or a date was taken away, the cycle of an entry, and every other
fact.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salescycle import SEVEN_STAGE, Deal, StageEntered, StageSeen
from salescycle.interop import EVENT_COLUMNS, PROCESS_MINING_COLUMNS, deals_from_history, event_rows
from salescycle.testing import deals, facts, histories

LAST = datetime(2199, 12, 31, tzinfo=UTC)
QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=80)


def through_csv(rows: list) -> list:
    """Write rows as the text of a CSV file and read it again."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["deal", "stage", "at"])
    writer.writeheader()
    writer.writerows(rows)
    return list(csv.DictReader(io.StringIO(text.getvalue(), newline="")))


def stage_facts(deal: Deal) -> list:
    """Give what a row carries of the facts about stages."""
    told = [fact for fact in deal.log if isinstance(fact, StageEntered | StageSeen)]
    return [
        (fact.stage, fact.outcome, fact.at, fact.recorded_at, fact.by, isinstance(fact, StageEntered)) for fact in told
    ]


@QUICK
@given(data=st.data())
def test_odd_histories(data: st.DataObject) -> None:
    """Repeated, only seen and out of order: stage facts and visits are the same, and so is what else held then."""
    later = st.timedeltas(timedelta(0), timedelta(days=9))
    some = st.lists(st.tuples(histories(), st.lists(facts(), max_size=3), later), max_size=3)
    before = [
        Deal(id=f" D-{place}\u00e9", log=[*(_late(fact, by) for fact in deal.log), *more])
        for place, (deal, more, by) in enumerate(data.draw(some))
    ]
    rows = data.draw(st.permutations(through_csv(list(event_rows(before)))))
    found = deals_from_history(rows, columns=EVENT_COLUMNS, cycle=SEVEN_STAGE, as_of=LAST)
    assert ((), ()) == (found.left_out, found.unknown_stages)
    again = {deal.id: deal for deal in found.deals}
    assert {deal.id for deal in before if deal.visits} == set(again)
    for deal in before:
        read = again.get(deal.id, Deal(id=deal.id))
        assert stage_facts(deal) == stage_facts(read)
        assert deal.visits == read.visits
        for visit in deal.visits:
            then, read_then = deal.as_of(visit.entered), read.as_of(visit.entered)
            assert then.value == read_then.value
            assert then.expected_close is None or then.expected_close == read_then.expected_close
            assert then.owner is None or then.owner == read_then.owner


def _late(fact, by):
    """Give a fact that was recorded later, by somebody."""
    if not isinstance(fact, StageEntered):
        return fact
    return fact.again(at=fact.at, recorded_at=fact.at + by, by="kim", reason='why, "so"\n=1+1')


@QUICK
@given(deal=deals())
def test_by_the_names_of_process_mining(deal: Deal) -> None:
    """Deals whose entries are all known need no more than the four columns of an event log."""
    rows = through_csv(list(event_rows([deal], columns=PROCESS_MINING_COLUMNS)))
    found = deals_from_history(rows, columns=PROCESS_MINING_COLUMNS, cycle=SEVEN_STAGE, as_of=LAST)
    assert deal.visits == found.deals[0].visits
