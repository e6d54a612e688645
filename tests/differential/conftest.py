"""Random sets of deals, and the keeping of how far apart two libraries are.

Fixtures give what tests share, because test modules do not import each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import attrs
import pytest

from salescycle.metrics import Lifetime
from salescycle.values import Undefined

SETS = 10_000
RELATIVE = 1e-12
CAUSES = ("won", "lost", "stale", "merged")
HOUR = timedelta(hours=1)


@attrs.frozen(kw_only=True)
class Sample:
    """A set of deals as columns: hours to the end, which cause ended it (0: none), hours at entry, group."""

    times: tuple[int, ...]
    codes: tuple[int, ...]
    entries: tuple[int | None, ...]
    groups: tuple[int, ...]
    causes: int

    def lifetimes(self, group: int | None = None, unit: timedelta = HOUR) -> list[Lifetime]:
        rows = zip(self.times, self.codes, self.entries, self.groups, strict=True)
        return [
            Lifetime(
                duration=time * unit,
                cause=CAUSES[code - 1] if code else None,
                entry=None if entry is None else entry * unit,
            )
            for time, code, entry, which in rows
            if group in (None, which)
        ]

    def by_group(self) -> dict[str, list[Lifetime]]:
        return {str(group): self.lifetimes(group) for group in sorted(set(self.groups))}

    @property
    def is_late(self) -> bool:
        return any(entry is not None for entry in self.entries)

    @property
    def size(self) -> int:
        return len(self.times)


def draw(seed: int) -> Sample:
    """Draw a set: few or many deals, coarse or fine time, any censoring, one set in three with deals seen late."""
    rng = Random(seed)
    size, longest = rng.randint(0, 60), rng.choice([2, 5, 20, 1000, 100_000])
    causes, open_share = rng.randint(1, 4), rng.choice([0.0, 0.1, 0.4, 0.8, 1.0])
    late, groups = rng.random() < 1 / 3, rng.randint(1, 5)
    times = tuple(rng.randint(0, longest) for _ in range(size))
    return Sample(
        times=times,
        codes=tuple(0 if rng.random() < open_share else rng.randint(1, causes) for _ in range(size)),
        entries=tuple(rng.randrange(time) if late and time and rng.random() < 0.5 else None for time in times),
        groups=tuple(rng.randrange(groups) for _ in range(size)),
        causes=causes,
    )


@pytest.fixture(scope="session")
def samples() -> tuple[Sample, ...]:
    """Give the sets of deals."""
    return tuple(map(draw, range(SETS)))


class Account:
    """How many numbers were compared, how far apart they were at most, and which were left out and why."""

    def __init__(self, name: str) -> None:
        self.name, self.compared, self.worst, self.left_out = name, 0, 0.0, Counter()

    def same(self, expected: float, actual: float | Undefined, at_least: float = 0.0, about: object = "") -> None:
        """Hold two numbers to be the same, relative to the larger of them (or to ``at_least``)."""
        expected = float(expected)
        assert isinstance(actual, int | float), f"{self.name}: {expected} against {actual} {about}"
        size = max(abs(expected), abs(actual), at_least)
        apart = abs(expected - actual) / size if size else 0.0
        assert apart <= RELATIVE, f"{self.name}: {expected} against {actual}, {apart} apart {about}"
        self.compared, self.worst = self.compared + 1, max(self.worst, apart)

    def excluded(self, reason: str) -> None:
        self.left_out[reason] += 1

    def __str__(self) -> str:
        left_out = "".join(f"; left out {count}: {reason}" for reason, count in self.left_out.items())
        return f"{self.name}: {self.compared} numbers, at most {self.worst:.1e} apart{left_out}"


@pytest.fixture
def account(request: pytest.FixtureRequest) -> Iterator[Account]:
    """Give an account, and print it when the test has passed."""
    kept = Account(request.node.name.removeprefix("test_"))
    yield kept
    print(f"\n{kept}")
