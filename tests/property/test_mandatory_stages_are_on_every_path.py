"""Law: mandatory stages are on every path to a win, found by walking all of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st


def simple_paths(graph, path, ends):
    """Give every path without a repeat from the last of some stages to an end."""
    if path[-1] in ends:
        yield tuple(path)
        return
    for to in graph[path[-1]]:
        if to not in path:
            yield from simple_paths(graph, [*path, to], ends)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_mandatory_stages_are_on_every_path(data: st.DataObject, cycles) -> None:
    """What all simple paths share is mandatory; the shortest open and the longest forward one are as long as said."""
    cycle = data.draw(cycles())
    wins = [stage.key for stage in cycle.stages if stage.outcome == "won"]
    graph = {stage.key: [] if stage.outcome.is_closed else list(cycle.ways(stage.key)) for stage in cycle.stages}
    paths = list(simple_paths(graph, [cycle.initial.key], wins))
    shared = set.intersection(*map(set, paths)) if paths else set()
    assert [stage.key for stage in cycle.stages if stage.key in shared] == list(cycle.mandatory_stages)
    openly = [path for path in paths if all(cycle.stage(key).outcome == "open" for key in path[:-1])]
    assert min(map(len, openly), default=0) == len(cycle.shortest_path)
    forward = [path for path in openly if [*path[:-1]] == sorted(path[:-1], key=cycle.rank)]
    assert max(map(len, forward), default=0) == len(cycle.longest_path)
    assert not openly or cycle.shortest_path in openly
    assert not forward or cycle.longest_path in forward
