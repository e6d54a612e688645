"""Slips: deals that did not close when they were expected to."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, tzinfo
from typing import TYPE_CHECKING

import attrs

from salescycle.model import Outcome
from salescycle.values import Money, Period, RateProvider, Row, Share, Undefined

from ._amounts import Exchange, plain_amount
from ._days import JUST_BEFORE, day_of, days_in
from ._left_out import NOT_EXPECTED, LeftOut, counted, told_left_out

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["Slipped", "SlippedDeal", "slip_rate", "slipped"]

_NO_MONEY = "its value, since it has none; its days count"


@attrs.frozen(kw_only=True)
class SlippedDeal:
    """An open deal whose expected close has passed: when that was, how many days ago, and what it is worth.

    >>> print(SlippedDeal(deal="D-1", expected=date(2026, 3, 31), days=12, value=Money("300", "EUR")))
    D-1: 12 days past 2026-03-31, 300.00 EUR
    """

    deal: str
    expected: date
    days: int
    value: Money | None = None

    def __str__(self) -> str:
        days = "1 day" if self.days == 1 else f"{self.days} days"
        worth = "" if self.value is None else f", {self.value}"
        return f"{self.deal}: {days} past {self.expected}{worth}"


@attrs.frozen(kw_only=True)
class Slipped:
    """The open deals whose expected close has passed, the longest first, of ``n`` that were expected on some day.

    >>> late = SlippedDeal(deal="D-1", expected=date(2026, 3, 31), days=12, value=Money("300", "EUR"))
    >>> print(Slipped(deals=(late,), n=4, total=Money("300", "EUR")))
    25.0% (1 of 4) past the day they were expected to close, worth 300.00 EUR
    """

    deals: tuple[SlippedDeal, ...]
    n: int
    total: Money | Undefined
    definition: str = attrs.field(default="open deals whose expected close has passed", eq=False)
    left_out: LeftOut = ()

    @property
    def share(self) -> Share:
        """The share that slipped, of open deals that were expected on some day."""
        return Share(part=len(self.deals), whole=self.n, definition=self.definition, left_out=self.left_out)

    def to_records(self) -> list[Row]:
        """Give a flat record a deal, the day and the amount as text."""
        return [
            {
                "deal": late.deal,
                "expected_close": late.expected.isoformat(),
                "days": late.days,
                "value": plain_amount(late.value),
                "currency": None if late.value is None else late.value.currency,
            }
            for late in self.deals
        ]

    def __str__(self) -> str:
        worth = f", worth {self.total}" if isinstance(self.total, Money) else ""
        late = f"{self.share} past the day they were expected to close{worth}" if self.n else str(self.share)
        return f"{late}{told_left_out(self.left_out)}"


def slipped(
    pipeline: Pipeline, *, currency: str | None = None, rates: RateProvider | None = None, zone: tzinfo = UTC
) -> Slipped:
    """Give the open deals whose expected close has passed, with how many days, and what they are worth.

    Formula: the day of ``as_of`` (in ``zone``) - the day it was expected to close, where that is 1 or more, over deals
    that are open (not on hold). A day counts in full: a deal expected today has not slipped. Amounts in several
    currencies need ``currency=`` and ``rates=``, which are asked for the day of ``as_of``; each value is rounded to
    the coin when it is converted. Leaves out, and counts, open deals of which nobody said when they would close; those
    without a value are in it, and their value is counted as left out.

    >>> from datetime import datetime
    >>> from salescycle.metrics import Pipeline
    >>> from salescycle.model import Deal
    >>> from salescycle.presets import SHORT_CYCLE
    >>> start = SHORT_CYCLE.start(at=datetime(2026, 3, 2, tzinfo=UTC))
    >>> deal = Deal.open(id="D-1", start=start, expected_close=date(2026, 3, 31))
    >>> pipeline = Pipeline([deal], cycle=SHORT_CYCLE, as_of=datetime(2026, 4, 2, 9, tzinfo=UTC))
    >>> print(*pipeline.slipped().deals)
    D-1: 2 days past 2026-03-31
    """
    today = day_of(pipeline.as_of, zone)
    exchange = Exchange(currency, rates, today)
    late: list[SlippedDeal] = []
    left_out: Counter[str] = Counter()
    n = 0
    for deal, outcome in zip(pipeline.deals, pipeline.table.now, strict=True):
        if outcome is not Outcome.OPEN:
            continue
        if (expected := deal.expected_close) is None:
            left_out[NOT_EXPECTED] += 1
            continue
        n += 1
        if expected < today:
            value = None if (worth := deal.value) is None else exchange(worth)
            left_out[_NO_MONEY] += value is None
            late.append(SlippedDeal(deal=deal.id, expected=expected, days=(today - expected).days, value=value))
    return Slipped(
        deals=tuple(sorted(late, key=lambda each: (-each.days, each.deal))),
        n=n,
        total=exchange.total([each.value for each in late if each.value is not None]),
        left_out=counted(left_out),
    )


def slip_rate(pipeline: Pipeline, period: Period, *, zone: tzinfo = UTC) -> Share | Undefined:
    """Give the share of deals expected to close in a period, as known at its start, that did not close in it.

    Formula: not won or lost by the end / deals that stood open just before the start and were then expected to close
    on a day that begins in the period (in ``zone``), by what had been recorded before it. So the whole was settled
    before the period: what is pushed or opened afterwards, or written down late, changes nothing of it. Whether a deal
    closed is read as it is known now. One that closed and was open again by the end did not close, nor did one that
    was put on hold. A deal that was expected before the period belongs to an earlier one.

    Leaves out, and counts, deals that were open then and of which nobody had said when they would close. Undefined
    while the period is not over, by ``as_of`` or by ``known_at``.

    >>> from datetime import datetime
    >>> from salescycle.metrics import Pipeline
    >>> from salescycle.model import Deal
    >>> from salescycle.presets import SHORT_CYCLE
    >>> start = SHORT_CYCLE.start(at=datetime(2026, 3, 2, tzinfo=UTC))
    >>> deal = Deal.open(id="D-1", start=start, expected_close=date(2026, 4, 30))
    >>> pipeline = Pipeline([deal], cycle=SHORT_CYCLE, as_of=datetime(2026, 5, 2, tzinfo=UTC))
    >>> print(pipeline.slip_rate(Period.month(2026, 4)), "|", pipeline.slip_rate(Period.month(2026, 5)))
    100.0% (1 of 1) | undefined: the period is not over by 2026-05-02 00:00 UTC
    """
    first, after = days_in(period, zone)
    seen_until = min(pipeline.as_of, pipeline.known_at or pipeline.as_of)
    if seen_until < period.end - JUST_BEFORE:
        return Undefined(f"the period is not over by {seen_until:%Y-%m-%d %H:%M} UTC")
    before, last = period.start - JUST_BEFORE, period.end - JUST_BEFORE
    unknown = whole = part = 0
    for deal in pipeline.deals:
        if deal.log[0].at > before:
            continue
        then = deal.as_known_at(before).as_of(before)
        if not then.log or then.outcome is not Outcome.OPEN:
            continue
        expected = then.expected_close
        unknown += expected is None
        if expected is not None and first <= expected < after:
            whole += 1
            part += not deal.as_of(last).outcome.is_closed
    return Share(
        part=part,
        whole=whole,
        definition="not closed in the period, of deals expected to close in it as known at its start",
        left_out=counted({NOT_EXPECTED: unknown}),
    )
