"""First steps: what the figures of a report call for, the most money first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from salescycle.errors import Severity
from salescycle.values import Money, Undefined

if TYPE_CHECKING:
    from ._report import Report

__all__ = ["FirstStep", "first_steps"]

_NAMED = 5


@attrs.frozen(kw_only=True)
class FirstStep:
    """Something to do: what, about which deals, and what they are worth together.

    >>> print(FirstStep(text="call them", deals=("D-1", "D-2"), value=Money("300", "EUR")).at_stake)
    300.00 EUR
    """

    text: str
    deals: tuple[str, ...] = ()
    value: Money | Undefined = attrs.field(factory=lambda: Undefined("nothing is at stake by itself"))

    @property
    def at_stake(self) -> str:
        """What the deals are worth, for people to read."""
        return "" if isinstance(self.value, Undefined) else str(self.value)


def first_steps(report: Report, stuck: float) -> tuple[FirstStep, ...]:
    """Give what to do first: dates that passed, deals older than their stage's history, findings, the bottleneck."""
    steps: list[FirstStep] = []
    late = report.slipped.deals
    if late:
        deals = tuple(each.deal for each in late)
        text = f"ask for a new day, or close: {_named(deals)} passed the expected close"
        steps.append(FirstStep(text=text, deals=deals, value=report.slipped.total))
    old = tuple(each.deal for each in report.ageing.beyond(stuck))
    if old:
        text = f"find out what holds up {_named(old)}, in their stage longer than {stuck:.0%} of visits last"
        steps.append(FirstStep(text=text, deals=old, value=_worth(report, old)))
    adrift = tuple(dict.fromkeys(each.where for each in report.audit or () if each.code == "no_next_step"))
    if adrift:
        text = f"set a next step for {len(adrift)} {'deal that has' if len(adrift) == 1 else 'deals that have'} none"
        steps.append(FirstStep(text=text))
    wrong = [each for each in report.audit or () if each.severity is Severity.ERROR]
    if wrong:
        text = f"put right {len(wrong)} {'entry' if len(wrong) == 1 else 'entries'} that cannot be true: see the audit"
        steps.append(FirstStep(text=text))
    if report.bottleneck.stages:
        steps.append(FirstStep(text=f"work on where time goes: {report.bottleneck}"))
    return tuple(sorted(steps, key=_least_last))


def _least_last(step: FirstStep) -> tuple[bool, object]:
    return (True, 0) if isinstance(step.value, Undefined) else (False, step.value.amount.copy_negate())


def _worth(report: Report, deals: Iterable[str]) -> Money | Undefined:
    known, asked = dict(report.worth), list(deals)
    values = [known[deal] for deal in asked if deal in known]
    return Money.total(values, values[0].currency) if values else Undefined("none of them has a value")


def _named(deals: tuple[str, ...]) -> str:
    some = ", ".join(deals[:_NAMED])
    return some if len(deals) <= _NAMED else f"{some} and {len(deals) - _NAMED} more"
