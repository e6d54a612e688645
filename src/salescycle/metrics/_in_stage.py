"""In a stage: how long visits last, those that last counted, and where they lead."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from salescycle.errors import InvalidValue
from salescycle.values import Undefined, confidence_level

from ._incidence import Incidence, incidence_curves
from ._kept import kept
from ._left_out import WAS_CLOSED, counted
from ._lifetimes import risk_rows
from ._survival import Survival, survival_curve

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["exits_from", "mean_stay", "time_in_stage"]

_ENTRY_UNKNOWN = "its entry is not known"
_EXIT_UNKNOWN = "its exit is not known"
_STRANGE = "it led to a stage the cycle does not have"


def time_in_stage(pipeline: Pipeline, stage: str, *, level: float = 0.95) -> Survival:
    """Estimate how long visits to a stage last, those that still last counted: Kaplan-Meier, leaving it the event.

    ``dwell_time`` is about finished visits only, and the long ones are the last to finish. Each visit counts, also a
    deal's second one. Leaves out, and counts, visits whose entry or exit is not known.
    """
    if pipeline.cycle.stage(stage).outcome.is_closed:
        raise InvalidValue("time in a stage", "is of stages that are not closed", stage, "ask for time_to_close()")
    level = confidence_level(level)
    return kept(pipeline, ("time in stage", stage, level), lambda: _stays(pipeline, stage, level))


def _stays(pipeline: Pipeline, stage: str, level: float) -> Survival:
    columns = pipeline.table
    stays: list[tuple[timedelta, str | None, timedelta | None]] = []
    left_out: Counter[str] = Counter()
    rows, left_out[WAS_CLOSED] = columns.open_rows_in(stage)
    for row in rows:
        exited = columns.exited[row]
        if not columns.entry_known[row]:
            left_out[_ENTRY_UNKNOWN] += 1
        elif not columns.exit_known[row]:
            left_out[_EXIT_UNKNOWN] += 1
        elif exited is None:
            stays.append((pipeline.as_of - columns.entered[row], None, None))
        else:
            stays.append((exited - columns.entered[row], "left", None))
    curve = survival_curve(risk_rows(Counter(stays)), level=level, start=None, left_out=counted(left_out))
    return attrs.evolve(curve, definition=f"Kaplan-Meier: share of visits to {stage!r} not left by an age")


def mean_stay(curve: Survival) -> timedelta | Undefined:
    """Give the mean length of visits, up to the longest that was seen."""
    end = curve.follow_up
    if isinstance(end, Undefined) or not end:
        return end
    return curve.restricted_mean(end).mean


def exits_from(pipeline: Pipeline, stage: str, *, level: float = 0.95) -> Incidence:
    """Estimate how visits to a stage end by each age: Aalen-Johansen, the stages that deals go on to competing.

    The causes are the stages that were entered next, in the order of the cycle. Visits that last are censored at
    ``as_of``: what has not left at the longest visit seen stays open, and is not spread over the rest. Leaves out, and
    counts, visits whose entry or exit is not known, and those that led to a stage the cycle does not have.
    """
    key = pipeline.cycle.stage(stage).key
    level = confidence_level(level)
    return kept(pipeline, ("exits", key, level), lambda: _exits(pipeline, key, level))


def _exits(pipeline: Pipeline, key: str, level: float) -> Incidence:
    cycle, columns = pipeline.cycle, pipeline.table
    stays: list[tuple[timedelta, str | None, timedelta | None]] = []
    left_out: Counter[str] = Counter()
    for row in columns.rows_in(key):
        exited, entered = columns.exited[row], columns.entered[row]
        if not columns.entry_known[row]:
            left_out[_ENTRY_UNKNOWN] += 1
        elif exited is None:
            stays.append((pipeline.as_of - entered, None, None))
        elif not columns.exit_known[row]:
            left_out[_EXIT_UNKNOWN] += 1
        elif columns.stage[row + 1] not in cycle:
            left_out[_STRANGE] += 1
        else:
            stays.append((exited - entered, columns.stage[row + 1], None))
    seen = {cause for _, cause, _ in stays}
    # a stage that nothing has left has no way out to tell of; the cycle's own stand for it
    causes = [each.key for each in cycle.stages if each.key in seen] or list(cycle.ways(key)) or [key]
    curves = incidence_curves(risk_rows(Counter(stays)), causes, level=level, start=None, left_out=counted(left_out))
    return attrs.evolve(curves, definition=f"Aalen-Johansen: share of visits to {key!r} that led to each stage")
