"""Ways to meet criteria, and to miss them: what has to be recorded for each ready-made one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar, cast

import attrs

from salescycle.cycle import Criterion, Cycle
from salescycle.model import (
    AttributeSet,
    AttributeValue,
    ConcessionGiven,
    Contacted,
    Deal,
    DocumentCompleted,
    Journey,
    JourneySeen,
    Line,
    NeedVoiced,
    ObjectionAnswered,
    ObjectionRaised,
    PaperworkSet,
    PersonaMatched,
    PitchGiven,
    Proposal,
    Record,
    Signed,
    Terms,
    ValueSet,
)
from salescycle.presets import PROPOSAL
from salescycle.qualification import BANT, FRAMEWORKS, Demand, Framework, MatchRule, Profile
from salescycle.values import Money

from ._facts import DOCUMENT

__all__ = ["MEETS", "MISSES", "Meets", "meet", "step"]

Meets: TypeAlias = Mapping[str, Callable[..., Record]]
"""How criteria are met, by their keys: each ``(record, at, **params)``, as a criterion's test is, gives a record."""

_REASON = "price"
_R = TypeVar("_R", bound=Record)


def _contacted(record: Record, at: datetime) -> Record:
    # as little as it takes: what a machine sent is no human contact
    return record.record(Contacted(channel="email", human=False, at=at))


def _spoken(record: Record, at: datetime) -> Record:
    return record.record(Contacted(channel="call", direction="two_way", at=at))


def _persona(record: Record, at: datetime) -> Record:
    return record.record(PersonaMatched(persona="operations-lead", at=at))


def _journey(record: Record, at: datetime, *, step: Journey = Journey.COMPARING) -> Record:
    return record.record(JourneySeen(step=step, at=at))


def _qualified(record: Record, at: datetime, *, framework: Framework | str) -> Record:
    ready_made = {each.key: each for each in FRAMEWORKS}
    found = ready_made[framework] if isinstance(framework, str) else framework
    best = {each.key: max(each.levels, key=lambda level: level.points).key for each in found.questions}
    return record.record(*[found.answer(question, level, at=at) for question, level in best.items()])


def _bant(record: Record, at: datetime, *, score: Decimal) -> Record:  # noqa: ARG001
    return _qualified(record, at, framework=BANT)


_OTHERS: tuple[AttributeValue, ...] = (
    "none of these",
    *[Decimal(number) for number in (-(10**15), 0, 10**15)],
    *[date(year, 1, 1) for year in (1900, 2199)],
    True,
    False,
)


def _fitting(rules: Sequence[MatchRule]) -> AttributeValue:
    """Give the value of an attribute that suits most of its rules: at the ends that they name, or far from them."""
    named = [each for rule in rules for each in rule.values if each is not None]
    far = [Money(amount, each.currency) for each in named if isinstance(each, Money) for amount in (0, 10**15)]
    return max([*named, *far, *_OTHERS], key=lambda value: [_suits(rule, value) for rule in rules].count(True))


def _suits(rule: MatchRule, value: AttributeValue) -> bool:
    return rule.holds(value) is (rule.demand is not Demand.KNOCK_OUT)


def _fits(record: Record, at: datetime, *, profile: Profile, share: Decimal) -> Record:  # noqa: ARG001
    asked: dict[str, list[MatchRule]] = {}
    for rule in profile.rules:
        asked.setdefault(rule.attribute, []).append(rule)
    known = {name: _fitting(rules) for name, rules in asked.items()}
    return record.record(*[AttributeSet(name=name, value=value, at=at) for name, value in known.items()])


def _pitched(record: Record, at: datetime) -> Record:
    return record.record(PitchGiven(form="presentation", at=at))


def _addressed(record: Record, at: datetime) -> Record:
    needs = [need.key for need in cast("Deal", record).needs if need.is_open]
    return record.record(PitchGiven(form="call", addresses=needs, at=at))


def _valued(record: Record, at: datetime) -> Record:
    return record.record(ValueSet(value=Money("48000", "USD"), at=at))


def _offered(record: Record, at: datetime, *, stages: Iterable[str] = ("sent",)) -> Record:
    deal = cast("Deal", record)
    terms = Terms(lines=[Line(description="Licence", unit_price=Money("48000", "USD"))])
    offer = Proposal.draft(id=f"P-{len(deal.proposals) + 1}", start=PROPOSAL.start(at=at), terms=terms)
    for stage in stages:
        offer = PROPOSAL.move(offer, to=stage, at=at)
    return deal.attach(offer)


def _accepted(record: Record, at: datetime) -> Record:
    return _offered(record, at, stages=("sent", "accepted"))


def _extended(record: Record, at: datetime) -> Record:
    terms = cast("Proposal", record).terms
    line = Line(description="Licence", unit_price=Money("48000", "USD"))
    return cast("Proposal", record).revise(
        Terms(lines=[line]) if terms is None else attrs.evolve(terms, valid_until=None), at=at
    )


def _answered(record: Record, at: datetime) -> Record:
    topics = [objection.topic for objection in cast("Deal", record).objections if objection.is_open]
    return record.record(*[ObjectionAnswered(topic=topic, how="longer_support", at=at) for topic in topics])


def _approved(record: Record, at: datetime) -> Record:
    given = [each.given for each in cast("Deal", record).ledger.unapproved]
    return record.record(*[attrs.evolve(each, approved_by="ana", at=at, recorded_at=at) for each in given])


def _cheap(record: Record, at: datetime, *, share: Decimal) -> Record:  # noqa: ARG001
    deal = cast("Deal", record)
    given = [each.given for each in deal.ledger.concessions]
    free = [attrs.evolve(each, cost=each.cost * 0, at=at, recorded_at=at) for each in given]
    priced = [] if deal.value is not None or not free else [ValueSet(value=free[0].worth, at=at)]
    return deal.record(*priced, *free)


def _completed(record: Record, at: datetime) -> Record:
    deal = cast("Deal", record)
    if not deal.paperwork.documents:
        deal = deal.record(PaperworkSet(documents=[DOCUMENT], at=at))
    return deal.record(*[DocumentCompleted(document=each.key, at=at) for each in deal.paperwork.missing])


def _signed(record: Record, at: datetime) -> Record:
    deal = cast("Deal", _completed(record, at))
    pairs = [(each.key, side) for each in deal.paperwork.documents for side in each.signers]
    return deal.record(*[Signed(document=key, side=side, at=at) for key, side in pairs])


MEETS: dict[str, Callable[..., Record]] = {
    "bant_at_least": _bant,
    "concessions_approved": _approved,
    "concessions_within": _cheap,
    "contacted": _contacted,
    "fit_at_least": _fits,
    "human_contact": _spoken,
    "journey_at_least": _journey,
    "journey_known": _journey,
    "needs_addressed": _addressed,
    "no_open_objection": _answered,
    "paperwork_complete": _completed,
    "persona_matched": _persona,
    "pitch_given": _pitched,
    "proposal_accepted": _accepted,
    "proposal_sent": _offered,
    "qualified": _qualified,
    "signed": _signed,
    "spoken_in_stage": _spoken,
    "still_valid": _extended,
    "value_known": _valued,
}
"""What meets each ready-made criterion, recorded with as little as it takes; ``MEETS | {...}`` adds yours."""


def _conceded(record: Record, at: datetime, **_: Any) -> Record:
    usd = [Money(amount, "USD") for amount in ("9000", "9000", "10")]
    worth, cost, limit = usd
    return record.record(ConcessionGiven(concession="discount", worth=worth, cost=cost, limit=limit, at=at))


def _objected(record: Record, at: datetime) -> Record:
    return record.record(ObjectionRaised(topic="timing", at=at))


def _needy(record: Record, at: datetime) -> Record:
    return record.record(NeedVoiced(need="shorter_lead_times", at=at))


MISSES: dict[str, Callable[..., Record]] = {
    "concessions_approved": _conceded,
    "concessions_within": _conceded,
    "needs_addressed": _needy,
    "no_open_objection": _objected,
}
"""What breaks each ready-made criterion that holds of a record of which nothing is known."""


def meet(record: _R, criteria: Iterable[Criterion], at: datetime, meets: Meets = MEETS) -> _R:
    """Record what criteria ask for, where that is known; those that nothing is known to meet stay as they are.

    >>> from datetime import UTC
    >>> from salescycle.cycle import contacted, value_known
    >>> at = datetime(2026, 3, 2, tzinfo=UTC)
    >>> deal = meet(Deal(id="D-1"), [contacted, value_known], at)
    >>> value_known.holds(deal, at), [fact.kind for fact in deal.log]
    (True, ['contacted', 'value_set'])
    """
    for criterion in criteria:
        if not criterion.holds(record.as_of(at), at):
            record = _met(record, criterion, at, meets)
    return record


def _met(record: _R, criterion: Criterion, at: datetime, meets: Meets) -> _R:
    params = dict(criterion.params)
    if criterion.key in meets:
        return cast("_R", meets[criterion.key](record, at, **params))
    if criterion.key == "all_of":
        return meet(record, params["criteria"], at, meets)
    if criterion.key == "any_of":
        tries = [meet(record, [part], at, meets) for part in params["criteria"]]
        return next((each for each in tries if criterion.holds(each.as_of(at), at)), record)
    return record


def step(cycle: Cycle, record: _R, to: str, at: datetime, meets: Meets = MEETS) -> _R | None:
    """Move a record along a way with all it asks for recorded first; ``None`` where that is not enough."""
    way = cycle.ways(cast("str", record.stage))[to]
    ready = meet(record, way.criteria, at, meets)
    reason = _REASON if way.needs_reason else ""
    return cycle.move(ready, to=to, at=at, reason=reason) if cycle.check(ready, to=to, at=at, reason=reason) else None
