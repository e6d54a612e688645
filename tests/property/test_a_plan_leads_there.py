"""Law: a plan leads from the record's stage to its target by ways of the cycle; no path of open stages is shorter."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle import Deal, InvalidValue

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@settings(max_examples=60)
@given(data=st.data())
def test_a_plan_leads_there(data, cycles):
    """Checked against the distances found by walking the ways round by round."""
    cycle = data.draw(cycles())
    keys = st.sampled_from([stage.key for stage in cycle.stages])
    source, target = data.draw(keys), data.draw(keys)
    reached, rounds = {source}, 0
    while target not in reached and rounds < len(cycle.stages):
        onward = [key for key in reached if key == source or cycle.stage(key).outcome == "open"]
        reached |= {to for key in onward for to in cycle.ways(key)}
        rounds += 1
    deal = Deal(id="D-1", log=[cycle.entry(source, at=MONDAY)])
    try:
        plan = cycle.plan(deal, to=target, at=MONDAY)
    except InvalidValue:
        plan = None
    assert (plan is None) == (target not in reached)
    if plan is not None:
        stages = [source, *(step.to for step in plan.steps)]
        assert target == stages[-1]
        assert [step.stage for step in plan.steps] == stages[:-1]
        assert all(step.to in cycle.ways(step.stage) for step in plan.steps)
        assert rounds == len(plan.steps)
