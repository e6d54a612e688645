"""The seven-stage sales cycle.

>>> from datetime import UTC, datetime
>>> from salescycle.model import Deal
>>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
>>> deal = Deal.open(id="D-1", start=SEVEN_STAGE.start(at=monday))
>>> [(option.to, bool(option)) for option in SEVEN_STAGE.options(deal, at=monday)]
[('qualification', False), ('nurture', True), ('lost', False)]
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from salescycle.cycle import (
    Criterion,
    Cycle,
    GoingBack,
    MoveKind,
    Policy,
    Stage,
    any_of,
    concessions_approved,
    contacted,
    fit_at_least,
    human_contact,
    journey_known,
    needs_addressed,
    no_open_objection,
    paperwork_complete,
    persona_matched,
    pitch_given,
    proposal_accepted,
    proposal_sent,
    qualified,
    signed,
    value_known,
)
from salescycle.model import Outcome
from salescycle.qualification import BANT, Framework, Profile
from salescycle.values import several

__all__ = ["SEVEN_STAGE", "seven_stage"]


def seven_stage(
    *,
    key: str,
    version: int = 1,
    profiles: Iterable[Profile] = (),
    fit: Decimal | int | str = "0.5",
    framework: Framework = BANT,
) -> Cycle:
    """Give the seven-stage cycle with your own judgement: who fits, and what *qualified* means.

    With ``profiles``, a buyer leaves initial contact only by fitting one of them by at least the share ``fit`` (0 to
    1), whatever is still unknown. ``framework`` is the one whose verdict ends the needs analysis. ``key`` and
    ``version`` are the cycle's own; ``SEVEN_STAGE`` is this without profiles, with BANT.

    >>> from salescycle.qualification import MEDDICC, MatchRule
    >>> ops = Profile(persona="ops", rules=[MatchRule(attribute="employees", match="at_least", values=[50])])
    >>> ours = seven_stage(key="ours", profiles=[ops], framework=MEDDICC)
    >>> [str(each.asks) for each in ours.initial.exit_criteria][-1]
    'the buyer fits ops by at least 50 %'
    """
    fits = _fits(several(profiles, Profile, "profiles"), fit)
    return Cycle(
        key=key,
        version=version,
        label={"en": "Seven-stage sales cycle", "ko": "7단계 영업 사이클"},
        policy=Policy(going_back=GoingBack.FREE, reasons_for=[MoveKind.LOST]),
        stages=[
            Stage(
                "initial_contact",
                label={"en": "Initial contact", "ko": "초기 접촉"},
                leads_to=["qualification", "nurture", "lost"],
                exit_criteria=[contacted, persona_matched, *fits],
                win_probability="0.05",
                idle_limit=timedelta(days=14),
                guidance={
                    "en": "Describe the ideal customer as a persona, then find people who resemble it.",
                    "ko": "이상적인 고객을 페르소나로 그린 뒤, 그와 닮은 사람을 찾는다.",
                },
            ),
            Stage(
                "qualification",
                label={"en": "Compatibility check", "ko": "적합성 확인"},
                leads_to=["needs_analysis", "nurture", "lost"],
                exit_criteria=[human_contact, journey_known],
                win_probability="0.10",
                idle_limit=timedelta(days=14),
                guidance={
                    "en": "Find out where the buyer stands. Once it fits, the first call comes within an hour.",
                    "ko": "구매자가 어느 단계에 있는지 파악한다. 적합하면 한 시간 안에 첫 전화를 건다.",
                },
            ),
            Stage(
                "needs_analysis",
                label={"en": "Needs analysis", "ko": "요구 분석"},
                leads_to=["pitch", "nurture", "lost"],
                exit_criteria=[qualified(framework)],
                win_probability="0.20",
                idle_limit=timedelta(days=21),
                guidance={
                    "en": "Ask the decision maker about budget, authority, need and timing. Bad fits show early.",
                    "ko": "결정권자에게 예산, 결정권, 필요, 시기를 묻는다. 맞지 않는 거래는 일찍 드러난다.",
                },
            ),
            Stage(
                "pitch",
                label={"en": "Pitch", "ko": "피치"},
                leads_to=["proposal", "nurture", "lost"],
                exit_criteria=[pitch_given, needs_addressed],
                win_probability="0.35",
                idle_limit=timedelta(days=21),
                guidance={
                    "en": "Speak about their needs and objections, not features; bring a story that resembles theirs.",
                    "ko": "기능보다 그들의 필요와 우려를 이야기하고, 비슷한 성공 사례를 보여 준다.",
                },
            ),
            Stage(
                "proposal",
                label={"en": "Proposal", "ko": "제안서 전달"},
                leads_to=["negotiation", "nurture", "lost"],
                exit_criteria=[value_known, proposal_sent],
                win_probability="0.50",
                forecast_category="best_case",
                idle_limit=timedelta(days=14),
                guidance={
                    "en": "Once they tried it or asked the price, deliver a competitive offer with a last day.",
                    "ko": "체험을 했거나 가격을 물었다면, 기한이 있는 경쟁력 있는 제안을 전한다.",
                },
            ),
            Stage(
                "negotiation",
                label={"en": "Negotiation", "ko": "협상"},
                leads_to=["closing", "nurture", "lost"],
                exit_criteria=[proposal_sent, no_open_objection, concessions_approved],
                win_probability="0.70",
                forecast_category="best_case",
                idle_limit=timedelta(days=14),
                guidance={
                    "en": "Meet pushback with what is worth much to them and costs us little, such as longer support.",
                    "ko": "긴 지원 기간처럼 그들에게 가치가 크고 우리에게 부담이 적은 것으로 이견을 푼다.",
                },
            ),
            Stage(
                "closing",
                label={"en": "Closing", "ko": "거래 성사"},
                leads_to=["won", "nurture", "lost"],
                exit_criteria=[proposal_accepted, paperwork_complete, signed],
                win_probability="0.90",
                forecast_category="commit",
                idle_limit=timedelta(days=7),
                guidance={
                    "en": "Have the paperwork complete and correct, so that the buyer only has to sign.",
                    "ko": "구매자가 서명만 하면 되도록 서류를 빠짐없이 정확하게 준비한다.",
                },
            ),
            Stage(
                "nurture",
                label={"en": "Nurture", "ko": "육성"},
                outcome=Outcome.HOLD,
                leads_to=["qualification", "lost"],
                exit_criteria=[contacted, persona_matched, *fits],
                idle_limit=timedelta(days=90),
                guidance={
                    "en": "Not now is not no: stay in touch until the time is right.",
                    "ko": "지금이 아닐 뿐이다. 때가 될 때까지 관계를 이어 간다.",
                },
            ),
            Stage(
                "won",
                label={"en": "Won", "ko": "수주"},
                outcome=Outcome.WON,
                guidance={
                    "en": "Hand over what was promised, and ask for the story that helps the next buyer decide.",
                    "ko": "약속한 것을 빠짐없이 인계하고, 다음 구매자에게 힘이 될 사례를 부탁한다.",
                },
            ),
            Stage(
                "lost",
                label={"en": "Lost", "ko": "실주"},
                outcome=Outcome.LOST,
                reopens_to=["qualification", "needs_analysis"],
                exit_criteria=[contacted, persona_matched, *fits, human_contact, journey_known],
                guidance={
                    "en": "Write down why: it is what the next one learns from.",
                    "ko": "이유를 남겨 다음에 배운다.",
                },
            ),
        ],
    )


def _fits(profiles: tuple[Profile, ...], share: Decimal | int | str) -> list[Criterion]:
    """Give the criterion that a buyer fits one of several profiles; none of them, no criterion."""
    criteria = [fit_at_least(profile, share) for profile in profiles]
    return [any_of(*criteria)] if len(criteria) > 1 else criteria


SEVEN_STAGE = seven_stage(key="seven-stage")
"""Initial contact, compatibility check, needs analysis, pitch, proposal, negotiation, closing; won or lost.

Each stage leads to the next, back to any earlier one, to nurture (on hold) and, with a reason, to lost. A lost deal may
be reopened. Coming back from either passes over nothing that was asked before.
"""
