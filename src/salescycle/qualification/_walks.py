"""What answers to BANT say in the other ready-made frameworks, and what they do not.

Budget says nothing of metrics, and a date nothing of what happens if it passes: where an answer says less than
the level of the same name asks for, it becomes the level that it does reach, or none.
"""

from __future__ import annotations

from ._bant import ANUM, AUTHORITY, BANT, BUDGET, CHAMP, NEED, TIMING
from ._crosswalk import CrossWalk
from ._frameworks import GPCTBA_CI, MEDDICC, MEDDPICC, SPICED
from ._reuse import Reuse, same

__all__ = [
    "BANT_TO_ANUM",
    "BANT_TO_CHAMP",
    "BANT_TO_GPCTBA_CI",
    "BANT_TO_MEDDICC",
    "BANT_TO_MEDDPICC",
    "BANT_TO_SPICED",
]

# who decides need not be who releases the money, and talking with us is not telling what it takes
_AT_MOST_PARTLY = {"no": "no", "partly": "partly", "yes": "partly"}
_BUYER = Reuse(question="authority", informs="economic_buyer", answers=_AT_MOST_PARTLY)
# a date is one of the steps; how they come to it stays to be asked
_PROCESS = Reuse(question="timing", informs="decision_process", answers={"yes": "partly"})
_MEDDICC = [_BUYER, _PROCESS, same(NEED, "identified_pain")]

BANT_TO_CHAMP = CrossWalk(
    source=BANT,
    target=CHAMP,
    steps=[
        same(NEED, "challenges"),
        same(AUTHORITY, "authority"),
        same(BUDGET, "money"),
        # a date with a reason puts it on the list, and does not say who works on it
        Reuse(question="timing", informs="prioritization", answers={"yes": "partly"}),
    ],
)
"""Need, authority and budget as they are; a date says that it is at least partly a priority."""

BANT_TO_ANUM = CrossWalk(
    source=BANT, target=ANUM, steps=[same(AUTHORITY, "authority"), same(NEED, "need"), same(BUDGET, "money")]
)
"""Authority, need and budget as they are; when they want it says nothing of what happens if they wait."""

BANT_TO_MEDDICC = CrossWalk(source=BANT, target=MEDDICC, steps=_MEDDICC)
"""Need as it is, authority up to partly the economic buyer, a date as part of the decision process."""

BANT_TO_MEDDPICC = CrossWalk(source=BANT, target=MEDDPICC, steps=_MEDDICC)
"""Need as it is, authority up to partly the economic buyer, a date as part of the decision process."""

BANT_TO_SPICED = CrossWalk(
    source=BANT,
    target=SPICED,
    steps=[
        same(NEED, "pain"),
        # "within the year, without a date" is no date; a reason for a date is not yet a loss if it passes
        Reuse(question="timing", informs="critical_event", answers={"no": "no", "partly": "no", "yes": "partly"}),
        Reuse(question="authority", informs="decision", answers=_AT_MOST_PARTLY),
    ],
)
"""Need as it is, a date up to partly a critical event, authority up to partly the decision."""

BANT_TO_GPCTBA_CI = CrossWalk(
    source=BANT,
    target=GPCTBA_CI,
    steps=[
        same(NEED, "challenges"),
        same(TIMING, "timeline"),
        same(BUDGET, "budget"),
        same(AUTHORITY, "authority"),
    ],
)
"""All four as they are."""
