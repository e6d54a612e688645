"""Strategies of cycles: sound ones, and definitions with faults that must be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
from hypothesis import strategies as st

from salescycle.cycle import (
    AS_DECLARED,
    CRITERIA,
    Beginning,
    Criterion,
    Cycle,
    GoingBack,
    MoveKind,
    Policy,
    Skipping,
    Stage,
    bant_at_least,
)
from salescycle.model import Outcome

__all__ = ["BrokenCycle", "broken_cycles", "cycles"]

_OF_DEALS = [each for key, each in CRITERIA.items() if isinstance(each, Criterion) and key != "still_valid"]


def _policies() -> st.SearchStrategy[Policy]:
    """Draw a policy that forbids nothing that stages may have declared; half of them add nothing either."""
    return st.just(AS_DECLARED) | st.builds(
        Policy,
        skipping=st.sampled_from([each for each in Skipping if each is not Skipping.NONE]),
        going_back=st.sampled_from([each for each in GoingBack if each is not GoingBack.NONE]),
        reasons_for=st.lists(st.sampled_from(MoveKind), max_size=2),
        reopen_within=st.none() | st.integers(1, 24).map(lambda hours: timedelta(hours=hours)),
        begins_in=st.sampled_from(Beginning),
    )


def cycles(*, criteria: st.SearchStrategy[Criterion] | None = None) -> st.SearchStrategy[Cycle]:
    """Draw cycles without problems: every stage is reached, and every stage that lasts leads to a close.

    They have up to eleven stages of every outcome, ways back, holds and reopenings, policies, and up to three exit
    criteria a stage out of ``criteria``: by default the ready-made ones that deals can meet.

    >>> from hypothesis import find
    >>> [stage.key for stage in find(cycles(), lambda cycle: True).stages]
    ['open0', 'won0', 'lost0']
    """
    ready_made = st.sampled_from(_OF_DEALS) | st.integers(0, 100).map(bant_at_least)
    # mostly few, so that walks come through
    several = st.lists(
        ready_made if criteria is None else criteria, max_size=3, unique_by=lambda each: (each.key, each.params)
    )
    return _cycles(several)


@st.composite
def _cycles(draw: st.DrawFn, criteria: st.SearchStrategy[list[Criterion]]) -> Cycle:
    lasting = [f"open{n}" for n in range(draw(st.integers(1, 5)))]
    lasting += [f"hold{n}" for n in range(draw(st.integers(0, 2)))]
    closes = [f"won{n}" for n in range(draw(st.integers(1, 2)))] + [f"lost{n}" for n in range(draw(st.integers(1, 2)))]
    keys = ["open0", *draw(st.permutations([*lasting[1:], *closes]))]
    ways = _ways(draw, keys, lasting, closes)
    stages: list[Stage] = []
    for key in keys:
        to = {"reopens_to" if key in closes else "leads_to": draw(st.permutations(sorted(ways[key])))}
        fields: dict[str, Any] = {"exit_criteria": draw(criteria), "optional": draw(st.booleans()), **to}
        stages.append(Stage(key, outcome=Outcome(key.rstrip("0123456789")), **fields))
    return Cycle(key="drawn", version=draw(st.integers(1, 3)), stages=stages, policy=draw(_policies()))


def _ways(draw: st.DrawFn, keys: list[str], lasting: list[str], closes: list[str]) -> dict[str, set[str]]:
    """Draw where each stage leads: anywhere, and besides so that all are reached and none is a dead end."""
    ways = {key: draw(st.sets(st.sampled_from(keys), max_size=4)) - {key} for key in keys}
    for place, key in enumerate(lasting):
        ways[key].add(draw(st.sampled_from([*lasting[place + 1 :], *closes])))
        if place:
            ways[draw(st.sampled_from(lasting[:place]))].add(key)
    for key in closes:
        ways[draw(st.sampled_from(lasting))].add(key)
    return ways


@attrs.frozen(kw_only=True)
class BrokenCycle:
    """The data of a cycle with faults, and the codes of the problems that reading it must tell, among others.

    >>> BrokenCycle(data={"key": "board"}, codes=frozenset({"missing_field"})).codes
    frozenset({'missing_field'})
    """

    data: dict[str, Any]
    codes: frozenset[str]


_Data = dict[str, Any]


def _add(data: _Data, **stage: Any) -> None:
    data["stages"].append(stage)


def _lead(data: _Data, *to: str) -> None:
    data["stages"][0]["leads_to"] += to


def _first(data: _Data) -> str:
    return str(data["stages"][0]["key"])


def _all(data: _Data, outcome: str) -> None:
    """Put aside each stage of an outcome, so that none is left that has it."""
    for stage in data["stages"]:
        if stage.get("outcome") == outcome:
            stage["outcome"] = "hold"


def _ask(data: _Data, *criteria: _Data) -> None:
    data["stages"][0].setdefault("exit_criteria", []).extend(criteria)


def _trap(data: _Data) -> None:
    _add(data, key="trap", outcome="hold")
    _lead(data, "trap")


def _skip(data: _Data) -> None:
    """Add two open stages, the second of which is led to over the first, and forbid skips."""
    closed = next(each["key"] for each in data["stages"] if each.get("outcome") == "lost")
    _add(data, key="passed_over", leads_to=[closed])
    _add(data, key="skipped_to", leads_to=[closed])
    _lead(data, "passed_over", "skipped_to")
    data.setdefault("policy", {})["skipping"] = "none"


def _back(data: _Data) -> None:
    """Add a stage that leads back to the first, and forbid that."""
    _add(data, key="turns_back", leads_to=[_first(data), *data["stages"][0]["leads_to"][:1]])
    _lead(data, "turns_back")
    data.setdefault("policy", {})["going_back"] = "none"


# One error tells what is wrong with each stage, or with stages together, or with the ways: never two of the three.
_FAULTS: tuple[dict[str, Callable[[_Data], Any]], ...] = (
    {
        "unknown_field": lambda data: data.update(stagse=[]),
        "missing_field": lambda data: data.pop("version"),
        "not_a_list": lambda data: _add(data, key="text", leads_to="won"),
        "not_a_mapping": lambda data: data["stages"].append("won"),
        "unknown_criterion": lambda data: _ask(data, {"criterion": "os.system"}),
        "unknown_parameter": lambda data: _ask(data, {"criterion": "contacted", "least": 1}),
        "no_criteria": lambda data: _ask(data, {"any_of": []}),
        "invalid_value": lambda data: _add(data, key="sure", win_probability="1.5"),
    },
    {
        "duplicate_key": lambda data: _add(data, key=_first(data), outcome="lost"),
        "unknown_stage": lambda data: _lead(data, "nowhere"),
        "leads_to_itself": lambda data: _lead(data, _first(data)),
        "duplicate_way": lambda data: _lead(data, data["stages"][0]["leads_to"][0]),
        "leads_out_of_close": lambda data: _add(data, key="leaky", outcome="lost", leads_to=[_first(data)]),
        "reopens_without_close": lambda data: _add(data, key="ajar", reopens_to=[_first(data)]),
        "duplicate_criterion": lambda data: _ask(data, *[{"criterion": "contacted"}] * 2),
    },
    {"no_won_stage": lambda data: _all(data, "won")},
    {"no_lost_stage": lambda data: _all(data, "lost")},
    {"starts_closed": lambda data: data["stages"][0].update(outcome="hold")},
    {"no_stages": lambda data: data["stages"].clear()},
    {
        "unreachable_stage": lambda data: _add(data, key="island", outcome="lost"),
        "dead_end": _trap,
        "skipped_against_policy": _skip,
        "moved_back_against_policy": _back,
    },
)


@st.composite
def _broken(draw: st.DrawFn) -> BrokenCycle:
    data = draw(cycles()).to_data()
    faults = draw(st.sampled_from(_FAULTS))
    codes = draw(st.sets(st.sampled_from(sorted(faults)), min_size=1, max_size=3))
    for code in faults:
        if code in codes:
            faults[code](data)
    return BrokenCycle(data=data, codes=frozenset(codes))


def broken_cycles() -> st.SearchStrategy[BrokenCycle]:
    """Draw the data of sound cycles with one to three faults, and the codes that ``Cycle.from_data`` must tell.

    For whatever shows people what is wrong with their definition.

    >>> from hypothesis import find
    >>> find(broken_cycles(), lambda broken: "dead_end" in broken.codes).data["stages"][-1]
    {'key': 'trap', 'outcome': 'hold'}
    """
    return _broken()
