"""A stock machine for the host's own rows: the rules of the cycle, on an object that changes in place."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, StrEnum
from threading import Barrier

import pytest
from transitions import Machine, MachineError

from salescycle.cycle import Criterion, Cycle, Policy, Stage, human_contact
from salescycle.errors import CriterionFailed, InvalidValue, UnknownName, WrongCycle
from salescycle.interop.transitions import machine
from salescycle.model import Contacted, Deal, Lead, StageEntered

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
BOARD = Cycle(
    key="board",
    version=1,
    stages=[
        Stage("talk", leads_to=["offer", "lost"], exit_criteria=[human_contact]),
        Stage("offer", leads_to=["Closed Won", "lost"]),
        Stage("Closed Won", outcome="won"),
        Stage("lost", outcome="lost", reopens_to=["talk"]),
    ],
    policy=Policy(reasons_for=["lost"], reopen_within=90 * DAY),
)


@dataclass(eq=False)
class Row:
    """A row of the host: its stage, a column that is named like one, and the log that it keeps."""

    stage: str | None = None
    offer: str | None = None
    log: list[StageEntered] = field(default_factory=list)
    called: bool = True


def row_in(*stages):
    """Give a row that was in stages, a day each from Monday on."""
    log = [BOARD.entry(stage, at=MONDAY + day * DAY) for day, stage in enumerate(stages)]
    return Row(stage=stages[-1], log=log)


def deal_of(row):
    """Give the deal of a row, with a call at its beginning."""
    calls = [Contacted(channel="call", at=MONDAY)] if row.called else []
    return Deal(id="D-1", log=[*row.log, *calls])


def keep(row, entry):
    """Keep the fact in the row's log."""
    row.log.append(entry)


def started(*stages):
    """Give a row in the last of the stages, registered with a machine of its own."""
    row = row_in(*(stages or ["talk"]))
    machine(BOARD, row, record=deal_of, on_entry=keep)
    return row


def test_the_machine_is_a_stock_one():
    """No subclass is handed out: a state a stage, a trigger a target stage, and none of the automatic ones."""
    made = machine(BOARD, record=deal_of)
    keys = ["talk", "offer", "Closed Won", "lost"]
    assert (Machine, keys) == (type(made), list(made.states))
    assert [f"move_to_{key}" for key in keys] == list(made.events)
    assert [] == made.models


def test_a_row_goes_through_its_stages():
    """Each trigger moves the row, and tells its fact to the host."""
    row = started()
    assert row.move_to_offer(at=MONDAY + DAY, by="kim") is True
    assert row.trigger("move_to_Closed Won", at=MONDAY + 2 * DAY) is True
    expected = [
        BOARD.entry("talk", at=MONDAY),
        BOARD.entry("offer", at=MONDAY + DAY, by="kim"),
        BOARD.entry("Closed Won", at=MONDAY + 2 * DAY),
    ]
    assert ("Closed Won", expected) == (row.stage, row.log)


def test_a_row_that_is_not_registered_moves_as_well():
    """The machine's event takes the row: nothing is bound to it, and nothing kept of it."""
    made, row = machine(BOARD, record=deal_of, on_entry=keep), row_in("talk")
    names = set(vars(row))
    assert made.events["move_to_offer"].trigger(row, at=MONDAY + DAY) is True
    assert ("offer", 2) == (row.stage, len(row.log))
    assert (names, []) == (set(vars(row)), made.models)


def test_a_refusal_is_false_and_changes_nothing():
    """A criterion that does not hold makes the trigger false; the host asks the cycle for the reasons."""
    row = started()
    row.called = False
    log = list(row.log)
    assert row.move_to_offer(at=MONDAY + DAY) is False
    assert ("talk", log) == (row.stage, row.log)
    decision = BOARD.check(deal_of(row), to="offer", at=MONDAY + DAY)
    assert ["human_contact"] == [unmet.key for unmet in decision.unmet]


def test_a_move_before_the_row_came_is_refused():
    """A row moves on after it came."""
    row = started("talk", "offer")
    assert row.move_to_lost(at=MONDAY, reason="price") is False
    assert row.move_to_lost(at=MONDAY + DAY, reason="price") is True


@pytest.mark.parametrize(("stages", "trigger"), [(["offer"], "talk"), (["offer"], "offer"), (["Closed Won"], "lost")])
def test_where_no_way_leads_the_machine_says_so(stages, trigger):
    """No way, and the stage it is already in, are errors of the machine; nothing has changed."""
    row = started(*stages)
    with pytest.raises(MachineError, match=f"board/1: Can't trigger event move_to_{trigger} from state {stages[0]}"):
        row.trigger(f"move_to_{trigger}", at=MONDAY + DAY)
    assert (stages[0], 1) == (row.stage, len(row.log))


def test_a_stage_to_which_no_way_leads_has_a_trigger_too():
    """One that can only be begun in is no unknown name, but a stage to which there is no way."""
    stages = [Stage("talk", leads_to=["won", "lost"]), Stage("won", outcome="won"), Stage("lost", outcome="lost")]
    cycle = Cycle(key="k", version=1, stages=stages)
    row = Row()
    machine(cycle, row, record=lambda row: Deal(id="D-1", log=[cycle.start(at=MONDAY)]))
    assert row.move_to_won(at=MONDAY) is True
    assert row.may_move_to_talk(at=MONDAY) is False
    with pytest.raises(MachineError):
        row.move_to_talk(at=MONDAY)


def test_may_asks_the_same_and_changes_nothing():
    """What a trigger would say can be asked before, and no fact is made of it."""
    row = started()
    assert (True, False) == (row.may_move_to_offer(at=MONDAY), row.may_trigger("move_to_Closed Won", at=MONDAY))
    assert (False, True) == (row.may_move_to_lost(at=MONDAY), row.may_move_to_lost(at=MONDAY, reason="price"))
    assert ("talk", 1) == (row.stage, len(row.log))


def test_a_reason_is_asked_for_and_kept():
    """A loss needs a reason, which the fact carries."""
    row = started()
    assert row.move_to_lost(at=MONDAY) is False
    assert row.move_to_lost(at=MONDAY, reason="price", recorded_at=MONDAY + DAY) is True
    assert ("price", MONDAY + DAY) == (row.log[-1].reason, row.log[-1].recorded_at)


@pytest.mark.parametrize(("days", "moved"), [(90, True), (91, False)])
def test_a_lost_row_is_reopened_in_time(days, moved):
    """The window begins with the close in the record."""
    row = started("lost")
    assert row.move_to_talk(at=MONDAY + days * DAY) is moved


def test_a_column_that_is_named_like_a_stage_is_left_alone():
    """Triggers have a prefix, so the columns of the row keep their names."""
    row = row_in("talk")
    row.offer = "OFF-7"
    machine(BOARD, row, record=deal_of, on_entry=keep)
    row.move_to_offer(at=MONDAY)
    assert ("OFF-7", "offer") == (row.offer, row.stage)


def test_several_rows_stay_in_their_own_stages():
    """Rows of one machine begin where they are, and one without a stage in the first."""
    rows = [row_in("offer"), row_in("lost"), Row(), Row(stage="")]
    made = machine(BOARD, rows, record=deal_of, on_entry=keep)
    assert ["offer", "lost", "talk", "talk"] == [row.stage for row in rows]
    assert rows == made.models
    assert rows[0].trigger("move_to_Closed Won", at=MONDAY) is True
    assert ["Closed Won", "lost", "talk", "talk"] == [row.stage for row in rows]
    assert [] == machine(BOARD, (), record=deal_of).models


def test_a_row_that_comes_later_is_added_with_its_stage():
    """Without one the machine refuses, instead of moving the row to the first stage."""
    made, row = machine(BOARD, record=deal_of, on_entry=keep), row_in("offer")
    with pytest.raises(ValueError, match="must specify when adding model"):
        made.add_model(row)
    made.add_model(row, initial=row.stage)
    assert row.trigger("move_to_Closed Won", at=MONDAY) is True
    made.remove_model(row)
    assert ([], "Closed Won") == (made.models, row.stage)


def test_a_stage_of_a_str_enum_becomes_its_text():
    """A member of the host's StrEnum is written as the exact text of the stage."""
    row = row_in("offer")
    row.stage = StrEnum("Column", {"OFFER": "offer"}).OFFER
    machine(BOARD, row, record=deal_of)
    assert (str, "offer") == (type(row.stage), row.stage)


def test_a_stage_that_the_cycle_does_not_have_is_refused():
    """The nearest stage is named, and no row of the list is touched."""
    rows = [Row(), row_in("offer")]
    rows[1].stage = "ofer"
    with pytest.raises(UnknownName, match="no stage 'ofer' in cycle 'board'; did you mean 'offer'?"):
        machine(BOARD, rows, record=deal_of)
    assert (None, False) == (rows[0].stage, hasattr(rows[0], "trigger"))


@pytest.mark.parametrize("stage", [3, Enum("Column", {"OFFER": "offer"}).OFFER, ["offer"]])
def test_a_stage_that_is_no_text_is_refused(stage):
    """A plain Enum is no key: transitions would look for its name."""
    row = Row(stage=stage)
    with pytest.raises(InvalidValue, match="the stage of a row must be text, got"):
        machine(BOARD, row, record=deal_of)


@pytest.mark.parametrize("model", ["self", object(), iter([Row()])])
def test_what_is_no_row_is_refused(model):
    """What has no stage is neither a row nor a list of rows."""
    with pytest.raises(InvalidValue, match="a row must have the attribute 'stage', got"):
        machine(BOARD, model, record=deal_of)


def test_another_attribute_may_hold_the_stage():
    """The name of the attribute is the host's."""

    @dataclass(eq=False)
    class Card:
        column: str
        stage: str = "of a rocket"

    card = Card(column="talk")
    machine(BOARD, card, record=lambda card: deal_of(row_in("talk")), attribute="column")
    assert card.move_to_offer(at=MONDAY) is True
    assert ("offer", "of a rocket") == (card.column, card.stage)


def test_a_row_with_a_name_of_the_machine_is_refused():
    """Transitions would overwrite an empty column that is named trigger."""

    @dataclass(eq=False)
    class Card(Row):
        trigger: str | None = None

    rows = [Row(), Card()]
    with pytest.raises(InvalidValue, match=r"a row must not have 'trigger'.*got a Card; leave it out, and move it"):
        machine(BOARD, rows, record=deal_of)
    assert [None, None] == [row.stage for row in rows]


def test_a_row_is_not_taken_from_another_machine():
    """The first machine's triggers would stay on it."""
    row = started()
    with pytest.raises(InvalidValue, match="be it its own or another machine's"):
        machine(BOARD, row, record=deal_of)
    assert machine(BOARD, record=deal_of, on_entry=keep).events["move_to_offer"].trigger(row, at=MONDAY) is True


@dataclass
class Equal(Row):
    """A row that equals another with the same values, as dataclasses do unless they are told otherwise."""


@pytest.mark.parametrize("rows", [[Equal(), Equal(stage="talk")], [Row()] * 2], ids=["equal", "twice"])
def test_a_row_that_equals_another_is_refused(rows):
    """Transitions would leave the second one out without a word."""
    with pytest.raises(InvalidValue, match=r"a row must not equal one before it, got an? \w+; leave it out, and move"):
        machine(BOARD, rows, record=deal_of)


def test_a_row_with_slots_is_refused_and_moves_unregistered():
    """No method can be bound to it, and none is needed."""

    @dataclass(eq=False, slots=True)
    class Card:
        stage: str

    card = Card(stage="talk")
    with pytest.raises(InvalidValue, match="a row must take attributes that its class does not name, got a Card"):
        machine(BOARD, card, record=deal_of)
    made = machine(BOARD, record=lambda card: deal_of(row_in("talk")))
    assert (True, "offer") == (made.events["move_to_offer"].trigger(card, at=MONDAY), card.stage)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"record": "deal_of"}, "record must be a function of a row, got 'deal_of'"),
        ({"record": deal_of, "on_entry": "keep"}, "on_entry must be a function of a row and a fact, got 'keep'"),
        ({"record": deal_of, "attribute": 3}, "attribute must be the name of one, got 3"),
    ],
)
def test_arguments_of_another_kind_are_refused(given, told):
    """No text is taken for a function, by name or by path."""
    with pytest.raises(InvalidValue, match=told):
        machine(BOARD, **given)


def test_row_and_record_in_different_stages_are_told():
    """No answer is made up: both stages are named, with the way out, and nothing has changed."""
    row = started("talk", "offer")
    row.stage = "talk"
    told = "the record 'D-1' must be in the stage of its row, 'talk', got 'offer'; set the row's stage to the record's"
    for asked in (row.move_to_lost, row.may_move_to_lost):
        with pytest.raises(InvalidValue, match=told):
            asked(at=MONDAY + 2 * DAY, reason="price")
    assert ("talk", 2) == (row.stage, len(row.log))


def test_a_record_without_a_stage_is_told_too():
    """A row in the first stage needs a record that began there."""
    row = Row()
    machine(BOARD, row, record=deal_of)
    with pytest.raises(InvalidValue, match="must be in the stage of its row, 'talk', got None"):
        row.move_to_offer(at=MONDAY)


def test_without_on_entry_the_host_keeps_the_log():
    """A record that was not told of the last move is in another stage than its row."""
    row = row_in("talk")
    machine(BOARD, row, record=deal_of)
    assert row.move_to_offer(at=MONDAY) is True
    with pytest.raises(InvalidValue, match="in the stage of its row, 'offer', got 'talk'"):
        row.move_to_lost(at=MONDAY, reason="price")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "a move must say when it happens, got None; give at="),
        ({"at": None}, "an instant must be a datetime, got None"),
        ({"at": MONDAY.replace(tzinfo=None)}, "an instant must have a time zone, got 2026-03-02 09:00:00"),
        ({"at": MONDAY, "by": 3}, "name must be text, got 3"),
        ({"at": MONDAY, "reason": None}, "note must be text, got None"),
    ],
)
def test_malformed_arguments_of_a_trigger_are_told(said, told):
    """No clock is read for a missing instant, and nothing has changed."""
    row = started()
    for asked in (row.move_to_offer, row.may_move_to_offer):
        with pytest.raises(InvalidValue, match=told):
            asked(**said)
    assert ("talk", 1) == (row.stage, len(row.log))


def test_other_arguments_are_left_to_the_hosts_callbacks():
    """A method of the row that is named for a stage is called as transitions does, with all that was said."""

    class Told(Row):
        def on_enter_offer(self, event):
            self.told = event.kwargs["request"]

    row = Told(stage="talk", log=row_in("talk").log)
    machine(BOARD, row, record=deal_of, on_entry=keep)
    assert row.move_to_offer(at=MONDAY, request="R-1") is True
    assert "R-1" == row.told


@pytest.mark.parametrize(
    ("log", "error", "told"),
    [
        ([StageEntered(stage="new", outcome="open", at=MONDAY)], UnknownName, "no stage 'new' in cycle 'board'"),
        ([StageEntered(stage="talk", outcome="open", cycle="old/1", at=MONDAY)], WrongCycle, "follows cycle 'old/1'"),
    ],
)
def test_a_record_of_another_cycle_is_an_error(log, error, told):
    """The cycle says so as it does of any record."""
    row = row_in("talk")
    machine(BOARD, row, record=lambda row: Lead(id="L-1", name="Ada", log=log))
    with pytest.raises(error, match=told):
        row.move_to_offer(at=MONDAY)
    assert "talk" == row.stage


def test_what_is_no_record_is_an_error():
    """A function that gives the row itself is found out at the first question."""
    row = row_in("talk")
    machine(BOARD, row, record=lambda row: row)
    with pytest.raises(InvalidValue, match="a record must be a Deal, a Lead or a Proposal, got a Row"):
        row.move_to_offer(at=MONDAY)
    assert "talk" == row.stage


def test_a_criterion_that_fails_is_an_error():
    """It is neither a yes nor a no, so the trigger does not answer for it."""
    broken = Criterion(key="broken", asks="?", test=lambda record, at: None)
    stages = [Stage("talk", leads_to=["won", "lost"], exit_criteria=[broken]), Stage("won", outcome="won")]
    cycle = Cycle(key="board", version=1, stages=[*stages, Stage("lost", outcome="lost")])
    row = row_in("talk")
    machine(cycle, row, record=deal_of, on_entry=keep)
    with pytest.raises(CriterionFailed, match="criterion 'broken' must answer True or False about 'D-1'"):
        row.move_to_won(at=MONDAY)
    assert ("talk", 1) == (row.stage, len(row.log))


@pytest.mark.parametrize("key", ["*", "="])
def test_a_stage_named_like_a_wildcard_of_transitions_is_a_stage(key):
    """An asterisk is not all stages, and an equal sign not the same one."""
    stages = [Stage("talk", leads_to=[key]), Stage(key, leads_to=["won", "lost"]), Stage("won", outcome="won")]
    cycle = Cycle(key="board", version=1, stages=[*stages, Stage("lost", outcome="lost")])
    rows = [Row(stage="talk"), Row(stage=key)]
    machine(cycle, rows, record=lambda row: Deal(id="D-1", log=[cycle.entry(row.stage, at=MONDAY)]))
    with pytest.raises(MachineError):
        rows[0].move_to_won(at=MONDAY)
    assert (True, True) == (rows[0].trigger(f"move_to_{key}", at=MONDAY), rows[1].move_to_won(at=MONDAY))
    assert [key, "won"] == [row.stage for row in rows]


def test_on_entry_is_told_before_the_row_moves():
    """The fact is stored first; the column follows."""
    seen = []
    row = row_in("talk")
    machine(BOARD, row, record=deal_of, on_entry=lambda row, entry: seen.append((row.stage, entry)))
    row.move_to_offer(at=MONDAY, by="kim", reason="asked for one")
    assert [("talk", BOARD.entry("offer", at=MONDAY, by="kim", reason="asked for one"))] == seen
    assert "offer" == row.stage


def test_an_on_entry_that_raises_leaves_the_row_where_it_was():
    """Its error comes out, and the next move is asked from the same stage."""
    errors = [OSError("the disk is full")]

    def store(row, entry):
        if errors:
            raise errors.pop()
        keep(row, entry)

    row = row_in("talk")
    machine(BOARD, row, record=deal_of, on_entry=store)
    with pytest.raises(OSError, match="the disk is full"):
        row.move_to_offer(at=MONDAY)
    assert ("talk", 1) == (row.stage, len(row.log))
    assert row.move_to_offer(at=MONDAY) is True
    assert ("offer", 2) == (row.stage, len(row.log))


class Stored:
    """A row of a database: its stage is a column, and its log a table."""

    def __init__(self, base, number):
        self.base, self.number = base, number

    @property
    def stage(self):
        return self.base.execute("SELECT stage FROM deals WHERE id = ?", [self.number]).fetchone()[0]

    @stage.setter
    def stage(self, stage):
        self.base.execute("UPDATE deals SET stage = ? WHERE id = ?", [stage, self.number])

    def deal(self):
        rows = self.base.execute("SELECT stage, at FROM entries WHERE deal = ?", [self.number])
        return Deal(id=self.number, log=[BOARD.entry(key, at=datetime.fromisoformat(at)) for key, at in rows])

    def keep(self, entry):
        self.base.execute("INSERT INTO entries VALUES (?, ?, ?)", [self.number, entry.stage, entry.at.isoformat()])


def test_a_row_of_a_database_moves_in_its_transaction():
    """The fact and the column are written together, and rolled back together."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.executescript("CREATE TABLE deals (id, stage); CREATE TABLE entries (deal, stage, at)")
        base.execute("INSERT INTO deals VALUES (1, 'offer')")
        row = Stored(base, 1)
        row.keep(BOARD.entry("offer", at=MONDAY))
        base.commit()
        machine(BOARD, row, record=Stored.deal, on_entry=Stored.keep)
        assert row.trigger("move_to_Closed Won", at=MONDAY + DAY) is True
        assert ("Closed Won", "Closed Won", 2) == (row.stage, row.deal().stage, len(row.deal().log))
        base.rollback()
        assert ("offer", "offer", 1) == (row.stage, row.deal().stage, len(row.deal().log))


@pytest.mark.parametrize("registered", [True, False])
def test_many_threads_share_one_machine(registered):
    """Rows of different threads do not get into each other's way, be they registered or not."""
    made = machine(BOARD, record=deal_of, on_entry=keep)
    begin = Barrier(8)

    def walk(number):
        row = row_in("talk")
        if registered:
            made.add_model(row, initial=row.stage)
        begin.wait()
        for day in range(200):
            event = made.events[f"move_to_{('lost', 'talk')[day % 2]}"]
            said = {"at": MONDAY + day * DAY, "reason": f"{number}: {day}"}
            assert (row.trigger(event.name, **said) if registered else event.trigger(row, **said)) is True
        return row.stage, [entry.reason for entry in row.log]

    with ThreadPoolExecutor(8) as threads:
        walked = list(threads.map(walk, range(8)))
    assert [("talk", ["", *(f"{number}: {day}" for day in range(200))]) for number in range(8)] == walked
    assert (8 if registered else 0) == len(made.models)
