"""Law: whatever comes in, a door returns a value or raises an error of this library, in one short line."""

from __future__ import annotations

import pickle
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescycle.errors import SalesCycleError
from salescycle.metrics import (
    Coverage,
    Velocity,
    bootstrap,
    littles_law,
    shrink,
    stage_chain,
    velocity_change,
    work_in_progress,
)
from salescycle.model import (
    Contacted,
    ForecastSet,
    Outcome,
    OwnerAssigned,
    PersonaMatched,
    StageEntered,
    ValueSet,
    outcome_of,
)
from salescycle.values import (
    Durations,
    Money,
    Period,
    Share,
    calendar_date,
    confidence_level,
    currency_code,
    exact_decimal,
    id_text,
    key_text,
    key_texts,
    name_text,
    name_texts,
    note_text,
    optional_date,
    optional_name,
    optional_utc,
    unit_rate,
    utc,
    wording,
)

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HIDDEN = "\0\x1b\x7f\x85\r\n\t\u00ad\u200b\u200d\u2028\u202e\u2066\ud800\udfff\ue000\ufeff\u0378\U000e0041"
ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=-23, minutes=-59)), ZoneInfo("Europe/Berlin")])
ODD = st.sampled_from(
    [
        "1e999999",
        "9" * 5000,
        "x" * 1_000_000,
        "e\u0301" * 128,
        "٣",
        "USD",
        "usd",
        "open",
        "2026-03-02T09:00:00Z",
        Decimal("1e999999"),
        Decimal("1e-999999"),
        Decimal("-0E+999"),
        Decimal("sNaN"),
        Decimal("NaN123"),
        Decimal("-Infinity"),
        Decimal("9" * 5000),
        10**5000,
        -(2**63),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=23, minutes=59))),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-23, minutes=-59))),
        date.min,
        date.max,
        timedelta.max,
        Outcome.WON,
        Outcome,
        object(),
        UUID(int=0),
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.complex_numbers()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | st.decimals(allow_nan=True, allow_infinity=True)
    | st.fractions()
    | st.text()
    | st.text(st.sampled_from("ab 01.-+eE€" + HIDDEN))
    | st.binary()
    | st.uuids()
    | st.datetimes(timezones=ZONES)
    | st.dates()
    | st.times()
    | st.timedeltas()
    | ODD
)
ANYTHING = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text() | st.integers(), SCALARS, max_size=3)

MARCH = Period.month(2026, 3)
SEVEN = Durations.of([timedelta(days=7)])
WON, USD = Share(part=1, whole=1), Money(1, "USD")


class Loaded:
    """Dice that always fall on the same side."""

    def random(self) -> float:
        return 0.5


def chain(moves: object, **more: object) -> object:
    return stage_chain(moves, **({"stages": ["talk"], "absorbing": ["won"]} | more))


def resampled(statistic: Callable[[object], object]) -> object:
    return bootstrap([1, 2], statistic, rng=Loaded(), times=2)


def velocity(**more: object) -> Velocity:
    inputs = {"opportunities": 1, "win_rate": WON, "won_value": USD, "valued": 1, "cycle_length": SEVEN}
    return Velocity(**(inputs | more))


DOORS: dict[str, Callable[[object], object]] = {
    "amount": lambda value: Money(value, "USD"),
    "currency of money": lambda value: Money(1, value),
    "weight": lambda value: Money(1, "USD").allocate([1, value]),
    "factor": lambda value: Money(1, "USD") * value,
    "exact_decimal": lambda value: exact_decimal(value, "a number"),
    "unit_rate": unit_rate,
    "currency_code": currency_code,
    "confidence_level": confidence_level,
    "id_text": id_text,
    "key_text": key_text,
    "name_text": name_text,
    "note_text": note_text,
    "optional_name": optional_name,
    "key_texts": key_texts,
    "name_texts": name_texts,
    "wording": wording,
    "utc": utc,
    "optional_utc": optional_utc,
    "calendar_date": calendar_date,
    "optional_date": optional_date,
    "outcome_of": outcome_of,
    "stage": lambda value: StageEntered(stage=value, outcome="open", at=NOW),
    "instant of a fact": lambda value: OwnerAssigned(owner=None, at=value),
    "owner": lambda value: OwnerAssigned(owner=value, at=NOW),
    "persona": lambda value: PersonaMatched(persona=value, at=NOW),
    "direction": lambda value: Contacted(channel="call", direction=value, at=NOW),
    "value": lambda value: ValueSet(value=value, at=NOW),
    "shares": shrink,
    "share of a group": lambda value: shrink({"kim": value}),
    "moves": chain,
    "count of moves": lambda value: chain({("talk", "won"): value}),
    "stages": lambda value: chain({}, stages=value),
    "dwell times": lambda value: chain({}, dwell=value),
    "dwell time": lambda value: chain({("talk", "won"): 1}, dwell={"talk": value}),
    "spans": lambda value: work_in_progress(value, period=MARCH),
    "instant of work": lambda value: work_in_progress({}, period=MARCH).at(value),
    "count of spans": lambda value: str(littles_law({(NOW, None): value}, period=MARCH)),
    "tolerance": lambda value: littles_law({}, period=MARCH, tolerance=value),
    "units": lambda value: bootstrap(value, len, rng=Loaded(), times=2),
    "value of a statistic": lambda value: str(resampled(lambda _: value)),
    "opportunities": lambda value: str(velocity(opportunities=value).per_day),
    "won value": lambda value: velocity(won_value=value),
    "cycle length": lambda value: velocity(cycle_length=value),
    "velocities": lambda value: velocity_change(value, {}),
    "quota": lambda value: Coverage(open_value=USD, n=1, won=USD, quota=value),
    "forecast category": lambda value: ForecastSet(category=value, at=NOW),
    "forecast probability": lambda value: ForecastSet(win_probability=value, at=NOW),
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
@given(value=ANYTHING)
def test_doors_let_no_foreign_error_out(door: Callable[[object], object], value: object) -> None:
    """No KeyError, OverflowError, InvalidOperation or UnicodeError, and nothing that a terminal would obey."""
    refused = None
    try:
        door(value)
    except SalesCycleError as error:
        refused = error
    if refused is not None:
        message = str(refused)
        assert 0 < len(message) <= 2000
        assert [] == [char for char in message if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
        assert message == str(pickle.loads(pickle.dumps(refused)))
