"""Response times against published figures.

No real data set with the arrivals of leads and their first contacts is at hand; these are figures of others' data.

- Oldroyd, McElheran and Elkington, "The Short Life of Online Sales Leads", Harvard Business Review, March 2011: of
  2,241 US firms that were sent a test lead, 37 % responded within an hour, 16 % within one to 24 hours, 24 % took more
  than 24 hours, and 23 % never responded.
- Freireich et al., Blood 21 (1963), 699-716: 21 patients on 6-MP, in every text on survival; weeks in remission, here
  read as hours to the first contact, those still in remission as leads never contacted.
"""

from datetime import UTC, datetime, timedelta

import pytest

from salescycle import Contacted, Lead, StageEntered, Undefined
from salescycle.metrics import response_times

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRMS = {"within an hour": 829, "within a day": 359, "later": 538, "never": 515}
AFTER = {"within an hour": HOUR / 2, "within a day": 12 * HOUR, "later": 60 * HOUR}
SIX_MP = [6, 6, 6, 7, 10, 13, 16, 22, 23]
SIX_MP_CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def lead(key, arrived, contacted=None):
    """Give a lead that arrived at an instant, contacted at another or never."""
    captured = StageEntered(stage="captured", outcome="open", at=arrived)
    calls = [] if contacted is None else [Contacted(channel="call", at=contacted)]
    return Lead(id=key, name="Ada", log=[captured, *calls])


@pytest.fixture(scope="module")
def audit():
    """Give the response times of the 2,241 firms, 30 days after the test."""
    leads = [
        lead(f"{fate} {number}", NINE, None if fate == "never" else NINE + AFTER[fate])
        for fate, firms in FIRMS.items()
        for number in range(firms)
    ]
    return response_times(leads, as_of=NINE + 30 * 24 * HOUR)


@pytest.mark.parametrize(("hours", "percent"), [(1, 37), (24, 37 + 16)])
def test_firms_that_responded_in_time(audit, hours, percent):
    """Of all firms, those that never responded in the whole."""
    share = audit.within(hours * HOUR)
    assert (percent, 2241) == (round(100 * float(share.value)), share.whole)


def test_firms_that_never_responded(audit):
    """23 % never did; left out, they would make 48 % of the 37 % who were in time."""
    assert 23 == round(100 * float(audit.never_contacted.value))
    assert 48 == round(100 * audit.within(HOUR).part / audit.contacted.n)


@pytest.fixture(scope="module")
def remission():
    """Give the response times of leads as old as the patients were observed."""
    as_of = NINE + 1000 * HOUR
    contacted = [lead(f"e{place}", NINE, NINE + hours * HOUR) for place, hours in enumerate(SIX_MP)]
    never = [lead(f"c{place}", as_of - hours * HOUR) for place, hours in enumerate(SIX_MP_CENSORED)]
    return response_times([*contacted, *never], as_of=as_of)


@pytest.mark.parametrize(
    ("hours", "waiting"),
    [(6, 0.857143), (7, 0.806723), (10, 0.752941), (13, 0.690196), (16, 0.627451), (22, 0.537815), (23, 0.448179)],
)
def test_the_share_still_waiting(remission, hours, waiting):
    """Kaplan-Meier, to the printed digits."""
    assert waiting == pytest.approx(remission.survival.at(hours * HOUR), abs=5e-7)


def test_the_median_wait_and_its_limits(remission):
    """23, from 13 to not reached (log-log), of 21 with 9 events."""
    assert (21, 9, 23 * HOUR) == (remission.n, remission.contacted.n, remission.median)
    assert (13 * HOUR, Undefined("not reached")) == remission.survival.limits(0.5)
