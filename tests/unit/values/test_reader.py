"""Reading data field by field: what is kept of what is wrong."""

from salescycle.errors import Finding, InvalidFramework
from salescycle.values import DataReader, key_text


def told(reader):
    """Give the problems as code and sentence."""
    return [(problem.code, str(problem)) for problem in reader.problems]


def test_every_refusal_is_kept_with_its_path():
    """Doors, mappings, fields and lists tell what they refuse, and give what is right."""
    reader = DataReader()
    assert ("a", None) == (reader.through("key", key_text, " a "), reader.through("other", key_text, 5))
    assert ({"x": 1}, {}) == (reader.mapping("map", {"x": 1}), reader.mapping("map", []))
    assert {"key": 1} == reader.fields("cycle", {"key": 1, "kyes": 2}, ["key", "label"], ["key", "label"])
    assert {} == reader.fields("cycle", "x", ["key"], ["key"])
    assert ([("list[0]", "a")], []) == (reader.items("list", ["a"]), reader.items("list", {}))
    assert [
        ("invalid_value", "other: key must be text, got 5; give a str"),
        ("not_a_mapping", "map: must be a mapping, got a list"),
        ("unknown_field", "cycle.kyes: no such field; there are key, label"),
        ("missing_field", "cycle: must have the field 'label'"),
        ("not_a_mapping", "cycle: must be a mapping, got 'x'"),
        ("not_a_list", "list: must be a list, got a dict"),
    ] == told(reader)


def test_data_inside_data_is_told_by_its_own_problems():
    """Each problem of an error that has several is one here, its path going on from this one."""
    inner = [Finding(code=code, where=where, message="is wrong") for code, where in (("a", "x"), ("b", "y[0]"))]

    def door(value):
        raise InvalidFramework(value, inner)

    reader = DataReader()
    assert reader.through("outer[3]", door, "bant") is None
    assert [("a", "outer[3].x: is wrong"), ("b", "outer[3].y[0]: is wrong")] == told(reader)


def test_a_long_path_is_cut():
    """A path is told up to a hundred characters, however long the keys that came."""
    reader = DataReader()
    reader.problem("code", "x" * 101, "is wrong")
    assert ["x" * 100] == [problem.where for problem in reader.problems]


def test_no_more_is_kept_than_is_told():
    """After a hundred problems nothing is added, whatever else is refused."""
    reader = DataReader()
    for place in range(150):
        reader.through(f"[{place}]", key_text, place)
    reader.problem("other", "x", "y")
    reader.fields("cycle", {f"x{place}": 1 for place in range(5)}, ["key"])
    assert [f"[{place}]" for place in range(100)] == [problem.where for problem in reader.problems]
