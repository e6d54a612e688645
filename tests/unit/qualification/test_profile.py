"""Rules over attributes, and how well a buyer fits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from salescycle.errors import InvalidValue
from salescycle.model import AttributeSet, Deal, Lead
from salescycle.qualification import BestPersona, Demand, MatchRule, Profile, Reason, best_persona
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
EUR = [Money(amount, "EUR") for amount in range(10)]


def rule(match: str, *values: object, attribute: str = "x", **rest: object) -> MatchRule:
    return MatchRule(attribute=attribute, match=match, values=values, **rest)


def lead(**attributes: object) -> Lead:
    log = [AttributeSet(name=name, value=value, at=MONDAY) for name, value in attributes.items()]
    return Lead(id="L-1", name="Ada", log=log)


@pytest.mark.parametrize(
    ("asked", "value", "holds"),
    [
        (rule("one_of", "Retail", "B2B SaaS"), "b2bsaas", True),
        (rule("one_of", "Retail"), "retail trade", False),
        (rule("one_of", "retail"), ("export", "retail"), True),
        (rule("one_of", "retail"), (), False),
        (rule("one_of", 1), True, None),
        (rule("one_of", 1, True), True, True),
        (rule("one_of", 1, True), False, False),
        (rule("one_of", 1, "retail"), Decimal("1.0"), True),
        (rule("one_of", "retail"), None, None),
        (rule("range", 2, 4), Decimal(2), True),
        (rule("range", 2, 4), Decimal(4), True),
        (rule("range", 2, 4), Decimal("4.1"), False),
        (rule("range", 2, 4), Decimal("1.9"), False),
        (rule("range", None, 4), Decimal(-9), True),
        (rule("range", 2, None), Decimal(99), True),
        (rule("range", 2, None), Decimal(1), False),
        (rule("range", 2, None), "three", None),
        (rule("range", EUR[2], EUR[4]), EUR[3], True),
        (rule("range", EUR[2], EUR[4]), Money(3, "USD"), None),
        (rule("range", date(2026, 1, 1), date(2026, 6, 30)), date(2026, 6, 30), True),
        (rule("range", date(2026, 1, 1), date(2026, 6, 30)), date(2026, 7, 1), False),
        (rule("at_least", 2), Decimal(2), True),
        (rule("at_least", 2), Decimal(1), False),
        (rule("at_least", EUR[2]), EUR[9], True),
        (rule("contains", "Head of"), "head  of operations", True),
        (rule("contains", "cto", "cio"), "CIO", True),
        (rule("contains", "cto"), "sales", False),
        (rule("contains", "Export"), ("customs", "export"), True),
        (rule("contains", "export"), ("exports",), False),
        (rule("contains", "export"), Decimal(1), None),
    ],
)
def test_a_rule_holds_does_not_or_cannot_be_known(asked: MatchRule, value: object, holds: bool | None) -> None:
    """Ends are included, text is compared as it looks, and kinds that do not compare are unknown."""
    assert holds is asked.holds(value)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (lambda: rule("like", "a"), "a match must be one of one_of, range, contains, at_least"),
        (lambda: rule("one_of"), "the values of a rule must be from 1 to 1000"),
        (lambda: MatchRule(attribute="x", match="one_of", values="retail"), "must be several, in a list or tuple"),
        (lambda: rule("one_of", None), "the values of one_of must be single values"),
        (lambda: rule("one_of", ["a"]), "the values of one_of must be single values"),
        (lambda: rule("contains", 1), "the values of contains must be text, none of it blank"),
        (lambda: rule("contains", " "), "the values of contains must be text, none of it blank"),
        (lambda: rule("range", 1), "the values of range must be one value, or a low and a high one"),
        (lambda: rule("range", None, None), "the values of range must be one value, or a low and a high one"),
        (lambda: rule("range", 1, EUR[2]), "the values of range must be one value, or a low and a high one"),
        (lambda: rule("range", "a", "b"), "the values of range must be one value, or a low and a high one"),
        (lambda: rule("at_least", True), "the values of at_least must be one value"),
        (lambda: rule("at_least", 1, 2), "the values of at_least must be one value"),
        (lambda: rule("range", 2, 1), "a range must not end before it begins"),
        (lambda: rule("one_of", 1, weight=0), "a weight must be more than 0"),
        (lambda: rule("one_of", 1, demand="nice"), "a demand must be one of weighed, must_have, knock_out"),
        (lambda: rule("one_of", 1, demand="knock_out", weight=2), "a knock-out must have no weight of its own"),
        (lambda: Profile(persona="ops", rules=[]), "a profile must have at least one rule"),
        (lambda: Profile(persona="ops", rules=[rule("one_of", 1)]).fit("Ada"), "a record must be a Lead or a Deal"),
        (
            lambda: best_persona([Profile(persona="ops", rules=[rule("one_of", 1)])] * 2, lead()),
            "profiles must each be of another persona",
        ),
    ],
)
def test_what_no_rule_can_be_is_refused(broken: object, says: str) -> None:
    """At the door, with the rule that it breaks."""
    with pytest.raises(InvalidValue) as refused:
        broken()
    assert says in str(refused.value)


OPS = Profile(
    persona="ops",
    rules=[
        rule("at_least", 50, attribute="employees", weight=3),
        rule("one_of", "retail", attribute="branch"),
        rule("one_of", "gambling", attribute="industry", demand="knock_out"),
        rule("one_of", True, attribute="registered", demand="must_have", weight=4),
    ],
)


@pytest.mark.parametrize(
    ("known", "low", "high"),
    [
        ({}, Fraction(0), Fraction(1)),
        ({"employees": 90}, Fraction(0), Fraction(1)),
        ({"employees": 9}, Fraction(0), Fraction(5, 8)),
        ({"registered": True}, Fraction(0), Fraction(1)),
        ({"registered": True, "industry": "shops"}, Fraction(1, 2), Fraction(1)),
        ({"registered": True, "industry": "shops", "employees": 9}, Fraction(1, 2), Fraction(5, 8)),
        ({"registered": True, "industry": "shops", "employees": 90, "branch": "b"}, Fraction(7, 8), Fraction(7, 8)),
        ({"registered": False}, Fraction(0), Fraction(0)),
        ({"industry": "Gambling", "registered": True, "employees": 90}, Fraction(0), Fraction(0)),
    ],
)
def test_a_fit_is_a_range_while_attributes_are_missing(known: dict[str, object], low: object, high: object) -> None:
    """Weights 3, 1 and 4: unknown gates keep it open below, and gates that shut make it 0."""
    fit = OPS.fit(lead(**known))
    assert (low, high) == (fit.low, fit.high)
    assert (0 == high) is bool(fit.excluded_by)


def test_a_fit_has_its_reasons() -> None:
    """For, against and unknown, in both languages, without the buyer's own values."""
    fit = OPS.fit(lead(employees=9, branch="retail", industry="gambling"))
    assert ["branch: one of retail: yes"] == [str(reason.text) for reason in fit.speaks_for]
    assert ["employees: at least 50: no", "industry: one of gambling: yes (knock-out)"] == [
        str(reason.text) for reason in fit.speaks_against
    ]
    assert ["registered: True 중 하나: 알 수 없음 (필수)"] == [reason.text.text("ko") for reason in fit.unknown]
    assert (fit.speaks_against[1],) == fit.excluded_by
    assert "ops: 0%" == str(fit)
    assert "ops: 0% to 100%" == str(OPS.fit(lead()))


def test_a_label_is_read_in_place_of_an_attributes_name() -> None:
    """Open ends show as such."""
    employees = rule("range", None, 50, label={"en": "Size", "ko": "규모"})
    assert "Size: … to 50: no" == str(Reason(rule=employees, holds=False).text)
    assert "규모: …~50: 아니요" == Reason(rule=employees, holds=False).text.text("ko")
    assert "x: contains a, b: not known" == str(Reason(rule=rule("contains", "a", "b"), holds=None).text)


def test_knock_outs_alone_leave_a_whole_fit() -> None:
    """Nothing speaks against whoever none of them holds of."""
    only = Profile(persona="ops", rules=[rule("one_of", "x", demand=Demand.KNOCK_OUT)])
    fits = [only.fit(lead(**known)) for known in ({}, {"x": "y"}, {"x": "x"})]
    assert [(0, 1), (1, 1), (0, 0)] == [(fit.low, fit.high) for fit in fits]


def test_what_the_lead_says_of_itself_may_be_matched() -> None:
    """Company, source and channel; an attribute of that name comes first, and a deal asks its lead."""
    fair = Profile(persona="ops", rules=[rule("one_of", "fair", attribute="source")])
    ada = Lead(id="L-1", name="Ada", source="fair")
    web = ada.record(AttributeSet(name="source", value="web", at=MONDAY))
    assert [1, 0, 1] == [fair.fit(record).low for record in (ada, web, Deal(id="D-1", lead=ada))]
    assert (0, 1) == (fair.fit(Deal(id="D-1")).low, fair.fit(Deal(id="D-1")).high)
    assert 1 == fair.fit(web.as_of(MONDAY - timedelta(days=1))).low


def test_the_best_persona_tells_ties() -> None:
    """Best by what is certain, then by what is possible; others may still overtake it."""

    def profile(persona: str, *values: str) -> Profile:
        return Profile(persona=persona, rules=[rule("one_of", *values), rule("one_of", "a", attribute=f"x-{persona}")])

    found = best_persona([profile("b", "1"), profile("a", "1"), profile("c", "2"), profile("d", "1")], lead(x="1"))
    assert ["a", "b", "d", "c"] == [fit.persona for fit in found.fits]
    assert ["a", "b", "d"] == [fit.persona for fit in found.best]
    assert () == found.may_overtake
    known = lead(**{"x": "1", "x-a": "b"})
    found = best_persona([profile("a", "1"), profile("c", "2", "1")], known)
    assert (["c"], []) == ([fit.persona for fit in found.best], [fit.persona for fit in found.may_overtake])
    half = lead(x="1", y="no")
    settled = Profile(persona="s", rules=[rule("one_of", "1"), rule("one_of", "1", attribute="y"), rule("one_of", "1")])
    found = best_persona([settled, profile("open", "1")], half)
    assert (["s"], ["open"]) == (
        [fit.persona for fit in found.best],
        [fit.persona for fit in found.may_overtake],
    )


def test_nobody_is_best_where_nothing_fits() -> None:
    """Being first of those ruled out is no fit."""
    never = Profile(persona="ops", rules=[rule("one_of", "1")])
    assert () == best_persona([never], lead(x="2")).best
    assert ((), ()) == (best_persona([], lead()).best, BestPersona(fits=()).may_overtake)
