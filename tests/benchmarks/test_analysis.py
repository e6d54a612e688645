"""What it costs to analyse a cycle, beside building it: the default one, and one as large as a cycle may be."""

from __future__ import annotations

from timeit import repeat

import pytest

from salescycle.cycle import STAGE_LIMIT, Cycle, Stage, any_of, bant_at_least, contacted, negate, value_known
from salescycle.presets import SEVEN_STAGE


def _large() -> Cycle:
    """Build a cycle of as many stages as there may be, each with gates, ways back and ways aside."""
    keys = [f"s{place}" for place in range(STAGE_LIMIT - 3)]
    stages = [
        Stage(
            key,
            leads_to=[
                keys[place + 1] if place + 1 < len(keys) else "won",
                *keys[max(0, place - 4) : place],
                "rest",
                "lost",
            ],
            exit_criteria=[contacted, bant_at_least(place // 2), any_of(value_known, negate(contacted))],
        )
        for place, key in enumerate(keys)
    ]
    rest = Stage("rest", outcome="hold", leads_to=[*keys[:3], "lost"])
    return Cycle(key="large", version=1, stages=[*stages, rest, *CLOSES])


CLOSES = (Stage("won", outcome="won"), Stage("lost", outcome="lost", reopens_to=["s0"]))
CYCLES = {"default": SEVEN_STAGE, "large": _large()}


def analyse(cycle: Cycle) -> int:
    """Read everything that an analysis offers."""
    weights = {(stage.key, to): 3 for stage in cycle.stages for to in cycle.ways(stage.key)}
    paths = (cycle.mandatory_stages, cycle.shortest_path, cycle.longest_path)
    return len(cycle.findings()) + sum(map(len, paths)) + len(cycle.flow(weights).stages)


@pytest.mark.parametrize("name", CYCLES)
@pytest.mark.benchmark(group="analysis")
def test_analysis(benchmark, name: str) -> None:
    """Time the whole analysis of a cycle."""
    assert benchmark(analyse, CYCLES[name])


@pytest.mark.parametrize("name", CYCLES)
@pytest.mark.benchmark(group="build")
def test_build(benchmark, name: str) -> None:
    """Time the building of a cycle from data."""
    data = CYCLES[name].to_data()
    assert CYCLES[name] == benchmark(Cycle.from_data, data)


def test_analysis_ratios() -> None:
    """Measure analysis beside building in one run, and print how many times as long it takes."""
    for name, cycle in CYCLES.items():
        data = cycle.to_data()
        build = min(repeat(lambda data=data: Cycle.from_data(data), number=1, repeat=20))
        analysis = min(repeat(lambda cycle=cycle: analyse(cycle), number=1, repeat=20))
        print(f"\n{name}: analysis {1000 * analysis:.2f} ms, {analysis / build:.1f} times building from data")
        assert analysis <= 20 * build
