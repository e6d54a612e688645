"""Law: what came through a door goes through it again, unchanged: so what was stored can be loaded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from salescycle.errors import InvalidValue
from salescycle.values import (
    currency_code,
    exact_decimal,
    id_text,
    key_text,
    name_text,
    note_text,
    optional_name,
    utc,
    wording,
)

# letters that composing or trimming may change, blanks, joiners and line ends
TEXTS = (
    st.text(st.sampled_from("aé\u0301\u0327\u1100\u1161\u11a8\ufb2c\u0958\u2126ſ \u3000\u00a0\u200d\n\t")) | st.text()
)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=9)), ZoneInfo("Europe/Berlin"), ZoneInfo("America/Havana")])
DOORS: dict[str, tuple[Callable[[object], object], st.SearchStrategy[object]]] = {
    "key_text": (key_text, TEXTS),
    "id_text": (id_text, TEXTS | st.integers(-(2**63), 2**63) | st.uuids()),
    "name_text": (name_text, TEXTS),
    "note_text": (note_text, TEXTS),
    "optional_name": (optional_name, TEXTS | st.none()),
    "wording": (wording, TEXTS | st.dictionaries(TEXTS, TEXTS, max_size=3)),
    "currency_code": (currency_code, st.sampled_from(["USD", "EUR", "KRW"])),
    "exact_decimal": (
        lambda value: exact_decimal(value, "a number"),
        st.decimals(-(10**15), 10**15, places=6) | st.integers() | st.sampled_from(["-0.00", "+1", " 1.50 "]),
    ),
    "utc": (utc, st.datetimes(datetime(1901, 1, 1), datetime(2199, 1, 1), timezones=ZONES)),  # noqa: DTZ001
}


@pytest.mark.parametrize(("door", "values"), DOORS.values(), ids=DOORS)
@given(data=st.data())
def test_what_passed_a_door_passes_it_again(
    door: Callable[[object], object], values: st.SearchStrategy[object], data: st.DataObject
) -> None:
    """The second time nothing is refused, trimmed, composed or moved."""
    try:
        once = door(data.draw(values))
    except InvalidValue:
        assume(False)
    assert repr(once) == repr(door(once))
