"""The field's words, and no others, in names and messages."""

import re
from pathlib import Path

import pytest

SOURCES = sorted((Path(__file__).parents[2] / "src" / "salescycle").rglob("*.py"))
NEVER = re.compile(r"\b(prospect|opp|mql|sql|set_stage|phase)\b", re.IGNORECASE)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_word_the_house_does_not_use(source):
    """Words that the house avoids stand nowhere in the source."""
    assert [] == NEVER.findall(source.read_text("utf-8"))


@pytest.mark.parametrize(
    "source", [path for path in SOURCES if path.name != "__init__.py"], ids=lambda path: "/".join(path.parts[-2:])
)
def test_no_file_holds_two_things(source):
    """A source file has at most 320 lines; a room's list of names may be longer, since it is only that."""
    assert len(source.read_text("utf-8").splitlines()) <= 320
