"""Leads that may be one buyer: by email, phone and company."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from salescycle.errors import InvalidValue
from salescycle.model import Lead
from salescycle.qualification import DuplicateGroup, SameBy, duplicates

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def same(field: str, one: str, other: str, **options: str) -> bool:
    leads = [Lead(id="L-1", name="A", **{field: one}), Lead(id="L-2", name="B", **{field: other})]
    found = duplicates(leads, **options)
    assert found in ((), (DuplicateGroup(ids=("L-1", "L-2"), reasons=(SameBy(field),)),))
    return bool(found)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Ada@Acme.example", " ada@acme.EXAMPLE ", True),
        ("ada+crm@acme.example", "ada@acme.example", False),
        ("a.da@acme.example", "ada@acme.example", False),
        ("a.d.a+x@gmail.com", "ada@googlemail.com", True),
        ("ada+x@outlook.com", "ada@outlook.com", True),
        ("a.da@outlook.com", "ada@outlook.com", False),
        ("", "", False),
        ("ada", "ada", False),
        ("@acme.example", "@acme.example", False),
        ("ada@", "ada@", False),
        ("a@b@c", "a@b@c", False),
        ("a b@c.example", "a b@c.example", False),
        ("+x@gmail.com", "+x@gmail.com", False),
    ],
)
def test_emails_are_the_same_where_that_is_safe(one: str, other: str, expected: bool) -> None:
    """Case never counts; tags and dots only where the provider says that they are none."""
    assert expected is same("email", one, other)


@pytest.mark.parametrize(
    ("one", "other", "country", "expected"),
    [
        ("+44 20 7946 0000", "0044 (0)20 7946-0000", "", True),
        ("+44 (0)20 7946 0000", "+442079460000", "", True),
        ("020 7946 0000", "(020) 79460000", "", True),
        ("+44 20 7946 0000", "020 7946 0000", "", False),
        ("+44 20 7946 0000", "020 7946 0000", "44", True),
        ("+49 20 7946 0000", "020 7946 0000", "44", False),
        ("+82 10-1234-5678", "010 1234 5678", "82", True),
        ("+1 212 555 0100", "1-212-555-0100", "1", True),
        ("+1 212 555 0100", "(212) 555-0100", "1", True),
        ("+39 06 6982 0000", "06 6982 0000", "39", True),
        ("+7 495 000 0000", "8 495 000 0000", "7", True),
        ("020 7946 0000 ext. 5", "020 7946 0000 x7", "", True),
        ("０２０ ７９４６ ００００", "020 7946 0000", "", True),
        ("123456", "123456", "", False),
        ("1" * 16, "1" * 16, "", False),
        ("1-800-FLOWERS", "1-800-FLOWERS", "", False),
        ("", "", "44", False),
    ],
)
def test_phones_are_the_same_by_their_digits(one: str, other: str, country: str, expected: bool) -> None:
    """A number without its country is not taken for one of any country, unless the host says where it is from."""
    assert expected is same("phone", one, other, country=country)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Acme, Inc.", "ACME", True),
        ("Acme GmbH & Co. KG", "acme gmbh", True),
        ("주식회사 에이크미", "에이크미(주)", True),
        ("㈜에이크미", "에이크미 유한회사", True),
        ("株式会社アクメ", "アクメ", True),
        ("Ａｃｍｅ", "acme", True),
        ("Smith-Jones Ltd", "Smith Jones", True),
        ("Smith & Jones", "Smith and Jones", True),
        ("Acme S.A.", "Acme", True),
        ("O'Neil", "ONeil", True),
        ("Inc.", "Inc", True),
        ("주식회사", "주식회사", True),
        ("Acme North", "Acme South", False),
        ("Inc Magazine", "Magazine", False),
        ("Limited", "Inc", False),
        ("", "", False),
        ("--", "--", False),
    ],
)
def test_companies_are_the_same_without_their_legal_form(one: str, other: str, expected: bool) -> None:
    """Neither do case, width and punctuation count; a name that is nothing but a legal form stays."""
    assert expected is same("company", one, other)


def test_the_strongest_reasons_come_first() -> None:
    """Leads with the same reasons stand in one group, and one lead may be in several."""
    leads = [
        Lead(id="L-4", name="D", company="Acme"),
        Lead(id="L-3", name="C", company="Acme Inc", phone="020 7946 0000"),
        Lead(id="L-2", name="B", email="b@b.example", phone="02079460000"),
        Lead(id="L-1", name="A", email="B@b.example"),
        Lead(id="L-5", name="E"),
    ]
    expected = (
        DuplicateGroup(ids=("L-1", "L-2"), reasons=(SameBy.EMAIL,)),
        DuplicateGroup(ids=("L-2", "L-3"), reasons=(SameBy.PHONE,)),
        DuplicateGroup(ids=("L-3", "L-4"), reasons=(SameBy.COMPANY,)),
    )
    assert expected == duplicates(leads) == duplicates(reversed(leads))


def test_what_a_merged_lead_was_known_by_counts() -> None:
    """The same buyer captured once more by an old address is found."""
    old = Lead(id="L-2", name="B", email="old@b.example")
    merged = Lead(id="L-1", name="B", email="b@b.example").merge(old, at=MONDAY)
    again = Lead(id="L-3", name="B", email="old@b.example")
    assert [("L-1", "L-3")] == [group.ids for group in duplicates([merged, again])]


@pytest.mark.parametrize("country", ["", "GB", "+44", "4444", 44, "٤"])
def test_malformed_questions_are_refused(country: object) -> None:
    """Ids must differ, and a country is a calling code."""
    leads = [Lead(id="L-1", name="A")] * (1 if country else 2)
    with pytest.raises(InvalidValue, match="must have different ids" if country == "" else "must be a calling code"):
        duplicates(leads, country=country)


def test_a_group_repeats_nothing_personal() -> None:
    """It names ids and reasons."""
    leads = [Lead(id=f"L-{n}", name="Ada", email="ada@acme.example") for n in range(2)]
    assert "acme" not in repr(duplicates(leads)) + str(duplicates(leads)[0].reasons[0].text)
