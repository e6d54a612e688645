"""Writes the documents of version 1 of each data form: `python tests/corpus/write_v1.py`.

The documents are written by hand below, as mappings, and nothing of the library is asked: what a document says is what
somebody stored once, whatever the library of today would write. What must come of a record stands beside it
(`name.expected.json`) and follows from the few instants and amounts in it. See the README here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "v1"
MON, TUE, WED, THU, FRI = (f"2026-03-0{day}T09:00:00Z" for day in range(2, 7))
DAY = 86_400
LONGEST = "x" * 128
# accents, scripts in both directions, a ligature of a sentence, sharp and long s, joiners and letters past 16 bits
UGLY = (
    "\u00c7a va? \uc11c\uc6b8 \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \ufdfd \u1e9e\u00df\u017f "
    "\u1ea1\u0308 \u01c6 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001d518 \uff46"
)
DOCUMENTS: dict[str, dict[str, Any]] = {}
EXPECTED: dict[str, dict[str, Any]] = {}


def document(name: str, form: str, data: dict[str, Any], **expected: Any) -> None:
    """Keep a document, and what must come of it."""
    assert name not in DOCUMENTS
    head = {"type": form} if form else {}
    DOCUMENTS[name] = {**head, "schema_version": 1, **data}
    if expected:
        EXPECTED[name] = expected


def fact(kind: str, at: str = MON, **fields: Any) -> dict[str, Any]:
    """Give a fact as data."""
    return {"kind": kind, "at": at, **fields}


def entered(stage: str, at: str, outcome: str = "open", **fields: Any) -> dict[str, Any]:
    """Give the entry into a stage of the corpus's own cycle."""
    known = {name: fields.pop(name) for name in ("recorded_at", "by") if name in fields}
    return {
        "kind": "stage_entered",
        "at": at,
        **known,
        "stage": stage,
        "outcome": outcome,
        "cycle": "corpus/1",
        **fields,
    }


def money(amount: str, currency: str = "EUR") -> dict[str, str]:
    """Give an amount as data."""
    return {"amount": amount, "currency": currency}


def line(description: str, price: str, quantity: str = "1", **fields: Any) -> dict[str, Any]:
    """Give a line of a proposal as data."""
    return {
        "description": description,
        "unit_price": money(price),
        "quantity": quantity,
        "discount": fields.get("discount", "0"),
        "tax": fields.get("tax", "0"),
    }


def terms(*lines: dict[str, Any], rounding: str = "line_half_up", zone: str = "UTC", **fields: Any) -> dict[str, Any]:
    """Give the terms of a proposal as data."""
    until = {"valid_until": fields["until"]} if "until" in fields else {}
    return {"lines": list(lines), "discount": fields.get("discount", "0"), **until, "zone": zone, "rounding": rounding}


# every kind of fact, alone
for kind, fields in {
    "fact": {},
    "opened": {"recorded_at": FRI, "by": "kim"},
    "assessed": {"framework": "bant", "question": "need", "answer": "yes", "evidence": "said so", "source": "cfo"},
    "close_expected": {"on": "2026-03-31"},
    "commitment_kept": {"commitment": "trial"},
    "opted_in": {"channel": "email", "note": "ticked the box"},
    "opted_out": {"note": "asked on the phone"},
    "snoozed": {"until": FRI, "reason": "back from leave then"},
    "time_spent": {"activity": "data_entry", "minutes": 1440, "selling": False, "note": "typed in by hand"},
    "commitment_made": {"commitment": "trial", "side": "buyer", "what": "a trial in May", "due": FRI},
    "commitment_missed": {"commitment": "trial"},
    "concession_given": {
        "concession": "price",
        "worth": money("1000"),
        "cost": money("400.5"),
        "what": "ten percent",
        "asked": "a reference",
        "approved_by": "lee",
        "limit": money("500"),
        "proposal": "P-1",
        "revision": 2,
    },
    "contacted": {"channel": "call", "direction": "two_way", "human": True, "note": "two\nlines\tand a tab"},
    "converted_to": {"deal": "D-1"},
    "document_completed": {"document": "contract"},
    "document_reopened": {"document": "contract"},
    "forecast_set": {"category": "commit", "win_probability": "0.75", "note": "promised"},
    "journey_seen": {"step": "comparing", "note": "asked for a price"},
    "migrated": {
        "stage": "talk",
        "outcome": "open",
        "cycle": "corpus/2",
        "from_stage": "call",
        "from_cycle": "corpus/1",
    },
    "enrolled": {"cadence": "nurture"},
    "meeting_cancelled": {"meeting": "demo", "reason": "on leave"},
    "meeting_held": {"meeting": "demo", "note": "an hour, and they liked it"},
    "meeting_missed": {"meeting": "demo", "side": "us", "note": "snow"},
    "meeting_moved": {"meeting": "demo", "starts": FRI, "length": "PT45M"},
    "meeting_planned": {
        "meeting": "demo",
        "starts": THU,
        "length": "PT44640M",
        "what": "Demo for the CFO",
        "where": "Room 2; second floor, left",
        "attendees": ["ada", "lee"],
    },
    "need_addressed": {"need": "export", "how": "shown"},
    "need_voiced": {"need": "export", "note": "every day"},
    "next_step_set": {"due": FRI, "what": "send the offer"},
    "objection_answered": {"topic": "price", "how": "shown the sum", "proof": "case-1"},
    "objection_raised": {"topic": "price", "note": "too high"},
    "owner_assigned": {"owner": None},
    "persona_matched": {"persona": "ops"},
    "pitch_given": {"form": "demo", "to": "the board", "addresses": ["export"], "proofs": ["case-1"]},
    "proof_shared": {"proof": "case-1", "answers": ["price"]},
    "return_received": {"concession": "price"},
    "rule_overridden": {
        "stage": "won",
        "reason": "the board knows",
        "refusals": ["no_way"],
        "criteria": ["value_known"],
    },
    "signal_given": {"signal": "pricing_page", "note": "twice"},
    "signed": {"document": "contract", "side": "buyer", "signer": "Ada Park"},
    "stage_entered": {"stage": "talk", "outcome": "hold", "cycle": "corpus/1", "reason": "no budget till May"},
    "step_done": {"cadence": "nurture", "step": "email", "number": 3},
    "step_moved": {"cadence": "nurture", "step": "call_2", "to": FRI, "number": 1},
    "step_skipped": {"cadence": "nurture", "step": "email", "number": 4, "reason": "the fair"},
    "stage_seen": {"stage": "won", "outcome": "won", "cycle": "corpus/1"},
    "terms_set": {"terms": terms(line("Desk", "100"))},
    "withdrawn": {"cadence": "nurture", "reason": "hired"},
    "value_set": {"value": money("0.0001", "CLF")},
    "paperwork_set": {
        "documents": [
            {"key": "terms", "label": {"en": "Terms"}, "side": "us", "days": 1},
            {
                "key": "contract",
                "label": {"ko": "계약"},
                "side": "buyer",
                "needs": ["terms"],
                "days": 3,
                "signers": ["us", "buyer"],
            },
        ]
    },
    "merged": {"lead": "L-2", "name": "A. Park", "set_aside": [fact("opened")]},
    "mood_seen": {"how_much": [1, 2.5, {"of": None, "true": True}], "mood": "glad"},
}.items():
    document(f"fact_{kind}", "fact", fact(kind, **fields))

for name, value in {
    "text": UGLY,
    "yes": True,
    "whole": 9007199254740991,
    "number": {"number": "0.10"},
    "large": {"number": "9007199254740992"},
    "date": {"date": "2199-12-31"},
    "money": {"money": "0.001", "currency": "KWD"},
    "texts": ["export", "customs"],
    "none": None,
}.items():
    document(f"attribute_{name}", "fact", fact("attribute_set", name="size", value=value))

# values and their extremes
document("money_largest", "money", money("9999999999999999.99", "USD"))
document("money_smallest", "money", money("-0.000000000001", "USD"))
document("money_many_digits", "money", money("1234567890123456.789012345678", "KRW"))
document("money_zero", "money", money("0.00", "JPY"))
document("line", "line", line("Desk, oak", "199.99", "2.5", discount="0.125", tax="0.19"))
document("terms_total_half_even", "terms", terms(line("a", "0.125"), line("b", "0.125"), rounding="total_half_even"))
document("terms_with_offset", "terms", terms(line("a", "1"), zone="-03:30", until="2026-03-31", discount="0.1"))
document("terms_of_a_zone", "terms", terms(line("a", "1"), zone="America/St_Johns", until="2026-03-31"))
document(
    "document",
    "document",
    {"key": LONGEST, "label": {"en": "Contract", "ko": "계약"}, "side": "us", "days": 0, "signers": ["us"]},
)
document("proof", "proof", {"key": "case-1", "form": "case_study", "title": UGLY, "answers": ["price", "risk"]})
document(
    "persona",
    "persona",
    {
        "key": "ops",
        "name": "Head of operations",
        "interests": ["speed"],
        "needs": ["export"],
        "pain_points": ["customs"],
        "how_we_help": "one form\nfor all",
    },
)

# leads and proposals
document("lead_least", "lead", {"id": "L-1", "name": "Ada Park"}, facts=0, stage=None)
document(
    "lead",
    "lead",
    {
        "id": "L-2",
        "log": [
            {"kind": "stage_entered", "at": MON, "stage": "new", "outcome": "open", "cycle": "lead/1"},
            fact("attribute_set", TUE, name="size", value=120),
            fact("journey_seen", WED, step="ready"),
            fact("merged", THU, lead="L-3", name="A. Park", set_aside=[fact("owner_assigned", owner="lee")]),
        ],
        "name": UGLY,
        "company": "Park & Söhne",
        "email": "ada@example.com",
        "phone": "+82 2 000 0000",
        "source": "fair",
        "channel": "call",
    },
    facts=4,
    stage="new",
    merged=["L-3"],
    opened_at=MON,
)
document(
    "proposal",
    "proposal",
    {
        "id": "P-1",
        "log": [
            {"kind": "stage_entered", "at": MON, "stage": "draft", "outcome": "open", "cycle": "proposal/1"},
            # 3 x 10.00 less a tenth is 27.00, and 19 % of it 5.13
            fact("terms_set", TUE, terms=terms(line("Desk", "10.00", "3", discount="0.1", tax="0.19"))),
        ],
        "title": "Desks",
    },
    facts=2,
    stage="draft",
    total="32.13 EUR",
    revisions=1,
)

# deals: what must come of them follows from the instants, nine in the morning of five days
document("deal_least", "deal", {"id": "D-00"}, facts=0, stage=None, outcome="open")
document(
    "deal_won",
    "deal",
    {
        "id": "D-01",
        "log": [
            entered("talk", MON),
            fact("value_set", MON, value=money("1000.00")),
            fact("owner_assigned", MON, owner="kim"),
            entered("offer", WED),
            fact("value_set", THU, value=money("900.00")),
            entered("won", FRI, "won", reason="price"),
        ],
        "name": "Acme rollout",
    },
    stage="won",
    outcome="won",
    value="900.00 EUR",
    owner="kim",
    opened_at=MON,
    closed_at=FRI,
    dwell=[["talk", 2 * DAY], ["offer", 2 * DAY], ["won", None]],
    close_reason="price",
    as_of=[[TUE, "talk", "1,000.00 EUR"], [WED, "offer", "1,000.00 EUR"], [THU, "offer", "900.00 EUR"]],
)
document(
    "deal_lost",
    "deal",
    {"id": "D-02", "log": [entered("talk", MON), entered("lost", TUE, "lost", reason="budget")]},
    stage="lost",
    outcome="lost",
    value=None,
    dwell=[["talk", DAY], ["lost", None]],
    opened_at=MON,
    closed_at=TUE,
    close_reason="budget",
)
document(
    "deal_reopened",
    "deal",
    {
        "id": "D-03",
        "log": [
            entered("talk", MON),
            entered("lost", TUE, "lost"),
            entered("talk", THU, reason="they called"),
            entered("won", FRI, "won"),
        ],
    },
    stage="won",
    outcome="won",
    dwell=[["talk", DAY], ["lost", 2 * DAY], ["talk", DAY], ["won", None]],
    spells=2,
    opened_at=MON,
    closed_at=FRI,
)
document(
    "deal_on_hold",
    "deal",
    {
        "id": "D-04",
        "log": [entered("talk", MON), entered("wait", TUE, "hold"), entered("talk", WED), entered("lost", THU, "lost")],
    },
    stage="lost",
    outcome="lost",
    dwell=[["talk", DAY], ["wait", DAY], ["talk", DAY], ["lost", None]],
    closed_at=THU,
)
document(
    "deal_open",
    "deal",
    {
        "id": "D-05",
        "log": [entered("talk", MON), fact("close_expected", MON, on="2026-03-31"), entered("offer", TUE)],
    },
    stage="offer",
    outcome="open",
    expected_close="2026-03-31",
    dwell=[["talk", DAY], ["offer", None]],
    closed_at=None,
)
document(
    "deal_learned_late",
    "deal",
    {
        "id": "D-06",
        "log": [
            entered("talk", MON),
            entered("offer", TUE, recorded_at=FRI, by="lee"),
            fact("value_set", WED, recorded_at=FRI, value=money("50")),
        ],
    },
    stage="offer",
    outcome="open",
    value="50.00 EUR",
    dwell=[["talk", DAY], ["offer", None]],
    known_at=[[THU, "talk", None], [FRI, "offer", "50.00 EUR"]],
)
document(
    "deal_of_one_instant",
    "deal",
    {
        "id": "D-07",
        "log": [entered("talk", MON), entered("offer", MON), entered("lost", MON, "lost")],
    },
    stage="lost",
    outcome="lost",
    dwell=[["talk", 0], ["offer", 0], ["lost", None]],
    opened_at=MON,
    closed_at=MON,
)
# 1 January 1900 to 31 December 2199 is 300 years, of which 73 have a day more (1900 and 2100 have none): 109,573 days
# but one, and the last microsecond but one
document(
    "deal_of_300_years",
    "deal",
    {
        "id": "D-08",
        "log": [
            entered("talk", "1900-01-01T00:00:00Z"),
            entered("won", "2199-12-31T23:59:59.999999Z", "won"),
        ],
    },
    stage="won",
    outcome="won",
    dwell=[["talk", 109_573 * DAY - 0.000001], ["won", None]],
)
document(
    "deal_seen_once",
    "deal",
    {
        "id": "D-09",
        "log": [fact("opened", MON), fact("stage_seen", WED, stage="offer", outcome="open")],
    },
    stage="offer",
    outcome="open",
    opened_at=MON,
)
document(
    "deal_of_a_newer_version",
    "deal",
    {
        "id": "D-10",
        "log": [
            {**entered("talk", MON), "mood": "glad"},
            fact("mood_seen", TUE, mood="sad", why={"sure": 0.5, "who": ["kim", None]}),
            entered("won", WED, "won"),
        ],
        "territory": {"north": 1},
    },
    stage="won",
    outcome="won",
    facts=3,
    dwell=[["talk", 2 * DAY], ["won", None]],
)
document(
    "deal_ugly",
    "deal",
    {
        "id": "🙂".ljust(128, "\u4e00"),
        "log": [
            entered("talk", MON, reason=UGLY),
            fact("contacted", TUE, by=UGLY, channel="📞", direction="inbound", human=False, note=UGLY * 100),
            entered("<b>&\"'|`", WED),
            entered("lost", THU, "lost", reason="=cmd|'/c calc'!A1"),
        ],
        "name": "<img src=x onerror=alert(1)>",
    },
    stage="lost",
    outcome="lost",
    dwell=[["talk", 2 * DAY], ["<b>&\"'|`", DAY], ["lost", None]],
    close_reason="=cmd|'/c calc'!A1",
)
document(
    "deal_whole",
    "deal",
    {
        "id": "D-12",
        "log": [
            entered("talk", MON, by="kim"),
            fact("assessed", MON, framework="bant", question="need", answer="yes"),
            fact("objection_raised", TUE, topic="price"),
            fact("objection_answered", WED, topic="price", how="shown the sum"),
            # the margin moves by the cost, and nothing came back
            fact(
                "concession_given", WED, concession="price", worth=money("100"), cost=money("40"), asked="a reference"
            ),
            fact("commitment_made", WED, commitment="trial", side="us", due=FRI),
            fact("commitment_kept", THU, commitment="trial"),
            fact("forecast_set", THU, win_probability="0.9"),
            entered("won", FRI, "won"),
        ],
        "name": "All of it",
        "lead": {
            "id": "L-9",
            "log": [{"kind": "stage_entered", "at": MON, "stage": "new", "outcome": "open", "cycle": "lead/1"}],
            "name": "Ada",
        },
        "proposals": [
            {
                "id": "P-9",
                "log": [
                    {"kind": "stage_entered", "at": TUE, "stage": "draft", "outcome": "open", "cycle": "proposal/1"},
                    fact("terms_set", TUE, terms=terms(line("a", "0.05", "3"), zone="Asia/Seoul", until="2026-04-30")),
                ],
            }
        ],
    },
    stage="won",
    outcome="won",
    dwell=[["talk", 4 * DAY], ["won", None]],
    lead="L-9",
    proposal_total="0.15 EUR",
    objections_open=0,
    commitments_kept="1 of 1",
)

document(
    "deal_met",
    "deal",
    {
        "id": "D-13",
        "log": [
            entered("talk", MON),
            fact("enrolled", MON, cadence="outreach"),
            fact("meeting_planned", MON, meeting="demo", starts=TUE, length="PT30M"),
            fact("meeting_missed", TUE, meeting="demo", side="buyer"),
            fact("meeting_moved", WED, meeting="demo", starts=THU),
            fact("meeting_held", THU, meeting="demo"),
            fact("meeting_planned", THU, meeting="contract", starts=FRI, length="PT60M"),
            fact("withdrawn", THU, cadence="outreach"),
        ],
    },
    stage="talk",
    outcome="open",
    meetings=[["demo", "held", THU, 1800, 1, 1], ["contract", "planned", FRI, 3600, 0, 0]],
    dwell=[["talk", None]],
)

# definitions
STAGES = [
    {"key": "talk", "leads_to": ["offer", "wait", "won", "lost"], "win_probability": "0.25", "idle_limit": {"days": 7}},
    {"key": "offer", "leads_to": ["won", "lost"], "exit_criteria": [{"criterion": "value_known"}]},
    {"key": "wait", "outcome": "hold", "leads_to": ["talk", "lost"]},
    {"key": "won", "outcome": "won"},
    {"key": "lost", "outcome": "lost", "reopens_to": ["talk"]},
]
document("cycle_corpus", "", {"key": "corpus", "version": 1, "stages": STAGES})
document(
    "cycle_composed",
    "",
    {
        "key": "composed",
        "version": 9223372036854775807,
        "label": {"en": "Composed", "ko": "복합"},
        "stages": [
            {
                "key": "talk",
                "label": {"en": UGLY},
                "leads_to": ["won", "lost"],
                "exit_criteria": [
                    {"any_of": [{"criterion": "contacted"}, {"negate": {"criterion": "no_open_objection"}}]},
                    {"criterion": "bant_at_least", "score": "62.5"},
                    {"criterion": "journey_at_least", "step": "comparing"},
                ],
                "idle_limit": {"seconds": "0.000001"},
                "guidance": {"en": "Listen."},
            },
            {"key": "won", "outcome": "won"},
            {"key": "lost", "outcome": "lost"},
        ],
    },
)
document(
    "cycle_of_policies",
    "",
    {
        "key": "policies",
        "version": 2,
        "policy": {
            "skipping": "free",
            "going_back": "free",
            "reasons_for": ["moved_back", "lost"],
            "reopen_within": {"days": 30},
            "begins_in": "any_open",
        },
        "stages": [
            {"key": "a", "leads_to": ["b", "lost"]},
            {"key": "b", "leads_to": ["c"], "optional": True},
            {"key": "c", "leads_to": ["won"], "forecast_category": "commit"},
            {"key": "won", "outcome": "won"},
            {"key": "lost", "outcome": "lost", "reopens_to": ["a"]},
        ],
    },
)
LEVELS = [
    {"key": "no", "points": "0", "anchor": {"en": "No."}},
    {"key": "yes", "points": "1", "anchor": {"en": "Yes.", "ko": "예."}},
]
document(
    "framework",
    "",
    {
        "key": "two",
        "label": {"en": "Two questions"},
        "questions": [
            {"key": "pain", "label": {"en": "Pain"}, "asks": {"en": "Does it hurt?"}, "levels": LEVELS},
            {"key": "time", "label": {"en": "Time"}, "asks": {"en": "Is there time?"}, "levels": LEVELS},
        ],
        "rubric": {
            "version": 3,
            "weights": {"pain": "3", "time": "1"},
            "qualified_at": "60",
            "gates": {"pain": "yes"},
            "stale_after": {"days": 90},
            "stale_after_for": {"time": "never"},
            "counting": "lowest",
        },
    },
    # three of four points are the pain's: 75 of 100
    score=[["pain", "yes", "75"]],
)
document(
    "profile",
    "",
    {
        "persona": "ops",
        "version": 2,
        "rules": [
            {"attribute": "industry", "match": "one_of", "values": ["logistics", UGLY]},
            {"attribute": "size", "match": "range", "values": [50, {"open": True}], "weight": "2.5"},
            {"attribute": "budget", "match": "at_least", "values": [{"money": "1000.00", "currency": "EUR"}]},
            {"attribute": "tools", "match": "contains", "values": ["export"], "demand": "must_have"},
            {
                "attribute": "left",
                "match": "range",
                "values": [{"open": True}, {"date": "2026-01-01"}],
                "demand": "knock_out",
                "label": {"en": "left us"},
            },
        ],
    },
)
document(
    "cross_walk",
    "",
    {
        "source": "bant",
        "target": "champ",
        "steps": [{"question": "need", "informs": "challenges", "answers": {"no": "no", "yes": "yes"}}],
    },
)
VALUES = [{"value": "fair", "won": 10, "lost": 30}, {"value": "referral", "won": 40, "lost": 10}]
document(
    "scorer",
    "",
    {
        "alpha": "0.5",
        "floor": 50,
        "strength": "10",
        "tally": {
            "won": 50,
            "lost": 40,
            "features": [{"feature": "source", "won": 50, "lost": 40, "cumulative": False, "values": VALUES}],
        },
        "calibration": {"slope": 1.5, "intercept": -0.25},
    },
)


def main() -> None:
    """Write each document, and what must come of it, as one file."""
    HERE.mkdir(exist_ok=True)
    for kind, held in (("json", DOCUMENTS), ("expected.json", EXPECTED)):
        for name, data in held.items():
            text = json.dumps(data, indent=1, ensure_ascii=True)
            (HERE / f"{name}.{kind}").write_bytes(f"{text}\n".encode("ascii"))


if __name__ == "__main__":
    main()
