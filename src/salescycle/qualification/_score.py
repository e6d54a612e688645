"""Scores: what answers add up to, what that says, and what to ask next."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs

from salescycle.model import Assessed

from ._question import Question
from ._rubric import Gate, Rubric

__all__ = ["Reused", "Score", "Verdict", "added_up"]


class Verdict(enum.StrEnum):
    """What a score says: good enough, never good enough whatever is still answered, or not settled yet.

    >>> Score(framework="bant", rubric=Rubric(), low=Fraction(80), high=Fraction(100)).verdict
    <Verdict.QUALIFIED: 'qualified'>
    """

    QUALIFIED = "qualified"
    NOT_QUALIFIED = "not_qualified"
    ASK_NEXT = "ask_next"


@attrs.frozen(kw_only=True)
class Reused:
    """An answer taken over from another framework: to which question, as which of its levels, and the fact itself.

    >>> from datetime import UTC, datetime
    >>> fact = Assessed(framework="bant", question="need", answer="yes", at=datetime(2026, 3, 2, tzinfo=UTC))
    >>> print(Reused(question="challenges", answer="yes", fact=fact))
    'challenges' is 'yes', from 'need' of 'bant'
    """

    question: str
    answer: str
    fact: Assessed

    def __str__(self) -> str:
        return f"'{self.question}' is '{self.answer}', from '{self.fact.question}' of '{self.fact.framework}'"


@attrs.frozen(kw_only=True)
class Score:
    """What the answers add up to, from 0 to 100: a range until every question is answered.

    ``low`` takes every open question at its worst answer, ``high`` at its best. ``answers`` are the facts it rests
    on, ``reused`` those taken over from other frameworks. ``missing`` are the questions still open, in the order in
    which to ask them; ``stale`` the answers to some of these that have gone stale: the rest were never answered.
    ``gates_failed`` are gates that the answers do not meet, ``gates_open`` those that an open question may still fail.

    >>> print(Score(framework="bant", rubric=Rubric(), low=Fraction(25), high=Fraction(50)))
    25 to 50 of 100: not qualified
    """

    framework: str
    rubric: Rubric
    low: Fraction
    high: Fraction
    answers: tuple[Assessed, ...] = ()
    missing: tuple[Question, ...] = ()
    stale: tuple[Assessed, ...] = ()
    reused: tuple[Reused, ...] = ()
    gates_failed: tuple[Gate, ...] = ()
    gates_open: tuple[Gate, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Qualified, not qualified, or ask next: settled as soon as no answer to an open question can change it."""
        if self.gates_failed or self.high < self.rubric.qualified_at:
            return Verdict.NOT_QUALIFIED
        return Verdict.ASK_NEXT if self.gates_open or self.low < self.rubric.qualified_at else Verdict.QUALIFIED

    @property
    def ask_next(self) -> Question | None:
        """The question to ask next, while the verdict is not settled.

        Rule: a question of which some answer settles the verdict comes before those of which none does; then the one
        whose answer narrows the range most (weight times the distance from its worst level to its best); then the
        first in the framework. Without gates this is always one of those that narrow the range most.
        """
        return self.missing[0] if self.missing and self.verdict is Verdict.ASK_NEXT else None

    @property
    def range(self) -> str:
        """The score as text: one figure, or two while questions are open."""
        return f"{float(self.low):g}" if self.low == self.high else f"{float(self.low):g} to {float(self.high):g}"

    def __str__(self) -> str:
        verdict = self.verdict.replace("_", " ")
        failed = f"; needed: {', '.join(map(str, self.gates_failed))}" if self.gates_failed else ""
        return f"{self.range} of 100: {verdict}{f' about {self.ask_next.label}' if self.ask_next else ''}{failed}"


def added_up(framework: str, questions: tuple[Question, ...], rubric: Rubric, levels: Mapping[str, str]) -> Score:
    """Add up the levels that were answered, by question, and rank the questions still open."""
    low = whole = Fraction(0)
    reaches: dict[str, Fraction] = {}
    for question in questions:
        weight = rubric.weight(question.key)
        if question.key in levels:
            worst = question.level(levels[question.key]).worth
        else:
            worst, best = min(question.points), max(question.points)
            reaches[question.key] = weight * (best - worst)
        low, whole = low + weight * worst, whole + weight
    scale = 100 / whole
    failed, opened = _gates(questions, rubric, levels)
    score = Score(
        framework=framework,
        rubric=rubric,
        low=scale * low,
        high=scale * (low + sum(reaches.values())),
        gates_failed=failed,
        gates_open=opened,
    )

    def rank(question: Question) -> tuple[bool, Fraction]:
        reach = scale * reaches[question.key]
        return not _settles(score, question.key, reach), -reach

    missing = sorted((question for question in questions if question.key in reaches), key=rank)
    return attrs.evolve(score, missing=tuple(missing)) if missing else score


def _gates(
    questions: Iterable[Question], rubric: Rubric, levels: Mapping[str, str]
) -> tuple[tuple[Gate, ...], tuple[Gate, ...]]:
    """Give the gates that fail, and those that an open question may still fail."""
    failed: list[Gate] = []
    opened: list[Gate] = []
    for question in questions:
        gate = rubric.gate(question.key)
        if gate is None:
            continue
        known = question.key in levels
        worst = question.level(levels[question.key]).points if known else min(question.points)
        if worst < question.level(gate.least).points:
            (failed if known else opened).append(gate)
    return tuple(failed), tuple(opened)


def _settles(score: Score, question: str, reach: Fraction) -> bool:
    """Whether some answer to an open question settles the verdict: if any does, its worst or its best one does."""
    if score.verdict is not Verdict.ASK_NEXT:
        return True
    others = [gate for gate in score.gates_open if gate.question != question]
    worst_fails = len(others) < len(score.gates_open) or score.high - reach < score.rubric.qualified_at
    return worst_fails or (not others and score.low + reach >= score.rubric.qualified_at)
