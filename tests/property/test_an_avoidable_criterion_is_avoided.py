"""Law: a criterion is found avoidable exactly where a path to a win asks for it nowhere."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_an_avoidable_criterion_is_avoided(data: st.DataObject, cycles) -> None:
    """The evidence leads to a win without it; where nothing is found, walking every other way wins nothing."""
    cycle = data.draw(cycles())
    found = {each.where: each.evidence for each in cycle.findings() if each.code == "avoidable"}
    told = set()
    for place, stage in enumerate(cycle.stages):
        for index, criterion in enumerate(stage.exit_criteria):
            if stage.outcome != "open" or criterion in told:
                continue
            told.add(criterion)
            path = found.pop(f"stages[{place}].exit_criteria[{index}]", None)
            reached, waiting = {cycle.initial.key}, [cycle.initial.key]
            while waiting:
                for to, way in cycle.ways(waiting.pop()).items():
                    if to not in reached and criterion not in way.criteria:
                        reached.add(to)
                        waiting.append(to)
            assert (path is not None) is any(cycle.stage(key).outcome == "won" for key in reached)
            if path is not None:
                steps = list(pairwise(path))
                assert (cycle.initial.key, "won") == (path[0], cycle.stage(path[-1]).outcome)
                assert all(criterion not in cycle.ways(one)[two].criteria for one, two in steps)
    assert {} == found
