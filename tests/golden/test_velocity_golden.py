"""Velocity against a figure of real opportunities, computed with independent tools.

Source: the CRM sales opportunities of Maven Analytics, as of the end of 2017: 4,238 won and 2,473 lost, 10,005,534 of
value won, a mean cycle of won deals of 51.781973 days, 2,089 open deals. Computed outside this project.
"""

from __future__ import annotations

from datetime import timedelta

from salescycle.metrics import Velocity
from salescycle.values import Durations, Money, Share, Undefined

DAYS = 219_452  # of all won cycles together: 4,238 x 51.781973
LONGER = DAYS - 51 * 4238


def test_velocity_of_the_open_deals() -> None:
    """60,146.85 a day."""
    velocity = Velocity(
        opportunities=2089,
        win_rate=Share(part=4238, whole=4238 + 2473),
        won_value=Money("10005534", "USD"),
        valued=4238,
        cycle_length=Durations(table=((timedelta(days=51), 4238 - LONGER), (timedelta(days=52), LONGER))),
    )
    assert not isinstance(velocity.mean_cycle, Undefined)
    assert not isinstance(velocity.mean_value, Undefined)
    assert ("51.781973", "2360.909391") == (f"{float(velocity.mean_cycle):.6f}", f"{float(velocity.mean_value):.6f}")
    assert Money("60146.85", "USD") == velocity.per_day
