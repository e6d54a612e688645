"""Cumulative incidence at its edges."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest

from salescycle.errors import InvalidValue, UnknownName
from salescycle.metrics._incidence import Incidence, IncidenceAt, incidence
from salescycle.metrics._lifetimes import Lifetime
from salescycle.values import Undefined

DAY = timedelta(days=1)
NONE = Undefined("there are none")
PAST = Undefined("past the largest follow-up")


def curves(*rows: tuple[int, str | None]) -> Incidence:
    return incidence(Lifetime(duration=day * DAY, cause=cause) for day, cause in rows)


def reading(still_open: float, won: float, lost: float) -> IncidenceAt:
    return IncidenceAt(open=still_open, shares=(("won", won), ("lost", lost)))


def test_of_no_deals_nothing_is_known() -> None:
    """Every reading of empty curves is undefined, and the counts are 0."""
    empty = curves()
    assert (NONE, NONE, 0, (("won", 0), ("lost", 0)), 0) == (
        empty.at(DAY),
        empty.follow_up,
        empty.n,
        empty.events,
        empty.still_open,
    )
    assert "undefined: there are none (n=0)" == str(empty)


def test_one_won_deal_is_won_for_good() -> None:
    """One win takes the whole curve, and is known past the last follow-up."""
    one = curves((3, "won"))
    assert (reading(1, 0, 0), reading(0, 1, 0), reading(0, 1, 0)) == (one.at(2 * DAY), one.at(3 * DAY), one.at(9 * DAY))
    assert "won 100.0%, lost 0.0%, open 0.0% after 3 days (n=1)" == str(one)


def test_of_deals_all_open_nothing_has_ended() -> None:
    """The share still open stays at 1 and is unknown past the last follow-up."""
    still = curves((2, None), (5, None))
    assert (reading(1, 0, 0), PAST, 5 * DAY) == (still.at(5 * DAY), still.at(6 * DAY), still.follow_up)
    assert "won 0.0%, lost 0.0%, open 100.0% after 5 days (n=2, 2 still open)" == str(still)


def test_a_deal_that_ends_as_it_opens_counts() -> None:
    """A duration of 0 is an end at age 0."""
    assert reading(0.5, 0.5, 0) == curves((0, "won"), (4, "lost")).at(timedelta(0))


def test_causes_of_the_same_instant_share_it() -> None:
    """A tie between causes splits the step by their counts; the deal censored there was at risk."""
    tied = curves((3, "won"), (3, "lost"), (3, "lost"), (3, None))
    (step,) = tied.steps
    assert (4, (0.25, 0.5), 0.25) == (step.at_risk, step.probability, step.still_open)
    assert (4, (("won", 1), ("lost", 2)), 1) == (tied.n, tied.events, tied.still_open)


def test_a_risk_set_that_empties_ends_the_curves() -> None:
    """Once all at risk have ended, ends of deals seen later add nothing."""
    rows = [Lifetime(duration=DAY, cause="won"), Lifetime(duration=9 * DAY, entry=5 * DAY, cause="lost")]
    assert reading(0, 1, 0) == incidence(rows).at(20 * DAY)


def test_a_cause_is_read_by_its_name() -> None:
    """A reading gives each cause by name, in the order asked for."""
    now = incidence([Lifetime(duration=DAY, cause="b"), Lifetime(duration=DAY, cause="a")], causes=["b", "a"]).at(DAY)
    assert IncidenceAt(open=0, shares=(("b", 0.5), ("a", 0.5))) == now
    assert 0.5 == now.of("a")


def test_a_wrong_cause_is_an_unknown_name() -> None:
    """The error says which cause was probably meant."""
    with pytest.raises(UnknownName) as unknown:
        reading(0.5, 0.5, 0).of("wonn")
    assert "no cause 'wonn' in these curves; did you mean 'won'?" == str(unknown.value)


def test_a_deal_ended_by_an_unlisted_cause_is_refused() -> None:
    """Leaving such a deal out, or calling it open, would be a silent wrong answer."""
    with pytest.raises(UnknownName) as unknown:
        curves((2, "stale"))
    assert "no cause 'stale' in causes; there are won, lost" == str(unknown.value)


@pytest.mark.parametrize("causes", [[], "won", ["won", "won"], [""]])
def test_causes_must_be_several_distinct_names(causes: list[str]) -> None:
    """No cause, a lone string, a repeated and a blank name are refused."""
    with pytest.raises(InvalidValue):
        incidence([], causes=causes)


def test_an_age_asked_about_must_not_be_negative() -> None:
    """There is nothing to read before the origin."""
    with pytest.raises(InvalidValue, match="a duration must not be negative"):
        curves((2, "won")).at(-DAY)


def test_curves_are_a_value() -> None:
    """Curves can be hashed and pickled, and say how they were made."""
    one = curves((2, "won"), (9, None))
    assert (one, hash(one)) == (pickle.loads(pickle.dumps(one)), hash(curves((2, "won"), (9, None))))
    assert "Aalen-Johansen: share of deals ended by each cause by an age; still open is censored" == one.definition
