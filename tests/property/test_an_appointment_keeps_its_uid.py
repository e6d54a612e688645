"""Law: as time goes on an appointment stays in the calendar under its uid, and its sequence never falls."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from salescycle.interop import meeting_entries, next_step_entries
from salescycle.model import (
    Deal,
    Lead,
    MeetingCancelled,
    MeetingHeld,
    MeetingMissed,
    MeetingMoved,
    MeetingPlanned,
    NextStepSet,
    StageEntered,
)
from salescycle.testing import facts, instants

MEETINGS = facts(MeetingPlanned, MeetingMoved, MeetingHeld, MeetingMissed, MeetingCancelled)
STEPS = facts(NextStepSet)
STAGES = st.builds(
    StageEntered, stage=st.sampled_from(["talk", "done"]), outcome=st.sampled_from(["open", "lost"]), at=instants()
)
LOGS = st.lists(MEETINGS | STEPS | STAGES, max_size=10)
RECORDS = st.builds(Lead, id=st.just("1"), name=st.just("Ada"), log=LOGS) | st.builds(
    Deal, id=st.just("1"), lead=st.none() | st.builds(Lead, id=st.just("1"), name=st.just("Ada"), log=LOGS), log=LOGS
)


def sequences(record):
    """Give the sequence of each entry by its uid."""
    entries = [*meeting_entries(record), *next_step_entries(record)]
    found = {entry.uid: entry.sequence for entry in entries}
    assert len(entries) == len(found)
    return found


@given(RECORDS, instants(), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_an_appointment_keeps_its_uid(record, as_of, later):
    """Of what was written at one instant, all is written at a later one, with the same number or a greater one."""
    then, now = sequences(record.as_of(as_of)), sequences(record.as_of(as_of + later))
    assert [] == [uid for uid in then if now.get(uid, -1) < then[uid]]
