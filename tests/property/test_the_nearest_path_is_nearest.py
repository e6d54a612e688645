"""Law: the nearest path is allowed, is made of the entered stages by the changes told, and none takes fewer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.model import Deal

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def fewest_changes(cycle, entered, begins) -> int:
    """Count the changes by filling in a whole table, round by round, until nothing gets cheaper."""
    keys = [None, *(stage.key for stage in cycle.stages)]
    ways = {key: begins if key is None else list(cycle.ways(key)) for key in keys}
    far = 10**9
    row = {key: (0 if key is None else far) for key in keys}
    for place, stage in enumerate([*entered, None]):
        for _ in keys:
            for key in keys:
                for to in ways[key]:
                    if cycle.stage(to).outcome.is_closed:
                        continue  # nobody has to lose a deal to get on with it
                    row[to] = min(row[to], row[key] + 1)
        if stage is None:
            break
        row = {
            key: min(
                [
                    row[key] + (10**6 if place == len(entered) - 1 else 1),
                    *(row[each] for each in keys if key == stage and stage in ways[each]),
                ]
            )
            for key in keys
        }
    return min(row.values())


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_the_nearest_path_is_nearest(data: st.DataObject, cycles) -> None:
    """Checked against a full table of costs."""
    cycle = data.draw(cycles())
    keys = [stage.key for stage in cycle.stages]
    walk = data.draw(st.lists(st.sampled_from(keys), max_size=7))
    entered = [key for place, key in enumerate(walk) if place == 0 or walk[place - 1] != key]
    deal = Deal(
        id="D-1", log=[cycle.entry(key, at=MONDAY + timedelta(days=place)) for place, key in enumerate(entered)]
    )
    found = cycle.conformance(deal)
    openly = [stage.key for stage in cycle.stages if stage.outcome == "open"]
    begins = openly if cycle.policy.begins_in == "any_open" else openly[:1]
    path = found.nearest
    assert not path or path[0] in begins
    assert all(two in cycle.ways(one) for one, two in pairwise(path))
    assert sorted([*entered, *found.missing]) == sorted([*path, *found.extra])
    told = len(found.missing) + len(found.extra)
    assert fewest_changes(cycle, entered, begins) == told + (
        10**6 - 1 if entered and path[-1:] != (entered[-1],) else 0
    )
