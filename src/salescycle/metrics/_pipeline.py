"""The pipeline: deals as they stood at an instant, and everything that is measured of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

import attrs

from salescycle.cycle import Cycle
from salescycle.errors import InvalidValue, listed
from salescycle.model import Deal
from salescycle.values import must_be, optional_utc, several, utc

from . import (
    _ageing,
    _answers,
    _audit,
    _bottleneck,
    _closing,
    _conversion,
    _cycle_length,
    _dwell,
    _forecast,
    _in_stage,
    _moves,
    _open_deals,
    _pace,
    _pushes,
    _report,
    _resampling,
    _response,
    _segments,
    _slices,
    _slips,
    _spans,
    _standing,
    _walk,
    _weighted,
    _win_rates,
)
from ._standing import Standing
from ._table import Table, tabulate

__all__ = ["DEAL_LIMIT", "Pipeline"]

DEAL_LIMIT = 10_000_000
"""Most deals that one pipeline may hold."""


def _deals(values: Iterable[Deal]) -> tuple[Deal, ...]:
    deals = several(values, Deal, "deals", limit=DEAL_LIMIT)
    ids = [deal.id for deal in deals]
    if len(set(ids)) < len(ids):
        twice = [key for key, times in Counter(ids).items() if times > 1]
        raise InvalidValue("the deals of a pipeline", "must have different ids", listed(twice))
    return deals


@attrs.frozen
class Pipeline:
    """Deals as they stood at an instant, measured by the stages of a cycle.

    Every measure reads only what had happened by ``as_of``, and, where ``known_at`` is given, what had been recorded
    by then; a deal of which nothing had is not in it. A measure is a value that carries its definition, how many
    deals it rests on, and which were left out and why.

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
    known_at: datetime | None = attrs.field(default=None, kw_only=True, converter=optional_utc)

    def __attrs_post_init__(self) -> None:
        known = self.deals if self.known_at is None else [deal.as_known_at(self.known_at) for deal in self.deals]
        then = [deal.as_of(self.as_of) for deal in known]
        object.__setattr__(self, "deals", tuple([deal for deal in then if deal.log]))

    @cached_property
    def table(self) -> Table:
        """The deals and their visits in columns, laid out once: what every measure counts from."""
        return tabulate(self.deals)

    @cached_property
    def _kept(self) -> dict[tuple[object, ...], object]:
        return {}

    @property
    def standing(self) -> Standing:
        """How many deals are open, won, lost and on hold."""
        return _standing.standing(self)

    # parts
    where = _slices.where
    opened_in = _slices.opened_in
    closed_in = _slices.closed_in
    active_in = _slices.active_in
    by = _segments.by
    # rates
    win_rate = _win_rates.win_rate
    conversion = _conversion.conversion
    # time
    dwell_time = _dwell.dwell_time
    stage_to_stage = _dwell.stage_to_stage
    cycle_length = _cycle_length.cycle_length
    time_to_close = _closing.time_to_close
    incidence = _closing.incidence_of
    occupation = _closing.occupation_of
    lifetimes = _closing.lifetimes
    compare = _closing.compare_closing
    time_in_stage = _in_stage.time_in_stage
    exits_from = _in_stage.exits_from
    ageing = _ageing.ageing
    time_to_first_contact = _response.time_to_first_contact
    # what is open
    open_deals = _open_deals.open_deals
    ages = _open_deals.ages
    stage_ages = _open_deals.stage_ages
    idle_times = _open_deals.idle_times
    # flow
    work_in_progress = _spans.work_in_progress_of
    littles_law = _spans.littles_law_of
    stage_chain = _bottleneck.chain_of
    bottleneck = _bottleneck.bottleneck
    # all of it, and any measure
    report = _report.report
    bootstrap = _resampling.bootstrap_of
    # money and movement
    weighted = _weighted.weighted
    forecast_categories = _forecast.forecast_categories
    slipped = _slips.slipped
    slip_rate = _slips.slip_rate
    pushes = _pushes.pushes
    walk = _walk.walk
    velocity = _pace.velocity
    velocity_change = _pace.velocity_change_of
    coverage = _pace.coverage
    # moves
    moves = _moves.moves
    override_rate = _moves.override_rate
    # selling
    answers = _answers.answers
    # logs
    audit = _audit.audit

    def __str__(self) -> str:
        return f"{self.standing}, as of {self.as_of:%Y-%m-%d %H:%M} UTC"
