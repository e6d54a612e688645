"""Recurrences as RFC 5545 lists them.

Source: B. Desruisseaux (ed.), *Internet Calendaring and Scheduling Core Object Specification (iCalendar)*, RFC 5545,
September 2009, section 3.8.5.3, the examples of rules that are within the grammar read here. All start at 9:00 in New
York. WKST=SU is left out of two, which makes no difference to them.
"""

from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from salescycle.followup import Recurrence

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NEW_YORK = ZoneInfo("America/New_York")


def days(year, **months):
    """Give days of a year as month and day."""
    return [(year, MONTHS.index(month) + 1, day) for month, each in months.items() for day in each]


EXAMPLES = {
    "FREQ=DAILY;COUNT=10": ((9, 2), days(1997, sep=range(2, 12))),
    "FREQ=DAILY;INTERVAL=10;COUNT=5": ((9, 2), days(1997, sep=[2, 12, 22], oct=[2, 12])),
    "FREQ=WEEKLY;COUNT=10": ((9, 2), days(1997, sep=[2, 9, 16, 23, 30], oct=[7, 14, 21, 28], nov=[4])),
    "FREQ=WEEKLY;UNTIL=19971007T000000Z;BYDAY=TU,TH": (
        (9, 2),
        days(1997, sep=[2, 4, 9, 11, 16, 18, 23, 25, 30], oct=[2]),
    ),
    "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;BYDAY=MO,WE,FR": (
        (9, 1),
        days(
            1997,
            sep=[1, 3, 5, 15, 17, 19, 29],
            oct=[1, 3, 13, 15, 17, 27, 29, 31],
            nov=[10, 12, 14, 24, 26, 28],
            dec=[8, 10, 12, 22],
        ),
    ),
    "FREQ=MONTHLY;COUNT=10;BYDAY=1FR": (
        (9, 5),
        [
            *days(1997, sep=[5], oct=[3], nov=[7], dec=[5]),
            *days(1998, jan=[2], feb=[6], mar=[6], apr=[3], may=[1], jun=[5]),
        ],
    ),
    "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU": (
        (9, 7),
        [*days(1997, sep=[7, 28], nov=[2, 30]), *days(1998, jan=[4, 25], mar=[1, 29], may=[3, 31])],
    ),
    "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO": (
        (9, 22),
        [*days(1997, sep=[22], oct=[20], nov=[17], dec=[22]), *days(1998, jan=[19], feb=[16])],
    ),
    "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15": (
        (9, 2),
        [*days(1997, sep=[2, 15], oct=[2, 15], nov=[2, 15], dec=[2, 15]), *days(1998, jan=[2, 15])],
    ),
    "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1": (
        (9, 30),
        [*days(1997, sep=[30], oct=[1, 31], nov=[1, 30], dec=[1, 31]), *days(1998, jan=[1, 31], feb=[1])],
    ),
    "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15": (
        (9, 10),
        [*days(1997, sep=range(10, 16)), *days(1999, mar=[10, 11, 12, 13])],
    ),
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU": (
        (9, 2),
        [
            *days(1997, sep=[2, 9, 16, 23, 30], nov=[4, 11, 18, 25]),
            *days(1998, jan=[6, 13, 20, 27], mar=[3, 10, 17, 24, 31]),
        ],
    ),
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13": (
        (9, 2),
        [*days(1998, feb=[13], mar=[13], nov=[13]), *days(1999, aug=[13]), *days(2000, oct=[13])],
    ),
    "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13": (
        (9, 13),
        [
            *days(1997, sep=[13], oct=[11], nov=[8], dec=[13]),
            *days(1998, jan=[10], feb=[7], mar=[7], apr=[11], may=[9], jun=[13]),
        ],
    ),
}


@pytest.mark.parametrize("text", EXAMPLES)
def test_a_rule_recurs_as_the_standard_lists_it(text):
    """Each of its days, at nine on the wall, in summer time and out of it; an end is an end."""
    (month, day), expected = EXAMPLES[text]
    start = datetime(1997, month, day, 9, tzinfo=NEW_YORK).astimezone(UTC)
    every = Recurrence.parse(text).occurrences(start=start, zone=NEW_YORK)
    found = [at.astimezone(NEW_YORK) for at in islice(every, len(expected) + 1)]
    assert expected == [(at.year, at.month, at.day) for at in found][: len(expected)]
    assert {9} == {at.hour for at in found}
    ends = "COUNT" in text or "UNTIL" in text
    assert len(expected) + (not ends) == len(found)
