"""Chance: brought by the caller, in any shape that has it."""

from __future__ import annotations

from random import Random

import pytest

from salescycle.errors import InvalidValue
from salescycle.values import dice


class Loaded:
    """Dice that always fall alike."""

    def random(self) -> float:
        return 0.25


def test_anything_that_rolls_is_taken() -> None:
    """A random.Random and a stand-in pass as they are."""
    for rng in (Random(1), Loaded()):
        assert rng is dice(rng)


@pytest.mark.parametrize(("rng", "told"), [(None, "None"), (7, "7"), ("seed", "'seed'")])
def test_what_gives_no_chance_is_refused(rng: object, told: str) -> None:
    """A seed alone is no chance, and the way out is told."""
    with pytest.raises(InvalidValue) as refused:
        dice(rng)  # type: ignore[arg-type]
    assert f"rng must have a random method, got {told}; give random.Random(seed)" == str(refused.value)
