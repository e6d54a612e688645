"""Answers: what worked on which objection, across deals."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs

from salescycle.model import Deal, ObjectionAnswered, ObjectionRaised, Outcome
from salescycle.values import Row, Share

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["AnswerTally", "answers"]


@attrs.frozen(kw_only=True)
class AnswerTally:
    """How one kind of answer did on one topic, each deal in which it was given counted once.

    ``held`` is the share of those deals in which the objection was not raised again after the answer; ``won`` the
    share that was won, of those that are closed. Neither says that the answer was the cause.

    >>> print(AnswerTally(topic="price", how="longer_support", deals=4, held_in=3, closed=2, won_in=1))
    price, answered by longer_support: held in 75.0% (3 of 4), won 50.0% (1 of 2)
    """

    topic: str
    how: str
    deals: int
    held_in: int
    closed: int
    won_in: int

    @property
    def held(self) -> Share:
        """The share of deals in which the answer held."""
        return Share(part=self.held_in, whole=self.deals, definition="not raised again, of deals so answered")

    @property
    def won(self) -> Share:
        """The share of closed deals that were won."""
        return Share(part=self.won_in, whole=self.closed, definition="won of closed deals so answered")

    def to_records(self) -> list[Row]:
        """Give it as one flat row: topic, answer, deals, and in how many it held, were closed and won."""
        return [
            {
                "topic": self.topic,
                "how": self.how,
                "deals": self.deals,
                "held_in": self.held_in,
                "closed": self.closed,
                "won_in": self.won_in,
            }
        ]

    def __str__(self) -> str:
        return f"{self.topic}, answered by {self.how}: held in {self.held}, won {self.won}"


def answers(pipeline: Pipeline) -> tuple[AnswerTally, ...]:
    """Give how each kind of answer did on each objection: whether it held, and whether the deal was won.

    Formula: held = deals not objecting again / deals so answered; won = won / closed deals so answered. By topic, and
    then the most frequent first. Leaves out answers to what nobody raised. An association, not an effect: easy
    objections get easy answers.
    """
    given: Counter[tuple[str, str]] = Counter()
    held: Counter[tuple[str, str]] = Counter()
    closed: Counter[tuple[str, str]] = Counter()
    won: Counter[tuple[str, str]] = Counter()
    for deal in pipeline.deals:
        for pair, stands in _answered(deal).items():
            given[pair] += 1
            held[pair] += stands
            closed[pair] += deal.outcome.is_closed
            won[pair] += deal.outcome is Outcome.WON
    order = sorted(given, key=lambda pair: (pair[0], -given[pair], pair[1]))
    return tuple(
        AnswerTally(
            topic=pair[0], how=pair[1], deals=given[pair], held_in=held[pair], closed=closed[pair], won_in=won[pair]
        )
        for pair in order
    )


def _answered(deal: Deal) -> dict[tuple[str, str], bool]:
    """Give the answers of a deal, and whether its objection was never raised again after the last such answer."""
    raised: set[str] = set()
    answers: dict[tuple[str, str], bool] = {}
    for fact in deal.log:
        if isinstance(fact, ObjectionRaised):
            raised.add(fact.topic)
            answers |= {pair: False for pair in answers if pair[0] == fact.topic}
        elif isinstance(fact, ObjectionAnswered) and fact.topic in raised:
            answers[fact.topic, fact.how] = True
    return answers
