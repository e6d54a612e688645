"""The seven-stage cycle with judgement of one's own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from salescycle.errors import InvalidValue
from salescycle.model import AttributeSet, Contacted, Deal, PersonaMatched
from salescycle.presets import SEVEN_STAGE, seven_stage
from salescycle.qualification import BANT, MEDDICC, MatchRule, Profile

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
BIG = Profile(persona="big", rules=[MatchRule(attribute="employees", match="at_least", values=[50])])
SHOP = Profile(persona="shop", rules=[MatchRule(attribute="branch", match="one_of", values=["retail"])])


OURS = seven_stage(key="ours", profiles=[BIG])


def contacted_deal(*facts: AttributeSet) -> Deal:
    deal = Deal.open(id="D-1", start=OURS.start(at=MONDAY))
    return deal.record(Contacted(channel="call", at=MONDAY), PersonaMatched(persona="big", at=MONDAY), *facts)


def test_without_a_judgement_of_ones_own_it_is_the_preset() -> None:
    """The preset is the cycle without profiles, judged by BANT."""
    assert SEVEN_STAGE == seven_stage(key="seven-stage", framework=BANT)


@pytest.mark.parametrize(
    ("facts", "unmet"),
    [
        ([], "the buyer fits big by at least 50 % (it is 0 %; find out employees)"),
        ([AttributeSet(name="employees", value=10, at=MONDAY)], "the buyer fits big by at least 50 % (it is 0 %)"),
        ([AttributeSet(name="employees", value=50, at=MONDAY)], None),
    ],
)
def test_who_does_not_fit_is_not_qualified(facts: list[AttributeSet], unmet: str | None) -> None:
    """A buyer leaves initial contact only where the profile is met, whatever is still unknown."""
    decision = OURS.check(contacted_deal(*facts), to="qualification", at=MONDAY)
    assert ([] if unmet is None else [unmet]) == list(decision.reasons())


def test_one_of_several_profiles_is_enough() -> None:
    """A buyer that fits any persona we look for may go on."""
    cycle = seven_stage(key="ours", profiles=[BIG, SHOP])
    shop = contacted_deal(AttributeSet(name="branch", value="retail", at=MONDAY))
    assert (True, False) == tuple(
        bool(cycle.check(deal, to="qualification", at=MONDAY)) for deal in (shop, contacted_deal())
    )


def test_another_framework_says_who_is_qualified() -> None:
    """The needs analysis ends with the verdict of the framework that is given."""
    cycle = seven_stage(key="ours", framework=MEDDICC)
    assert ["MEDDICC says qualified"] == [str(each.asks) for each in cycle.stage("needs_analysis").exit_criteria]


def test_there_is_no_way_round_the_fit() -> None:
    """The analysis finds no way past the profile, by resting or losing."""
    plain = [(finding.code, finding.where) for finding in SEVEN_STAGE.findings()]
    assert plain == [(finding.code, finding.where) for finding in OURS.findings()]
    assert "avoidable" not in dict(plain)


@pytest.mark.parametrize("profiles", [BIG, [BIG, "shop"], "big"])
def test_profiles_are_profiles(profiles: object) -> None:
    """What is no profile is refused when the cycle is made."""
    with pytest.raises(InvalidValue):
        seven_stage(key="ours", profiles=profiles)  # type: ignore[arg-type]
