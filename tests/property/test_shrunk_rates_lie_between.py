"""Law: a shrunk rate lies between what was seen and what all groups have in common."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.metrics import BetaPrior, shrink
from salescycle.values import Interval, Share, Undefined

SHARES = st.integers(0, 40).flatmap(lambda n: st.builds(Share, part=st.integers(0, n), whole=st.just(n)))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), SHARES, max_size=12))
def test_shrunk_rates_lie_between(shares: dict[str, Share]) -> None:
    """Each rate lies between raw rate and prior mean, inside its interval; ranks follow the rates; order is nothing."""
    found = shrink(shares)
    assert found == shrink(dict(sorted(shares.items(), reverse=True)))
    assert sorted(shares) == sorted(each.group for each in found.groups)
    for each in found.groups:
        if isinstance(each.rate, Undefined) or isinstance(each.interval, Undefined):
            assert each.rank == each.rate == each.interval == found.prior
            continue
        middle = found.prior.mean if isinstance(found.prior, BetaPrior) else each.rate
        raw = middle if isinstance(each.share.value, Undefined) else float(each.share.value)
        if isinstance(found.prior, BetaPrior):
            assert min(raw, middle) - 1e-12 <= each.rate <= max(raw, middle) + 1e-12
        assert isinstance(each.interval, Interval)
        assert 0 <= each.interval.low <= each.interval.high <= 1
        better = [other for other in found.groups if not isinstance(other.rate, Undefined) and other.rate > each.rate]
        assert len(better) + 1 == each.rank
