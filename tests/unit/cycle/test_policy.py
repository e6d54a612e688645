"""Policies: what a cycle makes of skipping, going back, reopening, beginning late, and reasons."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from salescycle.cycle import (
    AS_DECLARED,
    BACK_WITH_REASON,
    FREE_BOARD,
    STRICT,
    WAY_LIMIT,
    Criterion,
    Cycle,
    MoveKind,
    Policy,
    Stage,
    contacted,
    persona_matched,
    value_known,
)
from salescycle.errors import InvalidCycle, InvalidValue, LimitExceeded, MoveRefused
from salescycle.model import Contacted, Deal, Migrated, StageSeen

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STAGES = (
    Stage("talk", leads_to=["demo", "lost"], exit_criteria=[contacted]),
    Stage("demo", leads_to=["trial", "lost"], exit_criteria=[persona_matched], optional=True),
    Stage("trial", leads_to=["offer", "lost"], exit_criteria=[value_known], optional=True),
    Stage("rest", outcome="hold", leads_to=["talk", "lost"]),
    Stage("offer", leads_to=["sign", "rest", "lost"], exit_criteria=[contacted]),
    Stage("sign", leads_to=["won", "lost"]),
    Stage("won", outcome="won"),
    Stage("lost", outcome="lost", reopens_to=["talk", "offer"]),
)


def following(policy: Policy, *stages: Stage) -> Cycle:
    return Cycle(key="board", version=1, stages=stages or STAGES, policy=policy)


def ways(policy: Policy, stage: str) -> dict[str, tuple[str, ...]]:
    """Give the criteria of each way out of a stage, by where it leads."""
    found = following(policy).ways(stage)
    return {to: tuple(criterion.key for criterion in way.criteria) for to, way in found.items()}


def in_stage(cycle: Cycle, stage: str, at: datetime = MONDAY) -> Deal:
    return Deal(id="D-1", log=[cycle.entry(stage, at=at), Contacted(channel="call", at=MONDAY)])


def codes(cycle: Cycle, deal: Deal, to: str, **how: object) -> list[str]:
    return [refusal.code for refusal in cycle.check(deal, to=to, **({"at": MONDAY} | how)).refusals]


def test_a_cycle_follows_what_its_stages_declare() -> None:
    """Without a policy of its own a cycle has the declared ways, asks for no reasons and reopens for ever."""
    cycle = following(AS_DECLARED)
    assert cycle == Cycle(key="board", version=1, stages=STAGES)
    assert {"demo": ("contacted",), "lost": ()} == ways(AS_DECLARED, "talk")
    assert "offer" == cycle.move(in_stage(cycle, "lost"), to="offer", at=MONDAY + 36_500 * DAY).stage
    assert all(way.declared for stage in STAGES for way in cycle.ways(stage.key).values())


def test_optional_stages_may_be_passed_over() -> None:
    """A way leads past optional stages in a row, and asks only for what the stage it starts in asks."""
    policy = Policy(skipping="optional")
    expected = {"demo": ("contacted",), "lost": (), "trial": ("contacted",), "offer": ("contacted",)}
    assert expected == ways(policy, "talk")
    assert {"sign": ("contacted",), "rest": (), "lost": ()} == ways(policy, "offer")
    added = following(policy).ways("talk")["offer"]
    assert (MoveKind.SKIPPED, False) == (added.kind, added.declared)


def test_skipping_freely_still_asks_what_the_stages_ask() -> None:
    """Whoever jumps must have met what each stage passed over asks, once each; an optional one asks nothing."""
    stages = [attrs.evolve(stage, optional=stage.key == "demo") for stage in STAGES]
    found = following(Policy(skipping="free"), *stages).ways("talk")
    asked = {to: [criterion.key for criterion in way.criteria] for to, way in found.items()}
    assert {
        "demo": ["contacted"],
        "lost": [],
        "trial": ["contacted"],
        "offer": ["contacted", "value_known"],
        "sign": ["contacted", "value_known"],
        "won": ["contacted", "value_known"],
    } == asked


def test_a_win_may_lie_behind_an_optional_stage() -> None:
    """Where the last stage is optional, the one before it may win by passing over it."""
    stages = [attrs.evolve(stage, optional=stage.key == "sign") for stage in STAGES]
    found = following(Policy(skipping="optional"), *stages).ways("offer")
    assert (["sign", "rest", "lost", "won"], MoveKind.WON) == (list(found), found["won"].kind)


def test_going_back_freely() -> None:
    """Every earlier open stage can be gone back to, with nothing asked; a stage on hold is no step."""
    assert {"sign": ("contacted",), "rest": (), "lost": (), "talk": (), "demo": (), "trial": ()} == ways(
        Policy(going_back="free"), "offer"
    )


@pytest.mark.parametrize(
    ("policy", "leads_to", "code", "told"),
    [
        (Policy(skipping="none"), ["demo", "offer", "lost"], "skipped_against_policy", "a skip"),
        (Policy(going_back="none"), ["demo", "lost", "talk"], "moved_back_against_policy", "a way back"),
    ],
)
def test_what_a_policy_forbids_is_not_declared(policy: Policy, leads_to: list[str], code: str, told: str) -> None:
    """A stage that declares what the policy forbids is a problem of the definition, with its place."""
    place = 0 if "offer" in leads_to else 1
    stages = [*STAGES]
    stages[place] = attrs.evolve(STAGES[place], leads_to=leads_to if place == 0 else ["trial", "talk", "lost"])
    with pytest.raises(InvalidCycle) as caught:
        following(policy, *stages)
    (problem,) = caught.value.problems
    assert (code, f"stages[{place}].leads_to[1]") == (problem.code, problem.where)
    assert f"is {told}, which the policy forbids; drop it" in problem.message


def test_a_reason_is_asked_for() -> None:
    """A move of a kind that needs a reason is refused without one, and says that only this is missing."""
    cycle = following(BACK_WITH_REASON)
    deal = in_stage(cycle, "trial")
    for to in ("talk", "lost"):
        decision = cycle.check(deal, to=to, at=MONDAY)
        assert (["no_reason"], True) == ([each.code for each in decision.refusals], decision.needs_reason)
        assert ("a reason is needed",) == decision.reasons("en")
        assert ("이유를 적어야 한다",) == decision.reasons("ko")
        with pytest.raises(MoveRefused, match=r"the move needs a reason; give reason='...'"):
            cycle.move(deal, to=to, at=MONDAY)
        assert to == cycle.move(deal, to=to, at=MONDAY, reason="price").stage
    assert not cycle.check(deal, to="offer", at=MONDAY).needs_reason


def test_a_missing_reason_hides_no_criterion() -> None:
    """What is missing beside the reason is told with it."""
    cycle = following(Policy(reasons_for=["advanced"]))
    decision = cycle.check(in_stage(cycle, "trial"), to="offer", at=MONDAY)
    assert (["no_reason"], ["value_known"]) == (
        [each.code for each in decision.refusals],
        [each.key for each in decision.unmet],
    )


def test_a_lost_deal_needs_its_reason_from_wherever_it_was() -> None:
    """Losing is losing, from an open stage, from hold, and after a win."""
    stages = [attrs.evolve(stage, reopens_to=["lost"]) if stage.key == "won" else stage for stage in STAGES]
    cycle = following(Policy(reasons_for=["lost"]), *stages)
    assert [["no_reason"]] * 3 == [codes(cycle, in_stage(cycle, key), "lost") for key in ("talk", "rest", "won")]


def test_reopening_has_its_time() -> None:
    """A close can be left for so long, the last instant included, and not a moment later."""
    cycle = following(Policy(reopen_within=90 * DAY))
    lost, last = in_stage(cycle, "lost"), MONDAY + 90 * DAY
    assert "offer" == cycle.move(lost, to="offer", at=last).stage
    late = last + timedelta(microseconds=1)
    assert ["too_late"] == codes(cycle, lost, "offer", at=late)
    told = f"it could be reopened until {last}, not at {late}"
    with pytest.raises(MoveRefused) as caught:
        cycle.move(lost, to="offer", at=late)
    assert told in str(caught.value)
    assert ("2026-05-31 09:00 UTC까지만 다시 열 수 있었다",) == caught.value.decision.reasons("ko")


def test_reopening_counts_from_the_close_itself() -> None:
    """A close that was repeated, seen again or carried to another version is as old as it was."""
    cycle = following(Policy(reopen_within=DAY))
    again = cycle.entry("lost", at=MONDAY + DAY)
    seen = StageSeen(stage="lost", outcome="lost", at=MONDAY + DAY)
    over = Migrated(stage="lost", outcome="lost", from_stage="gone", at=MONDAY + DAY)
    for fact in (again, seen, over):
        assert ["too_late"] == codes(cycle, in_stage(cycle, "lost").record(fact), "talk", at=MONDAY + 25 * HOUR)


def test_a_plan_knows_that_it_is_too_late() -> None:
    """Where a close can no longer be left, there is no way; where it can, the plan says what needs a reason."""
    cycle = following(Policy(reopen_within=DAY, reasons_for=["reopened"]))
    plan = cycle.plan(in_stage(cycle, "lost"), to="sign", at=MONDAY)
    assert ["lost to offer: a reason is needed", "offer to sign"] == [str(step) for step in plan.steps]
    with pytest.raises(InvalidValue, match="must have a way to 'sign'"):
        cycle.plan(in_stage(cycle, "lost"), to="sign", at=MONDAY + 2 * DAY)


def test_where_records_begin() -> None:
    """A record begins in the first stage, or in any open one where the policy says so; never closed."""
    assert "talk" == following(AS_DECLARED).start(at=MONDAY, stage="talk").stage
    with pytest.raises(InvalidValue) as caught:
        following(AS_DECLARED).start(at=MONDAY, stage="offer")
    assert str(caught.value).startswith(
        "a start must be in the first stage 'talk', got 'offer'; give the cycle Policy("
    )
    board = following(FREE_BOARD)
    assert "offer" == board.start(at=MONDAY, stage="offer").stage
    for closed in ("won", "rest"):
        with pytest.raises(InvalidValue) as caught:
            board.start(at=MONDAY, stage=closed)
        assert f"a start must be in an open stage, got '{closed}'; open it, then move it" == str(caught.value)


def test_the_ready_made_policies() -> None:
    """Strict takes one stage after the other, a free board lets a card go anywhere that its criteria let it."""
    straight = [attrs.evolve(stage, reopens_to=["talk"]) if stage.key == "lost" else stage for stage in STAGES]
    strict = following(STRICT, *straight)
    assert ["no_reason"] == codes(strict, in_stage(strict, "lost"), "talk")
    board = following(FREE_BOARD)
    openly = [stage.key for stage in STAGES if stage.outcome == "open"]
    assert all({*openly} - {key} <= set(board.ways(key)) for key in openly)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"skipping": "sometimes"}, "skipping must be one of declared, none, optional, free"),
        ({"going_back": "some"}, "going back must be one of declared, none, free"),
        ({"begins_in": "last"}, "a beginning must be one of first, any_open"),
        ({"reasons_for": ["losing"]}, "a kind of move must be one of advanced, skipped"),
        ({"reasons_for": "lost"}, "reasons_for must be several, in a list or tuple"),
        ({"reopen_within": timedelta(0)}, "reopen_within must be a timedelta of more than 0 and at most 36500 days"),
        ({"reopen_within": timedelta.max}, "reopen_within must be a timedelta of more than 0 and at most 36500 days"),
        ({"reopen_within": 90}, "reopen_within must be a timedelta"),
    ],
)
def test_a_policy_is_well_formed(fields: dict[str, object], told: str) -> None:
    """Each field of a policy says what it takes."""
    with pytest.raises(InvalidValue) as caught:
        Policy(**fields)
    assert str(caught.value).startswith(told)


def test_a_policy_is_a_value() -> None:
    """The order in which kinds were named makes no difference, and a cycle carries its policy along."""
    one, two = Policy(reasons_for=["lost", "moved_back"]), Policy(reasons_for=[MoveKind.MOVED_BACK, "lost", "lost"])
    assert (one, hash(one)) == (two, hash(two))
    cycle = following(Policy(skipping="optional", reopen_within=DAY))
    assert cycle == pickle.loads(pickle.dumps(cycle))
    assert cycle != following(AS_DECLARED)
    with pytest.raises(InvalidValue, match="a policy must be a Policy, got 'strict'"):
        following("strict")


def test_a_policy_adds_ways_within_the_limit() -> None:
    """A board so wide that its policy makes more ways than a cycle may have is refused."""
    openly = [Stage(f"s{n}", leads_to=["won", "lost"]) for n in range(60)]
    with pytest.raises(LimitExceeded, match=f"the ways of a cycle must be at most {WAY_LIMIT}"):
        following(FREE_BOARD, *openly, *STAGES[-2:-1], Stage("lost", outcome="lost"))


@pytest.mark.parametrize(
    ("source", "to", "kind"),
    [
        ("talk", "demo", "advanced"),
        ("talk", "offer", "skipped"),
        ("trial", "offer", "advanced"),
        ("offer", "talk", "moved_back"),
        ("sign", "won", "won"),
        ("talk", "lost", "lost"),
        ("offer", "rest", "held"),
        ("rest", "offer", "resumed"),
        ("rest", "lost", "lost"),
        ("lost", "talk", "reopened"),
        ("lost", "rest", "reopened"),
        ("lost", "won", "close_changed"),
    ],
)
def test_what_a_move_is(source: str, to: str, kind: str) -> None:
    """A skip passes over an open stage, not over one on hold; from a close it is reopening or another close."""
    assert kind == following(AS_DECLARED).kind(source, to)


def test_reasons_name_stages_as_people_do() -> None:
    """A refusal says the labels of stages to people, in their language, and keys to developers."""
    labelled = [attrs.evolve(stage, label={"en": stage.key.title(), "ko": f"{stage.key}단계"}) for stage in STAGES]
    cycle = following(AS_DECLARED, *labelled)
    decision = cycle.check(in_stage(cycle, "talk"), to="won", at=MONDAY - DAY)
    assert (
        "Talk leads to Demo, Lost",
        "it came to Talk only at 2026-03-02 09:00 UTC, after 2026-03-01 09:00 UTC",
    ) == decision.reasons()
    assert "talk단계 다음 단계: demo단계, lost단계" == decision.reasons("ko")[0]
    assert ("Lost reopens to Talk, Offer",) == cycle.check(in_stage(cycle, "lost"), to="won", at=MONDAY).reasons()
    assert ("Won is closed and is not reopened",) == cycle.check(in_stage(cycle, "won"), to="talk", at=MONDAY).reasons()
    assert ("이미 talk단계 단계에 있다",) == cycle.check(in_stage(cycle, "talk"), to="talk", at=MONDAY).reasons("ko")
    assert ("현재 단계를 알 수 없다",) == cycle.check(Deal(id="D-2"), to="talk", at=MONDAY).reasons("ko")


def test_labels_with_braces_are_only_text() -> None:
    """A label that looks like a format is repeated as it is."""
    odd = [attrs.evolve(stage, label=f"{{{stage.key}.__class__}}") for stage in STAGES]
    cycle = following(AS_DECLARED, *odd)
    reasons = cycle.check(in_stage(cycle, "lost"), to="won", at=MONDAY).reasons()
    assert ("{lost.__class__} reopens to {talk.__class__}, {offer.__class__}",) == reasons


def test_criteria_of_one_key_and_other_parameters_stand_together() -> None:
    """Passing over a stage joins its criteria with those of the stage before, each once."""
    least = [Criterion(key="calls", asks="calls", test=max, params={"least": n}) for n in (1, 2)]
    stages = [
        Stage("a", leads_to=["b", "lost"], exit_criteria=[least[0], contacted]),
        Stage("b", leads_to=["c", "lost"], exit_criteria=[contacted, least[1]]),
        Stage("c", leads_to=["won", "lost"]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost"),
    ]
    assert (least[0], contacted, least[1]) == following(Policy(skipping="free"), *stages).guards("a", "c")


def test_a_win_that_several_stages_lead_to_asks_no_more_than_the_first_way_there() -> None:
    """Skipping to a win passes over the stages up to the first that leads to it, and no others."""
    stages = [
        Stage("talk", leads_to=["demo", "lost"], exit_criteria=[contacted]),
        Stage("demo", leads_to=["offer", "won", "lost"], exit_criteria=[persona_matched]),
        Stage("offer", leads_to=["won", "lost"], exit_criteria=[value_known]),
        Stage("won", outcome="won"),
        Stage("lost", outcome="lost"),
    ]
    assert (contacted, persona_matched) == following(Policy(skipping="free"), *stages).guards("talk", "won")


def test_a_declared_win_over_stages_is_a_skip() -> None:
    """Where a later stage leads to the same win, winning before it passes over it; where none does, it is the end."""
    early = attrs.evolve(STAGES[0], leads_to=["demo", "won", "lost"])
    with pytest.raises(InvalidCycle) as caught:
        following(STRICT, early, *STAGES[1:])
    assert [("skipped_against_policy", "stages[0].leads_to[1]")] == [
        (problem.code, problem.where) for problem in caught.value.problems
    ]
    assert following(STRICT, *STAGES)


def test_a_close_that_was_only_seen_is_as_old_as_it_was_seen_first() -> None:
    """Seeing a close again, or taking the record over, does not open the door again."""
    cycle = following(Policy(reopen_within=30 * DAY))
    seen = Deal(id="D-1", log=[StageSeen(stage="lost", outcome="lost", at=MONDAY)])
    again = seen.record(Migrated(stage="lost", outcome="lost", from_stage="gone", at=MONDAY + 99 * DAY))
    for deal in (seen, again):
        assert ["too_late"] == codes(cycle, deal, "offer", at=MONDAY + 100 * DAY)


def test_labels_of_any_length_can_be_refused() -> None:
    """A refusal that repeats very long labels is cut, and still a refusal."""
    long = [attrs.evolve(stage, label="x" * 9_000) for stage in STAGES]
    cycle = following(AS_DECLARED, *long)
    (reason,) = cycle.check(in_stage(cycle, "talk"), to="won", at=MONDAY).reasons()
    assert 2000 == len(reason)


def test_a_plan_that_needs_a_reason_is_not_ready() -> None:
    """Ready is what could be moved as it is; a plan for before the present stage is none."""
    cycle = following(Policy(reasons_for=["lost"]))
    deal = in_stage(cycle, "talk")
    assert not cycle.plan(deal, to="lost", at=MONDAY).is_ready
    with pytest.raises(InvalidValue, match="a plan must be made at .* or later, when it came to 'talk'"):
        cycle.plan(deal, to="offer", at=MONDAY - DAY)
