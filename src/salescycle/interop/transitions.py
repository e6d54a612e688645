"""Transitions: a stock machine of that library, which moves a host's own rows by the rules of a cycle."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from transitions import Event, EventData, Machine, Transition

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue, shown
from salescycle.model import Record, StageEntered

__all__ = ["machine"]

_MOVE = "move_to_"
_SAID = ("at", "by", "reason", "recorded_at")
_UNREGISTERED = "leave it out, and move it with machine.events['move_to_...'].trigger(row, at=...)"


def machine(
    cycle: Cycle,
    model: Any = None,
    *,
    record: Callable[[Any], Record],
    on_entry: Callable[[Any, StageEntered], object] | None = None,
    attribute: str = "stage",
) -> Machine:
    """Make a stock ``transitions.Machine`` that moves rows of the host's own by the rules of a cycle.

    A row is any mutable object that keeps the key of its stage, as plain text, in ``attribute``. ``model`` is a row
    or a list of rows to register: each stays in the stage it is in, and one without a stage begins in the first.
    Later ones are registered with ``machine.add_model(row, initial=row.stage)``. A row that is not registered gets no
    methods, is not kept in memory, and moves just as well: ``machine.events["move_to_offer"].trigger(row, at=...)``.

    There is one trigger a stage, ``move_to_`` and its key: ``row.move_to_offer(at=..., by=..., reason=...)``,
    ``row.trigger("move_to_Closed Won", at=...)``, ``row.may_move_to_offer(at=...)``. They take what ``Cycle.entry``
    takes, by name; ``at`` is when the move happens, an aware datetime, and must be given. A trigger is true where the
    row moved, and false, with nothing changed, where the cycle refuses; ``cycle.check(record(row), to=..., at=...)``
    says why. Where no way leads there, it raises ``transitions.MachineError``.

    ``record`` gives the record of a row, which the criteria are asked about; it must be in the stage of the row.
    ``on_entry`` takes the row and the ``StageEntered`` that the next ``record(row)`` must have in its log. It is
    called when the move is permitted, before the row's stage changes: if it raises, the row is where it was.

    Raises ``InvalidValue`` or ``UnknownName`` for a row that cannot be registered, and, from a trigger, for
    arguments that are malformed or missing and for a record that is in another stage than its row.

    >>> from datetime import UTC, datetime
    >>> from types import SimpleNamespace
    >>> from salescycle.model import Deal
    >>> from salescycle.presets import SHORT_CYCLE
    >>> at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=at))
    >>> row = SimpleNamespace(stage="interest", deal=deal)
    >>> _ = machine(SHORT_CYCLE, row, record=lambda row: row.deal)
    >>> row.move_to_offer(at=at), row.stage, SHORT_CYCLE.check(deal, to="offer", at=at).unmet[0].key
    (False, 'interest', 'human_contact')
    >>> row.move_to_lost(at=at, reason="price"), row.stage
    (True, 'lost')
    """
    _check(record=record, on_entry=on_entry, attribute=attribute)
    # without an initial state, transitions refuses a row that is given none: it would move it to the first stage
    made = Machine(
        model=None,
        states=[stage.key for stage in cycle.stages],
        initial=None,
        name=cycle.name,
        send_event=True,
        auto_transitions=False,
        queued=False,
        model_attribute=attribute,
    )
    _add_ways(made, cycle, record, on_entry)
    rows = _rows(model)
    # every row is looked at before the first one is changed
    stages = [_stage_of(row, attribute, cycle) for row in rows]
    _look_for_names(rows, _names(made, cycle))
    for row, stage in zip(rows, stages, strict=True):
        _register(made, row, stage)
    return made


def _check(*, record: object, on_entry: object, attribute: object) -> None:
    if not callable(record):
        raise InvalidValue("record", "must be a function of a row", record, "give lambda row: row.deal, or the like")
    if on_entry is not None and not callable(on_entry):
        raise InvalidValue("on_entry", "must be a function of a row and a fact", on_entry, "give a function, or None")
    if not isinstance(attribute, str):
        raise InvalidValue("attribute", "must be the name of one", attribute, "give a str such as 'stage'")


def _rows(model: Any) -> list[Any]:
    if isinstance(model, list | tuple):
        return [*model]
    return [] if model is None else [model]


def _add_ways(
    made: Machine,
    cycle: Cycle,
    record: Callable[[Any], Record],
    on_entry: Callable[[Any, StageEntered], object] | None,
) -> None:
    def permits(event: EventData) -> bool:
        source, to, entry = _move(cycle, event)
        decision = cycle.check(record(event.model), to=to, at=entry.at, reason=entry.reason)
        if decision.stage != source:
            raise InvalidValue(
                f"the record {shown(decision.record)}",
                f"must be in the stage of its row, {shown(source)}",
                decision.stage,
                "set the row's stage to the record's, or record with cycle.entry(...) how it came to the row's",
            )
        return decision.is_allowed

    def enters(event: EventData) -> None:
        if on_entry is not None:
            on_entry(event.model, _move(cycle, event)[2])

    for stage in cycle.stages:
        made.events[_MOVE + stage.key] = Event(_MOVE + stage.key, made)
    # not by Machine.add_transition, which takes a stage that is named '*' for all stages, and '=' for the same one
    for stage in cycle.stages:
        for to in cycle.ways(stage.key):
            way = Transition(stage.key, to, conditions=permits, before=enters)  # type: ignore[arg-type]
            made.events[_MOVE + to].add_transition(way)


def _move(cycle: Cycle, event: EventData) -> tuple[str, str, StageEntered]:
    """Give where a move comes from, where it goes, and the fact that it makes."""
    said = {name: event.kwargs[name] for name in _SAID if name in event.kwargs}
    if "at" not in said:
        raise InvalidValue("a move", "must say when it happens", None, "give at=..., a datetime with a time zone")
    way: Any = event.transition
    return way.source, way.dest, cycle.entry(way.dest, **said)


def _names(made: Machine, cycle: Cycle) -> list[str]:
    """Give the names that a row gets when it is registered: a blank one tells."""
    blank = SimpleNamespace()
    made.add_model(blank, initial=cycle.initial.key)
    made.remove_model(blank)
    return [name for name in vars(blank) if name != made.model_attribute]


def _look_for_names(rows: list[Any], names: list[str]) -> None:
    """Refuse a row that has one of the names: transitions skips what is there, and overwrites what is ``None``."""
    for row in rows:
        for name in names:
            if hasattr(row, name):
                rule = f"must not have {shown(name)}, be it its own or another machine's"
                raise InvalidValue("a row", rule, row, _UNREGISTERED)


def _stage_of(row: object, attribute: str, cycle: Cycle) -> str:
    try:
        stage = getattr(row, attribute)
    except AttributeError:
        rule = f"must have the attribute {shown(attribute)}"
        raise InvalidValue("a row", rule, row, "give attribute='...', and a list if there are several") from None
    if stage is None or stage == "":
        return cycle.initial.key
    if not isinstance(stage, str):
        raise InvalidValue("the stage of a row", "must be text", stage, "keep the key of the stage in it")
    return cycle.stage(stage).key


def _register(made: Machine, row: object, stage: str) -> None:
    count = len(made.models)
    try:
        made.add_model(row, initial=stage)
    except AttributeError as error:
        rule = "must take attributes that its class does not name"
        raise InvalidValue("a row", rule, row, _UNREGISTERED) from error
    # transitions leaves out, without a word, a row that equals another
    if len(made.models) == count:
        raise InvalidValue("a row", "must not equal one before it", row, _UNREGISTERED)
