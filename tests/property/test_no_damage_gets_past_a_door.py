"""Law: whatever is damaged in sound data, every door reads or refuses it by an error of ours, and calls nothing.

The short version of tests/fuzz, without guidance by coverage.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parents[1] / "fuzz" / "fuzz.py"


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    """Give the script, which is no package."""
    spec = importlib.util.spec_from_file_location("fuzz", HERE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_damage_gets_past_a_door(fuzz: ModuleType) -> None:
    """Three thousand inputs at twenty doors: nothing is wrong with any, and both answers occur."""
    tried = fuzz.at_random(3_000, seed=7)
    assert {} == tried.wrong
    assert 0 < tried.refused < tried.inputs


def test_what_is_wrong_is_kept(fuzz: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A door that fails, imports, or refuses at length is told, each once, with the bytes that show it."""

    class Long(Exception):
        code = "long"

    def failing(_: object) -> None:
        raise KeyError

    def importing(_: object) -> None:
        import this_module_is_nowhere  # noqa: F401, PLC0415

    def telling(_: object) -> None:
        raise Long("x" * 3_000)

    made = {"a": (failing, [1]), "b": (importing, [1]), "c": (telling, [1])}
    monkeypatch.setattr(fuzz, "doors", lambda: made)
    tried = fuzz.Fuzz()
    tried._ours = Long
    for door in (0, 1, 2, 0, 1, 2):
        tried.one(bytes([door]))
    told = [" ".join(each.split()[:2]) for each in tried.wrong]
    assert ["a: KeyError", "b: ModuleNotFoundError", "b: import", "c: a"] == told
    assert "00" == tried.wrong[next(iter(tried.wrong))]
