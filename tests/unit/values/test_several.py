"""Fields that hold objects: one of a kind, or several."""

from __future__ import annotations

from itertools import repeat

import attrs
import pytest

from salescycle.errors import InvalidValue, LimitExceeded
from salescycle.values import must_be, pairs_of, several


@attrs.frozen(kw_only=True)
class Shelf:
    """A class of a host's own with a field that holds a list."""

    books: list[str] = attrs.field(validator=must_be(list, "books", "give ['...']"))


@pytest.mark.parametrize("values", [["a", "b"], ("a", "b"), iter("ab"), {"a": 1, "b": 2}.keys()], ids=type)
def test_several_become_a_tuple(values: object) -> None:
    """A list, a tuple, an iterator or a view are all several."""
    assert ("a", "b") == several(values, str, "keys")


def test_none_at_all_are_several() -> None:
    """Whether there must be any is for each field to say."""
    assert () == several([], str, "keys")


@pytest.mark.parametrize(
    ("values", "came"), [("won", "'won'"), (b"won", "a bytes"), ({"a": 1}, "a dict"), (None, "None"), (5, "5")]
)
def test_a_lone_one_is_not_several(values: object, came: str) -> None:
    """A string would become its letters and a mapping its keys, so both are refused."""
    with pytest.raises(InvalidValue) as refused:
        several(values, str, "keys")
    assert f"keys must be several, in a list or tuple, got {came}; put it in a list" == str(refused.value)


def test_each_of_several_is_of_the_kind() -> None:
    """The first one that is not is told by its place."""
    with pytest.raises(InvalidValue) as refused:
        several(["a", "b", 5, None], str, "keys")
    assert "keys[2] must be a str, got 5" == str(refused.value)
    with pytest.raises(InvalidValue) as refused:
        several([5], OSError, "reasons", instead="give OSError(...)")
    assert "reasons[0] must be an OSError, got 5; give OSError(...)" == str(refused.value)


def test_several_are_bounded() -> None:
    """As many as the limit are accepted; of more, and of an endless stream, only one more is read."""
    assert 1000 == len(several(["a"] * 1000, str, "keys"))
    assert ("a",) == several(["a"], str, "keys", limit=1)
    for values, limit, came in ((["a"] * 5, 2, 5), (repeat("a"), 2, 3), (repeat("a"), 1000, 1001)):
        with pytest.raises(LimitExceeded) as refused:
            several(values, str, "keys", **({} if limit == 1000 else {"limit": limit}))
        assert f"keys must be at most {limit}, got {came}" == str(refused.value)


def test_no_more_is_read_than_one_past_the_limit() -> None:
    """What comes after stays with whoever reads on."""
    stream = iter("abcde")
    with pytest.raises(LimitExceeded):
        several(stream, str, "keys", limit=2)
    assert ["d", "e"] == list(stream)


@pytest.mark.parametrize("value", [{"a": 1, "b": 2}, (("a", 1), ("b", 2))], ids=["mapping", "pairs"])
def test_a_mapping_becomes_pairs(value: object) -> None:
    """Pairs can be hashed, keep their order, and pass again."""
    pairs = (("a", 1), ("b", 2))
    assert pairs == pairs_of(value, "weights")
    assert () == pairs_of({}, "weights")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "weights must be a mapping, got None; for example {'key': ...}"),
        ([("a", 1)], "weights must be a mapping, got a list; for example {'key': ...}"),
        ("ab", "weights must be a mapping, got 'ab'; for example {'key': ...}"),
        (("ab",), "weights[0] must be a tuple, got 'ab'"),
        ((("a",),), "weights must have text for keys, got a tuple; for example {'key': ...}"),
        ((("a", 1, 2),), "weights must have text for keys, got a tuple; for example {'key': ...}"),
        (((1, 2),), "weights must have text for keys, got a tuple; for example {'key': ...}"),
        ({1: 2}, "weights must have text for keys, got a dict; for example {'key': ...}"),
        ((("a", 1), ("a", 2)), "weights must name each key once, got a tuple"),
    ],
)
def test_what_is_no_mapping_is_refused(value: object, message: str) -> None:
    """Keys are text, each stands there once, and each has one value."""
    with pytest.raises(InvalidValue) as refused:
        pairs_of(value, "weights")
    assert message == str(refused.value)


def test_a_field_may_be_held_to_a_kind() -> None:
    """The validator is one sentence, at the constructor and at every copy."""
    shelf = Shelf(books=["a"])
    for make in (lambda: Shelf(books="a"), lambda: attrs.evolve(shelf, books="a")):
        with pytest.raises(InvalidValue) as refused:
            make()
        assert "books must be a list, got 'a'; give ['...']" == str(refused.value)
