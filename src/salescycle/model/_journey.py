"""The buyer's journey: how far somebody is on the way to buying."""

from __future__ import annotations

import enum

from salescycle.values import Wording, member

__all__ = ["Journey", "journey_of"]


class Journey(enum.StrEnum):
    """The steps of a buyer's journey, in order: they compare by how far they are, not by letters.

    From not knowing of a problem to being ready to buy: the states of awareness of Schwartz (Breakthrough
    Advertising, 1966), with *comparing* for knowing the products.

    >>> Journey.READY > Journey.COMPARING > "problem_aware"
    True
    >>> print(Journey.SOLUTION_AWARE.label, Journey.SOLUTION_AWARE.label.text("ko"))
    Looking for a solution 해결책을 찾는 중
    """

    UNAWARE = "unaware"
    PROBLEM_AWARE = "problem_aware"
    SOLUTION_AWARE = "solution_aware"
    COMPARING = "comparing"
    READY = "ready"

    @property
    def label(self) -> Wording:
        """What people read."""
        return _LABELS[self]

    @property
    def place(self) -> int:
        """How many steps come before it: 0 to 4."""
        return _PLACES[self]

    # a StrEnum would compare by letters, and 'comparing' comes before 'unaware' only by chance
    def __lt__(self, other: str) -> bool:
        return self.place < journey_of(other).place if isinstance(other, str) else NotImplemented

    def __le__(self, other: str) -> bool:
        return self.place <= journey_of(other).place if isinstance(other, str) else NotImplemented

    def __gt__(self, other: str) -> bool:
        return self.place > journey_of(other).place if isinstance(other, str) else NotImplemented

    def __ge__(self, other: str) -> bool:
        return self.place >= journey_of(other).place if isinstance(other, str) else NotImplemented


_PLACES = {step: place for place, step in enumerate(Journey)}
_LABELS = {
    Journey.UNAWARE: Wording({"en": "Not aware of a problem", "ko": "문제를 모름"}),
    Journey.PROBLEM_AWARE: Wording({"en": "Aware of the problem", "ko": "문제를 인식함"}),
    Journey.SOLUTION_AWARE: Wording({"en": "Looking for a solution", "ko": "해결책을 찾는 중"}),
    Journey.COMPARING: Wording({"en": "Comparing offers", "ko": "제품을 비교하는 중"}),
    Journey.READY: Wording({"en": "Ready to buy", "ko": "구매 준비됨"}),
}


def journey_of(value: Journey | str) -> Journey:
    """Convert to a step of the buyer's journey.

    >>> journey_of("ready")
    <Journey.READY: 'ready'>
    """
    return member(Journey, value, "a step of the journey")
