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
    Contacted,
    Deal,
    Lead,
    Line,
    Money,
    MoveRefused,
    Period,
    Persona,
    PersonaMatched,
    Pipeline,
    Proposal,
    Report,
    Terms,
)
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


def meet() -> Deal:
    """Capture a lead, find that it fits, reach out, and make a deal of it."""
    lead = Lead.capture(
        id="L-1", name="Ada Park", company="Acme", source="website form", start=LEAD.start(at=MONDAY), owner="kim"
    )
    lead = lead.record(PersonaMatched(persona=OPERATIONS.key, at=MONDAY))
    lead = lead.record(Contacted(channel="call", at=MONDAY + timedelta(minutes=40), by="kim"))
    lead = LEAD.move(lead, to="sales_qualified", at=MONDAY + timedelta(hours=1), by="kim")
    lead = LEAD.move(lead, to="converted", at=MONDAY + timedelta(hours=2), by="kim")
    return Deal.open(
        id="D-1",
        name="Acme rollout",
        lead=lead,
        start=SEVEN_STAGE.start(at=MONDAY + timedelta(hours=2)),
        value=Money("48000", "USD"),
        expected_close=date(2026, 4, 30),
        owner="kim",
    )


def qualify(deal: Deal) -> Deal:
    """Check that it fits, and ask the four questions of BANT; show a move that is refused on the way."""
    deal = SEVEN_STAGE.move(deal, to="qualification", at=MONDAY + DAY, by="kim")
    deal = SEVEN_STAGE.move(deal, to="needs_analysis", at=MONDAY + 2 * DAY, by="kim")
    deal = deal.record(
        BANT.answer("need", "yes", at=MONDAY + 3 * DAY, by="kim", evidence="types every order twice", source="call"),
        BANT.answer("budget", "partly", at=MONDAY + 3 * DAY, by="kim", evidence="about 50,000 a year", source="call"),
    )
    print(f"BANT after the first call: {BANT.score(deal)}")
    try:
        SEVEN_STAGE.move(deal, to="pitch", at=MONDAY + 3 * DAY, by="kim")
    except MoveRefused as refused:
        print(f"refused: {refused}")
    deal = deal.record(
        BANT.answer("authority", "yes", at=MONDAY + 4 * DAY, by="kim", evidence="Ada signs up to 60,000"),
        BANT.answer("timing", "yes", at=MONDAY + 4 * DAY, by="kim", evidence="live before the June stocktaking"),
    )
    print(f"BANT after the second:     {BANT.score(deal)}")
    return SEVEN_STAGE.move(deal, to="pitch", at=MONDAY + 4 * DAY, by="kim")


def sell(deal: Deal) -> Deal:
    """Pitch, propose, negotiate and close."""
    deal = deal.record(Contacted(channel="presentation", direction="two_way", at=MONDAY + 9 * DAY, by="kim"))
    deal = SEVEN_STAGE.move(deal, to="proposal", at=MONDAY + 9 * DAY, by="kim")
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
    deal = SEVEN_STAGE.move(deal.attach(offer), to="negotiation", at=MONDAY + 16 * DAY, by="kim")
    deal = deal.record(Contacted(channel="call", direction="two_way", at=MONDAY + 18 * DAY, by="kim"))
    deal = SEVEN_STAGE.move(deal, to="closing", at=MONDAY + 18 * DAY, by="kim")
    deal = deal.attach(PROPOSAL.move(offer, to="accepted", at=MONDAY + 22 * DAY))
    return SEVEN_STAGE.move(deal, to="won", at=MONDAY + 22 * DAY, by="kim", reason="saves a clerk's week each month")


def main() -> None:
    """Run it."""
    deal = sell(qualify(meet()))
    for visit in deal.visits:
        stage = SEVEN_STAGE.stage(visit.stage)
        print(f"  {visit.entered:%a %d %b %H:%M}  {stage.label} / {stage.label.text('ko')}")
    print(f"{deal.name}: {deal.outcome}, {deal.value}, {deal.spells[-1].length} from opening to signature")
    print(f"audit: {[str(finding) for finding in SEVEN_STAGE.audit(deal)] or 'clean'}\n")

    year = Period.year(2025)
    deals = sample_deals(rng=Random(2025), period=year, count=400)
    print(Report.of(Pipeline(deals, cycle=SEVEN_STAGE, as_of=year.end)))


if __name__ == "__main__":
    main()
