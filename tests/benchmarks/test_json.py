"""What it costs to write a deal of fifteen facts as plain data, and to read it back."""

from __future__ import annotations

import json
from random import Random

import pytest

from salescycle.interop.json import from_data, to_data
from salescycle.model import Deal
from salescycle.simulation import sample_deals
from salescycle.values import Period

DEAL = next(deal for deal in sample_deals(rng=Random(1), period=Period.year(2025), count=500) if len(deal.log) == 15)
DATA = to_data(DEAL)


@pytest.mark.benchmark(group="a deal of 15 facts")
def test_write(benchmark) -> None:
    """Time a deal to plain data."""
    assert DATA == benchmark(to_data, DEAL)


@pytest.mark.benchmark(group="a deal of 15 facts")
def test_read(benchmark) -> None:
    """Time plain data to a deal."""
    assert DEAL == benchmark(from_data, DATA, Deal)


@pytest.mark.benchmark(group="a deal of 15 facts")
def test_json_alone(benchmark) -> None:
    """Time what the standard library takes for the text, both ways, for comparison."""
    assert DATA == benchmark(lambda: json.loads(json.dumps(DATA)))
