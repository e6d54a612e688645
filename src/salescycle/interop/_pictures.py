"""Pictures of a cycle as text: a Mermaid diagram, a Markdown table."""

from __future__ import annotations

import re

from salescycle.cycle import Cycle, Stage
from salescycle.errors import InvalidValue
from salescycle.metrics import Pipeline
from salescycle.values import Undefined, days

__all__ = ["cycle_markdown", "cycle_mermaid"]

_HEADS = {
    "en": ("Stage", "Leads to", "Before moving on", "Chance to win"),
    "ko": ("단계", "다음 단계", "넘어가기 전에", "수주 확률"),
}
_MARKS = frozenset("\\`*_{}[]<>()#+!|~&@:$")
_WWW = re.compile(r"(www)\.", re.IGNORECASE)
_PLAIN = frozenset(" -_.,()/")


def cycle_mermaid(cycle: Cycle, *, locale: str = "en", pipeline: Pipeline | None = None) -> str:
    """Draw a cycle as a Mermaid ``stateDiagram-v2``.

    With a pipeline, each way carries how many moves went along it, and each stage the median of its dwell time in days;
    moves along ways that the cycle does not have are left out. Labels are escaped and ids made up, so that no label can
    change the diagram.

    Raises ``InvalidValue`` for a pipeline that is measured by another cycle.

    >>> from salescycle.presets import SHORT_CYCLE
    >>> print(cycle_mermaid(SHORT_CYCLE, locale="ko").splitlines()[1])
        state "관심" as s0
    """
    ids = {stage.key: f"s{rank}" for rank, stage in enumerate(cycle.stages)}
    moves = {} if pipeline is None else _known(pipeline, cycle).moves()
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{_stage_text(stage, locale, pipeline)}" as {ids[stage.key]}' for stage in cycle.stages]
    lines.append(f"    [*] --> {ids[cycle.initial.key]}")
    for stage in cycle.stages:
        lines += [
            f"    {ids[stage.key]} --> {ids[to]}{_counted(moves.get((stage.key, to)))}" for to in cycle.ways(stage.key)
        ]
        if stage.outcome.is_closed:
            lines.append(f"    {ids[stage.key]} --> [*]")
    return "\n".join(lines) + "\n"


def _known(pipeline: Pipeline, cycle: Cycle) -> Pipeline:
    if pipeline.cycle != cycle:
        raise InvalidValue("a pipeline", f"must be measured by the cycle {cycle.name}", pipeline.cycle.name)
    return pipeline


def _stage_text(stage: Stage, locale: str, pipeline: Pipeline | None) -> str:
    label = _mermaid(stage.label.text(locale))
    if pipeline is None or stage.outcome.is_closed:
        return label
    median = pipeline.dwell_time(stage.key).median
    return label if isinstance(median, Undefined) else f"{label} ({days(median):.1f} d)"


def _counted(moves: int | None) -> str:
    return f" : {moves}" if moves else ""


def _mermaid(text: str) -> str:
    """Escape by an allow-list: everything else becomes a numbered entity, which Mermaid shows as the character."""
    return "".join(char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in text)


def cycle_markdown(cycle: Cycle, *, locale: str = "en") -> str:
    """Write a cycle as a Markdown table: where each stage leads, what must hold before, and its chance to win.

    >>> from salescycle.presets import SHORT_CYCLE
    >>> print(cycle_markdown(SHORT_CYCLE).splitlines()[2])
    | Interest | Offer, Lost | one of us reached out or spoke with the buyer | 20 % |
    """
    heads = _HEADS.get(locale.lower().partition("-")[0], _HEADS["en"])
    rows = [heads, tuple("---" for _ in heads), *(_cells(stage, cycle, locale) for stage in cycle.stages)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def _cells(stage: Stage, cycle: Cycle, locale: str) -> tuple[str, ...]:
    ways = ", ".join(cycle.stage(to).label.text(locale) for to in cycle.ways(stage.key))
    criteria = "; ".join(criterion.asks.text(locale) for criterion in stage.exit_criteria)
    chance = "" if stage.win_probability is None else f"{100 * float(stage.win_probability):g} %"
    return tuple(_markdown(text) for text in (stage.label.text(locale), ways, criteria, chance))


def _markdown(text: str) -> str:
    """Escape what a table cell, inline Markdown and HTML, or a reader that makes links, takes for more than text."""
    safe = "".join(f"\\{char}" if char in _MARKS else char for char in text)
    return " ".join(_WWW.sub(r"\g<1>\\.", safe).split())
