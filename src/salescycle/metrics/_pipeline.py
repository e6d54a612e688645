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

from ._ageing import ageing as _ageing
from ._answers import answers as _answers
from ._audit import audit as _audit
from ._bottleneck import bottleneck as _bottleneck
from ._bottleneck import chain_of as _chain_of
from ._closing import compare_closing as _compare_closing
from ._closing import incidence_of as _incidence_of
from ._closing import lifetimes as _lifetimes
from ._closing import occupation_of as _occupation_of
from ._closing import time_to_close as _time_to_close
from ._coaching import coaching as _coaching
from ._conversion import conversion as _conversion
from ._cycle_length import cycle_length as _cycle_length
from ._dwell import dwell_time as _dwell_time
from ._dwell import stage_to_stage as _stage_to_stage
from ._effort import effort as _effort
from ._forecast import forecast_categories as _forecast_categories
from ._in_stage import exits_from as _exits_from
from ._in_stage import time_in_stage as _time_in_stage
from ._moves import moves as _moves
from ._moves import override_rate as _override_rate
from ._open_deals import ages as _ages
from ._open_deals import idle_times as _idle_times
from ._open_deals import open_deals as _open_deals
from ._open_deals import stage_ages as _stage_ages
from ._pace import coverage as _coverage
from ._pace import velocity as _velocity
from ._pace import velocity_change_of as _velocity_change_of
from ._pushes import pushes as _pushes
from ._report import report as _report
from ._resampling import bootstrap_of as _bootstrap_of
from ._response import time_to_first_contact as _time_to_first_contact
from ._segments import by as _by
from ._slices import active_in as _active_in
from ._slices import closed_in as _closed_in
from ._slices import opened_in as _opened_in
from ._slices import where as _where
from ._slips import slip_rate as _slip_rate
from ._slips import slipped as _slipped
from ._spans import littles_law_of as _littles_law_of
from ._spans import work_in_progress_of as _work_in_progress_of
from ._standing import Standing
from ._standing import standing as _standing
from ._table import Table, tabulate
from ._walk import walk as _walk
from ._weighted import weighted as _weighted
from ._win_rates import win_rate as _win_rate

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
        return _standing(self)

    # parts
    where = _where
    opened_in = _opened_in
    closed_in = _closed_in
    active_in = _active_in
    by = _by
    # rates
    win_rate = _win_rate
    conversion = _conversion
    # time
    dwell_time = _dwell_time
    stage_to_stage = _stage_to_stage
    cycle_length = _cycle_length
    time_to_close = _time_to_close
    incidence = _incidence_of
    occupation = _occupation_of
    lifetimes = _lifetimes
    compare = _compare_closing
    time_in_stage = _time_in_stage
    exits_from = _exits_from
    ageing = _ageing
    time_to_first_contact = _time_to_first_contact
    # what is open
    open_deals = _open_deals
    ages = _ages
    stage_ages = _stage_ages
    idle_times = _idle_times
    # flow
    work_in_progress = _work_in_progress_of
    littles_law = _littles_law_of
    stage_chain = _chain_of
    bottleneck = _bottleneck
    # whom to coach, and on what
    coaching = _coaching
    effort = _effort
    # all of it, and any measure
    report = _report
    bootstrap = _bootstrap_of
    # money and movement
    weighted = _weighted
    forecast_categories = _forecast_categories
    slipped = _slipped
    slip_rate = _slip_rate
    pushes = _pushes
    walk = _walk
    velocity = _velocity
    velocity_change = _velocity_change_of
    coverage = _coverage
    # moves
    moves = _moves
    override_rate = _override_rate
    # selling
    answers = _answers
    # logs
    audit = _audit

    def __str__(self) -> str:
        return f"{self.standing}, as of {self.as_of:%Y-%m-%d %H:%M} UTC"
