"""Drives every door that takes data from outside with damaged input, guided by coverage: see the README here.

An input is some bytes. They choose a door, a sound document for it, and what is done to the document; so whoever finds
bytes that reach a new line of the library, as atheris does, finds documents that do.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

CORPUS = Path(__file__).parents[1] / "corpus" / "v1"
NOW = datetime(2026, 3, 9, tzinfo=UTC)
LONGEST_MESSAGE = 2_000
LONGEST_SECONDS = 0.1 if sys.gettrace() is None else 2.5  # who measures coverage takes his time
FAR = datetime.max.replace(tzinfo=timezone(-timedelta(hours=9)))
FORBIDDEN = ("import", "exec", "compile", "open", "socket.", "subprocess.", "os.system", "os.exec", "pickle.find_class")


def _within(part: Any, width: int = 10, depth: int = 9) -> Any:
    for _ in range(depth):
        part = [part] * width
    return part


_ENDLESS: list[Any] = []
_ENDLESS.append(_ENDLESS)
_DEEP: Any = {}
for _ in range(2_000):
    _DEEP = {"all_of": [_DEEP]}
JUNK: list[Any] = [
    *(None, True, False, 0, 1, -1, 2, 75, 2**53, 2**63, 2**64, 10**400, 0.5, -0.0, 1e308, 5e-324),
    *(float("nan"), float("inf"), -float("inf"), 1j, b"bytes", object(), int, ..., {1, 2}, frozenset(), range(3)),
    *(Decimal("1e999999"), Decimal("1e-999999"), Decimal("sNaN"), Decimal("-0"), Decimal("0.1"), Decimal(10) ** 28),
    *(date.min, date.max, date(2026, 3, 2), NOW, NOW.replace(tzinfo=None), FAR),
    *("", " ", "x" * 20_000, "1e999999", "9" * 5_000, "0", "1", "-1", "0.1", "100", "NaN", "Infinity", "٣", "0x10"),
    *("\0", "\ud800", "\u202e", "\u200d", "a\u0301" * 64, "\U0001d160" * 128, "\n", "\x1b[2J", "\ufeff", "İ", "ß"),
    *("2026-03-02T09:00:00Z", "2026-03-02", "2016-12-31T23:59:60Z", "0000-01-01", "9999-12-31T23:59:59+23:59"),
    *("2026-02-30T00:00:00Z", "2026-W10-1", "20260302", "1900-01-01T00:00:00+01:00", "+25:00", "-00:00", "UTC"),
    *("../../etc/passwd", "Europe/Berlin", "os.system", "__class__", "__init__", "builtins.exec", "{0.__class__}"),
    *("<script>alert(1)</script>", "=1+1", "won", "lost", "open", "talk", "unknown", "never", "EUR", "XXX", "usd"),
    *("fact", "deal", "stage_entered", "merged", "terms_set", "bant", "need", "yes", "no", "partly", "contacted"),
    *([], {}, [[]], [{}], {"": ""}, {"en": "x"}, {"days": 14}, {"days": "0.0000001"}, {"number": "1"}, {"open": True}),
    *({"money": "1", "currency": "EUR"}, {"amount": "1", "currency": "USD"}, {1: 2}, {None: 1}, {"a" * 1_000: 1}),
    *({"criterion": "contacted"}, {"criterion": "bant_at_least", "score": "75"}, {"negate": {"criterion": "signed"}}),
    *({"criterion": "qualified", "framework": "two"}, {"criterion": "fit_at_least", "profile": {}, "share": 1}),
    *([0] * 1_001, [""] * 3_000, _within("x"), _within({}), _ENDLESS, _DEEP, {"en": _ENDLESS}, [{"key": "a"}] * 30),
]
_ALPHABET = "aZ09 .,-+:/_eE\0\n\u0301\u200d\ud800é한İ\U0001f642"


class Bytes:
    """Choices read off bytes; where there are no more, always the first."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def pick(self, count: int) -> int:
        """Choose a number below ``count``."""
        if self._at >= len(self._data):
            return 0
        at, self._at = self._at, self._at + (1 if count <= 256 else 2)
        return int.from_bytes(self._data[at : self._at], "little") % count

    def of(self, several: list[Any]) -> Any:
        """Choose one of several."""
        return several[self.pick(len(several))]


def damaged(value: Any, choose: Bytes, whole: Any) -> Any:
    """Give a copy of data in which one place is changed."""
    if isinstance(value, (dict, list)) and value and choose.pick(5):
        names = list(value) if isinstance(value, dict) else list(range(len(value)))
        name, copied = choose.of(names), value.copy()
        _change(copied, name, choose, whole)
        return copied
    if isinstance(value, str) and choose.pick(3):
        return _text(value, choose)
    return choose.of(JUNK)


def _change(holder: Any, name: Any, choose: Bytes, whole: Any) -> None:
    """Change what stands under a name: mostly something in it."""
    how = choose.pick(8)
    if how == 0:
        del holder[name]
    elif how == 1 and isinstance(holder, list):
        holder.extend([holder[name]] * choose.of([1, 2, 40]))
    elif how == 1:
        holder[_text(name, choose) if isinstance(name, str) else name] = holder.pop(name)
    elif how == 2:
        holder[name] = choose.of(list(whole.values())) if isinstance(whole, dict) and whole else whole
    else:
        holder[name] = damaged(holder[name], choose, whole)


def _text(text: str, choose: Bytes) -> str:
    at = choose.pick(len(text) + 1)
    how = choose.pick(5)
    if how == 0:
        return text[:at] + text[at + 1 :]
    if how == 1:
        return text[:at] + text[at:] * choose.of([2, 20])
    if how == 2:
        return choose.of([each for each in JUNK if type(each) is str])
    return text[:at] + _ALPHABET[choose.pick(len(_ALPHABET))] + text[at + how - 3 :]


def stored() -> dict[str, list[Any]]:
    """Give the documents of the corpus by the first word of their name."""
    found: dict[str, list[Any]] = {}
    for path in sorted(CORPUS.glob("*.json")):
        if not path.name.endswith(".expected.json"):
            data = json.loads(path.read_text("utf-8"))
            found.setdefault("record" if "type" in data else path.name.split("_")[0].split(".")[0], []).append(data)
    return found


def _zones(*names: str) -> Callable[[str], ZoneInfo]:
    """Find zones among those that were loaded before: to load one, ``ZoneInfo`` reads a file."""
    return {name: ZoneInfo(name) for name in names}.__getitem__


OPPORTUNITY = {"Id": "006A", "StageName": "won", "CreatedDate": "2026-03-02T09:00:00Z", "Amount": "900"}
CHANGE = {
    "OpportunityId": "006A",
    "Field": "StageName",
    "OldValue": "interest",
    "NewValue": "won",
    "CreatedDate": "2026-03-04T09:00:00Z",
}
HUBSPOT = {
    "id": "501",
    "properties": {
        "dealstage": "won",
        "createdate": "2026-03-02T09:00:00Z",
        "hs_v2_date_entered_interest": "1772442000000",
        "hs_v2_date_exited_interest": "2026-03-04T09:00:00Z",
        "hs_v2_date_entered_won": "2026-03-04T09:00:00Z",
    },
}
PIPEDRIVE = {
    "id": 7,
    "stage_id": "interest",
    "status": "open",
    "add_time": "2026-03-02 09:00:00",
    "value": 900,
    "currency": "EUR",
    "stay_in_pipeline_stages": {"times_in_stages": {"interest": 86400}, "order_of_stages": ["interest"]},
}
FLOW = {
    "object": "dealChange",
    "data": {
        "item_id": 7,
        "field_key": "stage_id",
        "old_value": "interest",
        "new_value": "won",
        "log_time": "2026-03-04",
    },
}


def doors() -> dict[str, tuple[Callable[[Any], Any], list[Any]]]:
    """Give the doors by name, each with sound documents; the library is loaded here, where atheris watches it."""
    from salescycle import BANT, SHORT_CYCLE, CrossWalk, Cycle, Framework, Money, NaiveBayes, Period, Profile, interop
    from salescycle.interop import Dates, EventColumns, SnapshotColumns, amount_of
    from salescycle.interop import deals_from_history as history
    from salescycle.interop import deals_from_snapshot as snapshot
    from salescycle.interop.json import from_data, to_data

    def again(read: Callable[[Any], Any], write: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Read, and read again what is written of it: the two must be one."""

        def door(data: Any) -> None:
            made = read(data)
            assert made == read(write(made)), "what was written is read as something else"

        return door

    def rows(read: Callable[..., Any], **more: Any) -> Callable[[Any], Any]:
        how = {"cycle": SHORT_CYCLE, "as_of": NOW, **more}
        return lambda data: read(data if isinstance(data, list) else [data], **how)

    zones = _zones("UTC", "Asia/Seoul", "America/St_Johns", "Europe/Berlin")

    def record(data: Any) -> Any:
        return from_data(data, zones=zones)

    def strict(data: Any) -> Any:
        return from_data(data, strict=True, zones=zones)

    def older(data: Any) -> Any:
        return from_data({**data, "schema_version": 0}, upgrades={(data["type"], 0): lambda each: each})

    of, days = stored(), Dates(day_first=True)
    entries = [
        {"deal": "D-1", "stage": "Interest", "at": "2026-03-02", "value": "48,000.50", "owner": "kim"},
        {"deal": "D-1", "stage": "won", "at": "3/4/2026 14:30:00", "value": "900", "owner": ""},
    ]
    seen = [{"deal": "D-1", "stage": "lost", "opened": "2026-03-02T09:00:00+01:00", "closed": "2026-03-05"}]
    in_history = EventColumns(deal="deal", stage="stage", at="at", value="value", owner="owner")
    in_snapshot = SnapshotColumns(deal="deal", stage="stage", opened="opened", closed="closed")
    return {
        "record": (again(record, to_data), of["record"]),
        "record, strict": (again(strict, to_data), of["record"]),
        "record, upgraded": (lambda data: older(data) if _is_named(data) else None, of["record"]),
        "cycle": (again(Cycle.from_data, Cycle.to_data), of["cycle"]),
        "framework": (again(Framework.from_data, Framework.to_data), of["framework"]),
        "profile": (again(Profile.from_data, Profile.to_data), of["profile"]),
        "cross-walk": (again(CrossWalk.from_data, CrossWalk.to_data), of["cross"]),
        "scorer": (again(NaiveBayes.from_data, NaiveBayes.to_data), of["scorer"]),
        "form": (lambda data: BANT.answers_from(data, at=NOW), [{"need": "yes", "timing": "unknown"}]),
        "history": (rows(history, columns=in_history), [entries]),
        "snapshot": (rows(snapshot, columns=in_snapshot), [seen]),
        "salesforce": (rows(interop.deals_from_salesforce_fields, deals=[OPPORTUNITY]), [[CHANGE, CHANGE]]),
        "hubspot": (rows(interop.deals_from_hubspot), [[HUBSPOT]]),
        "pipedrive": (rows(interop.deals_from_pipedrive), [[PIPEDRIVE]]),
        "pipedrive's flow": (rows(interop.deals_from_pipedrive_flow, deals=[PIPEDRIVE]), [[FLOW, FLOW]]),
        "money": (lambda data: Money(*_two(data)), [["48000.00", "USD"], [Decimal("1.5"), "EUR"]]),
        "amount": (amount_of, ["48,000.50", "-12", "0.5"]),
        "date": (days.read, ["31/12/2022 23:59:59.5", "2026-03-02T09:00:00+09:00"]),
        "month": (lambda data: Period.month(*_two(data)), [[2026, 3]]),
        "quarter": (lambda data: Period.quarter(*_two(data)).months(), [[2026, 1]]),
    }


def _is_named(data: Any) -> bool:
    return type(data) is dict and type(data.get("type")) is str and all(type(name) is str for name in data)


def _two(data: Any) -> tuple[Any, Any]:
    return (*data, None, None)[:2] if isinstance(data, list) else (data, data)


class Fuzz:
    """Tries inputs one after the other, and keeps what must not be."""

    def __init__(self) -> None:
        self._doors = list(doors().items())
        from salescycle.errors import SalesCycleError

        self._ours = SalesCycleError
        self.inputs = self.refused = 0
        self.slowest: tuple[float, str, str] = (0.0, "", "")
        self.wrong: dict[str, str] = {}
        self._watching, self._seen = False, list[str]()
        self.begun, self.memory = time.time(), 0
        sys.addaudithook(self._hook)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if self._watching and event.startswith(FORBIDDEN):
            self._seen.append(f"{event} {str(args)[:80]}")

    def one(self, data: bytes) -> None:
        """Try one input."""
        choose = Bytes(data)
        name, (door, documents) = choose.of(self._doors)
        value = choose.of(documents)
        for _ in range(1 + choose.pick(3)):
            value = damaged(value, choose, documents[0])
        self.inputs += 1
        took, error = self._asked(door, value)
        if isinstance(error, self._ours):
            self.refused += 1
            self._check(name, error, data)
            if took > LONGEST_SECONDS:  # twice, since this machine has more to do
                took = min(took, self._asked(door, value)[0])
            self.slowest = max(self.slowest, (took, name, data.hex()))
            # what is sound may take as long as it is large, and is read twice here
            if took > LONGEST_SECONDS:
                self._keep(f"{name}: slow to refuse", data)
        elif error is not None:
            self._keep(f"{name}: {type(error).__name__} at {_place(error)}", data)
        if self._seen:
            self._keep(f"{name}: {self._seen[0]}", data)
            self._seen.clear()
        if self.inputs == 10_000:
            self.memory = resident()

    def _asked(self, door: Callable[[Any], Any], value: Any) -> tuple[float, Exception | None]:
        """Give how much CPU a door took, and what it raised."""
        self._watching, error, began = True, None, time.thread_time()
        try:
            door(value)
        except Exception as raised:  # noqa: BLE001 - none but ours may be
            error = raised
        took, self._watching = time.thread_time() - began, False
        return took, error

    def _check(self, name: str, error: Any, data: bytes) -> None:
        length = len(str(error))
        if not 0 < length <= LONGEST_MESSAGE or not error.code:
            self._keep(f"{name}: a message of {length} characters", data)

    def _keep(self, told: str, data: bytes) -> None:
        if told not in self.wrong:
            self.wrong[told] = data.hex()
            print(f"WRONG {told}: {data.hex()}", flush=True)

    def tell_now_and_then(self) -> None:
        """Print how far the run is, each quarter of a million inputs."""
        if self.inputs % 250_000 == 0:
            print(self.record(), flush=True)

    def record(self) -> str:
        """Tell the run in a few lines."""
        seconds, door, data = self.slowest
        took = time.time() - self.begun
        return "\n".join(
            [
                f"inputs: {self.inputs:,}, of which refused {self.refused:,}, {self.inputs / took:,.0f} a second",
                f"doors: {len(self._doors)}",
                f"wrong: {len(self.wrong)}",
                f"slowest to be refused: {1_000 * seconds:.1f} ms of CPU at the door '{door}' ({data})",
                f"memory: {self.memory / 2**20:.1f} MiB after 10,000 inputs, {resident() / 2**20:.1f} MiB at the end",
            ]
        )


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""


def resident() -> int:
    """Give the memory that this process holds, in bytes, or 0 where nothing tells it."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def at_random(inputs: int, seed: int, found: Sequence[bytes] = ()) -> Fuzz:
    """Try inputs drawn at random: bytes, and changes of what was found to reach something."""
    fuzz, dice = Fuzz(), random.Random(seed)
    for _ in range(inputs):
        fuzz.one(_changed(dice.choice(found), dice) if found and dice.random() < 0.9 else dice.randbytes(48))
        fuzz.tell_now_and_then()
    return fuzz


def _changed(data: bytes, dice: random.Random) -> bytes:
    """Change some bytes, or put others between them, and let new ones follow."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randint(0, len(changed))
        changed[at : at + dice.randint(0, 1)] = dice.randbytes(dice.randint(0, 1))
    return bytes(changed) + dice.randbytes(8)


def guided(inputs: int, folder: Path) -> None:
    """Try inputs that atheris finds by what they reach; the process ends with the last."""
    import atheris

    with atheris.instrument_imports(include=["salescycle"]):
        fuzz = Fuzz()

    def one(data: bytes) -> None:
        fuzz.one(data)
        fuzz.tell_now_and_then()
        if fuzz.inputs >= inputs:
            os._exit(bool(fuzz.wrong))

    folder.mkdir(parents=True, exist_ok=True)
    atheris.Setup([sys.argv[0], str(folder), "-max_len=64", "-len_control=0", "-verbosity=0"], one)
    atheris.Fuzz()


if __name__ == "__main__":
    count, folder, *more = (*sys.argv[1:], "")
    if folder and not any(more):
        guided(int(count), Path(folder))
    done = at_random(int(count), 1, [path.read_bytes() for path in sorted(Path(folder).iterdir())] if folder else ())
    print(done.record())
    sys.exit(bool(done.wrong))
