"""The presets: the cycles as the domain page describes them, walked from end to end."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from salescycle import presets
from salescycle.cycle import Cycle
from salescycle.errors import InvalidCycle, InvalidValue, MoveRefused
from salescycle.model import (
    Contacted,
    Deal,
    Document,
    DocumentCompleted,
    Fact,
    ForecastCategory,
    JourneySeen,
    Lead,
    Line,
    NeedVoiced,
    ObjectionAnswered,
    ObjectionRaised,
    Outcome,
    PaperworkSet,
    PersonaMatched,
    PitchGiven,
    Proposal,
    Signed,
    StageEntered,
    Terms,
    TermsSet,
    ValueSet,
)
from salescycle.presets import LEAD, LONG_CYCLE, PROPOSAL, SEVEN_STAGE, SHORT_CYCLE, expire, free_cycle
from salescycle.qualification import BANT
from salescycle.values import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL = [SEVEN_STAGE, LEAD, PROPOSAL, SHORT_CYCLE, LONG_CYCLE]
OPEN_STAGES = {
    "initial_contact": ("Initial contact", "초기 접촉"),
    "qualification": ("Compatibility check", "적합성 확인"),
    "needs_analysis": ("Needs analysis", "요구 분석"),
    "pitch": ("Pitch", "피치"),
    "proposal": ("Proposal", "제안서 전달"),
    "negotiation": ("Negotiation", "협상"),
    "closing": ("Closing", "거래 성사"),
}
ASIDE = {"nurture": ("Nurture", "육성")}
CLOSES = {"won": ("Won", "수주"), "lost": ("Lost", "실주")}
PAPERWORK = [
    PaperworkSet(documents=[Document(key="order", signers=["buyer"])], at=MONDAY),
    DocumentCompleted(document="order", at=MONDAY),
    Signed(document="order", side="buyer", at=MONDAY),
]
COMPARING = JourneySeen(step="comparing", at=MONDAY)
TWO_WAY = {"channel": "call", "direction": "two_way"}


def terms(until: date | None = None, zone: str = "UTC") -> Terms:
    line = Line(description="Licence", unit_price=Money("48000", "USD"))
    return Terms(lines=[line], valid_until=until, zone=ZoneInfo(zone))


def draft(until: date | None = None, zone: str = "UTC", at: datetime = MONDAY) -> Proposal:
    return Proposal.draft(id="P-1", start=PROPOSAL.start(at=at), terms=terms(until, zone))


def in_stage(cycle: Cycle, stage: str) -> Deal | Proposal:
    """Give a record in a stage, with terms, for a buyer who was called and matched, and whose journey is known."""
    known = [Contacted(channel="call", at=MONDAY), PersonaMatched(persona="ops", at=MONDAY), COMPARING]
    kind = Deal if cycle is SEVEN_STAGE else Proposal
    return kind(id="X-1", log=[cycle.entry(stage, at=MONDAY), *known, TermsSet(terms=terms(), at=MONDAY)])


def walk(cycle: Cycle, record: Deal | Lead | Proposal, *stages: str, at: datetime = MONDAY) -> Deal | Lead | Proposal:
    for stage in stages:
        record = cycle.move(record, to=stage, at=at, reason="price" if stage in ("lost", "disqualified") else "")
    return record


def test_every_preset_is_exported_and_distinct() -> None:
    """The room offers these cycles, each under a key of its own, in its first version."""
    exported = [each for each in vars(presets).values() if isinstance(each, Cycle)]
    assert sorted(cycle.name for cycle in ALL) == sorted(cycle.name for cycle in exported)
    names = ["seven-stage/1", "lead/1", "proposal/1", "short-cycle/1", "long-cycle/1"]
    assert names == [cycle.name for cycle in ALL]


@pytest.mark.parametrize("cycle", ALL, ids=lambda cycle: cycle.key)
def test_every_label_is_english_and_korean(cycle: Cycle) -> None:
    """A cycle and each of its stages is labelled in both languages, and so is what a stage asks for."""
    wordings = [cycle.label, *(stage.label for stage in cycle.stages)]
    wordings += [criterion.asks for stage in cycle.stages for criterion in stage.exit_criteria]
    assert {("en", "ko")} == {tuple(language for language, text in wording.texts if text) for wording in wordings}
    for locale in ("en", "ko"):
        labels = [stage.label.text(locale) for stage in cycle.stages]
        assert len(labels) == len(set(labels))


@pytest.mark.parametrize("cycle", ALL, ids=lambda cycle: cycle.key)
@pytest.mark.parametrize("way", [lambda cycle: pickle.loads(pickle.dumps(cycle)), copy.copy, copy.deepcopy])
def test_every_preset_travels(cycle: Cycle, way) -> None:
    """A preset can be pickled and copied like any cycle."""
    assert cycle == way(cycle)


@pytest.mark.parametrize("cycle", ALL, ids=lambda cycle: cycle.key)
def test_chances_rise_with_the_stages(cycle: Cycle) -> None:
    """Where stages declare a chance of winning, it rises along the cycle and stays below certainty."""
    chances = [stage.win_probability for stage in cycle.stages if stage.win_probability is not None]
    assert sorted(set(chances)) == chances
    assert all(0 < chance < 1 for chance in chances)


def test_the_seven_stages() -> None:
    """The seven stages come in the domain's order, then nurture, won and lost, under the domain's labels."""
    described = OPEN_STAGES | ASIDE | CLOSES
    labels = {stage.key: (stage.label.text("en"), stage.label.text("ko")) for stage in SEVEN_STAGE.stages}
    assert list(described.items()) == list(labels.items())
    outcomes = [Outcome.OPEN] * 7 + [Outcome.HOLD, Outcome.WON, Outcome.LOST]
    assert outcomes == [stage.outcome for stage in SEVEN_STAGE.stages]


def test_the_seven_stages_have_guidance() -> None:
    """Every stage says what there is to do, in both languages."""
    guided = {
        stage.key: tuple(language for language, text in stage.guidance.texts if text) for stage in SEVEN_STAGE.stages
    }
    assert dict.fromkeys((*OPEN_STAGES, "nurture", "won", "lost"), ("en", "ko")) == guided


def test_the_seven_stages_have_limits() -> None:
    """Every stage that is not closed says how long a deal may lie idle in it, and each open one its chance."""
    lasting = [stage for stage in SEVEN_STAGE.stages if not stage.outcome.is_closed]
    assert [] == [stage.key for stage in lasting if stage.idle_limit is None]
    assert [*OPEN_STAGES] == [stage.key for stage in SEVEN_STAGE.stages if stage.win_probability is not None]


@pytest.mark.parametrize("cycle", [SEVEN_STAGE, SHORT_CYCLE, LONG_CYCLE], ids=lambda cycle: cycle.key)
def test_forecasts_grow_surer_with_the_stages(cycle: Cycle) -> None:
    """The forecast categories of open stages rise along the cycle, up to best case or commit."""
    told = [stage.forecast_category for stage in cycle.stages if stage.outcome is Outcome.OPEN]
    assert sorted(told, key=list(ForecastCategory).index) == told
    assert told[-1] in ("best_case", "commit")


def test_the_ways_of_the_seven_stages() -> None:
    """Each stage leads to the next, back to any earlier one, to nurture and to lost; nurture and lost lead back in."""
    keys = [*OPEN_STAGES]
    for place, key in enumerate(keys):
        following = "won" if key == "closing" else keys[place + 1]
        assert [following, "nurture", "lost", *keys[:place]] == list(SEVEN_STAGE.ways(key))
    assert ["qualification", "lost"] == list(SEVEN_STAGE.ways("nurture"))
    assert ([], ["qualification", "needs_analysis"]) == (list(SEVEN_STAGE.ways("won")), list(SEVEN_STAGE.ways("lost")))


def test_what_the_seven_stages_ask_for() -> None:
    """Each open stage asks for what is done in it before a deal moves on."""
    assert {
        "initial_contact": ["contacted", "persona_matched"],
        "qualification": ["human_contact", "journey_known"],
        "needs_analysis": ["qualified"],
        "pitch": ["pitch_given", "needs_addressed"],
        "proposal": ["value_known", "proposal_sent"],
        "negotiation": ["proposal_sent", "no_open_objection", "concessions_approved"],
        "closing": ["proposal_accepted", "paperwork_complete", "signed"],
        "nurture": ["contacted", "persona_matched"],
        "won": [],
        "lost": ["contacted", "persona_matched", "human_contact", "journey_known"],
    } == {stage.key: [criterion.key for criterion in stage.exit_criteria] for stage in SEVEN_STAGE.stages}


def test_a_walk_to_won_through_the_seven_stages() -> None:
    """A deal that does what each stage asks for goes from the first to won, and is held up until it does."""
    answered = ObjectionAnswered(topic="price", how="support", at=MONDAY + 6 * DAY)
    sent = walk(PROPOSAL, draft(), "sent", at=MONDAY + 5 * DAY)
    accepted = walk(PROPOSAL, sent, "viewed", "accepted", at=MONDAY + 7 * DAY)
    done: list[tuple[str, list[Fact | Proposal], list[str]]] = [
        (
            "qualification",
            [Contacted(channel="mail", human=False, at=MONDAY), PersonaMatched(persona="ops", at=MONDAY)],
            ["contacted", "persona_matched"],
        ),
        (
            "needs_analysis",
            [Contacted(channel="call", at=MONDAY + DAY), COMPARING],
            ["human_contact", "journey_known"],
        ),
        (
            "pitch",
            [BANT.answer(each.key, "yes", at=MONDAY + 2 * DAY) for each in BANT.questions[1:]],
            ["qualified"],
        ),
        (
            "proposal",
            [PitchGiven(form="call", addresses=["speed"], at=MONDAY + 4 * DAY)],
            ["pitch_given", "needs_addressed"],
        ),
        (
            "negotiation",
            [ValueSet(value=Money("48000", "USD"), at=MONDAY + 5 * DAY), sent],
            ["value_known", "proposal_sent"],
        ),
        ("closing", [answered], ["no_open_objection"]),
        ("won", [accepted, *PAPERWORK], ["proposal_accepted", "paperwork_complete", "signed"]),
    ]
    deal = Deal.open(id="D-1", start=SEVEN_STAGE.start(at=MONDAY))
    deal = deal.record(NeedVoiced(need="speed", at=MONDAY), ObjectionRaised(topic="price", at=MONDAY + 5 * DAY))
    for number, (to, work, asked) in enumerate(done, 1):
        at = MONDAY + number * DAY
        assert asked == [unmet.key for unmet in SEVEN_STAGE.check(deal, to=to, at=at).unmet]
        for each in work:
            deal = deal.attach(each) if isinstance(each, Proposal) else deal.record(each)
        deal = SEVEN_STAGE.move(deal, to=to, at=at, by="kim")
    assert [*OPEN_STAGES, "won"] == [visit.stage for visit in deal.visits]
    assert (Outcome.WON, MONDAY + 7 * DAY, 7 * DAY) == (deal.outcome, deal.closed_at, deal.spells[0].length)
    assert () == SEVEN_STAGE.audit(deal, as_of=MONDAY + 100 * DAY)
    assert () == SEVEN_STAGE.options(deal, at=MONDAY + 100 * DAY)


@pytest.mark.parametrize("stage", [*OPEN_STAGES, "nurture"])
def test_any_of_the_seven_stages_can_be_lost(stage: str) -> None:
    """A deal can be lost from wherever it is, with a reason, and taken up again."""
    decision = SEVEN_STAGE.check(in_stage(SEVEN_STAGE, stage), to="lost", at=MONDAY)
    assert (True, ["no_reason"]) == (decision.needs_reason, [refusal.code for refusal in decision.refusals])
    lost = walk(SEVEN_STAGE, in_stage(SEVEN_STAGE, stage), "lost")
    assert Outcome.LOST is lost.outcome
    assert "qualification" == walk(SEVEN_STAGE, lost, "qualification").stage


@pytest.mark.parametrize("stage", OPEN_STAGES)
def test_not_now_is_not_no(stage: str) -> None:
    """A deal can rest from any open stage, is not closed while it does, and skips nothing when it comes back."""
    resting = walk(SEVEN_STAGE, in_stage(SEVEN_STAGE, stage), "nurture")
    assert (Outcome.HOLD, None) == (resting.outcome, resting.closed_at)
    assert "qualification" == walk(SEVEN_STAGE, resting, "qualification").stage
    with pytest.raises(MoveRefused):
        walk(SEVEN_STAGE, resting, "pitch")


def test_a_lead_becomes_a_deal() -> None:
    """A lead is qualified by marketing once contacted, and by sales once a human reached out, and converts."""
    lead = Lead.capture(id="L-1", name="Ada", start=LEAD.start(at=MONDAY))
    lead = walk(LEAD, lead, "marketing_qualified")
    assert ["contacted"] == [unmet.key for unmet in LEAD.check(lead, to="sales_qualified", at=MONDAY).unmet]
    lead = walk(LEAD, lead.record(Contacted(channel="mail", human=False, at=MONDAY)), "sales_qualified")
    assert ["human_contact"] == [unmet.key for unmet in LEAD.check(lead, to="converted", at=MONDAY).unmet]
    lead = walk(LEAD, lead.record(Contacted(channel="call", at=MONDAY)), "converted")
    assert (Outcome.WON, ()) == (lead.outcome, LEAD.options(lead, at=MONDAY))


@pytest.mark.parametrize("stage", ["captured", "marketing_qualified", "sales_qualified"])
def test_a_lead_can_wait_or_be_dropped(stage: str) -> None:
    """A lead that is not ready is nurtured, and one that does not fit is disqualified, from any open stage."""
    lead = Lead(id="L-1", name="Ada", log=[LEAD.entry(stage, at=MONDAY)])
    assert Outcome.HOLD is walk(LEAD, lead, "nurture").outcome
    assert "sales_qualified" == walk(LEAD, lead, "nurture", "sales_qualified").stage
    assert Outcome.LOST is walk(LEAD, lead, "nurture", "disqualified").outcome


def test_a_disqualified_lead_is_captured_again() -> None:
    """A disqualified lead may come back, and only to the beginning."""
    lead = walk(LEAD, Lead.capture(id="L-1", name="Ada", start=LEAD.start(at=MONDAY)), "disqualified")
    assert [("captured", True)] == [(option.to, bool(option)) for option in LEAD.options(lead, at=MONDAY + DAY)]
    again = walk(LEAD, lead, "captured", at=MONDAY + DAY)
    assert [MONDAY, MONDAY + DAY] == [spell.opened for spell in again.spells]
    assert (Outcome.OPEN, None) == (again.outcome, again.closed_at)
    assert (0, 0, 1) == (Lead(id="L-2", name="").times_recycled, lead.times_recycled, again.times_recycled)


def test_a_lead_is_disqualified_with_a_reason() -> None:
    """Nobody drops a lead without saying why, and the reason is kept."""
    lead = Lead.capture(id="L-1", name="Ada", start=LEAD.start(at=MONDAY))
    assert ["no_reason"] == [each.code for each in LEAD.check(lead, to="disqualified", at=MONDAY).refusals]
    assert "price" == walk(LEAD, lead, "disqualified").close_reason


@pytest.mark.parametrize("way", [["sent"], ["sent", "viewed"]])
def test_an_offer_is_accepted_only_while_it_is_valid(way: list[str]) -> None:
    """An offer is accepted through the end of its last day by the seller's clock, and not a moment later."""
    offer = walk(PROPOSAL, draft(date(2026, 3, 31), "Asia/Seoul"), *way)
    midnight_in_seoul = datetime(2026, 3, 31, 15, tzinfo=UTC)
    accepted = PROPOSAL.move(offer, to="accepted", at=midnight_in_seoul - timedelta(microseconds=1))
    assert Outcome.WON is accepted.outcome
    decision = PROPOSAL.check(offer, to="accepted", at=midnight_in_seoul)
    assert (
        "still needed: the offer is still valid (revise it with terms and a later last day)"
        == str(decision).partition("; ")[2]
    )
    with pytest.raises(MoveRefused):
        PROPOSAL.move(offer, to="accepted", at=midnight_in_seoul)


def test_the_last_day_of_an_offer_follows_summer_time() -> None:
    """The last day ends at midnight where the seller is, in summer as in winter."""
    for until, last_hour in ((date(2026, 3, 28), 22), (date(2026, 3, 29), 21)):
        offer = walk(PROPOSAL, draft(until, "Europe/Berlin"), "sent")
        last = datetime(until.year, until.month, until.day, last_hour, 59, tzinfo=UTC)
        assert PROPOSAL.check(offer, to="accepted", at=last)
        assert not PROPOSAL.check(offer, to="accepted", at=last + timedelta(minutes=1))


def test_an_offer_without_a_last_day_stays_valid() -> None:
    """An offer that sets no last day may be accepted years later."""
    assert PROPOSAL.check(walk(PROPOSAL, draft(), "sent"), to="accepted", at=MONDAY + 3650 * DAY)


def test_a_revision_gives_an_offer_a_new_last_day() -> None:
    """An offer that ran out is accepted after a revision, and only from then on."""
    offer = walk(PROPOSAL, draft(date(2026, 3, 3)), "sent").revise(terms(date(2026, 4, 30)), at=MONDAY + 5 * DAY)
    assert [False, True] == [bool(PROPOSAL.check(offer, to="accepted", at=MONDAY + days * DAY)) for days in (4, 5)]


def test_an_offer_that_ran_out_is_not_sent_and_can_expire() -> None:
    """What is no longer valid can neither be sent nor viewed, but expired, withdrawn, declined or superseded."""
    late = MONDAY + 30 * DAY
    written = draft(date(2026, 3, 3))
    assert [("sent", False), ("withdrawn", True)] == [
        (each.to, bool(each)) for each in PROPOSAL.options(written, at=late)
    ]
    sent = walk(PROPOSAL, written, "sent")
    allowed = {each.to for each in PROPOSAL.options(sent, at=late) if each}
    assert {"declined", "expired", "withdrawn", "superseded"} == allowed


def test_a_proposal_without_terms_is_not_sent() -> None:
    """A proposal that offers nothing has nothing to send."""
    empty = Proposal(id="P-0", log=[PROPOSAL.start(at=MONDAY)])
    assert ["still_valid"] == [unmet.key for unmet in PROPOSAL.check(empty, to="sent", at=MONDAY).unmet]


@pytest.mark.parametrize(
    "stage", [stage for stage in PROPOSAL.stages if stage.outcome.is_closed], ids=lambda stage: stage.key
)
def test_a_final_state_of_a_proposal_is_never_left(stage) -> None:
    """Accepted, declined, expired, withdrawn or superseded, a proposal goes nowhere."""
    closed = in_stage(PROPOSAL, stage.key)
    assert () == PROPOSAL.options(closed, at=MONDAY)
    for to in PROPOSAL.stages:
        with pytest.raises(MoveRefused) as caught:
            PROPOSAL.move(closed, to=to.key, at=MONDAY)
        told = "it is already in" if to is stage else f"'{stage.key}' is closed and reopens to nothing"
        assert told in str(caught.value)


def test_a_proposal_expires_after_its_last_day_unless_it_is_closed() -> None:
    """Only what was sent and is over expires; a draft, a final state and what has no terms or stage stay."""
    late = MONDAY + 30 * DAY
    sent = walk(PROPOSAL, draft(date(2026, 3, 3)), "sent")
    assert ("expired", "sent") == (expire(sent, at=late).stage, expire(sent, at=MONDAY + DAY).stage)
    stays = [draft(date(2026, 3, 3)), walk(PROPOSAL, sent, "accepted"), walk(PROPOSAL, sent, "withdrawn")]
    stays += [Proposal(id="P-0"), Proposal(id="P-0", log=[PROPOSAL.entry("sent", at=MONDAY)])]
    stays.append(Proposal(id="P-2").revise(terms(date(2026, 3, 3)), at=MONDAY))
    assert stays == [expire(each, at=late) for each in stays]


def test_a_walk_through_the_short_cycle() -> None:
    """Interest, a word, a value, won; and a lost one may get another offer."""
    deal = Deal.open(id="D-1", start=SHORT_CYCLE.start(at=MONDAY), value=Money("10", "EUR"))
    assert not SHORT_CYCLE.check(deal, to="offer", at=MONDAY)
    offered = walk(SHORT_CYCLE, deal.record(Contacted(channel="chat", at=MONDAY)), "offer")
    assert Outcome.WON is walk(SHORT_CYCLE, offered, "won").outcome
    assert "offer" == walk(SHORT_CYCLE, offered, "lost", "offer").stage


def test_a_walk_through_the_long_cycle() -> None:
    """A committee's deal goes from discovery to procurement and won, resting on the way."""
    accepted = walk(PROPOSAL, draft(), "sent", "accepted")
    half = [BANT.answer(key, "yes", at=MONDAY) for key in ("budget", "need")]
    deal = Deal.open(id="D-1", start=LONG_CYCLE.start(at=MONDAY), value=Money("10", "EUR"))
    deal = deal.record(Contacted(**TWO_WAY, at=MONDAY), *half).attach(accepted)
    stages = [
        "needs_analysis",
        "evaluation",
        "on_hold",
        "needs_analysis",
        "evaluation",
        "proposal",
        "procurement",
        "won",
    ]
    won = walk(LONG_CYCLE, deal, *stages)
    assert (Outcome.WON, ["discovery", *stages]) == (won.outcome, [visit.stage for visit in won.visits])
    bare = Deal.open(id="D-2", start=LONG_CYCLE.start(at=MONDAY))
    for stage in ("needs_analysis", "evaluation", "proposal"):
        assert not LONG_CYCLE.check(bare, to=stage, at=MONDAY)
        bare = bare.record(LONG_CYCLE.entry(stage, at=MONDAY))


BOARD = free_cycle(["Lead", "Offer", "Deal"], won=["Won"], lost=["Lost", "Gone"])


def test_a_free_cycle_permits_everything() -> None:
    """On a free board every open stage leads to every other and to every close, and every close reopens."""
    open_keys, closes = ["Lead", "Offer", "Deal"], ["Won", "Lost", "Gone"]
    assert (
        [*open_keys, *closes] == [stage.key for stage in BOARD.stages] == [str(stage.label) for stage in BOARD.stages]
    )
    for stage in open_keys:
        assert {*open_keys, *closes} - {stage} == set(BOARD.ways(stage))
    assert [tuple(open_keys)] * 3 == [BOARD.stage(stage).reopens_to for stage in closes]
    outcomes = [Outcome.OPEN] * 3 + [Outcome.WON, Outcome.LOST, Outcome.LOST]
    assert outcomes == [stage.outcome for stage in BOARD.stages]
    assert ("free", 1, "free") == (BOARD.key, BOARD.version, str(BOARD.label))


def test_a_free_cycle_holds_nothing_up_and_still_tells() -> None:
    """A log that kept no rules is read with its moves back, skips and repeats, and without refusals."""
    jumps = ["Lead", "Deal", "Deal", "Offer", "Gone", "Lead"]
    log = [
        StageEntered(stage=key, outcome=BOARD.stage(key).outcome, at=MONDAY + n * DAY, reason="?")
        for n, key in enumerate(jumps)
    ]
    codes = [finding.code for finding in BOARD.audit(Deal(id="D-1", log=log))]
    assert ["repeated_stage", "skipped", "moved_back", "reopened"] == codes


def test_a_free_cycle_has_a_name_of_its_own() -> None:
    """A board gets the key and version of the caller."""
    assert "hubspot/3" == free_cycle(["a"], won=["w"], lost=["l"], key="hubspot", version=3).name


def test_a_free_cycle_is_checked_like_any() -> None:
    """A board needs an open stage, a win and a loss, in lists, and no stage twice."""
    with pytest.raises(InvalidCycle):
        free_cycle([], won=["w"], lost=["l"])
    with pytest.raises(InvalidCycle) as caught:
        free_cycle(["a"], won=[], lost=["A"])
    assert ["duplicate_key", "no_won_stage"] == [problem.code for problem in caught.value.problems]
    with pytest.raises(InvalidValue) as lone:
        free_cycle(["a"], won="won", lost=["l"])
    assert "keys must be several, in a list or tuple, got 'won'; put it in a list" == str(lone.value)


def test_seven_stage_deals_hold_an_accepted_offer_after_its_last_day() -> None:
    """An offer that was accepted in time still counts when its last day is over."""
    accepted = walk(PROPOSAL, draft(date(2026, 3, 3)), "sent", "accepted")
    deal = Deal(id="D-1", log=[SEVEN_STAGE.entry("negotiation", at=MONDAY), *PAPERWORK], proposals=[accepted])
    assert "won" == walk(SEVEN_STAGE, deal, "closing", "won", at=MONDAY + 30 * DAY).stage
