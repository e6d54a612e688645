"""Calendars: meetings, next steps and steps of cadences as iCalendar text (RFC 5545), for any calendar program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256

import attrs

from salescycle.errors import InvalidValue
from salescycle.followup import CadenceRun, MatterKind, StepRun, StepState
from salescycle.model import Deal, Lead, Meeting, MeetingState, NextStepSet
from salescycle.values import id_text, must_be, name_text, note_text, optional_utc, several, utc, whole_number

__all__ = ["CalendarEntry", "calendar_text", "meeting_entries", "next_step_entries", "step_entries"]

_MOST_ENTRIES = 100_000
_OCTETS = 75  # of a line, its end not counted
_MINUTE = timedelta(minutes=1)
_NO_MORE = (StepState.SKIPPED, StepState.STOPPED)
_LOOSE = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def _sequence(value: int) -> int:
    return whole_number(value, "a sequence", most=2**31 - 1)


def _remind(value: timedelta | None) -> timedelta | None:
    if value is not None and (type(value) is not timedelta or value < timedelta(0) or value % _MINUTE):
        rule = "must come whole minutes before, or at the time"
        raise InvalidValue("a reminder", rule, value, "give timedelta(minutes=15)")
    return value


@attrs.frozen(kw_only=True)
class CalendarEntry:
    """An appointment, or a reminder, which takes no time (``ends`` is ``None``), as a calendar program shows it.

    ``uid`` is the same for the same thing whenever it is written, and ``sequence`` grows with each change of it: by
    these two, programs replace what they have. ``remind`` is how long before its start they ring.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> entry = CalendarEntry(uid="demo-1", starts=monday, ends=monday + timedelta(hours=1), summary="Demo")
    >>> print(calendar_text([entry], as_of=monday).splitlines()[6])
    DTSTART:20260302T090000Z
    """

    uid: str = attrs.field(converter=id_text)
    starts: datetime = attrs.field(converter=utc)
    summary: str = attrs.field(converter=note_text)
    ends: datetime | None = attrs.field(default=None, converter=optional_utc)
    details: str = attrs.field(default="", converter=note_text)
    where: str = attrs.field(default="", converter=note_text)
    sequence: int = attrs.field(default=0, converter=_sequence)
    is_cancelled: bool = attrs.field(default=False, validator=must_be(bool, "is_cancelled"))
    remind: timedelta | None = attrs.field(default=None, converter=_remind)

    def __attrs_post_init__(self) -> None:
        # to the second, as it is written
        if self.ends is not None and self.ends - self.starts < timedelta(seconds=1):
            rule = "must be a second or more after its start"
            raise InvalidValue("the end of an appointment", rule, self.ends, "leave it out for a reminder")


def meeting_entries(
    record: Lead | Deal, *, host: str = "salescycle", remind: timedelta | None = None
) -> tuple[CalendarEntry, ...]:
    """Give the meetings of a lead or deal as appointments, those that were called off as cancelled.

    ``host`` is the name of your own system, such as its domain: it keeps the uids of two companies apart. A meeting
    that was agreed with the lead keeps its uid when the lead becomes a deal. A lead is told by its id, a deal by its
    name. Reminders are only of what is to come.

    >>> from datetime import UTC
    >>> from salescycle.model import MeetingPlanned
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> demo = MeetingPlanned(meeting="demo", starts=monday + timedelta(days=2), what="Demo for the CFO", at=monday)
    >>> (entry,) = meeting_entries(Deal(id="D-1", name="Acme", log=[demo]), host="crm.example.com")
    >>> print(entry.summary, entry.starts, entry.sequence)
    Demo for the CFO: Acme 2026-03-04 09:00:00+00:00 0
    """
    name = _named(record)
    return tuple(
        CalendarEntry(
            uid=_uid(host, "meeting", *_agreed_with(record, meeting), meeting.key),
            starts=meeting.starts,
            ends=meeting.ends,
            summary=f"{meeting.what or meeting.key}: {name}",
            details=", ".join(meeting.attendees),
            where=meeting.where,
            sequence=len(meeting.history) - 1,
            is_cancelled=meeting.state is MeetingState.CANCELLED,
            remind=remind if meeting.state is MeetingState.PLANNED else None,
        )
        for meeting in record.meetings
    )


def _named(record: Lead | Deal) -> str:
    """Say what people read of a record: no name of a person."""
    if not isinstance(record, (Lead, Deal)):
        raise InvalidValue("what stands in a calendar", "must be a Lead or a Deal", record)
    return (record.name if isinstance(record, Deal) else "") or record.id


def _whole(record: Lead | Deal) -> tuple[str, str]:
    return "deal" if isinstance(record, Deal) else "lead", record.id


def _agreed_with(record: Lead | Deal, meeting: Meeting) -> tuple[str, str]:
    """Name the record that a meeting was first planned with: a deal tells of its lead's too."""
    lead = record.lead if isinstance(record, Deal) else None
    is_leads = lead is not None and any(fact is meeting.history[0] for fact in lead.log)
    return _whole(lead if lead is not None and is_leads else record)


def next_step_entries(
    record: Lead | Deal, *, host: str = "salescycle", locale: str = "en", remind: timedelta | None = None
) -> tuple[CalendarEntry, ...]:
    """Give the next step of a lead or deal as a reminder where it has a time: one, or none.

    A later one takes its place. It is cancelled where nothing is agreed any more, and by a close.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> step = NextStepSet(what="Send the offer", due=monday + timedelta(days=2), at=monday)
    >>> [(entry.summary, entry.starts.day) for entry in next_step_entries(Deal(id="D-1", log=[step]))]
    [('Send the offer: D-1', 4)]
    """
    name, told = _named(record), record.facts(NextStepSet)
    dated = [(fact.what, fact.due) for fact in told if fact.due is not None]
    if not dated:
        return ()
    what, due = dated[-1]
    entry = CalendarEntry(
        uid=_uid(host, "next_step", *_whole(record)),
        starts=due,
        summary=f"{what or MatterKind.NEXT_STEP.label.text(locale)}: {name}",
        # a close calls it off, and reopening does not take the number back
        sequence=len(told) - 1 + sum(visit.outcome.is_closed for visit in record.visits),
        is_cancelled=record.outcome.is_closed or told[-1].due is None,
        remind=remind,
    )
    return (entry,)


def step_entries(
    run: CadenceRun, *, host: str = "salescycle", locale: str = "en", remind: timedelta | None = None
) -> tuple[CalendarEntry, ...]:
    """Give the steps of a cadence as reminders, those that were skipped or are no longer owed as cancelled.

    Of a step that recurs these are the ones up to now, and the next.

    >>> from datetime import UTC
    >>> from salescycle import NURTURE, Enrolled, WorkCalendar
    >>> monday, office = datetime(2026, 3, 2, 9, tzinfo=UTC), WorkCalendar.weekdays("09:00-17:00", zone=UTC)
    >>> run = NURTURE.due(Deal(id="D-1", log=[Enrolled(cadence="nurture", at=monday)]), as_of=monday, calendar=office)
    >>> [(entry.summary, entry.starts.day) for entry in step_entries(run)]
    [('Something worth reading: D-1', 30)]
    """
    if not isinstance(run, CadenceRun):
        raise InvalidValue("what has steps", "must be a CadenceRun", run, "give what cadence.due(...) gives")
    return tuple(_of_step(step, run, host, locale, remind) for step in run.steps)


def _of_step(step: StepRun, run: CadenceRun, host: str, locale: str, remind: timedelta | None) -> CalendarEntry:
    is_cancelled = step.state in _NO_MORE
    return CalendarEntry(
        uid=_uid(host, "step", run.id, run.cadence, f"{run.enrolled_at}", step.step.key, f"{step.number}"),
        starts=step.due,
        summary=f"{step.step.label.text(locale)}: {run.id}",
        details=run.cadence,
        # one that was left out and is then put to another time goes on counting
        sequence=2 * step.times_moved + is_cancelled,
        is_cancelled=is_cancelled,
        remind=remind if step.settled_at is None else None,
    )


def calendar_text(entries: Iterable[CalendarEntry], *, as_of: datetime, name: str = "") -> str:
    """Write entries as one iCalendar text, which a host stores as ``.ics`` or serves as ``text/calendar``.

    Instants are in UTC, to the second, so that no zone has to be described; ``as_of`` is when it was written. Reminders
    are events without length that take no time: many programs leave to-dos (VTODO) out. Lines end in CR LF and have at
    most 75 octets, and nothing in a text can end its line or its entry.

    Source: RFC 5545, and RFC 7986 for ``name``, the name of the calendar.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> text = calendar_text([CalendarEntry(uid="1", starts=monday, summary="Call Ada")], as_of=monday)
    >>> text.splitlines()[7]
    'SUMMARY:Call Ada'
    """
    written = utc(as_of)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//salescycle//salescycle//EN"]
    if name:
        lines.append(_text("NAME", name_text(name)))
    for entry in several(entries, CalendarEntry, "the entries of a calendar", limit=_MOST_ENTRIES):
        lines += _event(entry, written)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(entry: CalendarEntry, written: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield _text("UID", entry.uid)
    yield f"DTSTAMP:{_instant(written)}"
    yield f"DTSTART:{_instant(entry.starts)}"
    if entry.ends is not None:
        yield f"DTEND:{_instant(entry.ends)}"
    yield _text("SUMMARY", entry.summary)
    if entry.details:
        yield _text("DESCRIPTION", entry.details)
    if entry.where:
        yield _text("LOCATION", entry.where)
    yield f"SEQUENCE:{entry.sequence}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    yield f"TRANSP:{'TRANSPARENT' if entry.ends is None else 'OPAQUE'}"
    if entry.remind is not None and not entry.is_cancelled:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", _text("DESCRIPTION", entry.summary))
        yield f"TRIGGER:-PT{entry.remind // _MINUTE}M"
        yield "END:VALARM"
    yield "END:VEVENT"


def _uid(host: str, *parts: str) -> str:
    # lengths before the parts, so that no two lists of parts read the same
    told = "".join(f"{len(part)}:{part}" for part in (name_text(host), *parts))
    return sha256(told.encode()).hexdigest()[:32]


def _instant(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _text(name: str, value: str) -> str:
    return f"{name}:{value.translate(_LOOSE)}"


def _folded(line: str) -> Iterator[str]:
    """Break a line so that no part is too long and none ends within a character; what goes on begins with a space."""
    part, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > _OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + char, size + octets
    yield part
