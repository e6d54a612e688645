"""The pipeline: deals tabulated, so that estimators can read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal, overload

import attrs

from salescycle.cycle import Cycle
from salescycle.errors import CurrencyMismatch, Finding, InvalidValue, listed, shown
from salescycle.model import Deal, Outcome, Spell, Visit
from salescycle.values import Durations, Money, MoneyShare, Period, RateProvider, Share, Undefined, utc

from ._conversion import Conversion, conversion_of
from ._incidence import Incidence, incidence
from ._lifetimes import Lifetime
from ._survival import Survival, survival

__all__ = ["Pipeline", "Standing"]

LeftOut = tuple[tuple[str, int], ...]

_OPENING_UNKNOWN = "its opening is not known"
_CLOSE_UNKNOWN = "when it closed is not known"
_NEGATIVE = "closed before it opened"
_NO_VALUE = "it has no value"


@attrs.frozen(kw_only=True)
class Standing:
    """How many deals there are, by outcome.

    >>> print(Standing(open=3, won=2, lost=1, held=0))
    6 deals: 3 open, 2 won, 1 lost
    """

    open: int
    won: int
    lost: int
    held: int

    @property
    def deals(self) -> int:
        """All of them."""
        return self.open + self.won + self.lost + self.held

    def __str__(self) -> str:
        held = f", {self.held} on hold" if self.held else ""
        deals = "1 deal" if self.deals == 1 else f"{self.deals} deals"
        return f"{deals}: {self.open} open, {self.won} won, {self.lost} lost{held}"


@attrs.frozen(kw_only=True)
class _History:
    """A deal with its stays, read once."""

    deal: Deal
    visits: tuple[Visit, ...]
    spells: tuple[Spell, ...]

    @property
    def outcome(self) -> Outcome:
        return self.visits[-1].outcome if self.visits else Outcome.OPEN

    @property
    def opened(self) -> datetime | None:
        return self.spells[0].opened

    @property
    def closed(self) -> datetime | None:
        last = self.spells[-1]
        return last.closed if last.close_known else None

    def was_opened_in(self, period: Period | None) -> bool:
        return period is None or (self.opened is not None and self.opened in period)

    def was_closed_in(self, period: Period | None) -> bool:
        return self.outcome.is_closed and (period is None or (self.closed is not None and self.closed in period))


def _read(deal: Deal) -> _History:
    # a deal of which no stage is known is open since nobody knows when
    return _History(deal=deal, visits=deal.visits, spells=deal.spells or (Spell(opened=None),))


@attrs.frozen
class Pipeline:
    """Deals as they stood at an instant, measured by the stages of a cycle.

    Every measure reads only what had happened by ``as_of``; a deal of which nothing had happened yet is not in it.
    A measure is a value that carries its definition, how many deals it rests on, and which were left out and why.

    >>> from datetime import UTC
    >>> from salescycle.presets import SHORT_CYCLE
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=monday))
    >>> won = deal.record(SHORT_CYCLE.entry("won", at=monday + timedelta(days=9)))
    >>> pipeline = Pipeline([won], cycle=SHORT_CYCLE, as_of=monday + timedelta(days=30))
    >>> print(pipeline.win_rate(), "|", pipeline.cycle_length())
    100.0% (1 of 1) | median 9 days (n=1)
    """

    deals: tuple[Deal, ...] = attrs.field(converter=tuple[Deal, ...])
    cycle: Cycle = attrs.field(kw_only=True)
    as_of: datetime = attrs.field(kw_only=True, converter=utc)
    _histories: tuple[_History, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        _check_deals(self.deals)
        then = tuple(deal for deal in (deal.as_of(self.as_of) for deal in self.deals) if deal.log)
        object.__setattr__(self, "deals", then)
        object.__setattr__(self, "_histories", tuple(map(_read, then)))

    @property
    def standing(self) -> Standing:
        """How many deals are open, won, lost and on hold."""
        counts = Counter(deal.outcome for deal in self.deals)
        return Standing(
            open=counts[Outcome.OPEN], won=counts[Outcome.WON], lost=counts[Outcome.LOST], held=counts[Outcome.HOLD]
        )

    @overload
    def win_rate(self, of: Literal["closed", "created"] = "closed", *, period: Period | None = None) -> Share: ...

    @overload
    def win_rate(
        self,
        of: Literal["value"],
        *,
        period: Period | None = None,
        currency: str | None = None,
        rates: RateProvider | None = None,
    ) -> MoneyShare | Undefined: ...

    def win_rate(
        self,
        of: Literal["closed", "created", "value"] = "closed",
        *,
        period: Period | None = None,
        currency: str | None = None,
        rates: RateProvider | None = None,
    ) -> Share | MoneyShare | Undefined:
        """Give the share of deals that were won, of a whole that is always named.

        - ``"closed"``: won / (won + lost), of the deals closed in the period.
        - ``"created"``: won / all deals opened in the period, the open ones included; the definition says how many
          are resolved (its maturity). Without a period, deals whose opening is not known count too.
        - ``"value"``: won value / won and lost value, of the deals closed in the period. Amounts in several
          currencies need ``currency=`` and ``rates=``, which are asked for the day of the close.

        Leaves out, and counts, deals without a value (``"value"``) or without a known opening (``"created"`` in a
        period).
        """
        if of == "closed":
            return self._closed_rate(period)
        if of == "created":
            return self._created_rate(period)
        if of == "value":
            return self._value_rate(period, currency, rates)
        raise InvalidValue("a win rate", "must be of 'closed', 'created' or 'value'", of)

    def _closed_rate(self, period: Period | None) -> Share:
        closed = [history for history in self._histories if history.was_closed_in(period)]
        return Share(part=_won(closed), whole=len(closed), definition="won of closed (won and lost)")

    def _created_rate(self, period: Period | None) -> Share:
        opened = [history for history in self._histories if history.was_opened_in(period)]
        unknown = 0 if period is None else sum(history.opened is None for history in self._histories)
        resolved = Share(part=sum(history.outcome.is_closed for history in opened), whole=len(opened))
        return Share(
            part=_won(opened),
            whole=len(opened),
            definition=f"won of all opened, of which resolved: {resolved}",
            left_out=_counted({_OPENING_UNKNOWN: unknown}),
        )

    def _value_rate(
        self, period: Period | None, currency: str | None, rates: RateProvider | None
    ) -> MoneyShare | Undefined:
        closed = [history for history in self._histories if history.was_closed_in(period)]
        valued = [(history, history.deal.value) for history in closed if history.deal.value is not None]
        if not valued:
            return Undefined("nothing with a value has closed")
        into = currency or valued[0][1].currency
        amounts = [(history, _converted(history, value, into, rates)) for history, value in valued]
        squares = sum(Fraction(amount.amount) ** 2 for _, amount in amounts)
        whole = Money.total((amount for _, amount in amounts), into)
        return MoneyShare(
            part=Money.total((amount for history, amount in amounts if history.outcome is Outcome.WON), into),
            whole=whole,
            effective_n=float(Fraction(whole.amount) ** 2 / squares) if squares else 0.0,
            definition="value won of value closed (won and lost)",
            left_out=_counted({_NO_VALUE: len(closed) - len(valued)}),
        )

    def cycle_length(self, *, period: Period | None = None) -> Durations:
        """Give how long won deals took, from opening to the win that stands.

        Formula: closed - opened, over deals now won (closed in the period, if one is given). Leaves out lost and open
        deals, and counts those whose opening or close is not known and those that closed before they opened. It looks
        only at winners: ``time_to_close`` is the measure that also counts those still open.
        """
        won = [history for history in self._histories if history.outcome is Outcome.WON]
        lengths, left_out = _lengths([history for history in won if history.was_closed_in(period)], self.as_of)
        return Durations(
            table=tuple(Counter(length for length, _ in lengths).items()),
            definition="opened to won, over won deals",
            left_out=left_out,
        )

    def dwell_time(self, stage: str) -> Durations:
        """Give how long visits to a stage lasted, each visit counted; those that last are ``still_open``.

        Formula: exited - entered, per visit. A stage never entered is absent, not 0; a visit left in the instant it
        began is 0 and counts. Leaves out, and counts, visits whose beginning or end is not known. A closed stage has
        no dwell time.
        """
        if self.cycle.stage(stage).outcome.is_closed:
            raise InvalidValue("dwell time", "is of stages that are not closed", stage, "ask for time_to_close()")
        visits = [visit for history in self._histories for visit in history.visits if visit.stage == stage]
        ended = [visit for visit in visits if visit.exited is not None]
        lengths = Counter(visit.dwell_time for visit in ended if visit.dwell_time is not None)
        return Durations(
            table=tuple(lengths.items()),
            still_open=len(visits) - len(ended),
            definition=f"entered to exited, per visit to {stage!r}",
            left_out=_counted({"its entry or exit is not known": len(ended) - lengths.total()}),
        )

    def conversion(self, stage: str) -> Conversion:
        """Give what became of the entries of a stage; the parts add up to the entries."""
        key = self.cycle.stage(stage).key
        return conversion_of(key, (history.visits for history in self._histories), self.cycle)

    def time_to_close(self, *, level: float = 0.95) -> Survival:
        """Estimate how long deals stay open, all deals counted: Kaplan-Meier, a close of any kind the event.

        A deal's time runs from its opening to the close that stands, or, still open, to ``as_of`` (censored). Leaves
        out, and counts, deals whose opening or close is not known and those that closed before they opened.
        """
        lifetimes, left_out = self._lifetimes()
        return attrs.evolve(survival(lifetimes, level=level), left_out=left_out)

    def incidence(self) -> Incidence:
        """Estimate the chance to be won and to be lost by each age: Aalen-Johansen, the two competing.

        Over the same deals as ``time_to_close``.
        """
        lifetimes, left_out = self._lifetimes()
        return attrs.evolve(incidence(lifetimes, causes=("won", "lost")), left_out=left_out)

    def _lifetimes(self) -> tuple[list[Lifetime], LeftOut]:
        lengths, left_out = _lengths(self._histories, self.as_of)
        table = Counter(lengths)
        return [Lifetime(duration=length, cause=cause, count=n) for (length, cause), n in table.items()], left_out

    def audit(self) -> tuple[Finding, ...]:
        """List what is wrong or odd in the logs of all deals; a clean log is the precondition of every number."""
        return tuple(finding for deal in self.deals for finding in self.cycle.audit(deal, as_of=self.as_of))

    def by(self, key: Callable[[Deal], str | None]) -> dict[str | None, Pipeline]:
        """Cut into pipelines by a key of each deal, such as ``lambda deal: deal.owner``; biggest first."""
        groups: dict[str | None, list[Deal]] = {}
        for deal in self.deals:
            groups.setdefault(key(deal), []).append(deal)
        by_size = sorted(groups.items(), key=lambda group: -len(group[1]))
        return {name: Pipeline(deals, cycle=self.cycle, as_of=self.as_of) for name, deals in by_size}

    def __str__(self) -> str:
        return f"{self.standing}, as of {self.as_of:%Y-%m-%d %H:%M} UTC"


def _check_deals(deals: tuple[Deal, ...]) -> None:
    for deal in deals:
        if not isinstance(deal, Deal):
            raise InvalidValue("a pipeline", "must hold deals", deal)
    twice = [key for key, times in Counter(deal.id for deal in deals).items() if times > 1]
    if twice:
        raise InvalidValue("the deals of a pipeline", "must have different ids", listed([shown(key) for key in twice]))


def _won(histories: Iterable[_History]) -> int:
    return sum(history.outcome is Outcome.WON for history in histories)


def _counted(counts: dict[str, int]) -> LeftOut:
    return tuple((reason, count) for reason, count in counts.items() if count)


def _converted(history: _History, value: Money, currency: str, rates: RateProvider | None) -> Money:
    if value.currency == currency:
        return value
    if rates is None or history.closed is None:
        raise CurrencyMismatch(currency, value.currency)
    return value.convert(currency, rates=rates, on=history.closed.date())


def _lengths(histories: Iterable[_History], as_of: datetime) -> tuple[list[tuple[timedelta, str | None]], LeftOut]:
    """Give each deal's time from opening to the close that stands, or to ``as_of``, and what ended it."""
    lengths: list[tuple[timedelta, str | None]] = []
    left_out: Counter[str] = Counter()
    for history in histories:
        cause = history.outcome.value if history.outcome.is_closed else None
        end = as_of if cause is None else history.closed
        if history.opened is None:
            left_out[_OPENING_UNKNOWN] += 1
        elif end is None:
            left_out[_CLOSE_UNKNOWN] += 1
        elif end < history.opened:
            left_out[_NEGATIVE] += 1
        else:
            lengths.append((end - history.opened, cause))
    return lengths, tuple(left_out.items())
