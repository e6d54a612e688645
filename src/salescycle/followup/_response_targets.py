"""The response targets of a team: which target a lead or a deal has, and how each response stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

import attrs

from salescycle.errors import InvalidValue, UnknownName
from salescycle.metrics import Breakdown
from salescycle.model import Deal, Lead
from salescycle.values import Share, Undefined, WorkCalendar, member, must_be, several, utc

from ._response import Response, ResponseState
from ._response_target import Pause, ResponseTarget, TargetRule, reading
from ._running_time import pause_at, running_time
from ._waits import ResponseKind, Wait, assigned_in, first_wait, reply_waits

__all__ = ["ResponseTargets"]

_READINGS = ("owner", "persona", "source", "channel", "priority")
_NOT_ARRIVED = Undefined("it had not arrived")
_NOT_ASKED = Undefined("no target asks for it")
_NOT_DUE = "not due by then"

_Key = Callable[[Lead | Deal], str | None]


def _rules(values: Iterable[TargetRule]) -> tuple[TargetRule, ...]:
    return several(values, TargetRule, "rules")


@attrs.frozen(kw_only=True)
class ResponseTargets:
    """The response targets of a team: the first of some ``rules`` that applies, else the ``default``, an hour.

    All time is working time by ``calendar`` (a target may have its own), so a lead that arrives outside hours is due
    in the next ones.

    *First response*: from arrival (the first opening of the lead, or of a deal that came from none) to the first
    contact that a person made outbound or two-way. *Replies*: each message of the buyer after that, until a person
    responds. Several that nobody has answered yet are one wait, from the first of them; so whoever answers that in time
    has answered each in time. What we wait for is no debt of ours: after a response nothing runs until the buyer
    writes. What a machine sent is no response, and asks for none.

    The time stands still while nothing is owed: closed, or opted out of all contact. It stands still in a stage on hold
    and while snoozed, unless the target says otherwise. A contact after the close still is the response it is.

    Every question is about an instant: what happens later is not seen. Which rule applies is told by how the record
    stood when the wait ended, or stands at ``as_of``: a priority given later judges nothing that is over.

    >>> from datetime import UTC
    >>> from salescycle.presets import LEAD
    >>> office = WorkCalendar.weekdays("09:00-18:00", zone=UTC)
    >>> friday, monday = datetime(2026, 3, 6, 17, 40, tzinfo=UTC), datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
    >>> lead = Lead.capture(id="L-1", name="Ada", start=LEAD.start(at=friday))
    >>> print(ResponseTargets(calendar=office).response(lead, as_of=monday))
    L-1 first response: at risk, 0:10:00 left of 1:00:00, due 2026-03-09 09:40 UTC
    """

    calendar: WorkCalendar = attrs.field(
        validator=must_be(WorkCalendar, "a calendar", "give WorkCalendar.weekdays(...)")
    )
    default: ResponseTarget = attrs.field(factory=ResponseTarget, validator=must_be(ResponseTarget, "a default target"))
    rules: tuple[TargetRule, ...] = attrs.field(default=(), converter=_rules)

    def target_of(self, record: Lead | Deal) -> ResponseTarget:
        """Give the target of a lead or a deal, as it stands."""
        _checked(record)
        return next((rule.target for rule in self.rules if rule.does_apply(record)), self.default)

    def response(self, record: Lead | Deal, *, as_of: datetime) -> Response | Undefined:
        """Give how the first response to a lead or a deal stands.

        Formula: ``due`` is the first instant by which the target's working time had run since the arrival, pauses as
        known then left out. ``MET``: responded no later than that. ``BREACHED``: it passed without a response.
        Before it, ``NOT_OWED`` where closed or opted out, ``PAUSED`` where on hold or snoozed, ``AT_RISK`` from the
        stated share of the time on, else ``RUNNING``.

        Undefined where no target asks for one, it had not arrived, its arrival is not known, or it was contacted before
        it arrived.
        """
        instant, then = _then(record, as_of)
        if then is None:
            return _NOT_ARRIVED
        wait = first_wait(then)
        return wait if isinstance(wait, Undefined) else self._judged(then, wait, instant) or _NOT_ASKED

    def replies(self, record: Lead | Deal, *, as_of: datetime) -> tuple[Response, ...]:
        """Give how the replies to the buyer's messages stand, in time order; none where the target asks for none.

        Due times and states are those of ``response``, from the message on. What the buyer sends before the first
        response waits for that one, and is none of these; where no first response is owed, every message counts.
        """
        instant, then = _then(record, as_of)
        if then is None:
            return ()
        after_first = isinstance(self._first(then), Wait)
        found = (self._judged(then, wait, instant) for wait in reply_waits(then, after_first=after_first))
        return tuple(each for each in found if each is not None)

    def owed(self, record: Lead | Deal, *, as_of: datetime) -> Response | None:
        """Give the response that is owed now, late ones and paused ones too, or ``None`` where none is."""
        instant, then = _then(record, as_of)
        if then is None:
            return None
        first = self._first(then)
        waits = [first] if isinstance(first, Wait) else []
        if not waits or waits[0].answered is not None:
            waits = reply_waits(then, after_first=bool(waits))[-1:]
        found = [self._judged(then, wait, instant) for wait in waits]
        return next((each for each in found if each is not None and each.is_owed), None)

    def responses(self, records: Iterable[Lead | Deal], *, as_of: datetime) -> Iterator[Response]:
        """Give the responses to many, one by one as they are asked for: of each the first, then its replies.

        Passes over those of which ``response`` is undefined. A lead and the deal it became are two records of one
        buyer: give one of them, the deal where there is one.
        """
        instant = utc(as_of)
        return (each for record in records for each in self._of(record, instant))

    def attainment(
        self, records: Iterable[Lead | Deal], *, as_of: datetime, kind: ResponseKind | str = ResponseKind.FIRST
    ) -> Share:
        """Give the share of responses that were given in time, of those that were due.

        Formula: met / (met + breached), over responses of a ``kind`` due by ``as_of``. One that is not due yet does not
        count, answered or not: else the quick ones would come in first. Leaves out, and counts, these; those closed,
        opted out of or paused before they were due; and those whose wait is not known. ``interval()`` says how far few
        of them can be trusted. It says nothing of what quick answers bring: see the how-to page on speed to lead.
        """
        return self._attained(tuple(records), utc(as_of), member(ResponseKind, kind, "a kind of response"))

    def attainment_by(
        self,
        records: Iterable[Lead | Deal],
        key: _Key | str,
        *,
        as_of: datetime,
        kind: ResponseKind | str = ResponseKind.FIRST,
    ) -> Breakdown:
        """Give ``attainment`` by a key of each lead or deal, side by side, biggest first; ``None`` is not known.

        The key is a function, or the name of a reading: ``owner``, ``persona``, ``source``, ``channel``, ``priority``.
        """
        instant, read = utc(as_of), _key_of(key)
        what = member(ResponseKind, kind, "a kind of response")
        groups: dict[str | None, list[Lead | Deal]] = {}
        for record in records:
            _, then = _then(record, instant)
            groups.setdefault(None if then is None else read(then), []).append(record)
        order = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0] or ""))
        rows = tuple((name, len(some), self._attained(some, instant, what)) for name, some in order)
        return Breakdown(definition=_definition(what), rows=rows)

    def _first(self, record: Lead | Deal) -> Wait | Undefined:
        """Give the wait for the first response, if a target asks for one."""
        wait = first_wait(record)
        if isinstance(wait, Wait) and self._target(record, wait).within is None:
            return _NOT_ASKED
        return wait

    def _target(self, record: Lead | Deal, wait: Wait) -> ResponseTarget:
        """Give the target of a wait: by what was known when it ended, or is known by now."""
        return self.target_of(record if wait.answered is None else record.as_of(wait.answered))

    def _of(self, record: Lead | Deal, instant: datetime) -> Iterator[Response]:
        first = self.response(record, as_of=instant)
        if not isinstance(first, Undefined):
            yield first
        yield from self.replies(record, as_of=instant)

    def _attained(self, records: Iterable[Lead | Deal], instant: datetime, kind: ResponseKind) -> Share:
        counts: Counter[str] = Counter()
        met = due = 0
        for record in records:
            first = self.response(record, as_of=instant) if kind is ResponseKind.FIRST else None
            found = self.replies(record, as_of=instant) if first is None else (first,)
            for each in found:
                if isinstance(each, Undefined):
                    counts[each.reason] += 1
                elif each.is_due:
                    due += 1
                    met += each.state is ResponseState.MET
                else:
                    counts[_NOT_DUE if each.pause is None else f"{each.pause.told} before it was due"] += 1
        left_out = tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
        return Share(part=met, whole=due, definition=_definition(kind), left_out=left_out)

    def _judged(self, record: Lead | Deal, wait: Wait, instant: datetime) -> Response | None:
        """Judge a wait by what was known when it ended, or is known by now; ``None`` where no target asks for it."""
        end = instant if wait.answered is None else wait.answered
        then: Lead | Deal = record.as_of(end)
        target = self._target(record, wait)
        within = target.within if wait.kind is ResponseKind.FIRST else target.reply_within
        if within is None:
            return None
        running = running_time(then, wait.since, target.pauses, target.calendar or self.calendar)
        used, due = running.used(end), running.reached(within)
        pause, _ = pause_at(then, end, target.pauses)
        assigned = assigned_in(then, wait.since)
        routing = used if assigned is None else running.used(assigned)
        return Response(
            id=record.id,
            kind=wait.kind,
            state=_state(wait, due, instant) or _waiting(pause, target, used, within),
            target=target,
            within=within,
            since=wait.since,
            due=due,
            used=used,
            routing=routing,
            human=None if assigned is None else used - routing,
            as_of=instant,
            answered=wait.answered,
            pause=pause if wait.answered is None else None,
            owner=then.owner,
        )


def _state(wait: Wait, due: datetime | None, instant: datetime) -> ResponseState | None:
    """Give whether a response was met or breached, or ``None`` where that is still open."""
    if wait.answered is not None:
        return ResponseState.BREACHED if due is not None and due < wait.answered else ResponseState.MET
    # at the very instant at which it is due, that has passed, and with it the chance to meet it
    return ResponseState.BREACHED if due is not None and due <= instant else None


def _waiting(pause: Pause | None, target: ResponseTarget, used: timedelta, within: timedelta) -> ResponseState:
    if pause is not None:
        return ResponseState.PAUSED if pause.is_owed else ResponseState.NOT_OWED
    return ResponseState.AT_RISK if target.is_at_risk(used, within) else ResponseState.RUNNING


def _definition(kind: ResponseKind) -> str:
    return f"{kind.told} given in time, of those due, in working time"


def _checked(record: Lead | Deal) -> Lead | Deal:
    came: object = record
    if not isinstance(came, (Lead, Deal)):
        raise InvalidValue("a record with a response target", "must be a Lead or a Deal", came)
    return record


def _then(record: Lead | Deal, as_of: datetime) -> tuple[datetime, Lead | Deal | None]:
    """Give the instant, and the record as it stood: a deal that had not begun by then as its lead, or nothing."""
    instant = utc(as_of)
    then: Lead | Deal | None = _checked(record).as_of(instant)
    if isinstance(then, Deal) and not then.log:
        then = then.lead
    return instant, then if then is not None and then.log else None


def _key_of(key: _Key | str) -> _Key:
    if callable(key):
        return key
    if key not in _READINGS:
        raise UnknownName("reading", str(key), "leads and deals", list(_READINGS))
    return lambda record: reading(record, key)
