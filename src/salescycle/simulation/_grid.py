"""The grid of time: lengths as whole numbers of steps."""

from __future__ import annotations

from datetime import timedelta

from salescycle.errors import InvalidValue

__all__ = ["STEP_LIMIT", "positive_time", "steps_in", "whole_steps"]

STEP_LIMIT = 4_000
"""Most steps that a visit, or a forecast, may take: at a day each, eleven years."""


def positive_time(value: timedelta, what: str) -> timedelta:
    """Check a length of time: a timedelta above 0."""
    if type(value) is not timedelta or value <= timedelta(0):
        raise InvalidValue(what, "must be a timedelta above 0", value, "give timedelta(days=5)")
    return value


def steps_in(time: timedelta, step: timedelta) -> int:
    """Give the nearest number of steps in a length of time; halves go up.

    >>> steps_in(timedelta(hours=36), timedelta(days=1))
    2
    """
    return (2 * time + step) // (2 * step)


def whole_steps(time: timedelta, step: timedelta, what: str) -> int:
    """Give how many steps are over within a length of time, or refuse one that has none, or too many.

    >>> whole_steps(timedelta(hours=47), timedelta(days=1), "a horizon")
    1
    """
    steps = positive_time(time, what) // step
    if not 1 <= steps <= STEP_LIMIT:
        raise InvalidValue(what, f"must be from 1 to {STEP_LIMIT} steps of {step}", time)
    return steps
