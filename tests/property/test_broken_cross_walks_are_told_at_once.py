"""Law: data of a cross-walk that was damaged anywhere gives one or an error of ours, short and with paths."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from salescycle.errors import InvalidCrossWalk
from salescycle.qualification import BANT_TO_CHAMP, BANT_TO_SPICED, CrossWalk

FIELDS = ("schema_version", "source", "target", "steps")


def told(data: object) -> bool:
    """Say whether the data was refused, within bounds; what was read survives another trip."""
    refused = None
    try:
        walk = CrossWalk.from_data(data)
    except InvalidCrossWalk as error:
        refused = error
    if refused is None:
        assert walk == CrossWalk.from_data(walk.to_data())
        return False
    assert 1 <= len(refused.problems) <= 100
    assert all(problem.code and problem.where.startswith(("crosswalk", *FIELDS)) for problem in refused.problems)
    assert len(str(refused)) <= 2000
    return True


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([BANT_TO_CHAMP.to_data(), BANT_TO_SPICED.to_data()]), st.data())
def test_damage_is_told(damaged, sound, data) -> None:
    """One to three places of sound data are dropped, replaced, renamed or said twice."""
    told(data.draw(damaged(sound)))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_junk_is_told(junk, data) -> None:
    """What never was a cross-walk is refused, alone or in the fields of one, and lets no foreign error out."""
    assert told(data.draw(junk))
    assert told(data.draw(st.fixed_dictionaries(dict.fromkeys(FIELDS, junk))))
    step = st.fixed_dictionaries(dict.fromkeys(("question", "informs", "answers"), junk))
    assert told(BANT_TO_CHAMP.to_data() | {"steps": data.draw(st.lists(step, min_size=1, max_size=2))})
    answers = data.draw(st.dictionaries(st.text(max_size=3), junk, max_size=2))
    told(BANT_TO_CHAMP.to_data() | {"steps": [{"question": "need", "informs": "challenges", "answers": answers}]})
