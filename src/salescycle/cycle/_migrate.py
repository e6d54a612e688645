"""Migrations: taking records over to another version of their cycle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from salescycle.errors import PROBLEM_LIMIT, Finding, InvalidValue, MigrationBlocked, listed, shown
from salescycle.model import Migrated, Record, StageEntered
from salescycle.values import a_mapping, required, several

from ._cycle import Cycle

__all__ = ["migrate"]

RECORD_LIMIT = 10_000_000
_EXAMPLES = 10

_Why = tuple[str, str, str]
_R = TypeVar("_R", bound=Record)


def migrate(
    records: Iterable[_R],
    old: Cycle,
    new: Cycle,
    mapping: Mapping[str, str] | None = None,
    *,
    at: datetime,
    by: str | None = None,
    recorded_at: datetime | None = None,
) -> tuple[_R, ...]:
    """Take records over from one cycle to another, all of them or none, and give them with a ``Migrated`` fact each.

    ``mapping`` says for stages of the old cycle in which stage of the new one their records stand from now on. A
    stage that both have, with the same outcome, needs no word; where a mapping would close, reopen or put on hold, it
    is refused, since that is a move. History stays as it happened: the facts of before keep their stages and cycle.
    Records that follow the new cycle already are given back as they are, so a migration can be run again.

    Nothing is stored: to see what a migration would do, run it and look, or ``diff(old, new)`` first.

    Raises ``UnknownName`` or ``InvalidValue`` for a mapping that cannot be, and ``MigrationBlocked`` with every
    blocker, counted and with examples, where a record has no stage to go to.

    >>> from datetime import UTC
    >>> from salescycle.cycle import Stage
    >>> from salescycle.model import Deal
    >>> ends = [Stage("won", outcome="won"), Stage("lost", outcome="lost")]
    >>> old = Cycle(key="board", version=1, stages=[Stage("talk", leads_to=["won", "lost"]), *ends])
    >>> new = Cycle(key="board", version=2, stages=[Stage("chat", leads_to=["won", "lost"]), *ends])
    >>> deal = Deal.open(id="D-1", start=old.start(at=datetime(2026, 3, 2, tzinfo=UTC)))
    >>> migrate([deal], old, new, {"talk": "chat"}, at=datetime(2026, 6, 1, tzinfo=UTC))
    (<Deal 'D-1' in 'chat', 2 facts>,)
    """
    for cycle in (old, new):
        required(cycle, Cycle, "a cycle")
    if old.name == new.name:
        raise InvalidValue("a migration", "must be to another version", new.name, "raise the version of the new cycle")
    over = _checked(old, new, a_mapping(mapping or {}, "a mapping", "give {'old': 'new'}"))
    entry = new.start(at=at, by=by, recorded_at=recorded_at)
    given = several(records, Record, "records", limit=RECORD_LIMIT)
    stopped: dict[_Why, list[str]] = {}
    for record in given:
        if (why := _why_not(record, old, new, over, entry.at)) is not None:
            stopped.setdefault(why, []).append(record.id)
    if stopped:
        raise MigrationBlocked(old.name, new.name, list(_blockers(stopped))[:PROBLEM_LIMIT])
    return tuple(_taken_over(record, new, over, entry) for record in given)


def _checked(old: Cycle, new: Cycle, mapping: Mapping[str, str]) -> dict[str, str]:
    """Give where each stage of the old cycle that has a place in the new one goes."""
    same = {
        stage.key: stage.key
        for stage in old.stages
        if stage.key in new and new.stage(stage.key).outcome is stage.outcome
    }
    told = {old.stage(key).key: new.stage(to).key for key, to in mapping.items()}
    for key, to in told.items():
        here, there = old.stage(key).outcome, new.stage(to).outcome
        if here is not there:
            rule = f"must keep the outcome of {shown(key)}, which is {here}"
            raise InvalidValue("a mapping", rule, f"{to}, which is {there}", "make that a move")
    return same | told


def _why_not(record: Record, old: Cycle, new: Cycle, over: Mapping[str, str], at: datetime) -> _Why | None:
    """Say why a record cannot be taken over: a code, where, and what would help; ``None`` where it can."""
    here = record.stage_fact
    if here is None:
        return "no_stage", "records", "in no stage that anybody recorded; record it with cycle.entry(...)"
    if here.cycle == new.name and here.stage in new:
        return None
    if here.cycle not in ("", old.name):
        return "wrong_cycle", f"cycle {shown(here.cycle)}", f"of another cycle than {shown(old.name)}; leave it out"
    where = f"stage {shown(here.stage)}"
    if here.stage not in over or new.stage(over[here.stage]).outcome is not here.outcome:
        fit = listed([stage.key for stage in new.stages if stage.outcome is here.outcome]) or "none"
        return "no_place", where, f"in it as {here.outcome}, with no place to go; map it to one of: {fit}"
    if at < here.at:
        return "too_early", where, f"in it, having come only after {at}; migrate at a later instant"
    return None


def _taken_over(record: _R, new: Cycle, over: Mapping[str, str], entry: StageEntered) -> _R:
    here = record.stage_fact
    if here is None or here.cycle == new.name:
        return record
    stage = new.stage(over[here.stage])
    fact = Migrated(
        stage=stage.key,
        outcome=stage.outcome,
        cycle=new.name,
        from_stage=here.stage,
        from_cycle=here.cycle,
        at=entry.at,
        recorded_at=entry.recorded_at,
        by=entry.by,
    )
    return record.record(fact)


def _blockers(stopped: Mapping[_Why, list[str]]) -> Iterator[Finding]:
    for (code, where, told), ids in stopped.items():
        some = f"1 record is {told}" if len(ids) == 1 else f"{len(ids)} records are {told}"
        yield Finding(code=code, where=where, message=f"{some} ({listed(ids)})", evidence=tuple(ids[:_EXAMPLES]))
