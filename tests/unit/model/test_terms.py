"""Terms: what is offered, and what it comes to."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs
import pytest

from salescycle.errors import CurrencyMismatch, InvalidValue, LimitExceeded
from salescycle.model import Line, Rounding, Terms, Totals
from salescycle.values import Money

BERLIN = ZoneInfo("Europe/Berlin")
MICROSECOND = timedelta(microseconds=1)


def line(price: str = "10", quantity: str = "1", discount: str = "0", tax: str = "0", currency: str = "EUR") -> Line:
    return Line(description="Desk", unit_price=Money(price, currency), quantity=quantity, discount=discount, tax=tax)


def until(day: date, zone: str) -> datetime | None:
    return Terms(lines=[line()], valid_until=day, zone=ZoneInfo(zone)).expires_at


def amounts(totals: Totals) -> list[str]:
    return [str(money.amount) for money in (totals.subtotal, totals.discount, totals.net, totals.tax, totals.total)]


@pytest.mark.parametrize(
    ("rounding", "by_line", "half"),
    [
        (Rounding.LINE_HALF_UP, True, "half_up"),
        (Rounding.LINE_HALF_EVEN, True, "half_even"),
        (Rounding.TOTAL_HALF_UP, False, "half_up"),
        (Rounding.TOTAL_HALF_EVEN, False, "half_even"),
    ],
)
def test_a_rounding_says_when_and_which_way(rounding: Rounding, by_line: bool, half: str) -> None:
    """Its name is what it does."""
    assert (by_line, half) == (rounding.by_line, rounding.half)


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        # three lines of 0.125 and tax of 0.0125 each: 0.13 thrice, 0.12 thrice, or 0.375 once
        ("line_half_up", ["0.39", "0.00", "0.39", "0.03", "0.42"]),
        ("line_half_even", ["0.36", "0.00", "0.36", "0.03", "0.39"]),
        ("total_half_up", ["0.38", "0.00", "0.38", "0.04", "0.42"]),
        ("total_half_even", ["0.38", "0.00", "0.38", "0.04", "0.42"]),
    ],
)
def test_each_rounding_has_a_total_of_its_own(rounding: str, expected: list[str]) -> None:
    """The same lines come to different totals, by hand, and that is why the policy has a name."""
    terms = Terms(lines=[line("0.125", tax="0.1")] * 3, rounding=rounding)
    assert expected == amounts(terms.totals)


def test_half_up_and_half_even_differ_at_a_half() -> None:
    """A sum that ends in half a cent goes up, or to the even neighbour."""
    lines = [line("0.125"), line("0.5")]
    assert "0.63" == str(Terms(lines=lines, rounding="total_half_up").totals.net.amount)
    assert "0.62" == str(Terms(lines=lines, rounding="total_half_even").totals.net.amount)


def test_discounts_follow_one_another_and_tax_comes_last() -> None:
    """10 percent off a line, 20 percent off it all, then 19 percent tax: 100 becomes 72 and 85.68."""
    terms = Terms(lines=[line("50", quantity="2", discount="0.1", tax="0.19")], discount="0.2")
    assert ["100.00", "28.00", "72.00", "13.68", "85.68"] == amounts(terms.totals)


def test_lines_may_be_taxed_differently() -> None:
    """Each line has its own rate, such as books among software."""
    terms = Terms(lines=[line("100", tax="0.19"), line("100", tax="0.07"), line("100")])
    assert ["300.00", "0.00", "300.00", "26.00", "326.00"] == amounts(terms.totals)


@pytest.mark.parametrize(
    ("currency", "expected"),
    [("JPY", ["33", "3", "30", "2", "32"]), ("KWD", ["33.333", "3.333", "30.000", "2.400", "32.400"])],
)
def test_totals_are_in_the_coins_of_the_currency(currency: str, expected: list[str]) -> None:
    """Yen have no decimals, dinars three."""
    terms = Terms(lines=[line("33.3333", discount="0.1", tax="0.08", currency=currency)])
    assert expected == amounts(terms.totals)
    assert currency == terms.currency


def test_a_gift_comes_to_nothing() -> None:
    """A full discount leaves nothing to tax."""
    assert ["10.00", "10.00", "0.00", "0.00", "0.00"] == amounts(Terms(lines=[line(tax="0.19")], discount=1).totals)


def test_totals_read_as_a_sentence() -> None:
    """What is to be paid comes first."""
    totals = Terms(lines=[line("50", quantity="2", discount="0.1", tax="0.19")]).totals
    assert "107.10 EUR (90.00 EUR net, 10.00 EUR discount, 17.10 EUR tax)" == str(totals)


def test_a_line_is_a_price_and_a_quantity() -> None:
    """One piece, no discount and no tax unless said; the list price is exact."""
    plain = Line(description=" Desk ", unit_price=Money("0.0005", "EUR"))
    assert ("Desk", 1, 0, 0) == (plain.description, plain.quantity, plain.discount, plain.tax)
    assert Money("0.00125", "EUR") == attrs.evolve(plain, quantity="2.5").list_price


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"quantity": 0}, "a quantity must be more than 0, got 0; leave the line out"),
        ({"quantity": "-1"}, "a quantity must be more than 0, got '-1'; leave the line out"),
        (
            {"quantity": 1.5},
            "a quantity must be exact, got 1.5; give a Decimal, an int or text, never a float",
        ),
        ({"discount": 10}, "a rate must lie between 0 and 1, got 10; a quarter is '0.25'"),
        ({"discount": "-0.1"}, "a rate must lie between 0 and 1, got '-0.1'; a quarter is '0.25'"),
        ({"tax": "1.01"}, "a rate must lie between 0 and 1, got '1.01'; a quarter is '0.25'"),
        ({"tax": Decimal("NaN")}, "a rate must be finite, got NaN"),
        ({"description": None}, "name must be text, got None; give a str"),
        ({"unit_price": "10.00"}, "a unit price must be a Money, got '10.00'; give Money('19.99', 'EUR')"),
        ({"unit_price": 10}, "a unit price must be a Money, got 10; give Money('19.99', 'EUR')"),
    ],
)
def test_a_line_is_checked(fields: dict[str, object], message: str) -> None:
    """Quantities are more than nothing, rates lie between 0 and 1, and both are exact."""
    with pytest.raises(InvalidValue) as refused:
        Line(**{"description": "Desk", "unit_price": Money(1, "EUR")} | fields)
    assert message == str(refused.value)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"lines": []}, "terms must have at least one line, got 'none'"),
        ({"lines": [5]}, "lines[0] must be a Line, got 5; give Line(description=..., unit_price=...)"),
        (
            {"lines": [line(), line(currency="USD")]},
            "amounts in EUR and USD do not add up; convert one with a RateProvider first",
        ),
        ({"discount": "1.5"}, "a rate must lie between 0 and 1, got '1.5'; a quarter is '0.25'"),
        (
            {"rounding": "up"},
            "a rounding must be one of line_half_up, line_half_even, total_half_up, total_half_even, got 'up'",
        ),
        (
            {"valid_until": "2026-03-31"},
            "a date must be a date without a time, got '2026-03-31'; give datetime.date(year, month, day)",
        ),
    ],
)
def test_terms_are_checked(fields: dict[str, object], message: str) -> None:
    """There is at least one line, one currency, and a rounding that exists."""
    with pytest.raises((InvalidValue, CurrencyMismatch)) as refused:
        Terms(**{"lines": [line()]} | fields)
    assert message == str(refused.value)
    assert refused.value.__cause__ is None


def test_of_many_currencies_two_are_told() -> None:
    """The first two in the alphabet say enough."""
    with pytest.raises(CurrencyMismatch) as refused:
        Terms(lines=[line(currency=currency) for currency in ("USD", "EUR", "CHF")])
    assert "amounts in CHF and EUR do not add up; convert one with a RateProvider first" == str(refused.value)


@pytest.mark.parametrize(
    ("fields", "discount"),
    [
        ({"price": "12345678.99", "quantity": "1234.5678", "discount": "0.123456"}, "0.123456"),
        ({"price": "9999999999999999", "quantity": "2"}, "0"),
        ({"price": "0.0000001", "quantity": "0.000001"}, "0"),
    ],
    ids=["too many digits", "too large", "too small"],
)
def test_terms_that_no_amount_can_hold_are_refused_at_the_door(fields: dict[str, str], discount: str) -> None:
    """Terms that were accepted have totals: where these would be out of range, there are no terms."""
    with pytest.raises(LimitExceeded, match="^amount must have at most 28 digits"):
        Terms(lines=[line(**fields)], discount=discount)


def test_an_offer_without_end_holds() -> None:
    """Where no last day was named there is no first instant after it."""
    terms = Terms(lines=[line()])
    assert None is terms.expires_at
    assert terms.is_valid(at=datetime(2199, 12, 31, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2026, 3, 31), "UTC", datetime(2026, 4, 1, tzinfo=UTC)),
        (date(2026, 3, 28), "Europe/Berlin", datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 29), "Europe/Berlin", datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 25), "Europe/Berlin", datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (date(2026, 12, 31), "Asia/Seoul", datetime(2026, 12, 31, 15, tzinfo=UTC)),
        # 00:00 was skipped on the day after: it began at 01:00, which is the instant of the change
        (date(2018, 11, 3), "America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),
        (date(2022, 3, 26), "Asia/Beirut", datetime(2022, 3, 26, 22, tzinfo=UTC)),
        # 00:00 came twice on the day after: it began at the first
        (date(2026, 10, 31), "America/Havana", datetime(2026, 11, 1, 4, tzinfo=UTC)),
        (date(2199, 12, 31), "UTC", datetime(2200, 1, 1, tzinfo=UTC)),
        (date(2199, 12, 31), "America/New_York", datetime(2200, 1, 1, 5, tzinfo=UTC)),
        (date(1900, 1, 1), "UTC", datetime(1900, 1, 2, tzinfo=UTC)),
    ],
    ids=[
        "UTC",
        "winter",
        "spring",
        "autumn",
        "east",
        "no midnight",
        "no midnight, east",
        "two midnights",
        "last day of all",
        "last day of all, west",
        "first day of all",
    ],
)
def test_an_offer_holds_through_its_last_day(day: date, zone: str, expected: datetime) -> None:
    """It ends at the first instant of the next day where the seller is, whatever clocks do that night."""
    assert expected == until(day, zone)
    assert day == (expected - MICROSECOND).astimezone(ZoneInfo(zone)).date()


def test_an_offer_ends_at_the_instant_it_expires() -> None:
    """A microsecond before it may be accepted, then no more, whatever the zone of who asks."""
    terms = Terms(lines=[line()], valid_until=date(2026, 3, 29), zone=BERLIN)
    midnight = datetime(2026, 3, 30, tzinfo=BERLIN)
    assert [True, False] == [terms.is_valid(at=midnight - MICROSECOND), terms.is_valid(at=midnight)]
    with pytest.raises(InvalidValue, match="^an instant must have a time zone"):
        terms.is_valid(at=datetime(2026, 3, 29))  # noqa: DTZ001


TERMS = Terms(lines=[line(tax="0.19")], discount="0.1", valid_until=date(2026, 3, 31), zone=BERLIN)


@pytest.mark.parametrize("value", [line(), TERMS, TERMS.totals], ids=["Line", "Terms", "Totals"])
@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v)), attrs.evolve],
    ids=["copy", "deepcopy", "pickle", "evolve"],
)
def test_terms_survive_a_round_trip(value: object, again: Callable[[object], object]) -> None:
    """Copied, pickled or evolved ones are equal to the first, hash alike, and are frozen."""
    assert value == again(value)
    assert hash(value) == hash(again(value))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.tax = Decimal(0)
