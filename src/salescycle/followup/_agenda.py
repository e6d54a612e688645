"""The agenda: one ordered answer to the question what to do now."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import attrs

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue
from salescycle.metrics import win_chance
from salescycle.model import Deal, Lead
from salescycle.values import Money, Row, WorkCalendar, must_be, name_text, several, utc, whole_number

from ._matter import Matter, MatterKind, Pressure
from ._watch import WATCHERS, Watch, Watcher

__all__ = ["ESCALATION", "Agenda", "AgendaEntry", "EscalationStep", "priority_of"]

_LATEST = datetime.max.replace(tzinfo=UTC)
_AT_A_TIME = (MatterKind.CADENCE, MatterKind.NEXT_STEP, MatterKind.MEETING, MatterKind.COMMITMENT)
_URGENT = {MatterKind.RESPONSE: 2} | dict.fromkeys(_AT_A_TIME, 1)
_PRESSURES = list(Pressure)

Records = Iterable[Lead | Deal]
Owners = Container[str | None] | None
ChanceOf = Callable[[Deal], Fraction | float | None]


def _after(value: timedelta) -> timedelta:
    if type(value) is not timedelta or value < timedelta(0):
        raise InvalidValue("a step of escalation", "must come after a timedelta of 0 or more", value)
    return value


@attrs.frozen(kw_only=True)
class EscalationStep:
    """Who is told of a matter once it is so late: in working time where there is a calendar.

    >>> EscalationStep(after=timedelta(hours=8), to="team lead").to
    'team lead'
    """

    after: timedelta = attrs.field(converter=_after)
    to: str = attrs.field(converter=name_text)


ESCALATION = (
    EscalationStep(after=timedelta(0), to="owner"),
    EscalationStep(after=timedelta(hours=8), to="team lead"),
    EscalationStep(after=timedelta(hours=40), to="head of sales"),
)
"""To the owner when it is late, a working day later to the team lead, a working week later to the head of sales."""


@attrs.frozen(kw_only=True)
class AgendaEntry:
    """A lead or deal that wants looking after: why, most pressing first, and what is at stake.

    ``late`` is how long its first matter has been overdue, working time where there is a calendar; ``level`` how many
    steps of escalation that passes, and ``escalate_to`` the last of them. ``chance`` is that to be won, from 0 to 1.

    >>> matter = Matter(kind="no_next_step", why="nothing is agreed to happen next")
    >>> print(AgendaEntry(record=Deal(id="D-1", name="Acme"), matters=(matter,), value=Money("500", "EUR")))
    D-1 Acme: no next step: nothing is agreed to happen next; 500.00 EUR
    """

    record: Lead | Deal
    matters: tuple[Matter, ...]
    pressure: Pressure = Pressure.STANDING
    late: timedelta = timedelta(0)
    level: int = 0
    escalate_to: str = ""
    value: Money | None = None
    chance: Fraction | None = None
    priority: float = 0.0

    @property
    def reason(self) -> Matter:
        """The most pressing matter."""
        return self.matters[0]

    @property
    def due(self) -> datetime | None:
        """When that is, or was, due."""
        return self.reason.due

    def to_record(self) -> Row:
        """Give it as a flat row: instants as ISO text, lateness in hours, the value as text beside its currency."""
        return {
            "record": self.record.id,
            "type": "lead" if isinstance(self.record, Lead) else "deal",
            "owner": self.record.owner,
            "stage": self.record.stage,
            "reason": self.reason.kind.value,
            "why": self.reason.why,
            "pressure": self.pressure.value,
            "due": None if self.due is None else self.due.isoformat(),
            "late_hours": self.late / timedelta(hours=1),
            "escalate_to": self.escalate_to,
            "others": len(self.matters) - 1,
            "value": None if self.value is None else f"{self.value.amount:f}",
            "currency": None if self.value is None else self.value.currency,
            "chance": None if self.chance is None else float(self.chance),
            "priority": self.priority,
        }

    def __str__(self) -> str:
        name = self.record.name if isinstance(self.record, Deal) else ""
        who = f"{self.record.id} {name}".rstrip() + (f" ({self.record.owner})" if self.record.owner else "")
        late = f", since {self.due:%Y-%m-%d %H:%M} UTC" if self.pressure is Pressure.OVERDUE else ""
        more = f" (and {len(self.matters) - 1} more)" if len(self.matters) > 1 else ""
        chance = f" at {float(self.chance):.0%}" if self.chance is not None else ""
        stake = "" if self.value is None else f"; {self.value}{chance}"
        return f"{who}: {self.reason}{late}{more}{stake}"


def _order(entry: AgendaEntry) -> tuple[float, datetime, bool, str]:
    return (-entry.priority, entry.due or _LATEST, isinstance(entry.record, Deal), entry.record.id)


def priority_of(entry: AgendaEntry) -> float:
    """Give the priority of an entry: the greater, the earlier it comes.

    Formula: u + l + s. u is 2 for an answer that is owed, 1 for what was to be done at a time (a step of a cadence, a
    next step, a meeting, a commitment), 0 for all else; l the number of steps of escalation that its lateness passes; s
    the share v / (v + 10,000), where v is the value x the chance to be won (the value itself where no chance is known),
    and half where no value is known. So what is later, or owed sooner, always comes first, and the larger deal among
    equals. Amounts are taken as they are, whatever the currency: give your own formula where you sell in several.

    >>> matter = Matter(kind="no_next_step", why="nothing is agreed to happen next")
    >>> [priority_of(AgendaEntry(record=Deal(id="D-1"), matters=(matter,), value=Money(n, "EUR"))) for n in (0, 10_000)]
    [0.0, 0.5]
    """
    if entry.value is None:
        stake = 0.5
    else:
        worth = float(entry.value.amount) * (1.0 if entry.chance is None else float(entry.chance))
        stake = worth / (worth + 10_000)
    return _URGENT.get(entry.reason.kind, 0) + entry.level + stake


def _watchers(values: Iterable[Watcher]) -> tuple[Watcher, ...]:
    watchers = several(values, object, "watchers")
    for watcher in watchers:
        if not callable(watcher):
            raise InvalidValue("a watcher", "must be a function", watcher, "give one that takes a Watch")
    return watchers


def _steps(values: Iterable[EscalationStep]) -> tuple[EscalationStep, ...]:
    steps = several(values, EscalationStep, "steps of escalation", instead="give EscalationStep(after=..., to=...)")
    return tuple(sorted(steps, key=lambda step: step.after))


@attrs.frozen(kw_only=True)
class Agenda:
    """What to look for in leads and deals, and what comes first.

    ``watchers`` find matters; ``WATCHERS`` are the ready-made ones; ``answers``, ``follow_ups``, ``slow`` and functions
    of yours may stand beside them. ``cycle`` gives idle limits and chances to be won, ``calendar`` working time;
    matters are told ``ahead`` of their time. ``chance`` gives a deal's chance to be won from elsewhere, ``priority``
    another order than ``priority_of``. Records that are closed or put off, and of buyers who opted out, have nothing to
    be looked after.

    >>> from salescycle.presets import SHORT_CYCLE
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> small, large = (
    ...     Deal.open(id=id, start=SHORT_CYCLE.start(at=monday), value=Money(amount, "EUR"))
    ...     for id, amount in (("D-1", "500"), ("D-2", "90000"))
    ... )
    >>> for entry in Agenda(cycle=SHORT_CYCLE).first(5, [small, large], as_of=monday):
    ...     print(entry)
    D-2: no next step: nothing is agreed to happen next; 90,000.00 EUR at 20%
    D-1: no next step: nothing is agreed to happen next; 500.00 EUR at 20%
    """

    watchers: tuple[Watcher, ...] = attrs.field(default=WATCHERS, converter=_watchers)
    cycle: Cycle | None = attrs.field(default=None, validator=attrs.validators.optional(must_be(Cycle, "a cycle")))
    calendar: WorkCalendar | None = attrs.field(
        default=None, validator=attrs.validators.optional(must_be(WorkCalendar, "a calendar"))
    )
    ahead: timedelta = attrs.field(default=timedelta(days=1), converter=_after)
    escalation: tuple[EscalationStep, ...] = attrs.field(default=ESCALATION, converter=_steps)
    chance: ChanceOf | None = None
    priority: Callable[[AgendaEntry], float] = priority_of

    def entry(self, record: Lead | Deal, *, as_of: datetime) -> AgendaEntry | None:
        """Give what is to be looked after of one record, or ``None``."""
        at = utc(as_of)
        if not isinstance(record, (Lead, Deal)):
            raise InvalidValue("a record of an agenda", "must be a Lead or a Deal", record)
        then = record.as_of(at)
        if not then.log or then.outcome.is_closed or then.has_opted_out():
            return None
        until = then.snoozed_until
        if until is not None and until > at:
            return None
        watch = Watch(record=then, as_of=at, cycle=self.cycle, calendar=self.calendar, ahead=self.ahead)
        matters = [matter for watcher in self.watchers for matter in watcher(watch)]
        return self._entry(watch, matters) if matters else None

    def _entry(self, watch: Watch, matters: list[Matter]) -> AgendaEntry:
        found = [self._judged(watch, matter) for matter in matters]
        found.sort(key=lambda each: (-each[0], each[1].due or _LATEST))
        _, first, late, level = found[0]
        deal = watch.record if isinstance(watch.record, Deal) else None
        chance = None if deal is None else win_chance(deal, cycle=self.cycle, model=self.chance)
        bare = AgendaEntry(
            record=watch.record,
            matters=tuple(matter for _, matter, _, _ in found),
            pressure=first.pressure(as_of=watch.as_of),
            late=late,
            level=level,
            escalate_to=self.escalation[level - 1].to if level else "",
            value=None if deal is None else deal.value,
            chance=chance,
        )
        return attrs.evolve(bare, priority=self.priority(bare))

    def _judged(self, watch: Watch, matter: Matter) -> tuple[float, Matter, timedelta, int]:
        """Give how pressing a matter is among those of its record, how late it is, and how far that is escalated."""
        pressure = matter.pressure(as_of=watch.as_of)
        late = watch.since(matter.due) if matter.due is not None and pressure is Pressure.OVERDUE else timedelta(0)
        level = sum(step.after <= late for step in self.escalation) if pressure is Pressure.OVERDUE else 0
        weight = _URGENT.get(matter.kind, 0) + level + _PRESSURES.index(pressure) / len(_PRESSURES)
        return weight, matter, late, level

    def first(self, count: int, records: Records, *, as_of: datetime, owners: Owners = None) -> list[AgendaEntry]:
        """Give the entries that come first, of the records of some owners; no more than these are kept meanwhile."""
        found = self._found(records, utc(as_of), owners)
        return heapq.nsmallest(whole_number(count, "a number of entries"), found, key=_order)

    def entries(self, records: Records, *, as_of: datetime, owners: Owners = None) -> Iterator[AgendaEntry]:
        """Give all entries in order; what is never looked at is not put in order, and only its priority is kept."""
        at = utc(as_of)
        found = enumerate(self._found(records, at, owners))
        waiting = [(*_order(entry), place, entry.record) for place, entry in found]
        heapq.heapify(waiting)
        order = (heapq.heappop(waiting)[-1] for _ in range(len(waiting)))
        again = (self.entry(record, as_of=at) for record in order)
        return (entry for entry in again if entry is not None)

    def _found(self, records: Records, at: datetime, owners: Owners) -> Iterator[AgendaEntry]:
        for record in records:
            entry = self.entry(record, as_of=at)
            if entry is not None and (owners is None or entry.record.owner in owners):
                yield entry
