"""Shrinkage: groups that cannot be told apart, ranks, and what it refuses."""

from __future__ import annotations

import pickle

import attrs
import pytest

from salescycle.errors import InvalidValue, LimitExceeded, UnknownName
from salescycle.metrics import BetaPrior, Shrinkage, shrink
from salescycle.values import Interval, Share, Undefined

ALIKE = Undefined("the groups lie no farther apart than by chance, so each has the pooled rate")


def of(*counts: tuple[int, int]) -> Shrinkage:
    return shrink({f"g{place}": Share(part=part, whole=whole) for place, (part, whole) in enumerate(counts)})


def test_ranks_go_by_the_shrunk_rate() -> None:
    """A rate of 1 of 1 stands behind 52 of 60, and the order of the mapping says nothing."""
    deals = {"kim": Share(part=9, whole=30), "lee": Share(part=1, whole=1), "ann": Share(part=52, whole=60)}
    assert [("ann", 1), ("lee", 2), ("kim", 3)] == [(each.group, each.rank) for each in shrink(deals).groups]
    assert shrink(deals) == shrink(dict(reversed(deals.items())))


def test_equal_rates_share_a_rank() -> None:
    """Two groups with the same rate are both second, and the next is fourth."""
    found = of((60, 60), (5, 20), (5, 20), (1, 30))
    assert [("g0", 1), ("g1", 2), ("g2", 2), ("g3", 4)] == [(each.group, each.rank) for each in found.groups]


def test_groups_alike_have_the_pooled_rate() -> None:
    """Where there is no more spread than by chance, each group has the pooled rate and interval, and rank 1."""
    found = of((40, 100), (2, 4), (3, 9))
    assert (ALIKE, True) == (found.prior, found.is_pooled)
    pooled = Share(part=45, whole=113)
    expected = [(45 / 113, pooled.interval(method="jeffreys"), 1)] * 3
    assert expected == [(each.rate, each.interval, each.rank) for each in found.groups]


@pytest.mark.parametrize(("counts", "rate"), [([(3, 3), (9, 9)], 1.0), ([(0, 3), (0, 9), (0, 0)], 0.0)])
def test_all_won_or_all_lost_have_the_pooled_rate(counts: list[tuple[int, int]], rate: float) -> None:
    """Where nothing was lost, or nothing won, the groups do not differ."""
    assert {(rate, 1)} == {(each.rate, each.rank) for each in of(*counts).groups}


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([], "there are none"),
        ([(0, 0), (0, 0)], "there are none"),
        ([(4, 9)], "one group alone does not tell how far groups lie apart"),
        ([(4, 9), (0, 0)], "one group alone does not tell how far groups lie apart"),
        ([(1, 1), (0, 1), (1, 1)], "no group has more than one, so nothing tells how far groups lie apart"),
        ([(5, 5), (0, 2), (1, 1)], "each group is all won or all lost, so nothing tells how far to shrink"),
    ],
)
def test_what_cannot_be_told_says_why(counts: list[tuple[int, int]], reason: str) -> None:
    """No prior, no rate, no interval and no rank, each with the reason."""
    found = of(*counts)
    assert (Undefined(reason), False) == (found.prior, found.is_pooled)
    for each in found.groups:
        assert [Undefined(reason)] * 3 == [each.rate, each.interval, each.rank]
    assert Undefined(reason) == found.rate(Share(part=1, whole=2)) == found.interval(Share(part=1, whole=2))


def test_a_group_without_deals_has_the_mean_of_the_prior() -> None:
    """Nobody knows more of it than of any group, and it takes no part in the estimate."""
    found, without = of((9, 30), (1, 1), (52, 60), (0, 0)), of((9, 30), (1, 1), (52, 60))
    assert (found.prior, 3) == (without.prior, found.n)
    assert isinstance(found.prior, BetaPrior)
    assert pytest.approx(found.prior.mean, abs=1e-15) == found.of("g3").rate


def test_a_new_group_is_shrunk_by_the_same_prior() -> None:
    """Rate and interval of a share that took no part are those of a group that had the same."""
    found = of((9, 30), (1, 1), (52, 60))
    for each in found.groups:
        assert (each.rate, each.interval) == (found.rate(each.share), found.interval(each.share))


def test_a_level_widens_the_intervals() -> None:
    """An interval of 99 % holds one of 80 %."""
    deals = {"kim": Share(part=9, whole=30), "ann": Share(part=52, whole=60)}
    wide, narrow = (shrink(deals, level=level).of("kim").interval for level in (0.99, 0.8))
    assert isinstance(wide, Interval)
    assert isinstance(narrow, Interval)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_it_reads_as_a_table() -> None:
    """The text names prior, ranks, rates and what was seen."""
    found = of((60, 60), (5, 20), (1, 30))
    text = str(found).splitlines()
    assert text[0].startswith("3 groups, pooled 60.0% (66 of 110); prior Beta(")
    assert ["group", "rank", "rate", "interval", "seen"] == text[1].split()
    assert ["g0", "1"] == text[2].split()[:2]
    assert "100.0% (60 of 60)" == text[2][-17:]
    first = found.of("g0")
    assert f"g0: {first.rate:.1%}, {first.interval}; seen 100.0% (60 of 60)" == str(first)


def test_an_unknown_rate_reads_as_a_dash() -> None:
    """In the table a dash stands for what cannot be told; the group by itself says why."""
    found = of((4, 9))
    assert ["g0", "-", "-", "-", "44.4%", "(4", "of", "9)"] == str(found).splitlines()[2].split()
    expected = "g0: undefined: one group alone does not tell how far groups lie apart; seen 44.4% (4 of 9)"
    assert expected == str(found.of("g0"))


def test_records_are_plain() -> None:
    """One row a group, the best first, with None for what is not known."""
    known, unknown = of((60, 60), (5, 20)).to_records(), of((0, 0)).to_records()
    assert ["rank", "group", "part", "whole", "raw", "rate", "low", "high"] == list(known[0])
    assert [(1, "g0", 60, 60, 1.0), (2, "g1", 5, 20, 0.25)] == [tuple(row.values())[:5] for row in known]
    assert [None, "g0", 0, 0, None, None, None, None] == list(unknown[0].values())


def test_many_groups_are_cut_in_the_text_only() -> None:
    """A long table ends with how many more there are, and the records have all."""
    found = of(*((place % 7, 9) for place in range(40)))
    assert ("and 10 more", 40) == (str(found).splitlines()[-1], len(found.to_records()))


def test_it_is_a_value() -> None:
    """Equal, hashable, and the same after pickling."""
    found = of((9, 30), (1, 1), (52, 60))
    assert found == pickle.loads(pickle.dumps(found))
    assert hash(found) == hash(attrs.evolve(found))


def test_an_unknown_group() -> None:
    """Asking for a group that is not there names those that are."""
    with pytest.raises(UnknownName) as unknown:
        of((9, 30), (52, 60)).of("g9")
    assert "no group 'g9' in this shrinkage; there are g1, g0" == str(unknown.value)


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ([Share(part=1, whole=2)], "shares must be a mapping, got a list; give {'name': ...}"),
        ({"kim": (1, 2)}, "shares['kim'] must be a Share, got a tuple"),
        ({7: Share(part=1, whole=2)}, "name must be text, got 7; give a str"),
        (
            {"kim": Share(part=1, whole=2), "kim ": Share(part=1, whole=2)},
            "shares must name each once, got 'kim '",
        ),
    ],
)
def test_what_is_not_shares_by_name_is_refused(shares: object, told: str) -> None:
    """Each slip has its own sentence."""
    with pytest.raises(InvalidValue) as refused:
        shrink(shares)  # type: ignore[arg-type]
    assert told == str(refused.value)


def test_a_whole_beyond_counting_is_refused() -> None:
    """Sums over more deals than a floating number tells apart are not begun."""
    with pytest.raises(LimitExceeded) as refused:
        shrink({"kim": Share(part=1, whole=2), "ann": Share(part=1, whole=10**9 + 1)})
    assert "the whole of 'ann' must be at most 1000000000, got 1000000001" == str(refused.value)


def test_only_shares_are_shrunk() -> None:
    """A bare number has no whole, and is refused."""
    for ask in (of((9, 30), (52, 60)).rate, of((9, 30), (52, 60)).interval):
        with pytest.raises(InvalidValue, match=r"a share must be a Share, got 0\.5; give Share\(part=\.\.\."):
            ask(0.5)  # type: ignore[arg-type]
