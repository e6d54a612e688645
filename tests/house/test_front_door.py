"""What `import salescycle` gives, and what it costs others."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import FunctionType

import pytest

import salescycle

ROOMS = [
    "cycle",
    "errors",
    "followup",
    "frames",
    "interop",
    "metrics",
    "model",
    "plot",
    "presets",
    "qualification",
    "simulation",
    "testing",
    "values",
]
DOCS = Path(__file__).parents[2] / "docs"


def test_every_room_is_known_here():
    """The rooms on disk are the rooms that these tests go through."""
    assert sorted(ROOMS) == sorted(module.name for module in pkgutil.iter_modules(salescycle.__path__))


@pytest.mark.parametrize("room", ROOMS)
def test_each_name_of_a_room_exists_once_and_in_order(room):
    """A room's `__all__` is sorted, has no repeats, and names what is there."""
    module = importlib.import_module(f"salescycle.{room}")
    names = module.__all__
    assert sorted(set(names), key=lambda name: (not name.isupper(), not name[0].isupper(), name)) == list(names)
    assert [] == [name for name in names if not hasattr(module, name)]


@pytest.mark.parametrize("room", ROOMS)
def test_each_public_name_is_documented(room):
    """Every public class and function has a docstring, and its room a page in the reference."""
    module = importlib.import_module(f"salescycle.{room}")
    things = [getattr(module, name) for name in module.__all__]
    assert [] == [thing for thing in things if callable(thing) and not (thing.__doc__ or "").strip()]
    assert f"automodule:: salescycle.{room}\n" in (DOCS / "reference" / f"{room}.md").read_text("utf-8")


def test_the_front_door_only_passes_names_on():
    """Everything at the front door belongs to a room and is the very same object there."""
    rooms = [importlib.import_module(f"salescycle.{room}") for room in ROOMS]
    homeless = [name for name in salescycle.__all__ if not any(name in room.__all__ for room in rooms)]
    assert [] == homeless


def test_the_front_door_brings_only_its_three_dependencies():
    """Importing the library loads the standard library, attrs, transitions, dateutil and what they need."""
    script = (
        "import sys; before = set(sys.modules); import salescycle;"
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)))"
    )
    loaded = subprocess.run([sys.executable, "-I", "-B", "-c", script], capture_output=True, text=True, check=True)
    assert {"attr", "attrs", "dateutil", "salescycle", "six", "transitions"} >= set(loaded.stdout.split())


def test_numbers_are_loaded_when_they_are_asked_for():
    """Importing the library does not load the room of numbers; asking for the pipeline does, once."""
    script = (
        "import sys, salescycle; before = 'salescycle.metrics' in sys.modules;"
        "same = salescycle.Pipeline is salescycle.Pipeline is sys.modules['salescycle.metrics'].Pipeline;"
        "print(before, same, 'Pipeline' in dir(salescycle), hasattr(salescycle, 'Pipelin'))"
    )
    told = subprocess.run([sys.executable, "-I", "-B", "-c", script], capture_output=True, text=True, check=True)
    assert "False True True False" == told.stdout.strip()


def test_edges_and_dice_stay_outside():
    """The front door loads neither the edges nor the room that knows chance."""
    outside = ("hypothesis", "pydantic", "salescycle.interop", "salescycle.simulation", "salescycle.testing")
    script = f"import sys, salescycle; print([name for name in sys.modules if name.startswith({outside})])"
    loaded = subprocess.run([sys.executable, "-I", "-B", "-c", script], capture_output=True, text=True, check=True)
    assert "[]\n" == loaded.stdout


def test_an_edge_loads_no_other():
    """The room of edges and plain data load no library of an edge beside them."""
    script = (
        "import sys, salescycle.interop.json;"
        "print([name for name in sys.modules if name.startswith(('hypothesis', 'pydantic'))])"
    )
    loaded = subprocess.run([sys.executable, "-I", "-B", "-c", script], capture_output=True, text=True, check=True)
    assert "[]\n" == loaded.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_each_public_name_has_an_example(room):
    """Every public class and function of a room shows itself in a doctest."""
    module = importlib.import_module(f"salescycle.{room}")
    things = {name: getattr(module, name) for name in module.__all__}
    shown = {name: thing.__doc__ or "" for name, thing in things.items() if isinstance(thing, type | FunctionType)}
    assert [] == [name for name, doc in shown.items() if ">>>" not in doc]


@pytest.mark.parametrize("room", ROOMS)
def test_each_public_constant_is_in_the_reference(room):
    """What autodoc cannot find, constants and criteria, stands in the room's page by name."""
    module = importlib.import_module(f"salescycle.{room}")
    constants = [name for name in module.__all__ if not isinstance(getattr(module, name), type | FunctionType)]
    page = (DOCS / "reference" / f"{room}.md").read_text("utf-8")
    assert [] == [name for name in constants if f"`{name}`" not in page]
