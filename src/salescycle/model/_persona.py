"""Personas: the buyers we look for."""

from __future__ import annotations

import attrs

from salescycle.values import key_text, name_text, name_texts, note_text

from ._fact import unread_text

__all__ = ["Persona"]


@attrs.frozen(kw_only=True)
class Persona:
    """A buyer persona: whom we look for, what moves them, and how we help.

    >>> Persona(key="operations-lead", name="Head of operations", pain_points=["orders typed twice"]).pain_points
    ('orders typed twice',)
    """

    key: str = attrs.field(converter=key_text)
    name: str = attrs.field(default="", converter=name_text)
    interests: tuple[str, ...] = attrs.field(default=(), converter=name_texts)
    needs: tuple[str, ...] = attrs.field(default=(), converter=name_texts)
    pain_points: tuple[str, ...] = attrs.field(default=(), converter=name_texts)
    how_we_help: str = attrs.field(default="", converter=note_text)
    unread: str = attrs.field(default="", validator=unread_text, repr=False)
