"""Law: a fit lies within its range, narrows as attributes become known, and asks not in which order rules stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.model import AttributeSet, Lead
from salescycle.qualification import Demand, MatchRule, Profile, best_persona

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = ["size", "branch", "needs", "fair"]
VALUES = st.sampled_from([1, 5, 9, True, "retail", "export trade", ("export", "retail"), ()])


@st.composite
def _rules(draw: st.DrawFn) -> MatchRule:
    match, values = draw(
        st.sampled_from(
            [
                ("at_least", [5]),
                ("range", [2, 6]),
                ("range", [None, 4]),
                ("one_of", ["retail", 1]),
                ("contains", ["export"]),
            ]
        )
    )
    demand = draw(st.sampled_from([Demand.WEIGHED, Demand.WEIGHED, Demand.MUST_HAVE, Demand.KNOCK_OUT]))
    weight = 1 if demand is Demand.KNOCK_OUT else draw(st.integers(1, 5))
    return MatchRule(attribute=draw(st.sampled_from(NAMES)), match=match, values=values, weight=weight, demand=demand)


RULES = st.lists(_rules(), min_size=1, max_size=6)


@given(rules=RULES, known=st.permutations(NAMES), data=st.data())
def test_a_fit_narrows_as_attributes_become_known(
    rules: list[MatchRule], known: list[str], data: st.DataObject
) -> None:
    """Each attribute that was missing keeps the range within the last one, and every rule is told of once."""
    profile, lead = Profile(persona="ops", rules=rules), Lead(id="L-1", name="Ada")
    fit = profile.fit(lead)
    assert len(rules) == len(fit.unknown)
    for hour, name in enumerate(known):
        value = data.draw(VALUES)
        lead = lead.record(AttributeSet(name=name, value=value, at=MONDAY + timedelta(hours=hour)))
        last, fit = fit, profile.fit(lead)
        assert 0 <= last.low <= fit.low <= fit.high <= last.high <= 1
        assert len(rules) == len(fit.speaks_for) + len(fit.speaks_against) + len(fit.unknown)
        assert bool(fit.excluded_by) <= (fit.high == 0)
    if not fit.unknown:
        assert fit.low == fit.high


@given(rules=RULES, known=st.dictionaries(st.sampled_from(NAMES), VALUES), data=st.data())
def test_the_order_of_rules_changes_nothing(rules: list[MatchRule], known: dict[str, object], data) -> None:
    """Shuffled rules give the same range and the same reasons, and shuffled profiles the same ranking."""
    lead = Lead(id="L-1", name="Ada", log=[AttributeSet(name=name, value=known[name], at=MONDAY) for name in known])
    shuffled = Profile(persona="b", rules=data.draw(st.permutations(rules)))
    one, two = Profile(persona="b", rules=rules).fit(lead), shuffled.fit(lead)
    assert (one.low, one.high) == (two.low, two.high)
    for side in ("speaks_for", "speaks_against", "unknown"):
        assert sorted(map(repr, getattr(one, side))) == sorted(map(repr, getattr(two, side)))
    profiles = [shuffled, *(Profile(persona=key, rules=rules) for key in "ac")]
    ranked = best_persona(profiles, lead)
    assert [fit.persona for fit in ranked.fits] == ["a", "b", "c"]
    assert [fit.persona for fit in best_persona(profiles[::-1], lead).fits] == ["a", "b", "c"]
