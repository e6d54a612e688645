"""The catalogue of bad input is whole: each of its rows is tested somewhere here, or does not apply, for a reason."""

from __future__ import annotations

import re
from pathlib import Path

ROWS = {
    "A": [
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        10,
        11,
        12,
        13,
        14,
        15,
        16,
        17,
        18,
        19,
        20,
        22,
        23,
        24,
        25,
        28,
        29,
        30,
        32,
        33,
        34,
        35,
        37,
    ],
    "B": [1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 27, 28, 30],
    "C": [1, 2, 3, 4, 5, 6, 7, 9, 10, 11],
    "D": [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14],
    "E": [1, 2, 3, 4, 5, 7, 9, 12],
}
NOT_HERE = {
    "A33": "text of JSON is parsed by the host; what comes in is a mapping, and text instead of one is A1",
    "A34": "so is TOML; what it makes of inf, nan and depth is A32 and A25",
    "B25": "so is CSV; rows that are ragged, or none, or hold what no cell holds: unit/interop/test_exports.py",
    "C7": "records are values: the version that is stale lies in the host's row, and so does its lock",
    "C9": "a move gives a new record and changes none, so threads race for the host's row; see unit/test_threads.py",
    "D13": "what a million deals take is measured in benchmarks/test_pipeline.py",
    "E2": "what was stored once is read in unit/test_corpus.py",
    "E5": "a pickle is no door, and said to be none: unit/test_copies.py",
    "E9": "what a process is started with is unit/test_same_bytes_everywhere.py",
}
HERE = Path(__file__).parent


def test_each_row_is_tested_or_has_a_reason():
    """A row is named by a test of bad input, or by the list of those that are not ours; none by both or by neither."""
    files = [path for path in HERE.glob("test_bad_input_*.py") if path != Path(__file__)]
    told = {row for path in files for row in re.findall(r"\b[A-E]\d{1,2}\b", path.read_text("utf-8"))}
    # "A6 to A17" names what lies between
    for path in files:
        for letter, first, last in re.findall(r"\b([A-E])(\d+) to [A-E](\d+)\b", path.read_text("utf-8")):
            told |= {f"{letter}{number}" for number in range(int(first), int(last) + 1)}
    rows = {f"{letter}{number}" for letter, numbers in ROWS.items() for number in numbers}
    assert rows == (told & rows) | set(NOT_HERE)
    assert set() == rows - told - set(NOT_HERE)


def test_the_reasons_point_to_what_is_there():
    """Every file that a reason names exists."""
    named = [name for reason in NOT_HERE.values() for name in re.findall(r"\b\w+(?:/\w+)*\.py", reason)]
    assert [] == [name for name in named if not (HERE.parent / name).exists()]
