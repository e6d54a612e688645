"""Segments and slices: parts of a pipeline, and one measure of each."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from salescycle import (
    LEAD,
    Cycle,
    Deal,
    InvalidValue,
    JourneySeen,
    Lead,
    Opened,
    Period,
    PersonaMatched,
    Pipeline,
    Stage,
    StageSeen,
    Undefined,
    UnknownName,
)

START = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)
CYCLE = Cycle(
    key="two",
    version=1,
    stages=[
        Stage("talk", leads_to=["won", "lost"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost", reopens_to=["talk"]),
    ],
)


def deal(key, *path, **fields):
    """Give a deal that entered stages so many days after the start."""
    log = [CYCLE.entry(stage, at=START + number * DAY, reason="price") for stage, number in path]
    return Deal(id=key, log=log, **fields)


def pipeline(*deals, as_of=30):
    """Give a pipeline of deals on a day."""
    return Pipeline(deals, cycle=CYCLE, as_of=START + as_of * DAY)


def period(first, last):
    """Give the period from the beginning of one day to that of another."""
    return Period(start=START + first * DAY, end=START + last * DAY)


def ids(part):
    """Give the ids of the deals of a pipeline."""
    return [each.id for each in part.deals]


LEADS = deal("a", ("talk", 0), lead=Lead(id="L", name="Ada", source="fair", channel="form", log=[LEAD.start(at=START)]))
BARE = deal("b", ("talk", 1), ("lost", 3))
DEALS = (LEADS, BARE, deal("c", ("talk", 2), ("won", 9)))


@pytest.mark.parametrize(
    ("reading", "parts"),
    [
        ("source", {None: ["b", "c"], "fair": ["a"]}),
        ("channel", {None: ["b", "c"], "form": ["a"]}),
        ("stage", {"lost": ["b"], "talk": ["a"], "won": ["c"]}),
        ("close_reason", {"price": ["b", "c"], None: ["a"]}),
        ("owner", {None: ["a", "b", "c"]}),
        ("persona", {None: ["a", "b", "c"]}),
        ("journey", {None: ["a", "b", "c"]}),
        (lambda each: "early" if each.id < "b" else "late", {"late": ["b", "c"], "early": ["a"]}),
    ],
)
def test_every_deal_is_in_one_part(reading, parts):
    """Parts by a reading or a function, biggest first, then by name; what is not known is a part of its own."""
    segments = pipeline(*DEALS).by(reading)
    assert [*parts.items()] == [(name, ids(part)) for name, part in segments.items()]
    assert (list(parts), len(parts)) == (list(segments), len(segments))


def test_readings_are_text():
    """The steps of a journey and the keys of personas make names of parts."""
    seen = BARE.record(JourneySeen(step="ready", at=START), PersonaMatched(persona="ops", at=START))
    assert (["ready"], ["ops"]) == (list(pipeline(seen).by("journey")), list(pipeline(seen).by("persona")))


def test_what_there_is_not_is_named():
    """An unknown reading, an unknown part and a key that is no text are refused with what there is."""
    with pytest.raises(UnknownName, match="no reading 'ownr' in deals; did you mean 'owner'"):
        pipeline(*DEALS).by("ownr")
    with pytest.raises(UnknownName, match="no segment 'web' in these segments; there are"):
        pipeline(*DEALS).by("source")["web"]
    with pytest.raises(InvalidValue, match=r"the key of a segment must be text or None, got 7; wrap it in str\(...\)"):
        pipeline(*DEALS).by(lambda _: 7)


def test_one_measure_of_every_part():
    """A breakdown names each part with its number of deals, and tells itself as text and rows."""
    compared = pipeline(*DEALS).by("source").measure(lambda part: part.win_rate())
    assert "50.0% (1 of 2)" == str(compared.of(None))
    assert """won of closed (won and lost)
segment      deals  result
(not known)      2  50.0% (1 of 2)
fair             1  undefined: there are none""" == str(compared)
    assert [
        {"segment": None, "deals": 2, "part": 1, "whole": 2, "share": 0.5},
        {"segment": "fair", "deals": 1, "part": 0, "whole": 0, "share": None},
    ] == [{name: cell for name, cell in row.items() if name not in ("low", "high")} for row in compared.to_records()]
    with pytest.raises(UnknownName, match="no segment 'web' in this breakdown"):
        compared.of("web")


def test_what_is_undefined_says_why():
    """A part of which nothing can be said stands in the breakdown with its reason."""
    compared = pipeline(*DEALS).by("source").measure(lambda part: part.win_rate("value"))
    assert "undefined throughout" == compared.definition
    assert [
        {"segment": None, "deals": 2, "undefined": "nothing with a value has closed"},
        {"segment": "fair", "deals": 1, "undefined": "nothing with a value has closed"},
    ] == compared.to_records()


def test_what_is_defined_differently_is_not_compared():
    """Two rates under one name are refused, with both definitions."""
    with pytest.raises(InvalidValue, match="must be defined alike to be compared, got 'b; c'; measure all alike"):
        pipeline(*DEALS).by("stage").measure(
            lambda part: Undefined("none") if ids(part) == ["a"] else SimpleNamespace(definition=part.deals[0].id)
        )


@pytest.mark.parametrize(
    ("first", "last", "opened", "closed", "active"),
    [
        (0, 1, ["a"], [], ["a"]),
        (1, 3, ["b", "c"], [], ["a", "b", "c"]),
        (3, 4, [], ["b"], ["a", "c"]),
        (9, 10, [], ["c"], ["a"]),
        (20, 21, [], [], ["a"]),
    ],
)
def test_slices_by_time(first, last, opened, closed, active):
    """Opened in, closed in, or open at any time in a period, half-open like the period and the visits."""
    whole, asked = pipeline(*DEALS), period(first, last)
    assert (opened, closed, active) == (
        ids(whole.opened_in(asked)),
        ids(whole.closed_in(asked)),
        ids(whole.active_in(asked)),
    )


def test_a_deal_opened_before_its_first_stage_is_active():
    """What was opened is open until its first stage is known; what was only ever seen closed never was."""
    odd = pipeline(
        Deal(id="opened", log=[Opened(at=START), CYCLE.entry("lost", at=START + 5 * DAY)]),
        Deal(id="bare", log=[Opened(at=START)]),
        Deal(id="seen", log=[StageSeen(stage="won", outcome="won", at=START)]),
    )
    assert (["opened", "bare"], ["bare"]) == (ids(odd.active_in(period(1, 2))), ids(odd.active_in(period(6, 7))))
    assert (["opened", "bare"], ["opened"]) == (ids(odd.opened_in(period(0, 9))), ids(odd.closed_in(period(0, 9))))


def test_where_takes_a_test():
    """A slice by a test of one's own keeps the cycle and the instant."""
    part = pipeline(*DEALS).where(lambda each: each.lead is not None)
    assert (["a"], CYCLE, START + 30 * DAY) == (ids(part), part.cycle, part.as_of)


@pytest.mark.parametrize("cut", ["opened_in", "closed_in", "active_in"])
def test_a_slice_in_time_takes_a_period(cut):
    """What is no period is refused."""
    with pytest.raises(InvalidValue, match="a period must be a Period"):
        getattr(pipeline(*DEALS), cut)("2026")
