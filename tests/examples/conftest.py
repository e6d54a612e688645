"""Run an example as a user would: its `main`, with arguments, or its application, by requests."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def load(name):
    """Import an example by its file."""
    spec = importlib.util.spec_from_file_location(f"example_{name}", ROOT / "examples" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where pydantic and SQLAlchemy look for the names in annotations
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def example():
    """Give what imports an example; those beside it can be imported by it."""
    sys.path.append(str(ROOT / "examples"))
    return load


@pytest.fixture(scope="session")
def shared_data():
    """Give the folder of real sales data, or skip."""
    folder = Path(os.environ.get("SALESCYCLE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the real sales data is not here; SALESCYCLE_DATA may name its folder")
    return folder
