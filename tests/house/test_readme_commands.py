"""The two commands of the README are the ones that CI and newcomers run."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_readme_has_the_two_commands():
    """Each command stands in one line of its own block under its marker."""
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = dict(re.findall(r"<!-- command: (\w+) -->\n```sh\n(.+)\n```\n", readme))
    assert ["quickstart", "tests"] == sorted(commands)
    assert commands["quickstart"].endswith(".venv/bin/python examples/quickstart.py")
    assert commands["tests"].endswith(".venv/bin/python -m pytest")


def test_ci_runs_the_readmes_test_command():
    """CI reads the test command out of the README instead of keeping one of its own."""
    assert "<!-- command: tests -->" in (ROOT / ".ci" / "run").read_text("utf-8")
