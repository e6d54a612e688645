"""How the ready-made questions are written: in two languages, each answered no, partly or yes."""

from __future__ import annotations

from ._question import Level, Question

__all__ = ["Words", "graded"]

Words = tuple[str, str]
"""A text in English and in Korean."""


def graded(key: str, label: Words, asks: Words, *, no: Words, partly: Words, yes: Words) -> Question:
    """Give a question of three levels with their anchors."""
    anchors = (("no", "0", no), ("partly", "0.5", partly), ("yes", "1", yes))
    levels = [Level(key=level, points=points, anchor=_both(anchor)) for level, points, anchor in anchors]
    return Question(key=key, label=_both(label), asks=_both(asks), levels=levels)


def _both(words: Words) -> dict[str, str]:
    return dict(zip(("en", "ko"), words, strict=True))
