"""Threads: any number of them use the same cycles, records and pipelines, and each gets what one alone would get."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from salescycle import (
    BANT,
    BANT_TO_CHAMP,
    CHAMP,
    LEAD,
    PROPOSAL,
    SEVEN_STAGE,
    SHORT_CYCLE,
    Assessed,
    Contacted,
    Cycle,
    Deal,
    Framework,
    InvalidCycle,
    Lead,
    Line,
    MatchRule,
    Money,
    MoveRefused,
    NaiveBayes,
    Period,
    Pipeline,
    Profile,
    Proposal,
    Share,
    SignalGiven,
    SignalWeights,
    Terms,
    Training,
    best_persona,
    compare_terms,
    convert,
    diff,
    duplicates,
    expire,
    features_of,
    migrate,
    reliability,
)
from salescycle.interop import cycle_markdown, cycle_mermaid
from salescycle.interop.json import from_data, json_schema, to_data
from salescycle.metrics import bootstrap, html_table, response_times
from salescycle.simulation import sample_deals

THREADS, SOME, ALL = 32, 30, 2_000
YEAR = Period.year(2025)
MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
DAY = timedelta(days=1)
DEALS = sample_deals(rng=Random(11), period=YEAR, count=40)
PIPELINE = Pipeline(DEALS, cycle=SEVEN_STAGE, as_of=YEAR.end)
SOLD = Deal(
    id="D-1",
    log=[
        SHORT_CYCLE.start(at=MONDAY),
        Contacted(channel="call", at=MONDAY, human=True),
        Assessed(framework="bant", question="need", answer="yes", at=MONDAY),
        SignalGiven(signal="pricing_page", at=MONDAY),
    ],
)
CALLED = Lead(id="L-1", name="Ada", email="ada@example.com", log=[LEAD.start(at=MONDAY)])
OTHER = Lead(id="L-2", name="A. Park", email="ada@example.com", log=[LEAD.start(at=MONDAY)])
TERMS = Terms(lines=[Line(description="a", unit_price=Money("9.99", "EUR"))])
OFFER = Proposal(id="P-1", log=[PROPOSAL.start(at=MONDAY)]).revise(TERMS, at=MONDAY)
OPS_PROFILE = Profile(persona="ops", rules=[MatchRule(attribute="size", match="range", values=[50, None])])
TABLE = Training.of(DEALS, readings={"owner": lambda deal: deal.owner}, as_of=YEAR.end, outcomes_by=YEAR.end)
NEXT = Cycle.from_data(SHORT_CYCLE.to_data() | {"version": 2})
SCORER = NaiveBayes.fit(TABLE)
DATA = to_data(DEALS[0])


def refused(door: Callable[[], object], kind: type[Exception]) -> str:
    """Give what a refusal says."""
    with pytest.raises(kind) as caught:
        door()
    return str(caught.value)


# what takes milliseconds or more is asked once in a while, so that most of the time threads are in each other's way
OPERATIONS: dict[str, Callable[[], object]] = {
    "move": lambda: to_data(SHORT_CYCLE.move(SOLD, to="offer", at=MONDAY + DAY)),
    "refused": lambda: refused(lambda: SHORT_CYCLE.move(SOLD, to="won", at=MONDAY + DAY), MoveRefused),
    "check": lambda: SHORT_CYCLE.check(SOLD, to="offer", at=MONDAY + DAY),
    "options": lambda: SHORT_CYCLE.options(SOLD, at=MONDAY + DAY),
    "plan": lambda: SHORT_CYCLE.plan(SOLD, to="won", at=MONDAY + DAY),
    "audit": lambda: SEVEN_STAGE.audit(DEALS[3], as_of=YEAR.end),
    "conformance": lambda: SEVEN_STAGE.conformance(DEALS[4]),
    "ways": lambda: list(SEVEN_STAGE.ways("pitch")),
    "findings": SHORT_CYCLE.findings,
    "paths": lambda: (SHORT_CYCLE.mandatory_stages, SHORT_CYCLE.shortest_path, SHORT_CYCLE.tour),
    "flow": lambda: SHORT_CYCLE.flow({("interest", "offer"): 3, ("interest", "lost"): 1, ("offer", "won"): 1}),
    "cycle data": lambda: Cycle.from_data(SHORT_CYCLE.to_data()),
    "broken": lambda: refused(lambda: Cycle.from_data({"key": "k", "version": 1, "stages": []}), InvalidCycle),
    "diff": lambda: diff(SHORT_CYCLE, SHORT_CYCLE),
    "migrate": lambda: [to_data(each) for each in migrate([SOLD], SHORT_CYCLE, NEXT, at=MONDAY + DAY)],
    "record data": lambda: from_data(DATA).log,
    "schema": lambda: sorted(json_schema(Money)),
    "as_of": lambda: [(each.as_of(MONDAY + 90 * DAY).stage, each.value) for each in DEALS[:5]],
    "visits": lambda: [each.visits for each in DEALS[:3]],
    "selling": lambda: (SOLD.needs, SOLD.objections, SOLD.ledger, SOLD.commitments, SOLD.paperwork),
    "score": lambda: (BANT.score(SOLD), CHAMP.score(SOLD, reuse=BANT_TO_CHAMP), BANT.opinions(SOLD)),
    "form": lambda: (BANT.form(), BANT.answers_from({"need": "yes"}, at=MONDAY)),
    "framework data": lambda: Framework.from_data(BANT.to_data()),
    "fit": lambda: (OPS_PROFILE.fit({"size": 60}), best_persona({"size": 60}, [OPS_PROFILE])),
    "signals": lambda: SignalWeights(weights={"pricing_page": 5}, half_life=DAY).score(SOLD, as_of=MONDAY + DAY),
    "predict": lambda: SCORER.predict({"owner": "kim"}),
    "features": lambda: features_of(SOLD, readings={"owner": lambda deal: deal.owner}, as_of=MONDAY),
    "reliability": lambda: reliability([(0.5, True), (0.2, False)]),
    "lead": lambda: (duplicates([CALLED, OTHER]), to_data(CALLED.merge(OTHER, at=MONDAY + DAY))),
    "convert": lambda: refused(lambda: convert(CALLED, id="D-9", start=SHORT_CYCLE.start(at=MONDAY)), MoveRefused),
    "terms": lambda: (TERMS.totals, compare_terms(TERMS, TERMS), OFFER.total, expire(OFFER, at=MONDAY).stage),
    "money": lambda: (Money("100", "USD").allocate([1, 1, 1]), Money("2.125", "EUR").rounded(), Money("5", "EUR") * 3),
    "values": lambda: (
        Share(part=3, whole=9).interval(),
        str(YEAR.quarters()[1]),
        Money("9", "EUR") < Money("10", "EUR"),
    ),
    "mermaid": lambda: cycle_mermaid(SHORT_CYCLE, locale="ko"),
    "markdown": lambda: cycle_markdown(SHORT_CYCLE),
    "tables": lambda: html_table([{"owner": "kim", "share": 0.25}]),
    "response": lambda: str(response_times(DEALS[:9], as_of=YEAR.end)),
    "win rate": lambda: (PIPELINE.win_rate(), PIPELINE.win_rate("value")),
    "lengths": lambda: (str(PIPELINE.cycle_length()), str(PIPELINE.time_to_close()), str(PIPELINE.incidence())),
    "moves": lambda: (PIPELINE.moves(), str(PIPELINE.dwell_time("pitch")), str(PIPELINE.conversion("pitch"))),
}
SLOW: dict[str, Callable[[], object]] = {
    "report": lambda: Pipeline(DEALS, cycle=SEVEN_STAGE, as_of=YEAR.end).report().to_html(),
    "walk": lambda: str(PIPELINE.walk(YEAR.quarters()[2])),
    "by owner": lambda: str(PIPELINE.by("owner").measure(lambda part: part.win_rate())),
    "bootstrap": lambda: str(bootstrap([1, 2, 4], lambda some: sum(some) / 3, rng=Random(1), times=20)),
    "sample": lambda: [to_data(each) for each in sample_deals(rng=Random(5), period=YEAR, count=1)],
    "fit": lambda: NaiveBayes.fit(TABLE),
}


@pytest.fixture
def impatient() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def tried(operations: int) -> list[str]:
    """Let threads ask everything in orders of their own, and give what any was told otherwise than one alone."""
    asked = OPERATIONS | SLOW
    alone = {name: repr(ask()) for name, ask in asked.items()}
    wrong: list[str] = []
    gate = threading.Barrier(THREADS)

    def work(number: int) -> None:
        dice, quick, slow = Random(number), list(OPERATIONS), list(SLOW)
        gate.wait()
        for _ in range(operations):
            name = dice.choice(quick) if dice.random() < 0.99 else dice.choice(slow)
            try:
                told = repr(asked[name]())
            except BaseException as error:  # noqa: BLE001 - a thread that fails must be heard
                told = repr(error)
            if told != alone[name]:
                wrong.append(f"{name}: {told[:200]}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.usefixtures("impatient")
def test_threads_get_what_one_alone_gets() -> None:
    """Thirty-two threads ask the whole public surface, thirty times each, and nothing is told otherwise."""
    assert [] == tried(SOME)


@pytest.mark.full
@pytest.mark.usefixtures("impatient")
def test_many_operations_get_what_one_alone_gets() -> None:
    """The same, two thousand times each."""
    assert [] == tried(ALL)


@pytest.mark.usefixtures("impatient")
def test_the_first_use_may_be_of_many() -> None:
    """What a cycle and a pipeline work out when first asked is the same, whoever asks first."""
    found: list[object] = []
    for _ in range(20):
        fresh = Cycle.from_data(SEVEN_STAGE.to_data())
        seen = Pipeline(DEALS[:9], cycle=fresh, as_of=YEAR.end)
        gate = threading.Barrier(8)

        def ask(fresh: Cycle = fresh, seen: Pipeline = seen, gate: threading.Barrier = gate) -> None:
            gate.wait(timeout=60)
            found.append((fresh.mandatory_stages, seen.moves(), str(seen.time_to_close())))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (160, 1) == (len(found), len({repr(each) for each in found}))
