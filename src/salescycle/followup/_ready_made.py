"""Ready-made cadences, in English and Korean.

>>> [step.key for step in OUTREACH.steps]
['call_0', 'email_2', 'call_4', 'email_7', 'call_9']
>>> NURTURE.steps[0].rule.text
'FREQ=MONTHLY'
"""

from __future__ import annotations

from ._cadence import Cadence
from ._cadence_step import CadenceStep
from ._stops import StopReason

__all__ = ["NURTURE", "OUTREACH"]

OUTREACH = Cadence(
    key="outreach",
    label={"en": "First two weeks", "ko": "첫 2주 연락"},
    steps=[
        CadenceStep(day=0, channel="call", label={"en": "First call", "ko": "첫 전화"}),
        CadenceStep(day=2, channel="email", label={"en": "Email on what they asked", "ko": "문의 내용 이메일"}),
        CadenceStep(day=4, channel="call", label={"en": "Second call", "ko": "두 번째 전화"}),
        CadenceStep(day=7, channel="email", label={"en": "Email with a success story", "ko": "성공 사례 이메일"}),
        CadenceStep(day=9, channel="call", label={"en": "Last call", "ko": "마지막 전화"}),
    ],
)
"""Five steps in two working weeks, until the buyer answers, agrees to meet, or the record is closed."""

NURTURE = Cadence(
    key="nurture",
    label={"en": "Nurture", "ko": "육성"},
    steps=[
        CadenceStep(
            key="email",
            channel="email",
            day=20,
            rule="FREQ=MONTHLY",
            label={"en": "Something worth reading", "ko": "도움이 되는 소식"},
        ),
    ],
    stops=[StopReason.REPLIED, StopReason.MEETING_BOOKED, StopReason.STAGE_CHANGED, StopReason.CLOSED],
)
"""An email each month, the first one 20 working days on, until the buyer answers or the record leaves its stage."""
