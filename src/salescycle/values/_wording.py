"""Wordings: what people read, in their language; what code reads is a key."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from salescycle.errors import InvalidValue

from ._several import pairs_of
from ._text import note_text

__all__ = ["NO_WORDING", "Wording", "wording"]

_Texts = tuple[tuple[str, str], ...]


def _texts(value: Mapping[str, str] | _Texts) -> _Texts:
    texts = tuple((note_text(language), note_text(text)) for language, text in pairs_of(value, "a wording"))
    return pairs_of(texts, "a wording")  # " en" and "en" have become one


@attrs.frozen
class Wording:
    """A text in several languages, keyed by language such as ``"en"`` or ``"ko"``.

    >>> won = Wording({"en": "Won", "ko": "수주"})
    >>> won.text("ko-KR"), won.text("de"), str(won)
    ('수주', 'Won', 'Won')
    """

    texts: _Texts = attrs.field(converter=_texts)

    def text(self, locale: str = "en") -> str:
        """Give the text for a locale: its own, else its language's, else English, else whichever there is."""
        texts = {language.lower(): text for language, text in self.texts}
        wanted = locale.replace("_", "-").lower()
        for key in (wanted, wanted.partition("-")[0], "en"):
            if key in texts:
                return texts[key]
        return next(iter(texts.values()), "")

    def __str__(self) -> str:
        return self.text()

    def __bool__(self) -> bool:
        return any(text for _, text in self.texts)


NO_WORDING = Wording(())
"""Nothing to read."""


def wording(value: Wording | str | Mapping[str, str]) -> Wording:
    """Convert to a wording: plain text counts as English.

    >>> wording("Won") == Wording({"en": "Won"})
    True
    """
    if isinstance(value, Wording):
        return value
    if isinstance(value, str):
        return Wording({"en": value} if value else {})
    if isinstance(value, Mapping):
        return Wording(value)
    raise InvalidValue(
        "a wording", "must be text, or a mapping of language to text", value, "for example {'en': 'Won'}"
    )
