"""How this company sells."""

from __future__ import annotations

from salescycle import Cycle, Outcome, Policy, Stage
from salescycle.cycle import human_contact, spoken_in_stage, value_known

CYCLE = Cycle(
    key="new-business",
    version=1,
    stages=[
        Stage("talk", label="Talk", leads_to=["offer", "lost"], exit_criteria=[human_contact, value_known]),
        Stage("offer", label="Offer", leads_to=["won", "talk", "lost"], exit_criteria=[spoken_in_stage]),
        Stage("won", label="Won", outcome=Outcome.WON),
        Stage("lost", label="Lost", outcome=Outcome.LOST, reopens_to=["talk"]),
    ],
    policy=Policy(reasons_for=["lost"]),
)
CURRENCY = "USD"
