"""The builder: deals out of the one stream of events that every export becomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs

from salescycle.model import Deal, Fact, Opened, StageEntered, StageSeen

from ._events import UNTOLD, Event, What, fact_of, in_turn
from ._imported import Imported
from ._rows import RowReader

__all__ = ["imported"]

_AFTER = "it lies after the date of the report"
_CONTRADICTS = "what it changes is not what was there before; the rest of it is used"
_REPEATS = "it repeats a change of the same instant"
_NO_CHANGE = "it changes nothing"
_NO_PLACE = "why it closed has no place, since its close was only seen; the rest of it is used"
_NO_FACT = "it takes a value away, which no fact says"
_CREATED_LATE = "it was created after the first thing that happened to it; what happened is used"
_OTHER_STAGE = "its present stage is not the last one it entered; both are kept"
_OTHER = "what it is now is not what it was changed to last; it is taken to be so since the date of the report"

_TIMES = (What.OPENED, What.CLOSED)
_SAYINGS = (What.VALUE, What.CLOSE, What.OWNER, What.FORECAST)


@attrs.define(eq=False)
class _Story:
    """What is told of one deal."""

    opened: Event | None = None
    closed: datetime | None = None
    reason: str = ""
    standing: dict[What, Event] = attrs.field(factory=dict[What, Event])
    changes: dict[What, list[Event]] = attrs.field(factory=dict[What, list[Event]])
    late: dict[What, Event] = attrs.field(factory=dict[What, Event])

    def add(self, event: Event) -> None:
        """Take up an event; of two openings the one from which on nothing is missing counts."""
        if event.what is What.OPENED:
            self.opened = event if self.opened is None or (event.whole and not self.opened.whole) else self.opened
        elif event.what is What.CLOSED:
            self.closed, self.reason = event.at, event.reason
        elif event.at is None:
            self.standing[event.what] = event
        else:
            self.changes.setdefault(event.what, []).append(event)

    def add_late(self, event: Event) -> None:
        """Take up an event after the date of the report: the first of its kind may tell what was before."""
        first = self.late.get(event.what)
        if first is None or _at(event) < _at(first):
            self.late[event.what] = event

    def present(self, what: What) -> Event | None:
        """How it stood on the date of the report; what changed after it tells what was before, or nothing does."""
        late = self.late.get(what)
        if late is None:
            return self.standing.get(what)
        if late.before is UNTOLD:
            return None
        return attrs.evolve(late, said=late.before, at=None, before=UNTOLD, by=None, recorded_at=None)

    @property
    def present_stage(self) -> StageEntered | None:
        """The stage it was in on the date of the report, where that is told."""
        event = self.present(What.STAGE)
        return event.said if event is not None and isinstance(event.said, StageEntered) else None


def _at(event: Event) -> datetime:
    return event.at  # type: ignore[return-value]


def imported(
    events: Iterable[Event],
    reader: RowReader,
    *,
    states: bool = False,
    tracked: Iterable[What] = (),
    cannot_tell: Iterable[str] = (),
) -> Imported:
    """Build deals of events in any order.

    ``states``: each row tells all that holds from then on, so a stage that is the one before is no entry. ``tracked``
    is of what each change is told, besides that of which any change is.
    """
    stories: dict[str, _Story] = {}
    rows: set[int] = set()
    used: set[int] = set()
    late = 0
    for event in events:
        story = stories.get(event.deal)
        if story is None:
            story = stories[event.deal] = _Story()
        if event.what in _TIMES or event.at is None or event.at <= reader.as_of:
            story.add(event)
            if states:
                rows.add(event.row)
        else:
            story.add_late(event)
            reader.left_out[_AFTER] += late != event.row
            late = event.row
    told = {*tracked, *(what for story in stories.values() for what in (*story.changes, *story.late))}
    builders = (
        _Builder(story=each, reader=reader, states=states, tracked=told, used=used) for each in stories.values()
    )
    logs = [builder.log() for builder in builders]
    reader.left_out[_NO_CHANGE] += len(rows - used)
    return Imported(
        deals=tuple(Deal(id=deal, log=log) for deal, log in zip(stories, logs, strict=True) if log),
        rows_read=reader.read["rows"],
        left_out=tuple((+reader.left_out).items()),
        unknown_stages=tuple((+reader.unknown_stages).items()),
        cannot_tell=tuple(cannot_tell),
    )


@attrs.frozen(kw_only=True)
class _Builder:
    """Builds the log of one deal."""

    story: _Story
    reader: RowReader
    states: bool
    tracked: set[What]
    used: set[int]

    def log(self) -> list[Fact]:
        """Build the log; it is empty where nothing is told up to the date of the report."""
        opened, begins = self._begins()
        if begins > self.reader.as_of:
            if not self.story.late:
                self._count(_AFTER)
            return []
        facts: list[Fact] = [] if opened is None else [Opened(at=opened)]
        facts += self._with_reason([*self._stages(opened)])
        for what in _SAYINGS:
            if what in self.story.changes or what in self.story.standing or what in self.story.late:
                facts += self._sayings(what, begins)
        return facts

    def _begins(self) -> tuple[datetime | None, datetime]:
        """When it was opened, where that is known, and when what is known of it begins."""
        story = self.story
        opened = None if story.opened is None else story.opened.at
        first = min((_at(event) for each in story.changes.values() for event in each), default=None)
        if opened is not None and first is not None and first < opened:
            self._count(_CREATED_LATE)
            opened = None
        stage = story.present_stage
        closed = story.closed if stage is not None and stage.outcome.is_closed else None
        return opened, opened or first or closed or self.reader.as_of

    def _count(self, reason: str) -> None:
        self.reader.left_out[reason] += 1

    def _fact(self, event: Event, at: datetime) -> Iterator[Fact]:
        fact = fact_of(event, at)
        if fact is None:
            self._count(_NO_FACT)
        else:
            if self.states:
                self.used.add(event.row)
            yield fact

    def _since(self, opened: datetime | None) -> datetime | None:
        """Since when every change of stage is told, if since its opening."""
        whole = self.story.opened is not None and self.story.opened.whole
        return opened if whole and What.STAGE in self.tracked else None

    def _stages(self, opened: datetime | None) -> Iterator[Fact]:
        changes, present = in_turn(self.story.changes.get(What.STAGE, ())), self.story.present_stage
        since = self._since(opened)
        if not changes and present is not None:
            yield present.again(at=since) if since is not None else self._stood(present, None)
        elif changes:
            yield from self._first_stage(changes[0], since)
            yield from self._changed(changes)
            last = changes[-1]
            if present is not None and present != last.said:
                self._count(_OTHER_STAGE)
                yield self._stood(present, last.at)

    def _with_reason(self, stages: list[Fact]) -> list[Fact]:
        """Put the reason of the close that stands to it; one that came later, or was only seen, has no place for it."""
        present, is_later = self.story.present_stage, What.STAGE in self.story.late
        if is_later or not self.story.reason or present is None or not present.outcome.is_closed:
            return stages
        close = stages[-1]
        if not isinstance(close, StageEntered):
            self._count(_NO_PLACE)
            return stages
        reason = self.story.reason
        return [*stages[:-1], close.again(at=close.at, recorded_at=close.recorded_at, by=close.by, reason=reason)]

    def _first_stage(self, first: Event, since: datetime | None) -> Iterator[Fact]:
        """The stage that the first change leads out of: entered at the opening, if that is known, or only seen."""
        if isinstance(first.before, StageEntered):
            yield first.before.again(at=since) if since is not None else self._seen(first.before, first.at)

    def _stood(self, stage: StageEntered, after: datetime | None) -> Fact:
        """How it stands: a close is entered when it closed; all else is seen at the date of the report."""
        closed = self.story.closed
        if stage.outcome.is_closed and closed is not None and (after is None or after <= closed):
            # one that closed after the report's date was open on it: the pipeline looks at it as it stood
            return stage.again(at=closed)
        return self._seen(stage, None)

    def _seen(self, stage: StageEntered, at: datetime | None) -> Fact:
        return StageSeen(stage=stage.stage, outcome=stage.outcome, at=at or self.reader.as_of)

    def _changed(self, changes: list[Event]) -> Iterator[Fact]:
        """Make the facts of changes; one that does not follow from the one before it is told and used."""
        before: Event | None = None
        for event in changes:
            if before is not None and event.before is not UNTOLD and event.before != before.said:
                if (event.at, event.said, event.before) == (before.at, before.said, before.before):
                    self._count(_REPEATS)
                    continue
                self._count(_CONTRADICTS)
                if isinstance(event.before, StageEntered):
                    # it was in this stage by then, and nobody knows since when
                    yield self._seen(event.before, event.at)
            says_again = before is not None and event.said == before.said
            if not (says_again and (self.states or event.what is not What.STAGE)):
                yield from self._fact(event, _at(event))
            before = event

    def _sayings(self, what: What, begins: datetime) -> Iterator[Fact]:
        """Make the facts of a value, an owner, an expected close or a forecast."""
        changes, present = in_turn(self.story.changes.get(what, ())), self.story.present(what)
        if changes:
            first = changes[0]
            if first.before is not UNTOLD and first.before is not None:
                yield from self._fact(attrs.evolve(first, said=first.before, by=None, recorded_at=None), begins)
            yield from self._changed(changes)
            if present is not None and present.said != changes[-1].said:
                self._count(_OTHER)
                yield from self._fact(present, self.reader.as_of)
        elif present is not None:
            whole = self.story.opened is not None and self.story.opened.whole and what in self.tracked
            # since when a close was expected then is part of what a forecast is measured by: nothing is assumed
            yield from self._fact(present, self.reader.as_of if what is What.CLOSE and not whole else begins)
