"""Response: how long leads wait until a person of ours gets in touch, counting those that still wait."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import Contacted, Deal, Fact, Lead, OwnerAssigned, Record
from salescycle.values import Durations, several, utc

from ._clock import ELAPSED, Clock, clock_of
from ._left_out import CLOSE_UNKNOWN, NEGATIVE, LeftOut, counted
from ._response_times import ResponseTimes
from ._risk_table import Ends, table_of_ends
from ._survival import Survival, survival_curve

if TYPE_CHECKING:
    from salescycle.values import WorkCalendar

    from ._pipeline import Pipeline

__all__ = ["response_times", "time_to_first_contact", "waits_of"]

RECORD_LIMIT = 10_000_000
"""Most leads and deals whose response is measured at once."""

_ARRIVAL_UNKNOWN = "its arrival is not known"
_TOO_EARLY = "contacted before it arrived"
_NOT_ASSIGNED = "nobody was assigned"
_CONTACTED_FIRST = "contacted before anybody was assigned"

_End = Literal["contacted", "waiting", "closed"]


def response_times(
    records: Iterable[Lead | Deal], *, as_of: datetime, level: float = 0.95, calendar: WorkCalendar | None = None
) -> ResponseTimes:
    """Estimate how long leads wait for a response, all counted: Kaplan-Meier, the first response the event.

    Give the leads that never became deals too: without them only those are measured that somebody took care of. A lead
    and the deals it became are one, wherever their facts stand.

    *Formula*: arrival to the first contact that a person made outbound or two-way (what a machine sent and what came in
    is no response). Arrival is the first opening of the lead, or of a deal that came from none. Never contacted is
    *censored*, and not dropped: at ``as_of`` while it is open or on hold; at its close where it is closed, since from
    then on nobody owes it a call, and how long it would have waited is not known. (Where people close what they do not
    call, that flatters: read ``closed`` beside it.) Of a lead with deals it is the deals' close that counts. A contact
    after the close still is the response it is.

    It splits in two. ``routing`` runs from arrival to the first owner, 0 where it has one by then, and is censored
    where there is none by the first response or the end. ``human`` runs from there to the first response; it leaves
    out, and counts, what has no owner by then.

    With a ``calendar`` all of it is working time, and ``elapsed`` of the result is the same in elapsed time, to read
    beside it: a lead of Friday evening that is called on Monday morning has waited minutes, and two days.

    *Leaves out*, and counts, leads whose arrival is not known; those that were contacted before they arrived, a data
    error; and of those never contacted, what closed at an unknown instant, or before it arrived. What had not begun by
    ``as_of`` is not in it.

    *Source*: Oldroyd, McElheran and Elkington, "The Short Life of Online Sales Leads", Harvard Business Review, March
    2011, for the rule to call within one hour: firms that tried within an hour were about seven times as likely to
    qualify the lead, in a talk with a decision maker, as firms that tried an hour later. It is an observation of firms
    that differ in more than speed, about qualifying; it says nothing about sales won.

    Raises ``InvalidValue`` for two leads, or two deals, of the same id.

    >>> from datetime import UTC
    >>> from salescycle.presets import LEAD
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> leads = [Lead.capture(id=f"L-{n}", name="Ada", start=LEAD.start(at=nine), owner="kim") for n in range(3)]
    >>> leads[0] = leads[0].record(Contacted(channel="call", at=nine + timedelta(minutes=40)))
    >>> print(response_times(leads, as_of=nine + timedelta(hours=5)).within(timedelta(hours=1)))
    33.3% (1 of 3)
    """
    instant = utc(as_of)
    left_out: Counter[str] = Counter()
    waits: list[_Wait] = []
    for records_of_it in _leads(records, instant):
        wait = _wait(records_of_it, instant)
        if isinstance(wait, _Wait):
            waits.append(wait)
        else:
            left_out[wait] += 1
    elapsed = _measured(waits, level, counted(left_out), ELAPSED)
    if calendar is None:
        return elapsed
    return attrs.evolve(_measured(waits, level, counted(left_out), clock_of(calendar)), elapsed=elapsed)


def time_to_first_contact(
    pipeline: Pipeline, *, level: float = 0.95, calendar: WorkCalendar | None = None
) -> ResponseTimes:
    """Estimate how long the leads of the deals waited for a response, and deals that came from no lead.

    ``response_times`` over the deals of the pipeline: leads that never became deals are not in it, and these waited
    longest. Use that function over all leads where you have them. With a ``calendar`` it is working time, with elapsed
    time beside it.
    """
    return response_times(pipeline.deals, as_of=pipeline.as_of, level=level, calendar=calendar)


def waits_of(deals: Iterable[Deal], as_of: datetime, clock: Clock) -> Iterator[tuple[str, timedelta, bool]]:
    """Give how long the lead of each deal waited for a response by an instant, and whether one came, by deal."""
    for records in _leads(deals, as_of):
        wait = _wait(records, as_of)
        if isinstance(wait, _Wait):
            for record in records:
                yield record.id, clock.less(wait.ended, wait.arrived), wait.how == "contacted"


@attrs.frozen(kw_only=True)
class _Wait:
    """The wait of one lead: from arrival to its first response, or until it was last watched, and who took it when."""

    arrived: datetime
    assigned: datetime | None
    ended: datetime
    how: _End


def _leads(records: Iterable[Lead | Deal], instant: datetime) -> Iterable[list[Lead | Deal]]:
    """Give the records as they stood at an instant, those of one lead together."""
    given = several(records, Record, "records", limit=RECORD_LIMIT)
    seen: set[tuple[bool, str]] = set()
    groups: dict[tuple[bool, str], list[Lead | Deal]] = {}
    for place, record in enumerate(given):
        if not isinstance(record, (Lead, Deal)):
            raise InvalidValue(f"records[{place}]", "must be a Lead or a Deal", record)
        own = (isinstance(record, Lead), record.id)
        if own in seen:
            raise InvalidValue("leads and deals", "must have different ids", record.id, "give each once")
        seen.add(own)
        then: Lead | Deal | None = record.as_of(instant)
        if isinstance(then, Deal) and not then.log:
            then = then.lead  # the lead had arrived, and was no deal yet
        if then is not None and then.log:
            lead = then.lead if isinstance(then, Deal) else then
            groups.setdefault((False, then.id) if lead is None else (True, lead.id), []).append(then)
    return groups.values()


def _wait(records: list[Lead | Deal], instant: datetime) -> _Wait | str:
    """Give the wait of one lead, out of all records that tell of it, or why it cannot be measured."""
    deals = [record for record in records if isinstance(record, Deal)]
    leads = [record for record in records if isinstance(record, Lead)]
    leads += [deal.lead for deal in deals if deal.lead is not None]
    arrived = min((at for record in leads or deals if (at := record.opened_at) is not None), default=None)
    if arrived is None:
        return _ARRIVAL_UNKNOWN
    log = sorted((fact for record in (*leads, *deals) for fact in record.log), key=attrgetter("at"))
    contacted = next((fact.at for fact in log if isinstance(fact, Contacted) and fact.is_response), None)
    if contacted is not None:
        return _TOO_EARLY if contacted < arrived else _taken(log, arrived, contacted, "contacted")
    watched = deals or leads
    if not all(record.outcome.is_closed for record in watched):
        return _taken(log, arrived, instant, "waiting")
    closes = [record.closed_at for record in watched]
    known = [at for at in closes if at is not None]
    if len(known) < len(closes):
        return CLOSE_UNKNOWN
    return NEGATIVE if max(known) < arrived else _taken(log, arrived, max(known), "closed")


def _taken(log: list[Fact], arrived: datetime, ended: datetime, how: _End) -> _Wait:
    """Give a wait, with when somebody took it: an owner it had by its arrival, or was given before it ended."""
    owners = [fact for fact in log if isinstance(fact, OwnerAssigned) and fact.at <= ended]
    by_then = [fact for fact in owners if fact.at <= arrived]
    assigned = next((fact.at for fact in owners[len(by_then) :] if fact.owner is not None), None)
    if by_then and by_then[-1].owner is not None:
        assigned = arrived
    return _Wait(arrived=arrived, assigned=assigned, ended=ended, how=how)


def _measured(waits: list[_Wait], level: float, left_out: LeftOut, clock: Clock) -> ResponseTimes:
    """Count waits by their length and how they ended, the whole and its two parts."""
    by_end: dict[_End, Counter[timedelta]] = {"contacted": Counter(), "waiting": Counter(), "closed": Counter()}
    whole, routing, human = _ends(), _ends(), _ends()
    nobody: Counter[str] = Counter()
    for wait in waits:
        length = clock.less(wait.ended, wait.arrived)
        cause = "contacted" if wait.how == "contacted" else None
        by_end[wait.how][length] += 1
        whole[cause][length] += 1
        if wait.assigned is None:
            routing[None][length] += 1
            nobody[_CONTACTED_FIRST if cause else _NOT_ASSIGNED] += 1
        else:
            routing["assigned"][clock.less(wait.assigned, wait.arrived)] += 1
            human[cause][clock.less(wait.ended, wait.assigned)] += 1
    unassigned = (*left_out, *counted(nobody))
    return ResponseTimes(
        contacted=clock.measured(_durations(by_end["contacted"], "arrival to the first response")),
        waiting=clock.measured(_durations(by_end["waiting"], "arrival to now, never contacted")),
        closed=clock.measured(_durations(by_end["closed"], "arrival to the close, never contacted")),
        survival=clock.measured(_curve(whole, level, "not contacted yet by a time since arrival", left_out)),
        routing=clock.measured(_curve(routing, level, "not assigned yet by a time since arrival", left_out)),
        human=clock.measured(_curve(human, level, "not contacted yet by a time since it was assigned", unassigned)),
        definition=f"arrival to the first response of a person, {'elapsed' if clock is ELAPSED else 'working'} time",
        left_out=left_out,
    )


def _durations(lengths: Counter[timedelta], definition: str) -> Durations:
    return Durations(table=tuple(lengths.items()), definition=definition)


def _ends() -> defaultdict[str | None, Counter[timedelta]]:
    return defaultdict(Counter)


def _curve(ends: Ends, level: float, definition: str, left_out: LeftOut) -> Survival:
    curve = survival_curve(table_of_ends(ends), level=level, start=None, left_out=left_out)
    return attrs.evolve(curve, definition=f"Kaplan-Meier: share {definition}; what goes on is censored")
