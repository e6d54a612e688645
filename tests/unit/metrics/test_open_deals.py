"""Open deals: three lengths of time that are not one another, each unknown where it is not known."""

from datetime import UTC, date, datetime, timedelta

from salescycle import (
    SHORT_CYCLE,
    Contacted,
    Deal,
    Durations,
    Lead,
    Migrated,
    Money,
    Opened,
    Pipeline,
    StageEntered,
    StageSeen,
)
from salescycle.metrics import OpenDeal, OpenDeals

START = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def entered(stage, day, outcome="open"):
    """Give the entry of a stage so many days after the start."""
    return StageEntered(stage=stage, outcome=outcome, at=START + day * DAY)


def called(day, **fields):
    """Give a contact so many days after the start."""
    return Contacted(channel="call", at=START + day * DAY, **fields)


def pipeline(*deals, as_of=30):
    """Give a pipeline so many days after the start."""
    return Pipeline(deals, cycle=SHORT_CYCLE, as_of=START + as_of * DAY)


def lengths(deal, as_of=30):
    """Give age, age in the stage and idle time of a deal, in days."""
    (row,) = pipeline(deal, as_of=as_of).open_deals()
    return tuple(None if each is None else each / DAY for each in (row.age, row.stage_age, row.idle))


def test_three_different_lengths():
    """Since it was opened, since it last changed its stage, and since the last contact."""
    deal = Deal(id="D-1", log=[entered("interest", 0), called(3), entered("offer", 10), called(12)])
    assert (30, 20, 18) == lengths(deal)
    assert (11, 1, 8) == lengths(deal, as_of=11)


def test_a_stage_that_is_entered_again_is_no_change_and_one_come_back_to_is():
    """Repeating the present stage changes nothing; leaving it and coming back begins a new stay."""
    assert 30 == lengths(Deal(id="D-1", log=[entered("interest", 0), entered("interest", 9)]))[1]
    back = [entered("interest", 0), entered("offer", 9), entered("interest", 14)]
    assert 16 == lengths(Deal(id="D-1", log=back))[1]


def test_a_reopened_deal_is_as_old_as_its_first_opening():
    """A loss that was taken back does not make the deal younger."""
    log = [entered("interest", 0), entered("lost", 5, "lost"), entered("offer", 20)]
    assert (30, 10, None) == lengths(Deal(id="D-1", log=log))


def test_what_is_not_known_is_none():
    """An opening or entry that was only seen, a stage nobody told, and no contact at all."""
    assert (None, None, None) == lengths(Deal(id="D-1", log=[StageSeen(stage="offer", outcome="open", at=START)]))
    opened = [Opened(at=START), StageSeen(stage="offer", outcome="open", at=START + 4 * DAY)]
    assert (30, None, None) == lengths(Deal(id="D-1", log=opened))
    moved = [entered("talk", 0), Migrated(stage="offer", outcome="open", from_stage="talk", at=START + DAY)]
    assert (30, None, None) == lengths(Deal(id="D-1", log=moved))
    assert (None, None, 28) == lengths(Deal(id="D-1", log=[called(2)]))


def test_contacts_of_the_lead_and_of_any_kind_count():
    """The last contact is the deal's or its lead's, whoever made it and whichever way it went."""
    lead = Lead(id="L-1", name="Ada", log=[entered("captured", 0), called(6)])
    assert (20, 20, 24) == lengths(Deal(id="D-1", lead=lead, log=[entered("interest", 10)]))
    for kind in ({"human": False}, {"direction": "inbound"}):
        log = [entered("interest", 10), called(14, **kind)]
        assert (20, 20, 16) == lengths(Deal(id="D-1", lead=lead, log=log))


def test_only_open_deals_in_their_order():
    """What is closed or on hold is not open; the rest come as the pipeline has them."""
    deals = [
        Deal(id="b", log=[entered("interest", 1)]),
        Deal(id="won", log=[entered("interest", 0), entered("won", 2, "won")]),
        Deal(id="lost", log=[entered("interest", 0), entered("lost", 2, "lost")]),
        Deal(id="held", log=[entered("interest", 0), entered("later", 2, "hold")]),
        Deal(id="a", log=[entered("interest", 0)]),
        Deal(id="tomorrow", log=[entered("interest", 31)]),
    ]
    found = pipeline(*deals).open_deals()
    assert (["b", "a"], 2, 2) == ([row.id for row in found], len(found), found.n)
    assert () == found.left_out


def test_lengths_of_all_open_deals_with_what_is_left_out():
    """As durations: what is not known is counted by its reason, and what is closed is in none of them."""
    some = pipeline(
        Deal(id="old", log=[entered("interest", 0), called(10), entered("offer", 20)]),
        Deal(id="new", log=[entered("interest", 26)]),
        Deal(id="seen", log=[StageSeen(stage="offer", outcome="open", at=START)]),
        Deal(id="won", log=[entered("interest", 0), called(1), entered("won", 2, "won")]),
    )
    never = (("it was never contacted", 2),)
    assert Durations(table=((30 * DAY, 1), (4 * DAY, 1)), left_out=(("its opening is not known", 1),)) == some.ages()
    unknown = (("when it entered its stage is not known", 1),)
    assert Durations(table=((10 * DAY, 1), (4 * DAY, 1)), left_out=unknown) == some.stage_ages()
    assert Durations(table=((20 * DAY, 1),), left_out=never) == some.idle_times()
    assert "opened to now, over open deals: their age, and no cycle length" == some.ages().definition
    assert ["last stage change to now", "last contact to now"] == [
        some.stage_ages().definition,
        some.idle_times().definition,
    ]


def test_a_row_tells_itself():
    """As a sentence of what is known, and as a flat row whose columns name their units."""
    deal = Deal.open(
        id="D-1",
        name="Acme",
        start=SHORT_CYCLE.start(at=START),
        value=Money("48000", "EUR"),
        expected_close=date(2026, 4, 30),
        owner="kim",
    )
    found = pipeline(deal.record(called(28))).open_deals()
    assert "D-1 in 'interest' (kim): 30 days old, 30 days in its stage, 2 days idle" == str(found.deals[0])
    assert [
        {
            "deal": "D-1",
            "name": "Acme",
            "owner": "kim",
            "stage": "interest",
            "value": "48000",
            "currency": "EUR",
            "expected_close": "2026-04-30",
            "age_days": 30.0,
            "stage_age_days": 30.0,
            "idle_days": 2.0,
        }
    ] == found.to_records()
    (bare,) = pipeline(Deal(id="D-2", log=[Contacted(channel="mail", at=START)])).open_deals()
    assert "D-2 in an unknown stage: 30 days idle" == str(bare)
    assert "D-3 in an unknown stage" == str(OpenDeal(id="D-3"))
    row = OpenDeals(deals=(OpenDeal(id="D-3"),)).to_records()[0]
    assert {None} == {value for key, value in row.items() if key not in ("deal", "name")}


def test_all_of_them_tell_themselves():
    """How many, how old and how idle, and how many nobody ever spoke with."""
    old = Deal(id="old", log=[entered("interest", 0), called(10)])
    assert "0 open deals" == str(pipeline().open_deals())
    assert "1 open deal; age: median 30 days (n=1); idle: median 20 days (n=1)" == str(pipeline(old).open_deals())
    new = Deal(id="new", log=[entered("interest", 26)])
    told = "2 open deals; age: median 17 days (n=2); idle: median 20 days (n=1), 1 never contacted"
    assert told == str(pipeline(old, new).open_deals())


def test_the_mean_age_of_open_deals_is_no_length_of_a_cycle():
    """Deals of 10 and 90 days, begun in turn: on a day deep in, those open are 41 days old, though the mean is 50."""
    deals = []
    for day in range(400):
        for length in (10, 90):
            log = [entered("interest", day), entered("won", day + length, "won")]
            deals.append(Deal(id=f"{day}-{length}", log=log))
    # half a day on: each deal is then in the middle of a day of its life
    then = Pipeline(deals, cycle=SHORT_CYCLE, as_of=START + 300 * DAY + DAY / 2)
    assert 41 * DAY == then.ages().mean
    assert 50 * DAY == Pipeline(deals, cycle=SHORT_CYCLE, as_of=START + 1000 * DAY).cycle_length().mean
