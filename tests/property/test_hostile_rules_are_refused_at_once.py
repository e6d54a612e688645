"""Law: whatever text comes as a rule, it is read or refused, and costs next to nothing either way."""

import re
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from salescycle import InvalidValue, LimitExceeded, Recurrence

PARTS = st.sampled_from(
    """
    FREQ=DAILY FREQ=MONTHLY FREQ=SECONDLY FREQ=YEARLY INTERVAL=1 INTERVAL=999999 BYDAY=MO BYDAY=5MO BYDAY=-1SU
    BYMONTHDAY=31 BYMONTHDAY=-28 BYMONTHDAY=0 BYMONTH=2 BYSECOND=0 BYSETPOS=-1 BYYEARDAY=366 BYEASTER=0 COUNT=1
    COUNT=999999 UNTIL=21991231T235959Z UNTIL=99991231 DTSTART=00010101 RRULE:FREQ=DAILY = ; FREQ=
    """.split()  # noqa: SIM905 - a list of forty strings is not read by anybody
)
TEXTS = st.lists(PARTS, max_size=8).map(";".join) | st.text(max_size=300) | st.from_regex(re.compile(r"FREQ=\w{0,999}"))


@given(TEXTS)
def test_a_rule_is_read_or_refused_at_once(text):
    """A tenth of a second is much; dateutil takes seconds for some of these."""
    begun = process_time()
    try:
        rule = Recurrence.parse(text)
    except (InvalidValue, LimitExceeded):
        rule = None
    assert process_time() - begun < 0.1
    assert rule is None or rule == Recurrence.parse(rule.text)
