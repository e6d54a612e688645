"""Watching records: what wants looking after, asked of one record at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo

import attrs

from salescycle.cycle import Cycle
from salescycle.metrics import Pipeline
from salescycle.model import Deal, Lead, MeetingState, NextStepSet, Outcome, Side
from salescycle.values import Undefined, WorkCalendar, a_mapping, days, required, several

from ._cadence import Cadence
from ._cadence_run import StepState
from ._matter import Matter, MatterKind
from ._response import ResponseState
from ._response_targets import ResponseTargets

__all__ = ["WATCHERS", "Watch", "Watcher", "answers", "follow_ups", "slow", "usual_stage_times"]


@attrs.frozen(kw_only=True)
class Watch:
    """A record as it stands at an instant, and by what it is watched.

    ``ahead`` is how far ahead of its time a matter is told. Lengths of time are working time where there is a calendar.

    >>> from salescycle.presets import SHORT_CYCLE
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=monday))
    >>> watch = Watch(record=deal, as_of=monday + timedelta(days=9), cycle=SHORT_CYCLE)
    >>> print(watch.since(monday), watch.is_soon(monday + timedelta(days=10)))
    9 days, 0:00:00 True
    """

    record: Lead | Deal
    as_of: datetime
    cycle: Cycle | None = None
    calendar: WorkCalendar | None = None
    ahead: timedelta = timedelta(days=1)

    def since(self, instant: datetime) -> timedelta:
        """Give how long ago an instant was."""
        return self.as_of - instant if self.calendar is None else self.calendar.elapsed(instant, self.as_of)

    def is_soon(self, due: datetime) -> bool:
        """Whether something is due by now, or so soon that it is told."""
        return due <= self.as_of + self.ahead

    @property
    def zone(self) -> tzinfo:
        """Whose days are meant: the calendar's, else UTC's."""
        return UTC if self.calendar is None else self.calendar.zone


Watcher = Callable[[Watch], Iterable[Matter]]
"""What finds matters of one record; yours may stand beside the ready-made ones."""


def next_step(watch: Watch) -> Iterator[Matter]:
    """Find a next step that is due, and an open deal with which nothing is to happen: no step, and no meeting."""
    step = watch.record.latest(NextStepSet)
    if step is not None and step.due is not None:
        if watch.is_soon(step.due):
            yield Matter(kind=MatterKind.NEXT_STEP, why=step.what or "its next step is due", due=step.due)
    elif isinstance(watch.record, Deal) and watch.record.outcome is Outcome.OPEN and not _is_to_meet(watch):
        yield Matter(kind=MatterKind.NO_NEXT_STEP, why="nothing is agreed to happen next")


def _is_to_meet(watch: Watch) -> bool:
    return watch.record.next_meeting(as_of=watch.as_of) is not None


def meetings(watch: Watch) -> Iterator[Matter]:
    """Find a meeting that is soon, one that is over and nobody said how, and one missed with nothing agreed since."""
    for meeting in watch.record.meetings:
        name = meeting.what or meeting.key
        if meeting.is_unsettled(as_of=watch.as_of):
            yield Matter(kind=MatterKind.MEETING, why=f"was {name} held?", due=meeting.ends)
        elif meeting.state is MeetingState.PLANNED and watch.is_soon(meeting.starts):
            yield Matter(kind=MatterKind.MEETING, why=name, due=max(meeting.starts, watch.as_of))
        elif meeting.state is MeetingState.MISSED and not _went_on(watch, meeting.history[-1].at):
            who = "the buyer" if meeting.missed_by is Side.BUYER else "we"
            yield Matter(kind=MatterKind.MEETING, why=f"{who} did not come to {name}", due=meeting.settled_at)


def _went_on(watch: Watch, since: datetime) -> bool:
    """Whether a meeting is to come, or anything was said of another one or of the next step after an instant."""
    step = watch.record.latest(NextStepSet)
    said = [meeting.history[-1].at for meeting in watch.record.meetings] + ([step.at] if step is not None else [])
    return _is_to_meet(watch) or max(said) > since


def commitments(watch: Watch) -> Iterator[Matter]:
    """Find commitments that are due, of ours to keep and of the buyer's to ask after."""
    if not isinstance(watch.record, Deal):
        return
    for each in watch.record.commitments.open():
        if each.due is not None and watch.is_soon(each.due):
            whose = "we promised" if each.side is Side.US else "the buyer promised"
            yield Matter(kind=MatterKind.COMMITMENT, why=f"{whose}: {each.what or each.key}", due=each.due)


def paperwork(watch: Watch) -> Iterator[Matter]:
    """Find documents that wait for us: to be completed, or signed."""
    if isinstance(watch.record, Deal) and (ours := watch.record.paperwork.on_turn(Side.US)):
        told = ", ".join(document.label.text() for document in ours)
        yield Matter(kind=MatterKind.PAPERWORK, why=f"waits for us: {told}")


def proposal(watch: Watch) -> Iterator[Matter]:
    """Find an offer that is out and soon no longer holds, or no longer does."""
    offer = watch.record.proposal if isinstance(watch.record, Deal) else None
    if offer is None or offer.outcome is not Outcome.OPEN or len(offer.visits) < 2 or offer.terms is None:
        return  # a draft has not been sent, and waits for nobody
    expires = offer.terms.expires_at
    if expires is not None and watch.is_soon(expires):
        yield Matter(kind=MatterKind.PROPOSAL_EXPIRES, why=f"{offer.title or offer.id} is not answered", due=expires)


def expected_close(watch: Watch) -> Iterator[Matter]:
    """Find an open deal whose expected close has passed: its last day counts in full."""
    expected = watch.record.expected_close if isinstance(watch.record, Deal) else None
    if expected is None or watch.record.outcome is not Outcome.OPEN:
        return
    following = expected + timedelta(days=1)
    over = datetime(following.year, following.month, following.day, tzinfo=watch.zone).astimezone(UTC)
    if over <= watch.as_of:
        yield Matter(kind=MatterKind.CLOSE_PASSED, why=f"was expected to close on {expected}", due=over)


def stalled(watch: Watch) -> Iterator[Matter]:
    """Find a record without a contact for longer than its stage allows (``Stage.idle_limit``), by the clock."""
    record, cycle = watch.record, watch.cycle
    stage = record.stage
    limit = cycle.stage(stage).idle_limit if cycle is not None and stage is not None and stage in cycle else None
    if limit is None:
        return
    last = max([record.visits[-1].entered, *(contact.at for contact in record.contacts)])
    if watch.as_of - last > limit:
        quiet = f"no contact for {days(watch.as_of - last):.3g} days, more than {days(limit):.3g}"
        yield Matter(kind=MatterKind.STALLED, why=quiet, due=last + limit)


def slow(usual: Mapping[str, timedelta]) -> Watcher:
    """Give a watcher for records that are in a stage for longer than is usual there, of visits still going on.

    ``usual`` has a length of time by stage, such as ``usual_stage_times(pipeline)``, and by the same calendar.

    >>> from salescycle.presets import SHORT_CYCLE
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=monday))
    >>> watcher = slow({SHORT_CYCLE.initial.key: timedelta(days=5)})
    >>> print(*watcher(Watch(record=deal, as_of=monday + timedelta(days=9))))
    stalled: in 'interest' for 9 days, longer than usual (5)
    """
    times = dict(a_mapping(usual, "usual times", "give {'pitch': timedelta(days=30)}"))

    def watcher(watch: Watch) -> Iterator[Matter]:
        limit = times.get(watch.record.stage or "")
        visit = watch.record.visits[-1] if limit is not None else None
        if limit is None or visit is None or not visit.entry_known or visit.outcome is not Outcome.OPEN:
            return
        stay = watch.since(visit.entered)
        if stay > limit:
            told = f"in {visit.stage!r} for {days(stay):.3g} days, longer than usual ({days(limit):.3g})"
            yield Matter(kind=MatterKind.STALLED, why=told)

    return watcher


def answers(targets: ResponseTargets) -> Watcher:
    """Give a watcher for responses that a lead or deal is owed by its target: due, at risk and overdue ones.

    >>> from salescycle.presets import LEAD
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> lead = Lead.capture(id="L-1", name="Ada", start=LEAD.start(at=nine))
    >>> watcher = answers(ResponseTargets(calendar=WorkCalendar.weekdays("09:00-17:00", zone=UTC)))
    >>> print(*watcher(Watch(record=lead, as_of=nine + timedelta(minutes=50))))
    answer: first response, 0:10:00 left of 1:00:00
    """
    required(targets, ResponseTargets, "targets", "give ResponseTargets(calendar=...)")

    def watcher(watch: Watch) -> Iterator[Matter]:
        owed = targets.owed(watch.record, as_of=watch.as_of)
        if owed is None or owed.pause is not None or owed.due is None or not watch.is_soon(owed.due):
            return
        over = owed.remaining < timedelta(0)
        why = f"{owed.kind.told}, {abs(owed.remaining)} {'over' if over else 'left of'} {owed.within}"
        at_risk = owed.state is ResponseState.AT_RISK
        yield Matter(kind=MatterKind.RESPONSE, why=why, due=owed.due, at_risk=at_risk)

    return watcher


def follow_ups(cadences: Iterable[Cadence], *, calendar: WorkCalendar) -> Watcher:
    """Give a watcher for the steps of cadences that a record is enrolled in: due until their working day is over.

    >>> from salescycle import OUTREACH, Enrolled
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> lead = Lead(id="L-1", name="Ada", log=[Enrolled(cadence="outreach", at=nine)])
    >>> watcher = follow_ups([OUTREACH], calendar=WorkCalendar.weekdays("09:00-17:00", zone=UTC))
    >>> for matter in watcher(Watch(record=lead, as_of=nine + timedelta(hours=1))):
    ...     print(matter, matter.due)
    follow up: First call, of First two weeks 2026-03-02 17:00:00+00:00
    """
    chosen = several(cadences, Cadence, "cadences", instead="give [OUTREACH]")
    required(calendar, WorkCalendar, "a calendar")

    def watcher(watch: Watch) -> Iterator[Matter]:
        for cadence in chosen:
            run = cadence.due(watch.record, as_of=watch.as_of, calendar=calendar)
            for step in run.steps:
                is_soon = step.state is StepState.UPCOMING and watch.is_soon(step.due)
                if step.state.is_open or is_soon:
                    why = f"{step.step.label.text()}, of {cadence.label.text()}"
                    yield Matter(kind=MatterKind.CADENCE, why=why, due=step.due if is_soon else step.late_after)

    return watcher


def usual_stage_times(
    pipeline: Pipeline, *, share: float = 0.8, calendar: WorkCalendar | None = None
) -> dict[str, timedelta]:
    """Give the time by which a ``share`` of the visits to each open stage are over, those still going on counted.

    Formula: the quantile of ``Pipeline.time_in_stage``, in working time with a ``calendar``. Leaves out stages of which
    that is not known.

    >>> from salescycle.model import StageEntered
    >>> from salescycle.cycle import Stage
    >>> stages = [Stage("talk", leads_to=["won", "lost"]), Stage("won", outcome="won"), Stage("lost", outcome="lost")]
    >>> cycle, monday = Cycle(key="short", version=1, stages=stages), datetime(2026, 3, 2, tzinfo=UTC)
    >>> deals = [
    ...     Deal(id=f"D-{n}", log=[cycle.start(at=monday), cycle.entry("won", at=monday + timedelta(days=n))])
    ...     for n in range(1, 6)
    ... ]
    >>> usual_stage_times(Pipeline(deals, cycle=cycle, as_of=monday + timedelta(days=30)))
    {'talk': datetime.timedelta(days=4, seconds=43200)}
    """
    stages = [stage.key for stage in pipeline.cycle.stages if not stage.outcome.is_closed]
    times = {stage: pipeline.time_in_stage(stage, calendar=calendar).quantile(share) for stage in stages}
    return {stage: time for stage, time in times.items() if not isinstance(time, Undefined)}


WATCHERS: tuple[Watcher, ...] = (next_step, meetings, commitments, paperwork, proposal, expected_close, stalled)
"""What an agenda looks for unless it is told otherwise: all of the above."""
