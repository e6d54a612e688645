"""Law: a log whose instants differ reads the same in whatever order its facts arrive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.model import Contacted, Deal, Fact, Opened, OwnerAssigned, StageEntered, StageSeen

START = datetime(2026, 1, 1, tzinfo=UTC)
STAGE = {"stage": st.sampled_from(["new", "pitch", "won"]), "outcome": st.sampled_from(["open", "won", "lost"])}


@st.composite
def logs(draw: st.DrawFn) -> list[Fact]:
    """Facts at different instants, in order."""
    facts: list[Fact] = []
    for second in sorted(draw(st.sets(st.integers(0, 10**7), max_size=12))):
        at = START + timedelta(seconds=second)
        kind = draw(
            st.sampled_from(
                [
                    st.builds(StageEntered, at=st.just(at), **STAGE),
                    st.builds(StageSeen, at=st.just(at), **STAGE),
                    st.builds(OwnerAssigned, at=st.just(at), owner=st.sampled_from(["kim", "lee", None])),
                    st.builds(Contacted, at=st.just(at), channel=st.sampled_from(["call", "email"])),
                    st.builds(Opened, at=st.just(at)),
                ]
            )
        )
        facts.append(draw(kind))
    return facts


@given(logs().flatmap(lambda log: st.tuples(st.just(log), st.permutations(log))), st.integers(1, 5))
def test_replay_does_not_depend_on_arrival(logs: tuple[list[Fact], list[Fact]], size: int) -> None:
    """Given at once, one by one, or in handfuls, in any order, it is the same deal with the same readings."""
    log, arrived = logs
    deal = Deal(id="D-1", log=log)
    at_once = Deal(id="D-1", log=arrived)
    one_by_one = in_handfuls = Deal(id="D-1")
    for fact in arrived:
        one_by_one = one_by_one.record(fact)
    for place in range(0, len(arrived), size):
        in_handfuls = in_handfuls.record(*arrived[place : place + size])
    assert tuple(log) == deal.log
    for other in (at_once, one_by_one, in_handfuls):
        assert deal == other
        assert (deal.stage, deal.outcome, deal.owner) == (other.stage, other.outcome, other.owner)
        assert (deal.visits, deal.spells, deal.contacts) == (other.visits, other.spells, other.contacts)
