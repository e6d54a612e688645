"""Wordings: a text in several languages."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import attrs
import pytest

from salescycle.errors import InvalidValue
from salescycle.values import NO_WORDING, Wording, wording

WON = Wording({"en": "Won", "ko": "수주", "pt-BR": "Ganho"})


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en", "Won"),
        ("ko", "수주"),
        ("ko-KR", "수주"),
        ("ko-Kore-KR", "수주"),
        ("ko_KR", "수주"),
        ("pt-BR", "Ganho"),
        ("pt", "Won"),
        ("de", "Won"),
        ("", "Won"),
    ],
)
def test_a_wording_reads_in_the_nearest_language(locale: str, expected: str) -> None:
    """A locale gets its own text, else its language's, else English."""
    assert expected == WON.text(locale)


def test_a_wording_without_english_reads_in_what_there_is() -> None:
    """Where neither the language nor English is there, the first text is."""
    assert "수주" == Wording({"ko": "수주", "ja": "受注"}).text("de")
    assert "" == NO_WORDING.text("de")


def test_a_wording_reads_in_english_by_default() -> None:
    """Its plain text is the English one."""
    assert ("Won", "Won") == (WON.text(), str(WON))


def test_a_wording_is_false_only_when_there_is_nothing() -> None:
    """No text in any language is nothing to read."""
    assert WON
    assert not NO_WORDING
    assert NO_WORDING == Wording({})


def test_a_language_is_named_once() -> None:
    """Two names that are one language once they are trimmed would hide one of its texts."""
    with pytest.raises(InvalidValue, match="a wording must name each key once"):
        Wording({"en": "Won", " en": "Lost"})


def test_texts_go_through_the_door_of_notes() -> None:
    """What people read is normalised, trimmed and free of hidden characters."""
    assert (("en", "\u00e9"),) == Wording({"en": " e\u0301 "}).texts
    with pytest.raises(InvalidValue, match="must not hold the hidden character"):
        Wording({"en": "a\u202eb"})


def test_a_wording_may_come_as_pairs() -> None:
    """What a wording keeps is what it can be made of."""
    assert WON == Wording(WON.texts)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("en", "a wording must be a mapping, got 'en'; for example {'key': ...}"),
        (["en"], "a wording must be a mapping, got a list; for example {'key': ...}"),
        (None, "a wording must be a mapping, got None; for example {'key': ...}"),
        ((("en",),), "a wording must have text for keys, got a tuple; for example {'key': ...}"),
        ({5: "x"}, "a wording must have text for keys, got a dict; for example {'key': ...}"),
        ((("en", "a"), ("en", "b")), "a wording must name each key once, got a tuple"),
        ({"en": 5}, "note must be text, got 5; give a str"),
    ],
)
def test_what_is_no_mapping_of_texts_is_refused(value: object, message: str) -> None:
    """Languages and texts are text, and each language is there once."""
    with pytest.raises(InvalidValue) as refused:
        Wording(value)
    assert message == str(refused.value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(WON, WON), ("Won", Wording({"en": "Won"})), ("", NO_WORDING), ({"ko": "수주"}, Wording({"ko": "수주"}))],
)
def test_plain_text_is_a_wording_in_english(value: Wording | str, expected: Wording) -> None:
    """A text, a mapping and a wording all become a wording."""
    assert expected == wording(value)


@pytest.mark.parametrize(("value", "expected"), [(None, "None"), (5, "5"), (b"Won", "a bytes"), (["Won"], "a list")])
def test_what_is_no_wording_is_refused(value: object, expected: str) -> None:
    """Anything else is refused with an example."""
    with pytest.raises(InvalidValue) as refused:
        wording(value)
    assert (
        f"a wording must be text, or a mapping of language to text, got {expected}; for example {{'en': 'Won'}}"
        == str(refused.value)
    )


def test_a_wording_is_a_value() -> None:
    """It hashes, and cannot be changed."""
    assert 1 == len({WON, Wording(dict(WON.texts))})
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        WON.texts = ()


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_wording_survives_a_round_trip(again: Callable[[Wording], Wording]) -> None:
    """A copied or pickled wording is equal to the first."""
    assert WON == again(WON)
