"""Run the code in the README and in the pages of docs/ as tests, and time none of them with the work of others."""

import gc

from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/**/*.md"],
).pytest()


def pytest_collection_finish() -> None:
    """Keep thousands of collected tests out of rounds of garbage collection, which took a quarter of a second."""
    gc.collect()
    gc.freeze()
