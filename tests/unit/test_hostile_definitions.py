"""Hostile definitions: whatever stands where in a definition, nothing is imported, opened, compiled or called."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from salescycle import (
    BANT,
    BANT_TO_CHAMP,
    SEVEN_STAGE,
    CrossWalk,
    Cycle,
    Framework,
    MatchRule,
    Profile,
    SalesCycleError,
)

NAMES = [
    *("os.system", "subprocess.run", "builtins.exec", "antigravity.fly", "this", "__import__('os').system('true')"),
    *("__class__", "__init__", "__reduce__", "delete", "save", "_x", "lambda: 1", "{0.__class__}", "%(x)s", "to_won"),
]
PROFILE = Profile(persona="ops", rules=[MatchRule(attribute="size", match="range", values=[50, None])])
FIT = [{"criterion": "fit_at_least", "profile": PROFILE.to_data(), "share": "0.5"}]
CYCLE = SEVEN_STAGE.to_data()
CYCLE["stages"][1]["exit_criteria"] = [{"any_of": [*FIT, {"negate": {"criterion": "signed"}}]}]
SOUND: dict[str, tuple[Callable[[Any], Any], dict[str, Any]]] = {
    "cycle": (Cycle.from_data, CYCLE),
    "framework": (Framework.from_data, BANT.to_data()),
    "profile": (Profile.from_data, PROFILE.to_data()),
    "cross-walk": (CrossWalk.from_data, BANT_TO_CHAMP.to_data()),
}
WATCHED = (
    "import",
    "exec",
    "compile",
    "open",
    "os.",
    "socket.",
    "subprocess.",
    "ctypes.",
    "pickle.",
    "marshal.",
    "code.",
)
SEEN: list[str] = []
WATCH = {"on": False}


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if WATCH["on"] and event.startswith(WATCHED):
        SEEN.append(f"{event} {str(args)[:80]}")


@pytest.fixture(scope="module", autouse=True)
def _watching() -> None:
    # a hook of audit cannot be taken away again, so it is told when to look
    sys.addaudithook(_watch)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of everything in some data but the whole."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in pairs:
        yield (*path, key)
        yield from places(each, (*path, key))


def poisoned(sound: dict[str, Any], path: tuple[Any, ...], name: str) -> Iterator[dict[str, Any]]:
    """Put a name where something stood, and, in a mapping, as a further field and for the name of this one."""
    for how in ("value", "field", "key"):
        data = copy.deepcopy(sound)
        holder = data
        for key in path[:-1]:
            holder = holder[key]
        if how == "value":
            holder[path[-1]] = name
        elif isinstance(holder, dict):
            holder[name] = holder[path[-1]] if how == "field" else holder.pop(path[-1])
        yield data


@pytest.mark.parametrize(("door", "sound"), SOUND.values(), ids=SOUND)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_a_definition_is_only_a_name(door: Callable[[Any], Any], sound: dict[str, Any], name: str) -> None:
    """A name of a module, a function or a method is text or is refused, wherever it stands, and has no effect."""
    loaded = set(sys.modules)
    # each tenth place: all of them, with all names, take minutes
    for number, path in enumerate(places(sound)):
        if number % 10 != len(name) % 10:
            continue
        for data in poisoned(sound, path, name):
            WATCH["on"] = True
            try:
                door(data)
            except SalesCycleError:
                pass
            finally:
                WATCH["on"] = False
    assert [] == SEEN
    assert set() == set(sys.modules) - loaded


def test_the_watch_sees_what_it_watches_for() -> None:
    """The same watch tells of a process that is started."""
    WATCH["on"] = True
    subprocess.run([sys.executable, "-c", ""], check=True)
    WATCH["on"] = False
    seen, SEEN[:] = SEEN.copy(), []
    assert any(each.startswith("subprocess.Popen") for each in seen)
