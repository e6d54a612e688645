"""Records: an identity, a log, and the readings of it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import attrs
import pytest

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.model import (
    LOG_LIMIT,
    Contacted,
    Fact,
    Opened,
    Outcome,
    OwnerAssigned,
    Record,
    StageEntered,
    StageSeen,
)

SEOUL = timezone(timedelta(hours=9))


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 9, tzinfo=UTC)


NEW = StageEntered(stage="new", outcome="open", at=day(2), recorded_at=day(3))
CALL = Contacted(channel="call", at=day(3), recorded_at=day(9))
KIM = OwnerAssigned(owner="kim", at=day(4))
MAIL = Contacted(channel="email", at=day(5))
PITCH = StageEntered(stage="pitch", outcome="open", at=day(6), reason="ready")
LOST = StageEntered(stage="lost", outcome="lost", at=day(8), reason="price")
LOG = (NEW, CALL, KIM, MAIL, PITCH, LOST)


@attrs.frozen(kw_only=True, repr=False)
class Ticket(Record):
    """A record of a host's own."""

    title: str
    tags: tuple[str, ...] = ()


def record(*log: Fact) -> Record:
    return Record(id="R-1", log=log)


@pytest.mark.parametrize(
    ("id_given", "expected"),
    [("R-1", "R-1"), (" R-1 ", "R-1"), (42, "42"), (UUID(int=7), "00000000-0000-0000-0000-000000000007")],
)
def test_a_record_has_an_id(id_given: object, expected: str) -> None:
    """A number or UUID of a host's database becomes text."""
    assert expected == Record(id=id_given).id


def test_an_empty_record_answers_everything() -> None:
    """Where nothing is known, each reading says so and none fails."""
    empty = record()
    assert (None, None, None, Outcome.OPEN, None) == (
        empty.stage,
        empty.stage_fact,
        empty.owner,
        empty.outcome,
        empty.latest(Fact),
    )
    assert ((), (), (), ()) == (empty.log, empty.contacts, empty.visits, empty.spells)
    assert (None, None, "") == (empty.opened_at, empty.closed_at, empty.close_reason)
    assert (empty, empty) == (empty.as_of(day(1)), empty.as_known_at(day(1)))


def test_a_record_reads_its_log() -> None:
    """Stage, owner, contacts, opening, close and its reason are all in the log."""
    lost = record(*LOG)
    assert ("lost", Outcome.LOST, "kim", "price") == (lost.stage, lost.outcome, lost.owner, lost.close_reason)
    assert ((CALL, MAIL), day(2), day(8)) == (lost.contacts, lost.opened_at, lost.closed_at)
    assert (LOST, KIM, None) == (lost.latest(StageEntered), lost.latest(OwnerAssigned), lost.latest(Opened))
    assert ((NEW, PITCH, LOST), LOG) == (lost.facts(StageEntered), lost.facts(Fact))


def test_a_reason_of_an_open_stage_is_no_reason_to_close() -> None:
    """Why it was pitched is not why it was closed."""
    open_one = record(NEW, PITCH)
    assert ("", None, PITCH) == (open_one.close_reason, open_one.closed_at, open_one.stage_fact)


def test_a_close_that_was_only_seen_has_no_reason() -> None:
    """A snapshot tells the stage and not why."""
    seen = record(NEW, StageSeen(stage="lost", outcome="lost", at=day(8)))
    assert ("", "lost", Outcome.LOST) == (seen.close_reason, seen.stage, seen.outcome)


def test_a_close_seen_again_keeps_its_reason() -> None:
    """A snapshot of a lost deal says nothing new; one of an open stage says that it is not lost any more."""
    lost = StageEntered(stage="lost", outcome="lost", reason="price", at=day(8))
    closed, opened = (StageSeen(stage=stage, outcome=stage, at=day(9)) for stage in ("lost", "open"))
    assert ["price", ""] == [record(NEW, lost, seen).close_reason for seen in (closed, opened)]


def test_a_reopened_record_is_not_closed() -> None:
    """The first opening stays; the close is that of the present spell."""
    again = record(NEW, LOST, StageEntered(stage="new", outcome="open", at=day(9)))
    assert (day(2), None, "") == (again.opened_at, again.closed_at, again.close_reason)


def test_nobody_may_be_responsible_again() -> None:
    """The last assignment counts, also when it is to nobody."""
    assert None is record(KIM, OwnerAssigned(owner=None, at=day(5))).owner


def test_facts_take_their_place_by_time() -> None:
    """They may come in any order, at once or one by one."""
    assert LOG == record(*reversed(LOG)).log
    one_by_one = record()
    for fact in reversed(LOG):
        one_by_one = one_by_one.record(fact)
    assert record(*LOG) == one_by_one
    assert record(*LOG) == record(PITCH, NEW).record(LOST, CALL).record(MAIL).record(KIM)


def test_facts_of_one_instant_keep_their_order_of_arrival() -> None:
    """Two moves of one moment are not swapped, whichever way they come in."""
    first, second = NEW, StageEntered(stage="demo", outcome="open", at=NEW.at)
    assert (first, second) == record(first, second).log
    assert (second, first) == record(second, first).log
    assert (first, second, CALL) == record(first, CALL).record(second).log
    assert (first, second, CALL) == record(first, CALL).record(second, CALL).log[:3]
    assert "demo" == record(first).record(second).stage


def test_to_record_changes_nothing_but_makes_another() -> None:
    """The record that was asked stays as it was."""
    before = record(NEW)
    after = before.record(CALL)
    assert ((NEW,), (NEW, CALL)) == (before.log, after.log)
    assert before == before.record()


@pytest.mark.parametrize(
    ("value", "came"), [("won", "'won'"), (None, "None"), ([NEW], "a list"), (StageEntered, "a type")]
)
def test_a_log_holds_facts_only(value: object, came: str) -> None:
    """Whatever is no fact is refused, at the door, alone, and among others."""
    for make, place in (
        (lambda: Record(id="R-1", log=[value]), 0),
        (lambda: record().record(value), 0),
        (lambda: record(NEW).record(value), 1),
        (lambda: record(NEW).record(CALL, value), 2),
    ):
        with pytest.raises(InvalidValue) as refused:
            make()
        message = f"log[{place}] must be a Fact, got {came}; give facts such as Contacted(channel=..., at=...)"
        assert message == str(refused.value)


@pytest.mark.parametrize(("log", "came"), [(None, "None"), (NEW, "a StageEntered"), ("won", "'won'"), ({}, "a dict")])
def test_a_log_is_several_facts(log: object, came: str) -> None:
    """A lone fact, and whatever is no list of them, are refused."""
    with pytest.raises(InvalidValue) as refused:
        Record(id="R-1", log=log)
    assert f"log must be several, in a list or tuple, got {came}; put it in a list" == str(refused.value)


def test_a_log_is_bounded() -> None:
    """The hundred-thousandth fact is accepted; one more is refused, by the constructor and by either way to record."""
    full = Record(id="R-1", log=[NEW] * (LOG_LIMIT - 1)).record(NEW)
    assert LOG_LIMIT == len(full.log)
    for make in (
        lambda: full.record(LOST),
        lambda: full.record(LOST, LOST),
        lambda: Record(id="R-1", log=[NEW] * (LOG_LIMIT + 1)),
    ):
        with pytest.raises(LimitExceeded, match="^log must be at most 100000, got 10000[12]$"):
            make()


@pytest.mark.parametrize(
    ("instant", "count"),
    [
        (day(1), 0),
        (day(2) - timedelta(microseconds=1), 0),
        (day(2), 1),
        (day(5), 4),
        (day(8), 6),
        (day(30), 6),
        (datetime(2026, 3, 2, 18, tzinfo=SEOUL), 1),
    ],
)
def test_the_past_is_what_had_happened_by_then(instant: datetime, count: int) -> None:
    """A fact of the very instant had happened; when it was learned does not matter."""
    assert record(*LOG[:count]) == record(*LOG).as_of(instant)


def test_what_was_known_is_what_was_recorded_by_then() -> None:
    """A call entered a week late was not known, and a stage learned a day late neither."""
    assert () == record(*LOG).as_known_at(day(2)).log
    assert (NEW, KIM, MAIL, PITCH) == record(*LOG).as_known_at(day(6)).log
    assert LOG == record(*LOG).as_known_at(day(9)).log


@pytest.mark.parametrize("ask", [Record.as_of, Record.as_known_at])
def test_the_past_is_asked_at_an_instant(ask: Callable[[Record, object], Record]) -> None:
    """A naive time is refused, also where there is nothing to look at."""
    for one in (record(), record(*LOG)):
        with pytest.raises(InvalidValue, match="^an instant must have a time zone"):
            ask(one, datetime(2026, 3, 2))  # noqa: DTZ001


@pytest.mark.parametrize("place", range(len(LOG)))
def test_before_a_fact_there_were_those_that_came_first(place: int) -> None:
    """A record may be asked how it stood when a fact of its log was about to happen."""
    assert LOG[:place] == record(*LOG).before(LOG[place]).log


def test_before_tells_facts_of_one_instant_apart() -> None:
    """Of two facts of one moment the first was there before the second, though they are alike."""
    one, two = (Contacted(channel="call", at=day(3)) for _ in range(2))
    assert one == two
    both = record(NEW, one, two, PITCH)
    assert ((NEW,), (NEW, one)) == (both.before(one).log, both.before(two).log)


def test_there_is_no_before_of_what_did_not_happen() -> None:
    """A fact of another log is refused."""
    for one in (record(), record(NEW, PITCH)):
        with pytest.raises(InvalidValue) as refused:
            one.before(CALL)
        assert "a fact must be in the log of 'R-1', got a Contacted" == str(refused.value)


def test_before_tells_any_number_of_facts_of_one_instant_apart() -> None:
    """Each of four calls of one moment came after those that were recorded before it."""
    calls = [Contacted(channel="call", at=day(3)) for _ in range(4)]
    log = record(NEW, *calls)
    assert [1, 2, 3, 4] == [len(log.before(call).log) for call in calls]


@pytest.mark.parametrize("value", ["call", None, NEW.at])
def test_there_is_no_before_of_what_is_no_fact(value: object) -> None:
    """Anything else is refused, whatever the log holds."""
    with pytest.raises(InvalidValue, match="^a fact must be in the log of 'R-1', got "):
        record(*LOG).before(value)


def test_a_record_as_of_its_last_fact_is_itself() -> None:
    """Nothing has to be copied where nothing is left out."""
    whole = record(*LOG)
    assert whole is whole.as_of(LOG[-1].at)
    assert whole is whole.as_known_at(max(fact.recorded_at for fact in LOG))


def test_a_record_is_equal_by_id_and_log() -> None:
    """The same facts under another id, or as another kind of record, are another record."""
    assert record(*LOG) == record(*LOG)
    assert hash(record(*LOG)) == hash(record(*LOG))
    assert record(*LOG) != Record(id="R-2", log=LOG)
    assert record(*LOG) != Ticket(id="R-1", log=LOG, title="x")


def test_a_record_is_frozen() -> None:
    """Neither its id nor its log can be replaced, and there is no place for anything more."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        record().id = "R-2"
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        record().log = ()
    with pytest.raises(AttributeError):
        record().more = 1


def test_a_log_is_its_own() -> None:
    """The list that was given may change afterwards."""
    given = [NEW]
    one = Record(id="R-1", log=given)
    given.append(LOST)
    assert (NEW,) == one.log


def test_a_record_shows_who_where_and_how_much() -> None:
    """Its repr names neither persons nor facts."""
    assert "<Record 'R-1' in None, 0 facts>" == repr(record())
    assert "<Ticket 'T-1' in 'lost', 6 facts>" == repr(Ticket(id="T-1", log=LOG, title="secret"))


def test_a_record_of_a_hosts_own_keeps_what_it_adds() -> None:
    """Recording and rewinding give the same class, with its fields."""
    ticket = Ticket(id="T-1", title="printer", tags=("it",))
    grown = ticket.record(NEW).record(LOST, CALL)
    assert Ticket(id="T-1", title="printer", tags=("it",), log=(NEW, CALL, LOST)) == grown
    assert Ticket(id="T-1", title="printer", tags=("it",), log=(NEW,)) == grown.as_of(day(2))
    assert Ticket(id="T-1", title="printer", tags=("it",), log=(NEW, LOST)) == grown.as_known_at(day(8))


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v)), attrs.evolve],
    ids=["copy", "deepcopy", "pickle", "evolve"],
)
@pytest.mark.parametrize("one", [record(*LOG), Ticket(id="T-1", log=LOG, title="x")], ids=["Record", "Ticket"])
def test_a_record_survives_a_round_trip(one: Record, again: Callable[[Record], Record]) -> None:
    """A copied, pickled or evolved record is equal to the first, of its class, and hashes alike."""
    assert one == again(one)
    assert (type(one), hash(one)) == (type(again(one)), hash(again(one)))
