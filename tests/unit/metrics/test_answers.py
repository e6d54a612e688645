"""What worked on which objection: held, reopened, won."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from salescycle import SHORT_CYCLE, Deal, ObjectionAnswered, ObjectionRaised, Pipeline

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def deal(id: str, *steps: str, stage: str = "interest") -> Deal:
    """Give a deal with objections ("price?") and answers ("price:support"), a day apart, in a stage at last."""
    facts = [SHORT_CYCLE.start(at=MONDAY)]
    for day, step in enumerate(steps):
        topic, _, how = step.partition(":")
        at = MONDAY + day * DAY
        facts.append(
            ObjectionAnswered(topic=topic, how=how, at=at) if how else ObjectionRaised(topic=topic.rstrip("?"), at=at)
        )
    return Deal(id=id, log=[*facts, SHORT_CYCLE.entry(stage, at=MONDAY + 20 * DAY, reason="x")])


def test_answers_are_tallied_by_topic_and_kind() -> None:
    """Each deal counts once for each kind of answer, by topic and then the most frequent first."""
    deals = [
        deal("D-1", "price?", "price:support", stage="won"),
        deal("D-2", "price?", "price:support", "price?", "price:discount", stage="lost"),
        deal("D-3", "price?", "price:support", "price?", "price:support"),
        deal("D-4", "risk?", "risk:reference", "risk:reference", stage="won"),
        deal("D-5", "risk?"),
        deal("D-6", "price:support", stage="won"),
    ]
    found = Pipeline(deals, cycle=SHORT_CYCLE, as_of=MONDAY + 30 * DAY).answers()
    assert [
        "price, answered by support: held in 66.7% (2 of 3), won 50.0% (1 of 2)",
        "price, answered by discount: held in 100.0% (1 of 1), won 0.0% (0 of 1)",
        "risk, answered by reference: held in 100.0% (1 of 1), won 100.0% (1 of 1)",
    ] == list(map(str, found))


def test_answers_as_of_a_day() -> None:
    """An objection that comes again next week has not come again yet."""
    pipeline = Pipeline([deal("D-1", "price?", "price:support", "price?")], cycle=SHORT_CYCLE, as_of=MONDAY + 1 * DAY)
    (tally,) = pipeline.answers()
    assert (1, 1, 0) == (tally.deals, tally.held_in, tally.closed)
    assert not tally.won.value
