"""The property tests that a user would copy."""

import pytest

NAMES = [
    "our_criteria_keep_the_laws",
    "every_way_can_be_taken",
    "what_was_offered_has_a_value",
    "the_one_missing_thing_is_told",
    "our_import_survives_anything",
]


def test_all_of_them_are_run(example):
    """Each test of the example is run here."""
    assert [f"test_{name}" for name in NAMES] == [name for name in vars(example("test_your_cycle")) if "test_" in name]


@pytest.mark.parametrize("name", NAMES)
def test_a_test_of_the_example_passes(example, name):
    """As pytest would run it for a user."""
    getattr(example("test_your_cycle"), f"test_{name}")()
