"""Ready-made criteria about judgements: qualified by a framework, and fitting a profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from salescycle.errors import Finding, InvalidProfile, UnknownName
from salescycle.model import Deal, Lead, Record
from salescycle.qualification import FRAMEWORKS, Framework, Profile, Score, Verdict
from salescycle.values import Wording, required, unit_rate

from ._criterion import Criterion

__all__ = ["fit_at_least", "qualified"]

_READY_MADE = {each.key: each for each in FRAMEWORKS}


def _score(record: Record, at: datetime, framework: Framework | str) -> Score:
    found = _READY_MADE[framework] if isinstance(framework, str) else framework
    return found.score(record, as_of=at)


def _qualified(record: Record, at: datetime, *, framework: Framework | str) -> bool:
    return _score(record, at, framework).verdict is Verdict.QUALIFIED


def _unqualified(record: Record, at: datetime, *, framework: Framework | str) -> Wording:
    score = _score(record, at, framework)
    en, ko = f"it is {score.range}", f"현재 {score.range.replace(' to ', '~')}점"
    if score.ask_next is not None:
        en += f"; ask next about {score.ask_next.label.text('en')}"
        ko += f", 다음 질문: {score.ask_next.label.text('ko')}"
    return Wording({"en": en, "ko": ko})


def qualified(framework: Framework | str = "bant") -> Criterion:
    """Give the criterion that a framework's verdict is *qualified*: its threshold and gates, and no stale answers.

    A ready-made framework may be named by its key, which data can do too. Raises ``UnknownName`` for another key.

    >>> print(qualified("meddicc").asks)
    MEDDICC says qualified
    """
    if isinstance(framework, str) and framework not in _READY_MADE:
        raise UnknownName("framework", framework, "the ready-made ones", _READY_MADE)
    found = _READY_MADE[framework] if isinstance(framework, str) else required(framework, Framework, "a framework")
    # by its key where that says it all, so that the criterion can be written as data
    named = found.key if _READY_MADE.get(found.key) == found else found
    asks = {"en": f"{found.label.text('en')} says qualified", "ko": f"{found.label.text('ko')} 평가가 적격이다"}
    return Criterion(key="qualified", asks=asks, test=_qualified, params={"framework": named}, hint=_unqualified)


def _fits(record: Lead | Deal, at: datetime, *, profile: Profile, share: Decimal) -> bool:  # noqa: ARG001
    return profile.fit(record).low >= share


def _misfit(record: Lead | Deal, at: datetime, *, profile: Profile, share: Decimal) -> Wording:  # noqa: ARG001
    fit = profile.fit(record)
    en, ko = f"it is {float(100 * fit.low):g} %", f"현재 {float(100 * fit.low):g} %"
    if fit.unknown and not fit.excluded_by:
        names = ", ".join(dict.fromkeys(reason.rule.attribute for reason in fit.unknown))
        en, ko = f"{en}; find out {names}", f"{ko}, 알아볼 것: {names}"
    return Wording({"en": en, "ko": ko})


def _profile_of(value: Profile | dict[str, Any]) -> Profile:
    """Give a profile, or read one; the paths of its problems begin with the name of this parameter."""
    if type(value) is not dict:
        return required(value, Profile, "a profile", "give Profile(persona=..., rules=[...]), or its data")
    try:
        return Profile.from_data(value)
    except InvalidProfile as error:
        raise InvalidProfile(error.key, [_inside(problem) for problem in error.problems]) from None


def _inside(problem: Finding) -> Finding:
    whole = problem.where == "profile" or problem.where.startswith("profile.")
    return problem if whole else replace(problem, where=f"profile.{problem.where}")


def fit_at_least(profile: Profile | dict[str, Any], share: Decimal | int | str) -> Criterion:
    """Give the criterion that a buyer fits a profile by at least a share, from 0 to 1, whatever is still unknown.

    The profile may come as data, as it does in the data of a cycle. Raises ``InvalidProfile`` where that is wrong.

    >>> from salescycle.qualification import MatchRule
    >>> ops = Profile(persona="ops", rules=[MatchRule(attribute="source", match="one_of", values=["web"])])
    >>> print(fit_at_least(ops, "0.5").asks)
    the buyer fits ops by at least 50 %
    """
    least = unit_rate(share)
    wanted = _profile_of(profile)
    told = f"{float(100 * least):g} %"
    asks = {
        "en": f"the buyer fits {wanted.persona} by at least {told}",
        "ko": f"구매자가 {wanted.persona}에 {told} 이상 맞는다",
    }
    params, rising = {"profile": wanted, "share": least}, ["share"]
    return Criterion(key="fit_at_least", asks=asks, test=_fits, params=params, rising=rising, hint=_misfit)
