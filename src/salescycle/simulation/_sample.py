"""Sample pipelines: made-up deals that keep to the rules, for examples and teaching."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import attrs

from salescycle.model import (
    Contacted,
    Deal,
    Direction,
    Document,
    DocumentCompleted,
    JourneySeen,
    Line,
    NeedVoiced,
    ObjectionAnswered,
    ObjectionRaised,
    PaperworkSet,
    PersonaMatched,
    PitchGiven,
    Proposal,
    Signed,
    Terms,
    ValueSet,
)
from salescycle.presets import PROPOSAL, SEVEN_STAGE
from salescycle.qualification import BANT
from salescycle.values import Money, Period, required, whole_number

__all__ = ["sample_deals"]

SAMPLE_LIMIT = 100_000
"""Most deals one sample may have."""

_HOUR = timedelta(hours=1)
_VALIDITY = timedelta(days=30)
_OWNERS = ("ana", "jin", "kim", "lee", "omar")
_NEEDS = ("one_order_book", "shorter_lead_times", "fewer_errors")
_OBJECTIONS = (
    ("price", "longer_support"),
    ("price", "phased_start"),
    ("missing_feature", "roadmap"),
    ("risk", "reference"),
)
_REASONS = ("price", "no budget", "chose a competitor", "no decision", "bad timing")


@attrs.frozen
class _Habit:
    """How a stage goes: its median length in days, and how often it leads onward, to nurture and back."""

    days: float
    onward: float
    nurture: float = 0.0
    back: float = 0.0


_HABITS = {
    "initial_contact": _Habit(4, 0.75, nurture=0.05),
    "qualification": _Habit(5, 0.74, nurture=0.06),
    "needs_analysis": _Habit(9, 0.78, nurture=0.04, back=0.04),
    "pitch": _Habit(8, 0.80, nurture=0.03, back=0.05),
    "proposal": _Habit(10, 0.76, back=0.06),
    "negotiation": _Habit(9, 0.82, back=0.05),
    "closing": _Habit(4, 0.93),
    "nurture": _Habit(45, 0.55),
}
_SPREAD = 0.8
"""Standard deviation of the logarithm of a stage's length: most are short, a few are very long."""


def sample_deals(*, rng: Random, period: Period, count: int = 300) -> tuple[Deal, ...]:
    """Make up deals that were opened in a period and went through ``SEVEN_STAGE`` by its rules until its end.

    The same seed gives the same deals. Nothing in them comes from a real company.

    >>> deals = sample_deals(rng=Random(7), period=Period.year(2026), count=3)
    >>> [deal.id for deal in deals]
    ['D-0001', 'D-0002', 'D-0003']
    """
    count = whole_number(count, "a count of deals", most=SAMPLE_LIMIT)
    required(rng, Random, "rng", "give random.Random(seed)")
    required(period, Period, "a period", "give Period.year(2026)")
    return tuple(_deal(f"D-{number:04}", rng, period) for number in range(1, count + 1))


def _deal(key: str, rng: Random, period: Period) -> Deal:
    at = period.start + (period.end - period.start) * rng.random()
    deal = Deal.open(
        id=key,
        start=SEVEN_STAGE.start(at=at),
        value=Money(100 * round(rng.lognormvariate(math.log(200), 0.7)), "USD"),
        expected_close=(at + timedelta(days=round(rng.uniform(30, 120)))).date(),
        owner=rng.choice(_OWNERS),
    )
    while not deal.outcome.is_closed:
        habit = _HABITS[str(deal.stage)]
        at += _HOUR * max(6, round(24 * rng.lognormvariate(math.log(habit.days), _SPREAD)))
        if at >= period.end:
            break
        deal = _moved(deal, _next(deal, habit, rng), at, rng)
    return deal


def _next(deal: Deal, habit: _Habit, rng: Random) -> str:
    """Draw the stage that a deal goes on to."""
    onward, chance = SEVEN_STAGE.stage(str(deal.stage)).leads_to[0], rng.random()
    if chance < habit.onward:
        return onward
    if chance < habit.onward + habit.nurture:
        return "nurture"
    return "qualification" if chance < habit.onward + habit.nurture + habit.back else "lost"


def _moved(deal: Deal, to: str, at: datetime, rng: Random) -> Deal:
    if SEVEN_STAGE.guards(str(deal.stage), to):
        deal = _WORK[str(deal.stage)](deal, at - _HOUR, rng)
    reason = rng.choice(_REASONS) if to == "lost" else ""
    return SEVEN_STAGE.move(deal, to=to, at=at, by=deal.owner, reason=reason)


def _reach_out(deal: Deal, at: datetime, rng: Random) -> Deal:
    persona = rng.choice(("operations-lead", "finance-lead", "founder"))
    return deal.record(Contacted(channel="email", by=deal.owner, at=at), PersonaMatched(persona=persona, at=at))


def _talk(deal: Deal, at: datetime, rng: Random) -> Deal:
    channel = rng.choice(("call", "meeting", "video"))
    return deal.record(Contacted(channel=channel, direction=Direction.TWO_WAY, by=deal.owner, at=at))


def _fit(deal: Deal, at: datetime, rng: Random) -> Deal:
    step = rng.choice(("problem_aware", "solution_aware", "comparing"))
    return _talk(deal, at, rng).record(JourneySeen(step=step, at=at))


def _ask_bant(deal: Deal, at: datetime, rng: Random) -> Deal:
    weak = rng.choice([question.key for question in BANT.questions])
    answers = {question.key: "partly" if question.key == weak else "yes" for question in BANT.questions}
    return deal.record(*(BANT.answer(key, answer, at=at, by=deal.owner) for key, answer in answers.items()))


def _propose(deal: Deal, at: datetime, rng: Random) -> Deal:
    line = Line(
        description="Annual licence",
        unit_price=deal.facts(ValueSet)[-1].value,
        discount=rng.choice(("0", "0.05", "0.1")),
    )
    terms = Terms(lines=[line], valid_until=(at + _VALIDITY).date())
    draft = Proposal.draft(id=f"{deal.id}-P{len(deal.proposals) + 1}", start=PROPOSAL.start(at=at), terms=terms)
    return deal.attach(PROPOSAL.move(draft, to="sent", at=at, by=deal.owner))


def _pitch(deal: Deal, at: datetime, rng: Random) -> Deal:
    needs = rng.sample(_NEEDS, k=rng.randint(1, len(_NEEDS)))
    voiced = [NeedVoiced(need=need, at=at) for need in needs]
    pitch = PitchGiven(form=rng.choice(("presentation", "call")), addresses=needs, by=deal.owner, at=at)
    return _talk(deal, at, rng).record(*voiced, pitch)


def _negotiate(deal: Deal, at: datetime, rng: Random) -> Deal:
    topic, how = rng.choice(_OBJECTIONS)
    raised = ObjectionRaised(topic=topic, at=at)
    answered = ObjectionAnswered(topic=topic, how=how, by=deal.owner, at=at)
    return _talk(_extend(deal, at), at, rng).record(raised, answered)


def _sign(deal: Deal, at: datetime, rng: Random) -> Deal:  # noqa: ARG001
    deal = _extend(deal, at)
    deal = deal.attach(PROPOSAL.move(deal.proposals[-1], to="accepted", at=at))
    order = Document(key="order_form", signers=["buyer"])
    return deal.record(
        PaperworkSet(documents=[order], at=at),
        DocumentCompleted(document=order.key, at=at),
        Signed(document=order.key, side="buyer", at=at),
    )


def _extend(deal: Deal, at: datetime) -> Deal:
    """Revise an offer that will not hold any more when the deal moves on, an hour after the work."""
    offer, terms = deal.proposals[-1], deal.proposals[-1].revisions[-1]
    if terms.is_valid(at=at + _HOUR):
        return deal
    return deal.attach(offer.revise(attrs.evolve(terms, valid_until=(at + _VALIDITY).date()), at=at, by=deal.owner))


_WORK: dict[str, Callable[[Deal, datetime, Random], Deal]] = {
    "initial_contact": _reach_out,
    "qualification": _fit,
    "needs_analysis": _ask_bant,
    "pitch": _pitch,
    "proposal": _propose,
    "negotiation": _negotiate,
    "closing": _sign,
    "nurture": _reach_out,
}
