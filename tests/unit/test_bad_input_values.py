"""The catalogue of bad input, as far as the doors of values and facts meet it; each case carries its row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from time import perf_counter
from uuid import UUID

import attrs
import pytest

from salescycle.errors import (
    CriterionFailed,
    CurrencyMismatch,
    InvalidValue,
    LimitExceeded,
    MoveRefused,
    SalesCycleError,
    UnknownName,
    WrongCycle,
)
from salescycle.model import (
    CloseExpected,
    Contacted,
    Deal,
    Lead,
    Line,
    Opened,
    OwnerAssigned,
    Persona,
    Proposal,
    Record,
    StageEntered,
    Terms,
    ValueSet,
)
from salescycle.values import Durations, Interval, Money, Period, Share, Undefined, Wording, exact_decimal, utc

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEST = timezone(timedelta(hours=-12))
MILLION = 10**6
RANGE = "amount must have at most 28 digits and lie between 1e-12 and 1e16, got "
PLAIN = "amount must be a plain number, got "
EXACT = "; give a Decimal, an int or text, never a float"
CODE = "currency must be an active ISO 4217 code in capitals, got "
YEARS = "an instant must lie in the years 1900 to 2199, got "


class float64(float):  # noqa: N801
    """A scalar as numpy has it: a float by class, but not exactly."""


class OneDayAhead(tzinfo):
    """A zone a whole day ahead, as no zone can be."""

    def utcoffset(self, dt: datetime | None) -> timedelta:
        return timedelta(hours=24)


def usd(amount: object) -> Money:
    return Money(amount, "USD")


def line(**fields: object) -> Line:
    return Line(**{"description": "Desk", "unit_price": usd(10)} | fields)


def lead(**fields: object) -> Lead:
    return Lead(**{"id": "L-1", "name": "Ada"} | fields)


Case = tuple[Callable[[], object], type[SalesCycleError], str]
REFUSED: dict[str, Case] = {
    "B1-id None": (lambda: Record(id=None), InvalidValue, "id must be text, got None; give a str"),
    "B1-id True": (lambda: Deal(id=True), InvalidValue, "id must be text, got True; give a str"),
    "B1-id a float": (lambda: Deal(id=1.0), InvalidValue, "id must be text, got 1.0; give a str"),
    "B1-id bytes": (lambda: Deal(id=b"D-1"), InvalidValue, "id must be text, got a bytes; give a str"),
    "B1-id empty": (
        lambda: lead(id=""),
        InvalidValue,
        "id must not be blank, got ''; give at least one character",
    ),
    "B1-id blank": (
        lambda: Proposal(id=" \u3000"),
        InvalidValue,
        "id must not be blank, got ''; give at least one character",
    ),
    "B1-id of 1 MB": (
        lambda: Record(id="x" * MILLION),
        LimitExceeded,
        "id must have at most 128 characters, got 1000000",
    ),
    "B1-id a surrogate": (
        lambda: Record(id="\ud800"),
        InvalidValue,
        "id must not hold the hidden character U+D800 (at position 0), got '\\ud800'; remove it",
    ),
    "B1-id past 64 bits": (
        lambda: Record(id=2**63),
        InvalidValue,
        "id must be text, got 9223372036854775808; give a str",
    ),
    "B4-text 1e999999": (
        lambda: usd("1e999999"),
        InvalidValue,
        f"{PLAIN}'1e999999'; give digits and at most one point: '48000.00'",
    ),
    "B4-text 1e-999999": (
        lambda: usd("1e-999999"),
        InvalidValue,
        f"{PLAIN}'1e-999999'; give digits and at most one point: '48000.00'",
    ),
    "B4-text of a million digits": (
        lambda: usd("1" * MILLION),
        InvalidValue,
        f"{PLAIN}'{'1' * 79}…'; give digits and at most one point: '48000.00'",
    ),
    "B4-Decimal 1e999999": (lambda: usd(Decimal("1e999999")), LimitExceeded, f"{RANGE}1E+999999"),
    "B4-Decimal 1e-999999": (lambda: usd(Decimal("1e-999999")), LimitExceeded, f"{RANGE}1E-999999"),
    "B4-int of a million bits": (
        lambda: usd(1 << MILLION),
        LimitExceeded,
        "amount must be smaller than 1e16, got an int of 1000001 bits",
    ),
    "B5-text NaN": (
        lambda: usd("NaN"),
        InvalidValue,
        f"{PLAIN}'NaN'; give digits and at most one point: '48000.00'",
    ),
    "B5-NaN": (lambda: usd(Decimal("NaN")), InvalidValue, "amount must be finite, got NaN"),
    "B5-sNaN": (lambda: usd(Decimal("sNaN")), InvalidValue, "amount must be finite, got sNaN"),
    "B5-Infinity": (lambda: usd(Decimal("Infinity")), InvalidValue, "amount must be finite, got Infinity"),
    "B5--Infinity": (lambda: usd(Decimal("-Infinity")), InvalidValue, "amount must be finite, got -Infinity"),
    "B5-True": (lambda: usd(True), InvalidValue, f"amount must be exact, got True{EXACT}"),
    "B5-float": (lambda: usd(0.1), InvalidValue, f"amount must be exact, got 0.1{EXACT}"),
    "B5-numpy scalar": (lambda: usd(float64(0.1)), InvalidValue, f"amount must be exact, got a float64{EXACT}"),
    "B7-negative value": (
        lambda: ValueSet(value=usd("-0.01"), at=NOW),
        InvalidValue,
        "a deal's value must not be negative, got '-0.01 USD'",
    ),
    "B8-currency None": (
        lambda: Money(1, None),
        InvalidValue,
        f"{CODE}None; for example 'USD'",
    ),
    "B8-currency empty": (
        lambda: Money(1, ""),
        InvalidValue,
        f"{CODE}''; for example 'USD'",
    ),
    "B8-currency usd": (
        lambda: Money(1, "usd"),
        InvalidValue,
        f"{CODE}'usd'; did you mean 'USD'?",
    ),
    "B8-currency XXX": (
        lambda: Money(1, "XXX"),
        InvalidValue,
        f"{CODE}'XXX'; there are BIF, CLP, DJF, GNF, ISK, JPY, KMF, KRW, PYG, RWF and 155 more",
    ),
    "B8-mixed in a sum": (
        lambda: Money.total([usd(1), Money(1, "EUR")], "USD"),
        CurrencyMismatch,
        "amounts in USD and EUR do not add up; convert one with a RateProvider first",
    ),
    "B8-mixed in terms": (
        lambda: Terms(lines=[line(), line(unit_price=Money(1, "EUR"))]),
        CurrencyMismatch,
        "amounts in EUR and USD do not add up; convert one with a RateProvider first",
    ),
    "B10-naive": (
        lambda: Opened(at=datetime(2026, 3, 2, 9)),  # noqa: DTZ001
        InvalidValue,
        "an instant must have a time zone, got 2026-03-02 09:00:00; add one, for example .replace(tzinfo=datetime.UTC)",
    ),
    "B10-date only": (
        lambda: Opened(at=date(2026, 3, 2)),
        InvalidValue,
        "an instant must be a datetime, got 2026-03-02; give a datetime with a time zone",
    ),
    "B10-text Z": (
        lambda: Opened(at="2026-03-02T09:00:00Z"),
        InvalidValue,
        "an instant must be a datetime, got '2026-03-02T09:00:00Z'; give a datetime with a time zone",
    ),
    "B10-text z": (
        lambda: Opened(at="2026-03-02t09:00:00z"),
        InvalidValue,
        "an instant must be a datetime, got '2026-03-02t09:00:00z'; give a datetime with a time zone",
    ),
    "B10-instant for a date": (
        lambda: CloseExpected(on=NOW, at=NOW),
        InvalidValue,
        "a date must be a date without a time, got 2026-03-02 09:00:00+00:00; give datetime.date(year, month, day)",
    ),
    "B10-offset of a day": (
        lambda: Opened(at=datetime(2026, 3, 2, tzinfo=OneDayAhead())),
        InvalidValue,
        "an instant must have an offset of less than a day, got 2026-03-02 00:00:00 of a zone",
    ),
    "B11-text 2024-02-30": (
        lambda: CloseExpected(on="2024-02-30", at=NOW),
        InvalidValue,
        "a date must be a date without a time, got '2024-02-30'; give datetime.date(year, month, day)",
    ),
    "B11-text year 10000": (
        lambda: utc("10000-01-01T00:00:00Z"),
        InvalidValue,
        "an instant must be a datetime, got '10000-01-01T00:00:00Z'; give a datetime with a time zone",
    ),
    "B11-datetime.max": (
        lambda: Opened(at=datetime.max.replace(tzinfo=UTC)),
        InvalidValue,
        f"{YEARS}9999-12-31 23:59:59.999999+00:00",
    ),
    "B11-datetime.max past the end": (
        lambda: Opened(at=datetime.max.replace(tzinfo=WEST)),
        InvalidValue,
        f"{YEARS}9999-12-31 23:59:59.999999-12:00",
    ),
    "B11-datetime.min before the start": (
        lambda: Opened(at=datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))),
        InvalidValue,
        f"{YEARS}0001-01-01 00:00:00+14:00",
    ),
    "B12-leap second": (
        lambda: Opened(at="2016-12-31T23:59:60Z"),
        InvalidValue,
        "an instant must be a datetime, got '2016-12-31T23:59:60Z'; give a datetime with a time zone",
    ),
    "B27-discount over 100 %": (
        lambda: line(discount="1.01"),
        InvalidValue,
        "a rate must lie between 0 and 1, got '1.01'; a quarter is '0.25'",
    ),
    "B27-discount of all over 100 %": (
        lambda: Terms(lines=[line()], discount=15),
        InvalidValue,
        "a rate must lie between 0 and 1, got 15; a quarter is '0.25'",
    ),
    "B27-tax NaN": (lambda: line(tax=Decimal("NaN")), InvalidValue, "a rate must be finite, got NaN"),
    "B27-tax a float NaN": (
        lambda: line(tax=float("nan")),
        InvalidValue,
        f"a rate must be exact, got nan{EXACT}",
    ),
    "B27-price a number": (
        lambda: line(unit_price=10),
        InvalidValue,
        "a unit price must be a Money, got 10; give Money('19.99', 'EUR')",
    ),
    "B27-price None": (
        lambda: line(unit_price=None),
        InvalidValue,
        "a unit price must be a Money, got None; give Money('19.99', 'EUR')",
    ),
    "B27-quantity 0": (
        lambda: line(quantity=0),
        InvalidValue,
        "a quantity must be more than 0, got 0; leave the line out",
    ),
    "B27-quantity -0": (
        lambda: line(quantity=Decimal("-0.00")),
        InvalidValue,
        "a quantity must be more than 0, got -0.00; leave the line out",
    ),
    "B27-no lines": (lambda: Terms(lines=()), InvalidValue, "terms must have at least one line, got 'none'"),
}
HIDDEN = {"NUL": "\0", "ESC": "\x1b", "C1": "\x9b", "bidi": "\u202e", "isolate": "\u2066", "BOM": "\ufeff"}


@pytest.mark.parametrize(("make", "kind", "message"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_refused(make: Callable[[], object], kind: type[SalesCycleError], message: str) -> None:
    """The error is this library's own, says all that is needed, and carries no foreign cause."""
    with pytest.raises(kind) as refused:
        make()
    assert message == str(refused.value)
    assert kind is type(refused.value)
    assert refused.value.__cause__ is None


ACCEPTED: dict[str, tuple[Callable[[], object], object]] = {
    "B1-id an int": (lambda: Deal(id=42).id, "42"),
    "B1-id a UUID": (lambda: Deal(id=UUID(int=1)).id, "00000000-0000-0000-0000-000000000001"),
    "B5--0": (lambda: str(usd(Decimal("-0.00")).amount), "0.00"),
    "B7-zero value": (lambda: ValueSet(value=usd(0), at=NOW).value, usd(0)),
    "B7-negative amount": (lambda: str(usd(-5)), "-5.00 USD"),
    "B10-offset": (lambda: utc(datetime(2026, 3, 1, 21, tzinfo=WEST)), NOW),
    "B20-note of lines": (
        lambda: Contacted(channel="call", note="a\r\nb\tc", at=NOW).note,
        "a\nb\tc",
    ),
    "B22-name of markup": (
        lambda: lead(name="<img src=x onerror=alert(1)>").name,
        "<img src=x onerror=alert(1)>",
    ),
    "B22-note of markup": (
        lambda: StageEntered(stage="lost", outcome="lost", reason="\"><script>alert('x')</script>", at=NOW).reason,
        "\"><script>alert('x')</script>",
    ),
}


@pytest.mark.parametrize(("make", "expected"), ACCEPTED.values(), ids=ACCEPTED)
def test_odd_input_is_accepted(make: Callable[[], object], expected: object) -> None:
    """What looks bad and is not is taken, by rule or as it is."""
    assert expected == make()


QUICKLY = {
    "B4-text 1e999999": "1e999999",
    "B4-text 1e-999999": "1e-999999",
    "B4-text of a million digits": "1" * MILLION,
    "B4-text of a million blanks": " " * MILLION + "1",
    "B4-Decimal 1e999999": Decimal("1e999999"),
    "B4-Decimal 1e-999999": Decimal("1e-999999"),
    "B4-int of a million bits": 1 << MILLION,
}


@pytest.mark.parametrize("value", QUICKLY.values(), ids=QUICKLY)
def test_a_huge_amount_is_refused_at_once(value: Decimal | int | str) -> None:
    """What would take half a minute to work with takes less than a millisecond to refuse."""
    times = []
    for _ in range(5):
        start = perf_counter()
        with pytest.raises(InvalidValue):
            exact_decimal(value, "amount")
        times.append(perf_counter() - start)
    assert min(times) < 0.001


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(Record, id="B1-missing id"),
        pytest.param(lambda: Money(1), id="B8-missing currency"),
        pytest.param(lambda: Terms(lines=[line()], total=usd(5)), id="B27-total stated apart from its lines"),
    ],
)
def test_what_is_missing_or_unknown_is_a_slip_of_the_programmer(make: Callable[[], object]) -> None:
    """Python itself says which argument it was."""
    with pytest.raises(TypeError, match="argument"):
        make()


@pytest.mark.parametrize("what", ["name", "company", "email", "phone", "source"])
@pytest.mark.parametrize("char", [*HIDDEN.values(), "\r\n"], ids=[f"B20-{name}" for name in (*HIDDEN, "CRLF")])
def test_hidden_characters_do_not_get_into_a_lead(what: str, char: str) -> None:
    """A phone number with a line break or a control in it is refused, and the message is safe to log."""
    with pytest.raises(InvalidValue, match="^name must not hold the hidden character") as refused:
        lead(**{what: f"+44 20{char}7946"})
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("char", HIDDEN.values(), ids=[f"B20-{name}" for name in HIDDEN])
def test_hidden_characters_do_not_get_into_a_note(char: str) -> None:
    """A note may have lines and tabs, and nothing else that is not seen; the message is safe to log."""
    with pytest.raises(InvalidValue, match="^note must not hold the hidden character") as refused:
        Contacted(channel="call", note=f"rang{char}twice", at=NOW)
    assert str(refused.value).isprintable()


FROZEN: list[tuple[object, str]] = [
    (usd(1), "amount"),
    (Share(part=1, whole=2), "part"),
    (Interval(low=0.0, high=1.0, level=0.95), "low"),
    (Durations(table=()), "still_open"),
    (Period.month(2026, 3), "start"),
    (Undefined("x"), "reason"),
    (Wording({"en": "x"}), "texts"),
    (OwnerAssigned(owner="kim", at=NOW), "owner"),
    (Record(id="R-1"), "log"),
    (lead(), "name"),
    (Deal(id="D-1"), "proposals"),
    (Proposal(id="P-1"), "title"),
    (Persona(key="x"), "name"),
    (line(), "tax"),
    (Terms(lines=[line()]), "discount"),
]


@pytest.mark.parametrize(("value", "field"), FROZEN, ids=[f"B30-{type(value).__name__}" for value, _ in FROZEN])
def test_nothing_can_be_assigned(value: object, field: str) -> None:
    """Neither set nor deleted, and there is no room for a field of one's own."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, field, None)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        delattr(value, field)
    with pytest.raises(AttributeError):
        value.of_my_own = 1


LONGEST = "\u200d" * 127 + "x"
RECORDS = [
    pytest.param(Deal(id="D-1", log=[StageEntered(stage="new", outcome="open", at=NOW)] * 100_000), id="E7-long log"),
    *(
        pytest.param(
            kind(id=LONGEST, log=[StageEntered(stage=LONGEST, outcome="open", at=NOW)], **fields),
            id=f"E7-longest keys of a {kind.__name__}",
        )
        for kind, fields in ((Record, {}), (Deal, {}), (Lead, {"name": "Ada"}), (Proposal, {}))
    ),
]


@pytest.mark.parametrize("record", RECORDS)
def test_the_repr_of_a_record_is_short(record: Record) -> None:
    """However long its log and its keys are, it is one printable line of at most 200 characters."""
    assert len(repr(record)) <= 200
    assert repr(record).isprintable()


HUGE = "\x1b" * MILLION
ERRORS = [
    InvalidValue("amount", "must be exact", HUGE),
    InvalidValue(HUGE, HUGE, HUGE, HUGE),
    LimitExceeded("id", "must be short", HUGE),
    UnknownName("stage", HUGE, "cycle 'c'", [HUGE] * 1000),
    WrongCycle(HUGE, HUGE, HUGE),
    CriterionFailed(HUGE, HUGE, HUGE),
    MoveRefused("x" * MILLION),
]


@pytest.mark.parametrize(
    "error", ERRORS, ids=[f"E7-{place} {type(error).__name__}" for place, error in enumerate(ERRORS)]
)
def test_the_message_of_an_error_is_short(error: SalesCycleError) -> None:
    """A megabyte that comes in does not come out again."""
    assert len(str(error)) <= 2000
