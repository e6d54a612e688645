"""Law: an agenda is its entries in the order of their priority, however much of it is looked at."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.followup import Agenda
from salescycle.presets import SEVEN_STAGE
from salescycle.testing import deals, leads

RECORDS = st.lists(deals(cycle=SEVEN_STAGE) | leads(), max_size=6, unique_by=lambda record: record.id)


@settings(max_examples=60, deadline=None)
@given(RECORDS, st.integers(0, 8), st.timedeltas(timedelta(0), timedelta(days=200)), st.randoms(use_true_random=False))
def test_an_agenda_is_in_order(records, count, later, rng) -> None:
    """The first few are the beginning of all, whatever order the records come in, and nothing is there twice."""
    agenda = Agenda(cycle=SEVEN_STAGE)
    now = max((record.log[-1].at for record in records if record.log), default=None)
    if now is None:
        return
    found = [entry for record in records if (entry := agenda.entry(record, as_of=now + later)) is not None]
    expected = sorted(-entry.priority for entry in found)
    shuffled = rng.sample(records, len(records))
    whole = list(agenda.entries(shuffled, as_of=now + later))
    assert expected == [-entry.priority for entry in whole]
    assert whole[:count] == agenda.first(count, records, as_of=now + later)
    assert sorted(entry.record.id for entry in found) == sorted(entry.record.id for entry in whole)


@settings(max_examples=60, deadline=None)
@given(deals(cycle=SEVEN_STAGE), st.timedeltas(timedelta(0), timedelta(days=200)))
def test_a_closed_deal_is_quiet_and_an_open_one_without_a_plan_is_not(deal, later) -> None:
    """Nothing is to be done about one that is closed, put off or wants no contact; an open one wants a plan."""
    now = deal.log[-1].at + later
    entry = Agenda(cycle=SEVEN_STAGE).entry(deal, as_of=now)
    kinds = set() if entry is None else {matter.kind.value for matter in entry.matters}
    asleep = deal.snoozed_until is not None and deal.snoozed_until > now
    if deal.outcome.is_closed or deal.has_opted_out() or asleep:
        assert set() == kinds
    elif deal.outcome == "open":
        is_to_meet = deal.next_meeting(as_of=now) is not None
        assert "no_next_step" in kinds or is_to_meet or any(fact.kind == "next_step_set" for fact in deal.log)
