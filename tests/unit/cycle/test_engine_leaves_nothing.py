"""The engine is shared and lasts: moves leave no garbage, keep no record, grow no table, and mix no threads."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import FunctionType, ModuleType

import pytest

from salescycle.cycle import Criterion, Cycle, Stage, contacted
from salescycle.errors import MoveRefused, UnknownName
from salescycle.model import Contacted, Deal, StageEntered

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MOVES = 200
CYCLE = Cycle(
    key="simple",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "lost"], exit_criteria=[contacted]),
        Stage("offer", leads_to=["won", "talk", "lost"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost", reopens_to=["talk"]),
    ],
)
SILENT = Deal(id="D-1", log=[CYCLE.start(at=MONDAY)])
CALLED = SILENT.record(Contacted(channel="call", at=MONDAY))


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Collect all there is, and then nothing until the block is over."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def moves() -> None:
    CYCLE.move(CALLED, to="offer", at=MONDAY + MINUTE)


def checks() -> None:
    CYCLE.check(SILENT, to="offer", at=MONDAY)
    CYCLE.options(SILENT, at=MONDAY)


def is_refused_by_a_criterion() -> None:
    with pytest.raises(MoveRefused):
        CYCLE.move(SILENT, to="offer", at=MONDAY)


def is_refused_by_the_graph() -> None:
    with pytest.raises(MoveRefused):
        CYCLE.move(CALLED, to="won", at=MONDAY)


def is_refused_as_unknown() -> None:
    with pytest.raises(UnknownName):
        CYCLE.move(CALLED, to="wno", at=MONDAY)


WORK = [moves, checks, is_refused_by_a_criterion, is_refused_by_the_graph, is_refused_as_unknown]


def collected(work: Callable[[], None]) -> int:
    """Count what only the collector could free of so much work."""
    for _ in range(3):
        work()
    with nothing_collected():
        for _ in range(MOVES):
            work()
        return gc.collect()


@pytest.mark.parametrize("work", [moves, checks])
def test_no_garbage_on_success(work: Callable[[], None]) -> None:
    """What was allowed, and what was only asked, is freed without the collector."""
    assert 0 == collected(work)


@pytest.mark.parametrize("to", ["offer", "won", "wno"])
def test_no_garbage_on_refusal(to: str) -> None:
    """A refused move, caught, is freed without the collector: by a criterion, by the graph, or as unknown."""

    def refused() -> None:
        try:
            CYCLE.move(SILENT, to=to, at=MONDAY)
        except (MoveRefused, UnknownName):
            return
        raise AssertionError(to)

    assert 0 == collected(refused)


@pytest.mark.parametrize("work", WORK)
def test_the_objects_of_the_process_do_not_grow(work: Callable[[], None]) -> None:
    """Whatever is asked of a cycle, as many objects are alive afterwards as before."""
    for _ in range(3):
        work()
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(MOVES):
        work()
    gc.collect()
    # pytest.raises and the counting itself hold a few; one a move would be MOVES
    assert MOVES // 10 > len(gc.get_objects()) - before


@pytest.mark.parametrize("work", WORK)
def test_no_record_is_held(work: Callable[[], None]) -> None:
    """Work on a record leaves as many references to it and to its log as there were."""
    work()
    before = [sys.getrefcount(each) for each in (SILENT, CALLED, SILENT.log, CALLED.log)]
    for _ in range(MOVES):
        work()
    assert before == [sys.getrefcount(each) for each in (SILENT, CALLED, SILENT.log, CALLED.log)]


def test_a_record_dies_with_its_last_name() -> None:
    """Neither a record nor the one it moved to outlives the names that hold it."""
    with nothing_collected():
        deal = Deal(id="D-2", log=CALLED.log)
        moved = CYCLE.move(deal, to="offer", at=MONDAY + MINUTE)
        refused = Deal(id="D-3", log=SILENT.log)
        try:
            CYCLE.move(refused, to="offer", at=MONDAY)
        except MoveRefused as error:
            assert not error.decision  # noqa: PT017
        gone = [weakref.ref(each) for each in (deal, moved, refused)]
        del deal, moved, refused
        assert [None] * 3 == [each() for each in gone]


def weight(root: object) -> int:
    """Count everything that can be reached from an object, and all that its containers hold."""
    seen: dict[int, object] = {}
    waiting, held = [root], 0
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, (ModuleType, FunctionType, type)):
            continue
        seen[id(thing)] = thing
        held += len(thing) if isinstance(thing, (dict, list, tuple, set, frozenset)) else 0
        waiting += gc.get_referents(thing)
    return len(seen) + held


def test_the_tables_of_a_cycle_do_not_grow() -> None:
    """Asking for stages and ways that do not exist leaves no trace in anything the cycle holds."""
    stranger = Deal(id="D-4", log=[StageEntered(stage="talk", outcome="open", at=MONDAY)])
    nowhere = Deal(id="D-5")
    before = weight(CYCLE)
    for number in range(50):
        for deal in (SILENT, CALLED, stranger, nowhere):
            for to in (f"unknown {number}", "won", "talk"):
                with pytest.raises((MoveRefused, UnknownName)):
                    CYCLE.move(deal, to=to, at=MONDAY)
            with pytest.raises(UnknownName):
                CYCLE.check(deal, to=f"unknown {number}", at=MONDAY)
            CYCLE.check(deal, to="won", at=MONDAY)
            CYCLE.options(deal, at=MONDAY)
        assert f"unknown {number}" not in CYCLE
    assert before == weight(CYCLE)


@pytest.mark.parametrize(("count", "moves"), [(8, 500), pytest.param(32, 2_000, marks=pytest.mark.full)])
def test_threads_share_a_cycle_and_lose_nothing(count: int, moves: int) -> None:
    """Many threads move their deals through one cycle at once, and each log is exactly what its thread did."""
    rounds = ["offer", "talk", "lost", "talk"]
    asked = Criterion(key="asked", asks="asked", test=lambda record, at: record.log[-1].at <= at)
    stages = [Stage("talk", leads_to=["offer", "lost"], exit_criteria=[asked]), *CYCLE.stages[1:]]
    cycle = Cycle(key="shared", version=1, stages=stages)
    begin, ends, failed = threading.Barrier(count), {}, []

    def walk(number: int) -> None:
        at = MONDAY
        deal = Deal(id=f"D-{number}", log=[cycle.start(at=at), Contacted(channel="call", at=at)])
        begin.wait()
        try:
            for step in range(moves):
                at += MINUTE
                deal = cycle.move(deal, to=rounds[step % len(rounds)], at=at, by=f"thread {number}")
                refused_to = "won" if deal.stage == "talk" else deal.stage
                if cycle.check(deal, to=str(refused_to), at=at):
                    failed.append((number, step))
        except Exception as error:  # noqa: BLE001
            failed.append((number, error))
        ends[number] = deal

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=walk, args=[number]) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert [] == failed
    for number, deal in ends.items():
        entries = deal.facts(StageEntered)[1:]
        assert [rounds[step % len(rounds)] for step in range(moves)] == [entry.stage for entry in entries]
        assert [MONDAY + step * MINUTE for step in range(1, moves + 1)] == [entry.at for entry in entries]
        assert ({f"thread {number}"}, f"D-{number}") == ({entry.by for entry in entries}, deal.id)
    assert count == len(ends)
