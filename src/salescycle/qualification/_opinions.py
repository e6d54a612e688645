"""Opinions: what each person answered to a question, and which answer counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import Assessed, Deal, Record

from ._question import UNKNOWN, Question
from ._rubric import Counting, Rubric

__all__ = ["Opinions", "opinions_of", "trail_of"]


@attrs.frozen(kw_only=True)
class Opinions:
    """Who says what to one question: the present answer of each person, the one that counts, and the one gone stale.

    A person is who answered (``by``), or the ``source`` where nobody is named; a later answer of the same person
    replaces the earlier one. ``answers`` leaves out what has gone stale or was taken back. ``stale`` is the answer
    that would count but for its age; ``taken_back`` tells that the last word was *unknown*.

    >>> from datetime import UTC
    >>> from salescycle.qualification import BANT
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> said = [BANT.answer("budget", "yes", at=monday, by="kim"), BANT.answer("budget", "no", at=monday, by="lee")]
    >>> opinions = BANT.opinions(Record(id="D-1", log=said))["budget"]
    >>> print(opinions)
    Budget: 'yes' (kim), 'no' (lee)
    >>> opinions.differ, opinions.counted.by
    (True, 'lee')
    """

    question: Question
    answers: tuple[Assessed, ...] = ()
    counted: Assessed | None = None
    stale: Assessed | None = None
    taken_back: bool = False

    @property
    def differ(self) -> bool:
        """Whether people give different answers."""
        return len({fact.answer for fact in self.answers}) > 1

    def __str__(self) -> str:
        said = ", ".join(f"'{fact.answer}' ({_person(fact) or 'nobody named'})" for fact in self.answers)
        return f"{self.question.label}: {said or 'not known'}"


def trail_of(record: Record, framework: str, as_of: datetime | None) -> list[Assessed]:
    """Give the answers to a framework, the lead's before the deal's, as of an instant if one is given."""
    if not isinstance(record, Record):
        raise InvalidValue("a record", "must be a Deal, a Lead or a Proposal", record)
    if as_of is not None:
        record = record.as_of(as_of)
    lead = record.lead if isinstance(record, Deal) else None
    trail = (() if lead is None else lead.facts(Assessed)) + record.facts(Assessed)
    return [fact for fact in trail if fact.framework == framework]


def opinions_of(question: Question, facts: Iterable[Assessed], rubric: Rubric, as_of: datetime | None) -> Opinions:
    """Read the answers to one question, given in the order in which they replace each other."""
    said = [fact for fact in facts if fact.question == question.key]
    # each person's last word, in the order in which these came
    last = {_person(fact): place for place, fact in enumerate(said)}
    standing = [said[place] for place in sorted(last.values()) if question.has_level(said[place].answer)]
    fresh = [fact for fact in standing if not is_stale(fact, rubric, question.key, as_of)]
    taken_back = bool(said) and said[-1].answer == UNKNOWN
    if rubric.counting is Counting.LATEST:
        candidates = [fact for fact in fresh if fact is said[-1]]
        old = [fact for fact in standing if fact is said[-1] and fact not in fresh]
    else:
        # the later of equals: among those who say the same, it was checked last
        candidates = sorted(fresh, key=lambda fact: -question.level(fact.answer).points)
        old = standing if not fresh else []
    return Opinions(
        question=question,
        answers=tuple(fresh),
        counted=candidates[-1] if candidates else None,
        stale=old[-1] if old else None,
        taken_back=taken_back,
    )


def is_stale(fact: Assessed, rubric: Rubric, question: str, as_of: datetime | None) -> bool:
    """Whether an answer no longer holds at an instant; without an instant, none is too old."""
    length = rubric.holds_for(question)
    return as_of is not None and length is not None and as_of - fact.at >= length


def _person(fact: Assessed) -> str:
    return fact.by or fact.source
