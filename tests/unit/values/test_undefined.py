"""What cannot be known, as a value."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import attrs
import pytest

from salescycle.values import Undefined

NOTHING = Undefined("nothing closed")


def test_undefined_says_why_and_is_false() -> None:
    """It reads as its reason, its repr is code, and no condition takes it for a number."""
    assert "undefined: nothing closed" == str(NOTHING)
    assert "Undefined(reason='nothing closed')" == repr(NOTHING)
    assert not NOTHING


def test_undefined_equals_its_like_only() -> None:
    """Two of one reason are equal and hash alike; none equals 0 or None."""
    assert NOTHING == Undefined("nothing closed")
    assert hash(NOTHING) == hash(Undefined("nothing closed"))
    assert Undefined("there are none") != NOTHING
    assert [] == [other for other in (0, None, False, "") if other == NOTHING]


def test_undefined_is_frozen() -> None:
    """Its reason cannot be replaced."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        NOTHING.reason = "else"


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_undefined_survives_a_round_trip(again: Callable[[Undefined], Undefined]) -> None:
    """A copied or pickled one is equal to the first."""
    assert NOTHING == again(NOTHING)
