"""Quiet: opted out, opted in again, and put off."""

from datetime import UTC, datetime, timedelta

import pytest

from salescycle.model import Deal, Lead, OptedIn, OptedOut, Snoozed, StageEntered

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def out(day, channel=None):
    """Give an opt-out, so many days after Monday."""
    return OptedOut(channel=channel, at=MONDAY + day * DAY)


def back(day, channel=None):
    """Give an opt-in."""
    return OptedIn(channel=channel, at=MONDAY + day * DAY)


def put_off(day, until):
    """Give a snooze until a day, or its end."""
    return Snoozed(until=None if until is None else MONDAY + until * DAY, at=MONDAY + day * DAY)


def lead(*facts):
    """Give a lead with these facts."""
    return Lead(id="L-1", name="Ada", log=facts)


@pytest.mark.parametrize(
    ("facts", "of_all", "of_email", "of_calls"),
    [
        ([], False, False, False),
        ([out(1)], True, True, True),
        ([out(1, "email")], False, True, False),
        ([out(1), back(2)], False, False, False),
        ([out(1, "email"), back(2)], False, False, False),
        ([out(1), back(2, "email")], False, False, True),
        ([back(1), out(2)], True, True, True),
        ([out(1, "email"), back(2, "call")], False, True, False),
        ([out(1), back(2, "email"), out(3)], True, True, True),
    ],
    ids=["nothing said", "all", "one", "all and back", "one and all back", "all but one", "last", "another", "again"],
)
def test_the_last_word_about_a_channel_counts(facts, of_all, of_email, of_calls):
    """What is said of all channels counts for each; one that was opened after that makes it less than all."""
    told = lead(*facts)
    assert (of_all, of_email, of_calls) == tuple(map(told.has_opted_out, (None, "email", "call")))


def test_a_deal_hears_its_lead():
    """Whoever opted out as a lead has opted out of the deal's contacts too, until they say otherwise."""
    start = StageEntered(stage="new", outcome="open", at=MONDAY + 2 * DAY)
    told = lead(out(1), put_off(1, 9))
    deal = Deal(id="D-1", lead=told, log=[start])
    assert (True, MONDAY + 9 * DAY) == (deal.has_opted_out(), deal.snoozed_until)
    wary = Deal(id="D-1", lead=lead(out(1, "email")))
    assert [False, True, False] == [wary.has_opted_out(channel) for channel in (None, "email", "call")]
    later = deal.record(back(3), put_off(3, None))
    assert (False, None) == (later.has_opted_out("email"), later.snoozed_until)
    assert later.as_of(MONDAY + 2 * DAY).has_opted_out("email")
    assert (False, None) == (Deal(id="D-2", log=[start]).has_opted_out(), Deal(id="D-2").snoozed_until)


def test_the_last_snooze_counts():
    """A later one counts instead of an earlier one, also where it ends sooner; None takes it up again."""
    assert MONDAY + 3 * DAY == lead(put_off(1, 9), put_off(2, 3)).snoozed_until
    assert lead(put_off(1, 9), put_off(2, None)).snoozed_until is None
    assert lead().snoozed_until is None
