"""Chains: linear equations with shares, solved exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest

from salescycle.values import chain_solution

HALF = Fraction(1, 2)
ONE, NONE = Fraction(1), Fraction(0)


def test_several_right_sides_at_once() -> None:
    """The walk between three corners is solved for visits to each of them: (I - Q)^-1 by hand."""
    rows = {"a": {"b": HALF}, "b": {"a": HALF, "c": HALF}, "c": {"b": HALF}}
    units = {"a": (ONE, NONE, NONE), "b": (NONE, ONE, NONE), "c": (NONE, NONE, ONE)}
    expected = {"a": (3 * HALF, ONE, HALF), "b": (ONE, 2 * ONE, ONE), "c": (HALF, ONE, 3 * HALF)}
    assert expected == chain_solution(rows, units)


def test_a_key_that_leads_to_itself() -> None:
    """A walk that stays with 2/3 is worth three visits."""
    assert {"a": (3 * ONE,)} == chain_solution({"a": {"a": Fraction(2, 3)}}, {"a": (ONE,)})


def test_solving_changes_nothing_that_was_given() -> None:
    """The rows and sums of the caller stay as they were."""
    rows, sums = {"a": {"b": HALF}, "b": {"a": HALF}}, {"a": (ONE,), "b": (NONE,)}
    chain_solution(rows, sums)
    assert ({"a": {"b": HALF}, "b": {"a": HALF}}, {"a": (ONE,), "b": (NONE,)}) == (rows, sums)


def test_sums_of_different_lengths_are_an_error() -> None:
    """Each key has as many right sides as the others; none is dropped without a word."""
    with pytest.raises(ValueError, match="shorter"):
        chain_solution({"a": {"b": HALF}, "b": {}}, {"a": (ONE, ONE), "b": (ONE,)})


def test_no_keys_have_no_equations() -> None:
    """Of nothing the solution is nothing."""
    assert {} == chain_solution({}, {})
