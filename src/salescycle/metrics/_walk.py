"""The walk: how the open value of a start became that of an end, to the coin and deal by deal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from salescycle.errors import InvalidValue
from salescycle.model import Outcome
from salescycle.values import Money, Period, RateProvider, Row, Undefined, required

from ._amounts import NO_MONEY, Exchange, plain_amount
from ._days import JUST_BEFORE, day_of, days_in
from ._left_out import NO_VALUE, NOT_EXPECTED, LeftOut, counted, told_left_out
from ._passage import Passage, Scope, WalkLine

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["Walk", "WalkRow", "WalkTotal", "walk"]


@attrs.frozen(kw_only=True)
class WalkRow:
    """How the open value of one deal moved: at the start, what each line did to it (signed), and at the end.

    The start and the changes add up to the end, exactly.

    >>> start, change = Money("300", "EUR"), (WalkLine.LOST, Money("-300", "EUR"))
    >>> print(WalkRow(deal="D-1", at_start=start, changes=(change,), at_end=Money("0", "EUR")))
    D-1: 300.00 EUR, lost -300.00 EUR, 0.00 EUR
    """

    deal: str
    at_start: Money
    changes: tuple[tuple[WalkLine, Money], ...]
    at_end: Money

    def __str__(self) -> str:
        moved = "".join(f", {line.told} {_signed(change)}" for line, change in self.changes)
        return f"{self.deal}: {self.at_start}{moved}, {self.at_end}"


@attrs.frozen(kw_only=True)
class WalkTotal:
    """What one line did to the open value of all deals: how many it moved, and by how much (signed).

    >>> print(WalkTotal(line=WalkLine.LOST, deals=2, change=Money("-300", "EUR")))
    lost -300.00 EUR (2 deals)
    """

    line: WalkLine
    deals: int
    change: Money

    def __str__(self) -> str:
        return f"{self.line.told} {_signed(self.change)} ({_deals(self.deals)})"


@attrs.frozen(kw_only=True)
class Walk:
    """How the open value at the start of a period became that at its end: a row a deal, a total a line.

    ``until`` is the end of the period, or ``as_of`` while it is not over. ``rows`` holds every deal that counted at
    any time, moved or not. ``Pipeline.walk`` makes one.

    >>> row = WalkRow(deal="D-1", at_start=Money("300", "EUR"), changes=(), at_end=Money("300", "EUR"))
    >>> year = Period.year(2026)
    >>> print(Walk(rows=(row,), period=year, until=year.end, currency="EUR"))
    Walk from 2026-01-01 00:00 to 2027-01-01 00:00 UTC (n=1)
      open at start  300.00 EUR  1 deal
      open at end    300.00 EUR  1 deal
    """

    rows: tuple[WalkRow, ...]
    period: Period
    until: datetime
    currency: str | None
    closing_in: Period | None = None
    definition: str = attrs.field(default="open value at start, what moved it, open value at end", eq=False)
    left_out: LeftOut = ()

    @property
    def n(self) -> int:
        """How many deals are in it."""
        return len(self.rows)

    @property
    def at_start(self) -> Money | Undefined:
        """The open value just before the start."""
        return self._sum(row.at_start for row in self.rows)

    @property
    def at_end(self) -> Money | Undefined:
        """The open value just before the end, or at ``as_of`` while the period is not over."""
        return self._sum(row.at_end for row in self.rows)

    @property
    def change(self) -> Money | Undefined:
        """What all lines came to together."""
        return self._sum(total.change for total in self.lines)

    @cached_property
    def lines(self) -> tuple[WalkTotal, ...]:
        """What each line did; none where no deal has a value."""
        if self.currency is None:
            return ()
        changes: dict[WalkLine, list[Money]] = {line: [] for line in WalkLine}
        for row in self.rows:
            for line, change in row.changes:
                changes[line].append(change)
        return tuple(
            WalkTotal(line=line, deals=len(each), change=Money.total(each, self.currency))
            for line, each in changes.items()
        )

    def of(self, line: WalkLine | str) -> WalkTotal | Undefined:
        """Give what one line did."""
        if line not in tuple(WalkLine):
            raise InvalidValue("a line of a walk", f"must be one of {', '.join(WalkLine)}", line)
        return next((total for total in self.lines if total.line == line), NO_MONEY)

    def to_records(self) -> list[Row]:
        """Give a flat record a deal: signed amounts as text, ``None`` where a line did nothing."""
        nothing = Row({line.value: None for line in WalkLine})
        return [
            Row(deal=row.deal, at_start=plain_amount(row.at_start))
            | nothing
            | Row({line.value: plain_amount(change) for line, change in row.changes})
            | Row(at_end=plain_amount(row.at_end), currency=self.currency)
            for row in self.rows
        ]

    @property
    def told(self) -> tuple[tuple[str, str, str], ...]:
        """The lines that moved anything, for people to read: name, signed amount, deals; none without any money."""
        if self.currency is None:
            return ()
        then, now = sum(bool(row.at_start) for row in self.rows), sum(bool(row.at_end) for row in self.rows)
        moved = [(each.line.told, _signed(each.change), _deals(each.deals)) for each in self.lines if each.deals]
        return (
            ("open at start", str(self.at_start), _deals(then)),
            *moved,
            ("open at end", str(self.at_end), _deals(now)),
        )

    def __str__(self) -> str:
        closing = "" if self.closing_in is None else f", closing in {self.closing_in}"
        head = f"Walk from {self.period.start:%Y-%m-%d %H:%M} to {self.until:%Y-%m-%d %H:%M} UTC{closing} (n={self.n})"
        if self.currency is None:
            return f"{head}: {self.at_start}{told_left_out(self.left_out)}"
        rows = self.told
        name, amount = (max(len(row[place]) for row in rows) for place in (0, 1))
        lines = [f"  {one:<{name}}  {two:>{amount}}  {three}" for one, two, three in rows]
        return "\n".join([head + told_left_out(self.left_out), *lines])

    def _sum(self, amounts: Iterable[Money]) -> Money | Undefined:
        return NO_MONEY if self.currency is None else Money.total(amounts, self.currency)


def _signed(change: Money) -> str:
    return f"+{change}" if change.amount > 0 else str(change)


def _deals(count: int) -> str:
    return "1 deal" if count == 1 else f"{count} deals"


def walk(
    pipeline: Pipeline,
    period: Period,
    *,
    closing_in: Period | None = None,
    currency: str | None = None,
    rates: RateProvider | None = None,
    zone: tzinfo = UTC,
) -> Walk:
    """Give how the open value at the start of a period became that at its end, to the coin and deal by deal.

    Formula: open at start + created + reopened + resumed from hold + moved in + increased - decreased - moved out - on
    hold - won - lost = open at end; each line is signed, and the sum holds exactly for each deal. Open at start is the
    value of deals that stood open just before it (``deal.as_of``), at the end likewise: what happens at the very start
    of a period is in it, and at its very end in the next. While it is not over, the walk ends at ``as_of``.

    With ``closing_in``, only deals count that are expected to close on a day that begins in that period (in ``zone``);
    deals move in and out of it by their expected close.

    - A deal that leaves and is back before the end counts in both lines. What it left by, and with how much, is how it
      stood just before it came back, or at the end: put on hold and then lost, it is lost; won, and then corrected to
      another value, it is won with that, and increased by the difference; so too with a value said as it is won.
    - ``increased`` or ``decreased`` is what the edits of one deal came to, not their single steps.
    - Of a deal that comes in with no value (or created with no expected close), the first that is said before the end
      counts as if it had been said then. A deal open at the start without a value is increased by its first.
    - A deal that was never open, as one imported closed, is not in it.

    Values in several currencies need ``currency=`` and ``rates=``, which are asked for one day, the last one of the
    walk (in ``zone``), so that nothing moves by rates alone; each value is rounded to the coin when it is converted.
    Leaves out, and counts, deals whose value nobody said by the end and, with ``closing_in``, those open at the end of
    which nobody says when they close. Raises ``InvalidValue`` for a period that begins after ``as_of``.

    >>> from datetime import timedelta
    >>> from salescycle.metrics import Pipeline
    >>> from salescycle.model import Deal, ValueSet
    >>> from salescycle.presets import SHORT_CYCLE
    >>> april = Period.month(2026, 4)
    >>> day, start = timedelta(days=1), SHORT_CYCLE.start(at=april.start - timedelta(days=9))
    >>> old = Deal.open(id="D-1", start=start, value=Money("300", "EUR"))
    >>> old = old.record(ValueSet(value=Money("350", "EUR"), at=april.start + day))
    >>> old = old.record(SHORT_CYCLE.entry("won", at=april.start + 2 * day))
    >>> new = Deal.open(id="D-2", start=start.again(at=april.start + day), value=Money("80", "EUR"))
    >>> print(Pipeline([old, new], cycle=SHORT_CYCLE, as_of=april.end).walk(april))
    Walk from 2026-04-01 00:00 to 2026-05-01 00:00 UTC (n=2)
      open at start   300.00 EUR  1 deal
      created         +80.00 EUR  1 deal
      increased       +50.00 EUR  1 deal
      won            -350.00 EUR  1 deal
      open at end      80.00 EUR  1 deal
    """
    if required(period, Period, "a period").start > pipeline.as_of:
        raise InvalidValue("the start of a walk", f"must not come after as_of {pipeline.as_of}", period.start)
    until = min(period.end, pipeline.as_of)
    last_day = day_of(until - JUST_BEFORE if until == period.end else until, zone)
    exchange = Exchange(currency, rates, last_day)
    days = None if closing_in is None else days_in(closing_in, zone)
    scope = Scope(start=period.start, end=period.end, days=days, exchange=exchange)
    rows: list[WalkRow] = []
    left_out: Counter[str] = Counter()
    for deal in pipeline.deals:
        passage = Passage(deal, scope)
        passage.walk()
        if passage.was_there and passage.worth is not None:
            rows.append(_row(passage, passage.worth))
        elif passage.was_there:
            left_out[NO_VALUE] += 1
        elif closing_in is not None and passage.stood == (Outcome.OPEN, None):
            left_out[NOT_EXPECTED] += 1
    return Walk(
        rows=tuple(rows),
        period=period,
        until=until,
        currency=exchange.currency,
        closing_in=closing_in,
        left_out=counted(left_out),
    )


def _row(passage: Passage, worth: Money) -> WalkRow:
    nothing, changes = passage.scope.exchange.nothing, passage.changes
    if passage.edits and (edited := Money.total(passage.edits, worth.currency)):
        changes[WalkLine.INCREASED if edited > nothing else WalkLine.DECREASED] = edited
    return WalkRow(
        deal=passage.deal.id,
        at_start=passage.at_start or nothing,
        changes=tuple([(line, changes[line]) for line in WalkLine if line in changes]),
        at_end=worth if passage.counts else nothing,
    )
