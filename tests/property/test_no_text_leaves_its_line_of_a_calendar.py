"""Law: whatever the texts of a calendar hold, another library reads back what was written, and nothing else."""

from datetime import UTC, datetime, timedelta

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from salescycle import InvalidValue
from salescycle.interop import CalendarEntry, calendar_text
from salescycle.values import note_text

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOSTILE = st.sampled_from(
    [
        "\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:mine",
        "END:VCALENDAR",
        "\\n",
        "\\",
        "\\\\",
        "a;b,c:d",
        '";X=1:',
        "=0D=0AATTACH:x",
        "%0d%0aATTENDEE:x",
        " ",
        "\t",
        "\nx",
        "한" * 40,
        "\u200d",
    ]
)
PIECES = st.lists(HOSTILE | st.text(max_size=90), max_size=6).map("".join)


def is_text(value):
    """Whether the door takes it, as it is: no hidden characters, no blanks around it."""
    try:
        return note_text(value) == value
    except InvalidValue:
        return False


TEXTS = PIECES.filter(is_text)


@given(TEXTS, TEXTS, TEXTS, st.booleans())
def test_texts_are_read_back(summary, details, where, is_long):
    """One event, with these texts, and its lines of at most 75 octets."""
    ends = MONDAY + timedelta(hours=1) if is_long else None
    entry = CalendarEntry(uid="1", starts=MONDAY, ends=ends, summary=summary, details=details, where=where)
    text = calendar_text([entry], as_of=MONDAY)
    assert max(len(line) for line in text.encode().split(b"\r\n")) <= 75
    calendar = icalendar.Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    assert {"VCALENDAR", "VEVENT"} == {part.name for part in calendar.walk()}
    assert [summary, details, where] == [str(event.get(name, "")) for name in ("SUMMARY", "DESCRIPTION", "LOCATION")]
    assert {"SUMMARY", "DTSTART", "DTSTAMP", "UID", "SEQUENCE", "STATUS", "TRANSP"} <= set(event)
    assert set(event) <= {"SUMMARY", "DTSTART", "DTSTAMP", "UID", "SEQUENCE", "STATUS", "TRANSP"} | {
        "DTEND",
        "DESCRIPTION",
        "LOCATION",
    }
