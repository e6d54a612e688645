"""The pipeline: deals tabulated, so that estimators can read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import Literal, overload

import attrs

from salescycle.cycle import Cycle
from salescycle.errors import CurrencyMismatch, Finding, InvalidValue, listed, shown
from salescycle.model import Deal, Outcome, RuleOverridden
from salescycle.values import (
    Durations,
    Money,
    MoneyShare,
    Period,
    RateProvider,
    Share,
    Undefined,
    must_be,
    several,
    utc,
)

from ._answers import AnswerTally, answers_of
from ._conversion import Conversion, conversion_of
from ._histories import CLOSE_UNKNOWN, OPENING_UNKNOWN, History, LeftOut, Standing, counted, lengths_of, read, won_of
from ._incidence import Incidence, incidence
from ._lifetimes import Lifetime
from ._survival import Survival, survival

__all__ = ["DEAL_LIMIT", "Pipeline"]

DEAL_LIMIT = 10_000_000
"""Most deals that one pipeline may hold."""

_NO_VALUE = "it has no value"


def _deals(values: Iterable[Deal]) -> tuple[Deal, ...]:
    deals = several(values, Deal, "deals", limit=DEAL_LIMIT)
    twice = [key for key, times in Counter(deal.id for deal in deals).items() if times > 1]
    if twice:
        raise InvalidValue("the deals of a pipeline", "must have different ids", listed([shown(key) for key in twice]))
    return deals


@attrs.frozen
class Pipeline:
    """Deals as they stood at an instant, measured by the stages of a cycle.

    Every measure reads only what had happened by ``as_of``; a deal of which nothing had happened yet is not in it.
    A measure is a value that carries its definition, how many deals it rests on, and which were left out and why.

    >>> from datetime import UTC, timedelta
    >>> from salescycle.presets import SHORT_CYCLE
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=monday))
    >>> won = deal.record(SHORT_CYCLE.entry("won", at=monday + timedelta(days=9)))
    >>> pipeline = Pipeline([won], cycle=SHORT_CYCLE, as_of=monday + timedelta(days=30))
    >>> print(pipeline.win_rate(), "|", pipeline.cycle_length())
    100.0% (1 of 1) | median 9 days (n=1)
    """

    deals: tuple[Deal, ...] = attrs.field(converter=_deals)
    cycle: Cycle = attrs.field(kw_only=True, validator=must_be(Cycle, "a cycle"))
    as_of: datetime = attrs.field(kw_only=True, converter=utc)
    _histories: tuple[History, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        then = tuple(deal for deal in (deal.as_of(self.as_of) for deal in self.deals) if deal.log)
        object.__setattr__(self, "deals", then)
        object.__setattr__(self, "_histories", tuple(map(read, then)))

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
        if of != "value" and (currency is not None or rates is not None):
            raise InvalidValue("currency and rates", "are for the win rate by value", of)
        if of == "closed":
            return self._closed_rate(period)
        if of == "created":
            return self._created_rate(period)
        if of == "value":
            return self._value_rate(period, currency, rates)
        raise InvalidValue("a win rate", "must be of 'closed', 'created' or 'value'", of)

    def _closed_rate(self, period: Period | None) -> Share:
        closed, left_out = self._closed_in(period)
        definition = "won of closed (won and lost)"
        return Share(part=won_of(closed), whole=len(closed), definition=definition, left_out=counted(left_out))

    def _closed_in(self, period: Period | None) -> tuple[list[History], dict[str, int]]:
        """Give the deals closed in a period, and how many it leaves out because nobody knows when they closed."""
        closed = [history for history in self._histories if history.outcome.is_closed]
        unknown = [history for history in closed if period is not None and history.closed is None]
        return [history for history in closed if history.was_closed_in(period)], {CLOSE_UNKNOWN: len(unknown)}

    def _created_rate(self, period: Period | None) -> Share:
        opened = [history for history in self._histories if history.was_opened_in(period)]
        unknown = 0 if period is None else sum(history.opened is None for history in self._histories)
        resolved = Share(part=sum(history.outcome.is_closed for history in opened), whole=len(opened))
        return Share(
            part=won_of(opened),
            whole=len(opened),
            definition=f"won of all opened, of which resolved: {resolved}",
            left_out=counted({OPENING_UNKNOWN: unknown}),
        )

    def _value_rate(
        self, period: Period | None, currency: str | None, rates: RateProvider | None
    ) -> MoneyShare | Undefined:
        closed, left_out = self._closed_in(period)
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
            left_out=counted(left_out | {_NO_VALUE: len(closed) - len(valued)}),
        )

    def cycle_length(self, *, period: Period | None = None) -> Durations:
        """Give how long won deals took, from opening to the win that stands.

        Formula: closed - opened, over deals now won (closed in the period, if one is given). Leaves out lost and open
        deals, and counts those whose opening or close is not known and those that closed before they opened. It looks
        only at winners: ``time_to_close`` is the measure that also counts those still open.
        """
        won = [history for history in self._histories if history.outcome is Outcome.WON]
        # a win nobody knows the day of is in no period, and is counted as left out of each
        lengths, left_out = lengths_of(
            [each for each in won if each.closed is None or each.was_closed_in(period)], self.as_of
        )
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
            left_out=counted({"its entry or exit is not known": len(ended) - lengths.total()}),
        )

    def conversion(self, stage: str) -> Conversion:
        """Give what became of the entries of a stage; the parts add up to the entries."""
        key = self.cycle.stage(stage).key
        return conversion_of(key, (history.visits for history in self._histories), self.cycle)

    def moves(self) -> dict[tuple[str, str], int]:
        """Give how many moves went from each stage to each other, between stages of the cycle.

        Formula: pairs of visits that followed one another. Leaves out those whose second stage was only seen, or
        taken over to: nobody moved there.
        """
        steps = [
            (one.stage, two.stage)
            for each in self._histories
            for one, two in pairwise(each.visits)
            if two.entry_known and one.stage in self.cycle and two.stage in self.cycle
        ]
        return dict(Counter(steps))

    def override_rate(self) -> Share:
        """Give the share of moves for which somebody overrode a rule of the cycle.

        Formula: overridden moves / moves, over all deals. A high share says that the rules and the work do not fit;
        ``audit`` says who overrode what. Moves that broke a rule without an override are not in the part, and an
        override that no move follows is none.
        """
        moves, overridden = 0, 0
        for deal, history in zip(self.deals, self._histories, strict=True):
            pardons = {(fact.stage, fact.at) for fact in deal.facts(RuleOverridden)}
            entered = [(visit.stage, visit.entered) for visit in history.visits[1:] if visit.entry_known]
            moves += len(entered)
            overridden += sum(entry in pardons for entry in entered)
        return Share(part=overridden, whole=moves, definition="moves that overrode a rule")

    def answers(self) -> tuple[AnswerTally, ...]:
        """Give how each kind of answer did on each objection: whether it held, and whether the deal was won.

        Formula: held = deals not objecting again / deals so answered; won = won / closed deals so answered. Leaves out
        answers to what nobody raised. An association, not an effect: easy objections get easy answers.
        """
        return answers_of(self.deals)

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
        lengths, left_out = lengths_of(self._histories, self.as_of)
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


def _converted(history: History, value: Money, currency: str, rates: RateProvider | None) -> Money:
    if value.currency == currency:
        return value
    if rates is None or history.closed is None:
        raise CurrencyMismatch(currency, value.currency)
    return value.convert(currency, rates=rates, on=history.closed.date())
