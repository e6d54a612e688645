"""Names, keys, ids and notes at the door."""

from __future__ import annotations

import enum
import unicodedata
from uuid import UUID

import pytest

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.values import id_text, key_text, key_texts, look, name_text, name_texts, note_text, optional_name

DOORS = {"key": (key_text, 128), "id": (id_text, 128), "name": (name_text, 256), "note": (note_text, 10_000)}
EVERY_DOOR = pytest.mark.parametrize(
    ("what", "door", "limit"), [(what, *row) for what, row in DOORS.items()], ids=DOORS
)
DECOMPOSED, COMPOSED = "Re\u0301sume\u0301", "R\u00e9sum\u00e9"


class Stage(enum.StrEnum):
    WON = "won"


class Text(str):
    """A text with a mind of its own."""

    __slots__ = ()

    def __str__(self) -> str:
        return "something else"


@EVERY_DOOR
def test_text_becomes_exact_str(what: str, door: type, limit: int) -> None:
    """A StrEnum member and any other kind of str come out as plain text, by what they hold and not what they say."""
    assert ("won", str) == (door(Stage.WON), type(door(Stage.WON)))
    assert ("won", str) == (door(Text("won")), type(door(Text("won"))))


@EVERY_DOOR
def test_text_is_normalised_and_trimmed(what: str, door: type, limit: int) -> None:
    """Two spellings of one letter become one, and blanks around are dropped."""
    assert COMPOSED == door(f"  {DECOMPOSED} \u3000")
    assert "수주" == door(unicodedata.normalize("NFD", "수주"))


@EVERY_DOOR
def test_letters_of_another_shape_stay(what: str, door: type, limit: int) -> None:
    """Wide letters, ligatures and raised figures are what was written; only ``look`` folds them."""
    assert "ｗｏｎ ﬁt m² ㈜" == door("ｗｏｎ ﬁt m² ㈜")


@EVERY_DOOR
@pytest.mark.parametrize("value", [None, True, 1.5, b"x", ["x"], {}], ids=str)
def test_what_is_no_text_is_refused(what: str, door: type, limit: int, value: object) -> None:
    """Anything but text is refused by the name of the door."""
    with pytest.raises(InvalidValue) as refused:
        door(value)
    assert f"{what} must be text, got {refused.value.came}; give a str" == str(refused.value)


@EVERY_DOOR
def test_text_is_bounded(what: str, door: type, limit: int) -> None:
    """The longest text passes; one more is refused, without repeating it."""
    assert "x" * limit == door("x" * limit)
    with pytest.raises(LimitExceeded) as refused:
        door("x" * (limit + 1))
    assert f"{what} must have at most {limit} characters, got {limit + 1}" == str(refused.value)


@EVERY_DOOR
def test_text_is_bounded_as_it_is_kept(what: str, door: type, limit: int) -> None:
    """Some letters compose to three, so what was short enough when it came may be too long to come again."""
    with pytest.raises(LimitExceeded) as refused:
        door("\ufb2c" * limit)
    assert f"{what} must have at most {limit} characters, got {3 * limit}" == str(refused.value)


@EVERY_DOOR
@pytest.mark.parametrize(
    ("char", "escaped"),
    [
        ("\0", "\\x00"),
        ("\x1b", "\\x1b"),
        ("\x7f", "\\x7f"),
        ("\x85", "\\x85"),
        ("\u202e", "\\u202e"),
        ("\u2066", "\\u2066"),
        ("\ufeff", "\\ufeff"),
        ("\u200b", "\\u200b"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
        ("\ue000", "\\ue000"),
        ("\ud800", "\\ud800"),
        ("\u0378", "\\u0378"),
        ("\U000e0001", "\\U000e0001"),
    ],
    ids=ascii,
)
def test_a_hidden_character_is_refused(what: str, door: type, limit: int, char: str, escaped: str) -> None:
    """Controls, direction marks, zero-width spaces, surrogates and unassigned code points are named and placed."""
    with pytest.raises(InvalidValue) as refused:
        door(f"ab{char}c")
    rule = f"must not hold the hidden character U+{ord(char):04X} (at position 2)"
    assert f"{what} {rule}, got 'ab{escaped}c'; remove it" == str(refused.value)


@EVERY_DOOR
def test_joiners_are_letters(what: str, door: type, limit: int) -> None:
    """Persian and emoji need their zero-width joiners, so these stay."""
    assert "می\u200cخواهم" == door("می\u200cخواهم")
    assert "👩\u200d💻" == door("👩\u200d💻")


@pytest.mark.parametrize("char", ["\n", "\r", "\t"], ids=ascii)
def test_only_a_note_has_lines(char: str) -> None:
    """A line break or tab inside is kept in a note and refused elsewhere."""
    kept = "\n" if char == "\r" else char  # lines end in a line feed
    assert f"a{kept}é" == note_text(f"a{char}é")
    assert f"a{kept}b" == note_text(f"a{char}b\n")
    for door in (key_text, id_text, name_text):
        with pytest.raises(InvalidValue, match="must not hold the hidden character"):
            door(f"a{char}b")


@pytest.mark.parametrize(("what", "door"), [("key", key_text), ("id", id_text)])
@pytest.mark.parametrize("value", ["", " ", "\u3000"])
def test_a_key_is_not_blank(what: str, door: type, value: str) -> None:
    """What identifies something has at least one character."""
    with pytest.raises(InvalidValue) as refused:
        door(value)
    assert f"{what} must not be blank, got ''; give at least one character" == str(refused.value)


@pytest.mark.parametrize("door", [key_text, id_text])
def test_a_key_is_not_of_joiners_only(door: type) -> None:
    """What joins nothing is blank to a reader's eye."""
    with pytest.raises(InvalidValue, match="must not be blank, got "):
        door("\u200d\u200c")


def test_a_name_or_note_may_be_blank() -> None:
    """What describes something may be empty."""
    assert ["", ""] == [name_text("  "), note_text(" \n ")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (-7, "-7"),
        (2**63 - 1, "9223372036854775807"),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        ("D-1", "D-1"),
    ],
)
def test_an_id_may_be_a_number_or_uuid(value: object, expected: str) -> None:
    """The keys of a host's database become text."""
    assert expected == id_text(value)


def test_an_id_is_no_boundless_number() -> None:
    """A number that no database holds is refused."""
    for number in (2**63, -(2**63), 2**64):
        with pytest.raises(InvalidValue) as refused:
            id_text(number)
        assert f"id must be text, got {number}; give a str" == str(refused.value)


def test_an_optional_name_may_be_none_or_blank() -> None:
    """None and blank are both nobody."""
    assert [None, None, None, "kim"] == [optional_name(value) for value in (None, "", "  ", " kim ")]


@pytest.mark.parametrize("several", [key_texts, name_texts])
def test_several_texts_become_a_tuple(several: type) -> None:
    """A list, a generator or a tuple, each member through its door."""
    assert ("a", "b") == several([" a", "b"])
    assert ("a", "b") == several(char for char in "ab")
    assert () == several(())


@pytest.mark.parametrize(("what", "several"), [("keys", key_texts), ("names", name_texts)])
@pytest.mark.parametrize(
    ("value", "expected"), [("won", "'won'"), (b"won", "a bytes"), (None, "None"), (5, "5"), (Stage.WON, "'won'")]
)
def test_a_lone_text_is_not_several(what: str, several: type, value: object, expected: str) -> None:
    """A string where a list belongs would become its letters, so it is refused."""
    with pytest.raises(InvalidValue) as refused:
        several(value)
    assert f"{what} must be several, in a list or tuple, got {expected}; put it in a list" == str(refused.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Won ", "won"),
        ("closed won", "ClosedWon"),
        ("ｗｏｎ", "won"),
        ("wo\u200dn", "won"),
        ("straße", "STRASSE"),
        (DECOMPOSED, COMPOSED),
        ("\u00a0won\u3000", "won"),
    ],
)
def test_keys_that_look_alike_are_told(one: str, other: str) -> None:
    """Case, width, blanks and joiners make no other key to a reader's eye."""
    assert look(one) == look(other)


def test_keys_that_look_different_stay_apart() -> None:
    """Folding does not go further than the eye."""
    assert 5 == len({look(key) for key in ("won", "lost", "won-2", "wón", "won\x00")})
