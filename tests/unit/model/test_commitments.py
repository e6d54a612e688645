"""Commitments: made, kept, missed, overdue, by side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from salescycle.errors import InvalidValue
from salescycle.model import CommitmentKept, CommitmentMade, CommitmentMissed, Commitments, Deal, Side

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def made(key: str, side: str = "buyer", due: int | None = None, on: int = 0) -> CommitmentMade:
    return CommitmentMade(
        commitment=key, side=side, due=None if due is None else MONDAY + due * DAY, at=MONDAY + on * DAY
    )


def kept(key: str, on: int) -> CommitmentKept:
    return CommitmentKept(commitment=key, at=MONDAY + on * DAY)


def missed(key: str, on: int) -> CommitmentMissed:
    return CommitmentMissed(commitment=key, at=MONDAY + on * DAY)


def commitments(*facts) -> Commitments:
    return Deal(id="D-1", log=facts).commitments


def test_the_kept_ratio_is_of_what_was_due() -> None:
    """Kept of kept, given up and overdue; what may still be kept is left out and counted."""
    settled = [made("a"), kept("a", 1), made("b"), missed("b", 1)]
    found = commitments(*settled, made("c", due=2), made("d", due=9), made("e"))
    ratio = found.kept_ratio(as_of=MONDAY + 3 * DAY)
    assert ("33.3% (1 of 3)", (("may still be kept", 2),)) == (str(ratio), ratio.left_out)
    assert not commitments(made("a")).kept_ratio(as_of=MONDAY).value


def test_the_kept_ratio_says_what_it_is_of() -> None:
    """Its definition is in words, and where nothing may still be kept nothing is left out."""
    ratio = commitments(made("a"), kept("a", 1)).kept_ratio(as_of=MONDAY + DAY)
    assert ("kept of commitments due", ()) == (ratio.definition, ratio.left_out)


def test_a_commitment_says_what_was_promised() -> None:
    """What was promised, when, and until when are read off the fact."""
    promise = CommitmentMade(commitment="trial", side="us", what="Set it up", due=MONDAY + DAY, at=MONDAY)
    (found,) = commitments(promise).every
    assert ("Set it up", MONDAY, MONDAY + DAY, None, None) == (
        found.what,
        found.made_at,
        found.due,
        found.kept_at,
        found.missed_at,
    )


def test_by_side() -> None:
    """Ours and theirs are told apart."""
    found = commitments(made("a", "us"), kept("a", 1), made("b", "buyer"))
    assert [["a"], ["b"]] == [[each.key for each in found.by(side).every] for side in ("us", Side.BUYER)]
    with pytest.raises(InvalidValue, match="a side must be one of us, buyer"):
        found.by("them")


def test_open_and_overdue() -> None:
    """A commitment is overdue after its time, not at it; without a time it never is."""
    found = commitments(made("a", due=2), made("b"), made("c", due=1), kept("c", 5))
    assert ["a", "b"] == [each.key for each in found.open()]
    assert [[], ["a"]] == [
        [each.key for each in found.overdue(as_of=MONDAY + 2 * DAY + late)] for late in (0 * DAY, DAY / 24)
    ]


def test_the_last_word_counts() -> None:
    """One given up and then kept was kept, and the other way round; one made again is open again."""
    late = commitments(made("a"), missed("a", 1), kept("a", 2))
    broken = commitments(made("a"), kept("a", 1), missed("a", 2))
    assert ((MONDAY + 2 * DAY, None), (None, MONDAY + 2 * DAY)) == (
        (late.every[0].kept_at, late.every[0].missed_at),
        (broken.every[0].kept_at, broken.every[0].missed_at),
    )
    (again,) = commitments(made("a"), kept("a", 1), made("a", on=2)).every
    assert (False, MONDAY + 2 * DAY) == (again.is_settled, again.made_at)


def test_what_nobody_promised() -> None:
    """Keeping or missing what was never promised is no commitment."""
    assert Commitments() == commitments(kept("a", 1), missed("b", 1))
