"""Strategies by type, as Hypothesis finds them through its entry point."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
REGISTER = "from salescycle_hypothesis import register; register();"
DRAW = """
from hypothesis import find, strategies as st, settings
for kind in (sc.Cycle, sc.Deal, sc.Fact, sc.Lead, sc.Money, sc.Persona, sc.Proposal):
    assert isinstance(find(st.from_type(kind), lambda each: True), kind)
assert find(st.from_type(sc.Deal), lambda deal: deal.stage == "pitch").log
"""


def run(script):
    """Run a script in a process of its own, without what Hypothesis finds by itself, and give what it prints."""
    path = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); sys.dont_write_bytecode = True;"
    code = "import os; os.environ['HYPOTHESIS_NO_PLUGINS'] = '1';" + path + script
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout


def test_the_entry_point_names_what_there_is():
    """What pyproject.toml names is there to be called, and the wheel has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert {"salescycle": "salescycle_hypothesis:register"} == project["project"]["entry-points"]["hypothesis"]
    assert "src/salescycle_hypothesis" in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert (ROOT / "src" / "salescycle_hypothesis" / "__init__.py").is_file()


@pytest.mark.parametrize("order", ["import hypothesis; {} import salescycle as sc", "import salescycle as sc; {}"])
def test_types_are_known_in_either_order(order):
    """Whichever was imported first, types of ours are drawn from the strategies of the room."""
    run(order.format(REGISTER * 2) + DRAW)


def test_a_process_that_does_not_use_it_pays_nothing():
    """Registering imports neither the library nor the room; importing the library does not import the room."""
    there = "print(sorted(name for name in sys.modules if name.split('.')[0] == 'salescycle'));"
    assert "[]\n" == run(f"import hypothesis; {REGISTER} {there}")
    loaded = run(f"import hypothesis; {REGISTER} import salescycle; print('salescycle.testing' in sys.modules)")
    assert "False\n" == loaded
