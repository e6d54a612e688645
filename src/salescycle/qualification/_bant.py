"""BANT: budget, authority, need, timing.

>>> from datetime import UTC, datetime
>>> from salescycle.model import Deal
>>> monday = datetime(2026, 3, 2, tzinfo=UTC)
>>> deal = Deal(id="D-1").record(BANT.answer("need", "yes", at=monday), BANT.answer("budget", "partly", at=monday))
>>> print(BANT.score(deal))
37.5 to 87.5 of 100: ask next about Authority
"""

from __future__ import annotations

from ._framework import Framework
from ._question import Level, Question

__all__ = ["BANT"]


def _levels(no: tuple[str, str], partly: tuple[str, str], yes: tuple[str, str]) -> tuple[Level, ...]:
    graded = (("no", "0", no), ("partly", "0.5", partly), ("yes", "1", yes))
    return tuple(Level(key=key, points=points, anchor={"en": en, "ko": ko}) for key, points, (en, ko) in graded)


BANT = Framework(
    key="bant",
    label="BANT",
    questions=[
        Question(
            key="budget",
            label={"en": "Budget", "ko": "예산"},
            asks={"en": "Is there money for this?", "ko": "이 일에 쓸 예산이 있는가?"},
            levels=_levels(
                ("There is no money, and no way to get it.", "예산이 없고 마련할 길도 없다."),
                ("A range is known, or money could be found, but none is set aside.", "규모는 알지만 배정되지 않았다."),
                ("Money that covers our price is set aside.", "우리 가격을 감당할 예산이 배정되어 있다."),
            ),
        ),
        Question(
            key="authority",
            label={"en": "Authority", "ko": "결정권"},
            asks={"en": "Are we talking with who decides?", "ko": "결정권자와 이야기하고 있는가?"},
            levels=_levels(
                ("We do not know who decides, or cannot reach them.", "누가 결정하는지 모르거나 만날 수 없다."),
                (
                    "Our contact influences the decision, and we know who takes it.",
                    "영향력 있는 담당자와 이야기하고 있다.",
                ),
                ("The decision maker talks with us.", "결정권자가 우리와 직접 이야기한다."),
            ),
        ),
        Question(
            key="need",
            label={"en": "Need", "ko": "필요"},
            asks={"en": "Do they have a problem that we solve?", "ko": "우리가 풀 수 있는 문제가 있는가?"},
            levels=_levels(
                ("There is no problem that we solve.", "우리가 풀 문제가 없다."),
                (
                    "There is a problem, but it does not press, or we solve only part of it.",
                    "문제는 있으나 급하지 않다.",
                ),
                ("The problem presses, they say so themselves, and we solve it.", "급한 문제이고 우리가 풀 수 있다."),
            ),
        ),
        Question(
            key="timing",
            label={"en": "Timing", "ko": "시기"},
            asks={"en": "When do they want it solved?", "ko": "언제까지 해결하려 하는가?"},
            levels=_levels(
                ("There is no date, and none in sight.", "정해진 시기가 없다."),
                ("They mean to decide within the year, without a date.", "올해 안에 결정할 생각이나 날짜는 없다."),
                ("There is a date, with a reason behind it.", "이유가 분명한 날짜가 있다."),
            ),
        ),
    ],
)
"""Budget, authority, need and timing, each answered no, partly or yes; qualified at 75 of 100."""
