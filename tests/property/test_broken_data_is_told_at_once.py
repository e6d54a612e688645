"""Law: data that was damaged anywhere gives a cycle or one of our errors, short and with paths, and runs nothing."""

import copy
import gc
import sys
from datetime import timedelta
from time import thread_time

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle import (
    LONG_CYCLE,
    PROPOSAL,
    SEVEN_STAGE,
    SHORT_CYCLE,
    Cycle,
    InvalidCycle,
    MatchRule,
    Money,
    Policy,
    Profile,
)
from salescycle.cycle import fit_at_least

OPTIONAL = attrs.evolve(
    PROPOSAL,
    stages=[attrs.evolve(stage, optional=stage.key == "viewed") for stage in PROPOSAL.stages],
    policy=Policy(skipping="optional", reasons_for=["lost"], reopen_within=timedelta(days=9), begins_in="any_open"),
)
OPS = Profile(
    persona="ops",
    rules=[
        MatchRule(attribute="size", match="range", values=[50, None], weight=2),
        MatchRule(attribute="revenue", match="at_least", values=[Money("1.5", "EUR")], demand="must_have"),
    ],
)
FITTING = attrs.evolve(
    SHORT_CYCLE,
    stages=[attrs.evolve(SHORT_CYCLE.initial, exit_criteria=[fit_at_least(OPS, "0.5")]), *SHORT_CYCLE.stages[1:]],
)
SOUND = [LONG_CYCLE.to_data(), SEVEN_STAGE.to_data(), OPTIONAL.to_data(), FITTING.to_data()]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.text(max_size=8),
    st.sampled_from(
        ["os.system", "__init__", "antigravity.x", "won ", "x" * 100_000, b"won", object(), int, {1: 2}, {}, []]
    ),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)


def places(value, path=()):
    """Give the path of everything in some data."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield from places(each, (*path, key))


def damaged(data, path, junk, how):
    """Put junk at a path, beside it, or in place of its name."""
    copied = copy.deepcopy(data)
    if not path:
        return junk
    holder = copied
    for key in path[:-1]:
        holder = holder[key]
    if how == "drop":
        del holder[path[-1]]
    elif how == "add" and isinstance(holder, dict):
        holder["surprise"] = junk
    elif how == "repeat" and isinstance(holder, list):
        holder.append(holder[path[-1]])
    else:
        holder[path[-1]] = junk
    return copied


def told(sound, data):
    """Damage one to three places; give what reading it raised, if anything, and how long that took."""
    broken = sound
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(places(broken)))) if isinstance(broken, dict) else ()
        broken = damaged(broken, path, data.draw(JUNK), data.draw(st.sampled_from(["put", "drop", "add", "repeat"])))
    loaded = set(sys.modules)
    # what the collector does with thousands of drawn examples is not the time of one definition
    gc.disable()
    refused, cycle, begun = None, None, thread_time()
    try:
        cycle = Cycle.from_data(broken)
    except InvalidCycle as error:
        refused = error
    took = thread_time() - begun
    gc.enable()
    if refused is None:
        assert cycle == Cycle.from_data(cycle.to_data())
    else:
        assert 1 <= len(refused.problems) <= 100
        assert all(problem.where and problem.code for problem in refused.problems)
        assert len(str(refused)) <= 2000
    assert not any(name.startswith("antigravity") for name in set(sys.modules) - loaded)
    return refused, took


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SOUND), st.data())
def test_damage_is_told(sound, data):
    """Whatever comes of damage is a cycle or one InvalidCycle."""
    told(sound, data)


@pytest.mark.full
def test_the_damage_of_fifty_thousand_definitions():
    """The same until fifty thousand were refused; the time of the slowest is printed, not judged."""
    refused, slowest = 0, 0.0

    @settings(max_examples=65_000, deadline=None, database=None)
    @given(st.sampled_from(SOUND), st.data())
    def damage(sound, data):
        nonlocal refused, slowest
        error, took = told(sound, data)
        refused += error is not None
        slowest = max(slowest, took)

    damage()
    print(f"\n{refused} definitions refused, the slowest in {1000 * slowest:.1f} ms")
    assert refused >= 50_000


def test_endless_and_deep_data():
    """Data that holds itself, is a hundred thousand levels deep or very wide is refused at once."""
    itself = {"key": "k", "version": 1}
    itself["stages"] = [itself]
    deep = {"key": "k", "version": 1, "stages": []}
    holder = deep["stages"]
    for _ in range(100_000):
        holder.append([])
        holder = holder[0]
    wide = {"key": "k", "version": 1, "stages": [{"key": f"s{n}"} for n in range(100_000)]}
    for data in (itself, deep, wide):
        with pytest.raises(InvalidCycle, match="a cycle must"):
            Cycle.from_data(data)
