"""One deal through all seven stages, a refused move with its reasons, and a report on a sample pipeline.

Everything is made up here: no file is read, and the sample is drawn from a fixed seed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from salescycle import (
    BANT,
    LEAD,
    PROPOSAL,
    SEVEN_STAGE,
    AttributeSet,
    CommitmentKept,
    CommitmentMade,
    ConcessionGiven,
    Contacted,
    Deal,
    Document,
    DocumentCompleted,
    JourneySeen,
    Lead,
    Line,
    MatchRule,
    Money,
    MoveRefused,
    NeedVoiced,
    ObjectionAnswered,
    ObjectionRaised,
    PaperworkSet,
    Period,
    Persona,
    PersonaMatched,
    Pipeline,
    PitchGiven,
    Profile,
    Proof,
    ProofShared,
    Proposal,
    ReturnReceived,
    Signed,
    Terms,
    convert,
    seven_stage,
)
from salescycle.followup import WATCHERS, Agenda, slow, usual_stage_times
from salescycle.simulation import sample_deals

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)

OPERATIONS = Persona(
    key="operations-lead",
    name="Head of operations",
    interests=["shorter lead times"],
    needs=["orders and stock in one place"],
    pain_points=["orders are typed twice"],
    how_we_help="One order book that the shop, the warehouse and the books share.",
)
PROFILE = Profile(
    persona=OPERATIONS.key,
    rules=[
        MatchRule(attribute="employees", match="range", values=[50, 500], weight=2),
        MatchRule(attribute="branch", match="one_of", values=["retail", "logistics"]),
        MatchRule(attribute="tools", match="contains", values=["spreadsheets"]),
    ],
)
OURS = seven_stage(key="ours", profiles=[PROFILE], fit="0.5")
STORY = Proof(key="borg_story", form="case_study", title="Borg Ltd saves a day a week", answers=["one_order_book"])
PAPERS = [
    Document(key="data_protection", side="buyer", days=3),
    Document(key="order_form", needs=["data_protection"], signers=["buyer"]),
]


def meet() -> Deal:
    """Capture a lead, find that it fits, reach out, and make a deal of it."""
    lead = Lead.capture(
        id="L-1", name="Ada Park", company="Acme", source="website form", start=LEAD.start(at=MONDAY), owner="kim"
    )
    lead = lead.record(
        AttributeSet(name="employees", value=120, at=MONDAY), AttributeSet(name="branch", value="logistics", at=MONDAY)
    )
    fit = PROFILE.fit(lead)
    print(f"fit: {fit}; for it: {'; '.join(str(reason.text) for reason in fit.speaks_for)}")
    lead = lead.record(PersonaMatched(persona=OPERATIONS.key, at=MONDAY))
    at = MONDAY + timedelta(minutes=40)
    lead = lead.record(Contacted(channel="call", at=at, by="kim"), JourneySeen(step="solution_aware", at=at))
    print(f"first call {at - MONDAY} after the form; the buyer's journey: {lead.journey}")
    lead = LEAD.move(lead, to="sales_qualified", at=MONDAY + timedelta(hours=1), by="kim")
    return convert(
        lead,
        id="D-1",
        name="Acme rollout",
        start=OURS.start(at=MONDAY + timedelta(hours=2)),
        value=Money("48000", "USD"),
        expected_close=date(2026, 4, 30),
        by="kim",
    )


def qualify(deal: Deal) -> Deal:
    """Check that it fits, and ask the four questions of BANT; show a move that is refused on the way."""
    deal = OURS.move(deal, to="qualification", at=MONDAY + DAY, by="kim")
    deal = OURS.move(deal, to="needs_analysis", at=MONDAY + 2 * DAY, by="kim")
    deal = deal.record(
        BANT.answer("need", "yes", at=MONDAY + 3 * DAY, by="kim", evidence="types every order twice", source="call"),
        BANT.answer("budget", "partly", at=MONDAY + 3 * DAY, by="kim", evidence="about 50,000 a year", source="call"),
    )
    print(f"BANT after the first call: {BANT.score(deal)}")
    deal = move(deal, "pitch", 3)
    deal = deal.record(
        BANT.answer("authority", "yes", at=MONDAY + 4 * DAY, by="kim", evidence="Ada signs up to 60,000"),
        BANT.answer("timing", "yes", at=MONDAY + 4 * DAY, by="kim", evidence="live before the June stocktaking"),
    )
    print(f"BANT after the second:     {BANT.score(deal)}")
    return OURS.move(deal, to="pitch", at=MONDAY + 4 * DAY, by="kim")


def move(deal: Deal, to: str, day: int) -> Deal:
    """Move a deal; where it is refused, say what is missing and leave it where it is."""
    try:
        return OURS.move(deal, to=to, at=MONDAY + day * DAY, by="kim")
    except MoveRefused as refused:
        print(f"refused: {refused}")
        return deal


def pitch(deal: Deal) -> Deal:
    """Speak to what they need, with a story that resembles theirs."""
    deal = deal.record(NeedVoiced(need="one_order_book", note="types every order twice", at=MONDAY + 4 * DAY))
    deal = move(deal, "proposal", 8)
    at = MONDAY + 9 * DAY
    deal = deal.record(
        PitchGiven(
            form="presentation", to="Ada Park", addresses=["one_order_book"], proofs=[STORY.key], by="kim", at=at
        ),
        ProofShared(proof=STORY.key, answers=["one_order_book"], by="kim", at=at),
        CommitmentMade(commitment="references", side="buyer", what="call Borg Ltd", due=MONDAY + 12 * DAY, at=at),
        CommitmentKept(commitment="references", at=MONDAY + 11 * DAY),
    )
    return move(deal, "proposal", 9)


def negotiate(deal: Deal) -> Deal:
    """Make an offer, and meet an objection to its price with longer support and a revised offer."""
    terms = Terms(
        lines=[
            Line(description="Annual licence, 40 seats", unit_price=Money("1100", "USD"), quantity=40),
            Line(description="Set-up", unit_price=Money("6000", "USD"), discount="0.5"),
        ],
        valid_until=date(2026, 4, 15),
    )
    offer = Proposal.draft(id="P-1", start=PROPOSAL.start(at=MONDAY + 11 * DAY), terms=terms)
    offer = PROPOSAL.move(offer, to="sent", at=MONDAY + 11 * DAY, by="kim")
    print(f"proposal: {terms.totals}, valid through {terms.valid_until}")
    deal = move(deal.attach(offer), "negotiation", 16)
    deal = deal.record(ObjectionRaised(topic="price", note="a competitor is cheaper", at=MONDAY + 16 * DAY))
    deal = move(deal, "closing", 17)
    at = MONDAY + 18 * DAY
    support = Line(description="Support, 24 months instead of 12", unit_price=Money("0", "USD"))
    deal = deal.record(
        ConcessionGiven(
            concession="longer_support",
            worth=Money("3000", "USD"),
            cost=Money("400", "USD"),
            limit=Money("500", "USD"),
            asked="signature in March",
            proposal="P-1",
            revision=2,
            by="kim",
            at=at,
        ),
        ObjectionAnswered(topic="price", how="longer_support", by="kim", at=at),
    ).attach(offer.revise(Terms(lines=[*terms.lines, support], valid_until=terms.valid_until), at=at, by="kim"))
    print(f"conceded: worth {deal.ledger.worth} to them, cost {deal.ledger.cost} to us")
    return move(deal, "closing", 18)


def sign(deal: Deal) -> Deal:
    """Bring the paperwork to signature."""
    at = MONDAY + 19 * DAY
    deal = deal.attach(PROPOSAL.move(deal.proposals[-1], to="accepted", at=at))
    deal = deal.record(PaperworkSet(documents=PAPERS, at=at), DocumentCompleted(document="order_form", at=at))
    deal = move(deal, "won", 19)
    deal = deal.record(
        DocumentCompleted(document="data_protection", at=MONDAY + 21 * DAY),
        Signed(document="order_form", side="buyer", at=MONDAY + 22 * DAY),
        ReturnReceived(concession="longer_support", at=MONDAY + 22 * DAY),
    )
    return OURS.move(deal, to="won", at=MONDAY + 22 * DAY, by="kim", reason="saves a clerk's week each month")


def main() -> None:
    """Run it."""
    deal = sign(negotiate(pitch(qualify(meet()))))
    for visit in deal.visits:
        stage = OURS.stage(visit.stage)
        print(f"  {visit.entered:%a %d %b %H:%M}  {stage.label} / {stage.label.text('ko')}")
    print(f"{deal.name}: {deal.outcome}, {deal.value}, {deal.spells[-1].length} from opening to signature")
    print(f"audit: {[str(finding) for finding in OURS.audit(deal)] or 'clean'}\n")

    year = Period.year(2025)
    deals = sample_deals(rng=Random(2025), period=year, count=400)
    pipeline = Pipeline(deals, cycle=SEVEN_STAGE, as_of=year.end)
    print(pipeline.report())

    agenda = Agenda(cycle=SEVEN_STAGE, watchers=[*WATCHERS, slow(usual_stage_times(pipeline))])
    print("\nWhat to do first:")
    for entry in agenda.first(5, deals, as_of=year.end):
        print(f"  {entry}")


if __name__ == "__main__":
    main()
