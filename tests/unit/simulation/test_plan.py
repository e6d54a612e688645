"""Plans of a cycle: chances, lengths and leads, by hand and by counting all cases."""

from datetime import timedelta
from fractions import Fraction
from math import comb

import pytest

from salescycle import SHORT_CYCLE, InvalidValue, LimitExceeded, Undefined, UnknownName
from salescycle.simulation import Behaviour, CyclePlan, Dwell, Exit, plan_cycle

DAY = timedelta(days=1)


def ways(*exits):
    """Give exits: to, chance, days."""
    return [Exit(to=to, chance=chance, dwell=Dwell.fixed(length * DAY)) for to, chance, length in exits]


# half go to an offer after 4 days, the other half after 8; two in five offers are won after 10, a fifth goes back
BEHAVIOUR = Behaviour.declared(
    SHORT_CYCLE,
    {
        "interest": ways(("offer", 0.5, 4), ("lost", 0.5, 8)),
        "offer": ways(("won", 0.4, 10), ("interest", 0.2, 6), ("lost", 0.4, 3)),
    },
)


def test_chances_and_lengths_by_hand() -> None:
    """p = 1/2 (2/5 + p/5) is 2/9; won after 14 days, and each way round takes 10 more: 14 + 10 x 1/9 in the mean."""
    plan = plan_cycle(BEHAVIOUR)
    assert pytest.approx(float(Fraction(2, 9))) == plan.win_chance
    assert pytest.approx(14 + 10 / 9) == plan.mean_length / DAY
    assert [0, 14, 14, 24, 34] == [plan.length(share) / DAY for share in (0, 0.5, 0.9, 0.95, 0.995)]
    assert pytest.approx(0.2) == plan_cycle(BEHAVIOUR, within=20 * DAY).win_chance
    # an offer is won with 2/5 + 1/5 x 2/9
    assert pytest.approx(4 / 9) == plan_cycle(BEHAVIOUR, begin="offer").win_chance


def test_the_stage_that_costs_most_is_named_first() -> None:
    """Without offers the way is 4 + 1 and each round 4 + 1; without interest 1 + 10, and each round 1 + 6."""
    plan = plan_cycle(BEHAVIOUR)
    mean = 14 + 10 / 9
    expected = [("offer", mean - (5 + 5 / 9)), ("interest", mean - (11 + 7 / 9))]
    assert [stage for stage, _ in expected] == [stage for stage, _ in plan.shorter_without]
    assert pytest.approx([by for _, by in expected], abs=1e-6) == [by / DAY for _, by in plan.shorter_without]
    assert str(plan).startswith("won 22.2% of what begins in 'interest', 15.1 days in the mean\nwithout")


@pytest.mark.parametrize(("wins", "sure"), [(1, 0.8), (3, 0.5), (10, 0.9), (10, 0.05), (40, 0.8)])
def test_leads_are_counted_case_by_case(wins, sure) -> None:
    """The fewest of which so many are won so surely, by adding up all cases in whole numbers; p is a fifth."""

    def chance(leads):
        few = sum(comb(leads, k) * 4 ** (leads - k) for k in range(wins))
        return 1 - Fraction(few, 5**leads)

    plan = CyclePlan(begin="talk", step=DAY, curve=(0.0, 0.2), shorter_without=())
    leads = plan.leads_needed(wins, sure=sure)
    assert chance(leads) >= Fraction(sure) > chance(leads - 1)


def test_what_is_never_won_has_no_plan() -> None:
    """No chance, no length, no number of leads; and a stage of which nothing is known."""
    plan = plan_cycle(BEHAVIOUR, within=13 * DAY)
    nothing = Undefined("no deal is won within the time that is looked at")
    assert (0.0, nothing, nothing, nothing, ()) == (
        plan.win_chance,
        plan.mean_length,
        plan.length(0.5),
        plan.leads_needed(5),
        plan.shorter_without,
    )
    assert str(plan).endswith("undefined: no deal is won within the time that is looked at")
    empty = plan_cycle(Behaviour.declared(SHORT_CYCLE, {}), within=2 * DAY)
    assert (0.0, 0.0, 0.0) == empty.curve


@pytest.mark.parametrize(
    "make",
    [
        lambda: plan_cycle("mine"),
        lambda: plan_cycle(BEHAVIOUR, within=DAY / 2),
        lambda: plan_cycle(BEHAVIOUR, within=9999 * DAY),
        lambda: plan_cycle(BEHAVIOUR).leads_needed(0),
        lambda: plan_cycle(BEHAVIOUR).leads_needed(1, sure=1),
        lambda: plan_cycle(BEHAVIOUR).leads_needed(1, sure=1.0),
        lambda: plan_cycle(BEHAVIOUR).length(1.5),
    ],
)
def test_what_cannot_be_asked_is_refused(make) -> None:
    """By the door that it came to."""
    with pytest.raises(InvalidValue):
        make()


def test_there_are_limits() -> None:
    """On stages that the cycle has, and on leads."""
    with pytest.raises(UnknownName):
        plan_cycle(BEHAVIOUR, begin="demo")
    rare = CyclePlan(begin="talk", step=DAY, curve=(0.0, 1e-9), shorter_without=())
    with pytest.raises(LimitExceeded):
        rare.leads_needed(1000)
