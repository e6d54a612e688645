"""Moves: how many went from stage to stage, and how many against the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from salescycle.cycle import Cycle
from salescycle.model import RuleOverridden
from salescycle.values import Share

if TYPE_CHECKING:
    from ._pipeline import Pipeline

__all__ = ["moves", "moves_of", "override_rate"]


def moves(pipeline: Pipeline) -> dict[tuple[str, str], int]:
    """Give how many moves went from each stage to each other, between stages of the cycle.

    Formula: pairs of visits that followed one another. Leaves out those whose second stage was only seen, or taken
    over to, and those to the same stage with another outcome, of a later version of the cycle: nobody moved there.
    """
    table = pipeline.table
    steps = Counter(
        (table.stage[row - 1], table.stage[row])
        for row in range(1, len(table.stage))
        if table.deal[row] == table.deal[row - 1] and table.entry_known[row]
    )
    return moves_of(steps, pipeline.cycle)


def moves_of(steps: Mapping[tuple[str, str], int], cycle: Cycle) -> dict[tuple[str, str], int]:
    """Give those of counted steps that are moves between stages of a cycle."""
    return {(one, two): count for (one, two), count in steps.items() if one != two and one in cycle and two in cycle}


def override_rate(pipeline: Pipeline) -> Share:
    """Give the share of moves for which somebody overrode a rule of the cycle.

    Formula: overridden moves / moves, over all deals. A high share says that the rules and the work do not fit;
    ``audit`` says who overrode what. Moves that broke a rule without an override are not in the part, and an override
    that no move follows is none.
    """
    table = pipeline.table
    moved, overridden = 0, 0
    for place, deal in enumerate(table.deals):
        pardons = {(fact.stage, fact.at) for fact in deal.facts(RuleOverridden)}
        entered = [row for row in table.rows_of(place)[1:] if table.entry_known[row]]
        moved += len(entered)
        overridden += sum((table.stage[row], table.entered[row]) in pardons for row in entered) if pardons else 0
    return Share(part=overridden, whole=moved, definition="moves that overrode a rule")
