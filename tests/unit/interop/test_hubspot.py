"""HubSpot: properties become deals, and where they have lost a stay nothing is measured of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from salescycle import InvalidValue, Money, StageSeen
from salescycle.interop import deals_from_hubspot
from salescycle.presets import free_cycle

CYCLE = free_cycle(["Lead", "Offer"], won=["Won"], lost=["Lost"])
IDS = {"11": "Lead", "12": "Offer", "13": "Won", "14": "Lost"}
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
REST = "; the rest of it is used"
DOUBT = "it left a stage at another time than it entered the next; that stay is not measured"


def at(days):
    """Write an instant some days after the Monday, as the interface does."""
    return (MONDAY + timedelta(days=days)).isoformat().replace("+00:00", ".000Z")


def milliseconds(days):
    """Write the same instant as milliseconds since 1970."""
    return str(int((MONDAY + timedelta(days=days)).timestamp() * 1000))


def found_in(*rows, stages=IDS, as_of=AS_OF, **how):
    """Read rows of deals."""
    return deals_from_hubspot(rows, cycle=CYCLE, as_of=as_of, stages=stages, **how)


def stays(*days_by_stage, stage="12", v2="v2_", **more):
    """Give a row of properties out of (stage, entered, exited)."""
    told = {"hs_object_id": "501", "dealstage": stage, **more}
    for key, entered, exited in days_by_stage:
        told[f"hs_{v2}date_entered_{key}"] = None if entered is None else at(entered)
        told[f"hs_{v2}date_exited_{key}"] = None if exited is None else at(exited)
    return told


def visits(found):
    """Give the visits of the first deal: stage, whole days since the Monday, and days it lasted if measured."""
    return [
        (visit.stage, (visit.entered - MONDAY).days, visit.dwell_time and visit.dwell_time.days)
        for visit in found.deals[0].visits
    ]


def test_a_deal_as_the_interface_gives_it():
    """The id outside, the properties inside, and null where there is nothing."""
    told = stays(("11", 0, 2), ("12", 2, None), ("13", None, None), createdate=at(-1), amount="1200.5")
    told |= {"deal_currency_code": "EUR", "hubspot_owner_id": "77", "closedate": at(60), "hs_object_id": None}
    found = found_in({"id": "501", "properties": told, "createdAt": at(-1), "archived": False})
    deal = found.deals[0]
    assert [("Lead", 0, 2), ("Offer", 2, None)] == visits(found)
    assert ("501", Money("1200.5", "EUR"), "77", date(2026, 5, 1)) == (
        deal.id,
        deal.value,
        deal.owner,
        deal.expected_close,
    )
    assert MONDAY - timedelta(days=1) == deal.opened_at
    assert () == found.left_out
    assert (
        "whether a deal was in a stage more than once: one entry a stage is kept",
        "when value, owner and expected close changed",
    ) == found.cannot_tell


def test_instants_as_milliseconds():
    """As text or as a number, and the newer properties before the older ones of the same stage."""
    row = {"id": 501, "dealstage": "12", "createdate": int(milliseconds(0)), "closedate": milliseconds(1)}
    row |= {"hs_date_entered_11": float(milliseconds(0)), "hs_date_entered_12": milliseconds(9)}
    row |= {"hs_v2_date_entered_12": milliseconds(3), "hs_v2_date_exited_12": ""}
    found = found_in(row)
    assert [("Lead", 0, 3), ("Offer", 3, None)] == visits(found)
    assert date(2026, 3, 3) == found.deals[0].expected_close


def test_instants_of_a_data_frame():
    """Times stay times; what is neither is told with its row."""
    row = {"id": 501, "dealstage": "11", "hs_date_entered_11": MONDAY}
    assert [("Lead", 0, None)] == visits(found_in(row))
    with pytest.raises(InvalidValue, match="row 1, column 'hs_date_entered_11' must be a day that exists"):
        found_in(row | {"hs_date_entered_11": True})
    with pytest.raises(InvalidValue, match="row 1, column 'createdate' must lie in the years 1900 to 2199"):
        found_in(row | {"createdate": "9" * 14})


@pytest.mark.parametrize(
    ("row", "expected", "doubts"),
    [
        (stays(("11", 0, 2), ("12", 2, None)), [("Lead", 0, 2), ("Offer", 2, None)], 0),
        (stays(("11", 0, 2), ("12", 5, None)), [("Lead", 0, None), ("Offer", 5, None)], 1),
        (stays(("11", 0, 4), ("12", 2, None)), [("Lead", 0, None), ("Offer", 2, None)], 1),
        (stays(("11", 0, None), ("12", 5, None)), [("Lead", 0, 5), ("Offer", 5, None)], 0),
        (stays(("11", 0, 2), ("12", 2, 1)), [("Lead", 0, 2), ("Offer", 2, None)], 0),
        (stays(("11", 0, 2), ("12", 2, 3)), [("Lead", 0, None), ("Offer", 2, None)], 1),
        (stays(("11", 0, 2), ("12", 2, 3), stage=None), [("Lead", 0, None), ("Offer", 2, None)], 1),
    ],
)
def test_exits_show_what_was_lost(row, expected, doubts):
    """A stay that did not last up to the next entry is not measured, and counted."""
    found = found_in(row)
    assert expected == visits(found)
    assert doubts == dict(found.left_out).get(DOUBT, 0)


def test_a_present_stage_without_an_entry():
    """It was seen in it on the date of the report, or entered at its close if that is told."""
    found = found_in(stays(("11", 0, 2), stage="12"))
    assert [("Lead", 0, None), ("Offer", 90, None)] == visits(found)
    assert StageSeen is type(found.deals[0].stage_fact)
    assert [("Lead", 0, 2), ("Won", 2, None)] == visits(found_in(stays(("11", 0, 2), stage="13", closedate=at(2))))
    only = found_in(stays(stage="13", createdate=at(0), closedate=at(5)))
    assert 5 == only.deals[0].spells[0].length.days


def test_why_a_deal_was_closed():
    """By the reason of its outcome; a note that is none is counted."""
    told = {"closed_lost_reason": "price", "closed_won_reason": "trust"}
    assert "trust" == found_in(stays(("13", 2, None), stage="13", **told)).deals[0].close_reason
    assert "price" == found_in(stays(stage="14", closedate=at(2), **told)).deals[0].close_reason
    assert "" == found_in(stays(("12", 2, None), stage="12", **told)).deals[0].close_reason
    bad = found_in(stays(("13", 2, None), stage="13", closed_won_reason="\x00"))
    assert ((f"its reason is not a note{REST}", 1),) == bad.left_out


def test_stages_that_are_not_given():
    """Those it entered and the one it is in are counted apart; the others are used."""
    found = found_in(stays(("11", 0, None), ("99", 2, None), stage="98"))
    assert [("Lead", 0, None)] == visits(found)
    assert {
        f"its present stage is not one of those given{REST}": 1,
        f"a stage it entered is not one of those given{REST}": 1,
    } == dict(found.left_out)
    assert {"98": 1, "99": 1} == dict(found.unknown_stages)


def test_an_exit_without_an_entry():
    """It is counted: nobody knows when that stay began."""
    found = found_in(stays(("11", None, 2), ("12", 2, None)))
    assert ((f"it left a stage that it is not said to have entered{REST}", 1),) == found.left_out


def test_rows_that_cannot_be_used():
    """No deal, listed twice, no mapping: each is counted, and the others read."""
    rows = [stays(("11", 0, None), stage="11"), stays(), {"dealstage": "11"}, "a row", None, {"id": []}]
    found = found_in(*rows)
    assert 6 == found.rows_read
    assert {
        "its deal was listed before": 1,
        "it names no deal": 1,
        "it is no mapping of columns to cells": 2,
        "it holds a cell that is neither text, a number nor a date": 1,
    } == dict(found.left_out)


def test_a_report_before_an_entry():
    """The stage it was in then is not the present one."""
    found = found_in(stays(("11", 0, 5), ("12", 5, None), createdate=at(0)), as_of=MONDAY + timedelta(days=1))
    assert [("Lead", 0, None)] == visits(found)
    assert (("it lies after the date of the report", 1),) == found.left_out
    none = found_in(stays(("12", 5, None), createdate=at(0)), as_of=MONDAY + timedelta(days=1))
    assert (None, 1) == (none.deals[0].stage, len(none.deals[0].log))


def test_names_that_are_no_text():
    """A row may have keys of any kind; only text names a property."""
    assert [("Lead", 0, None)] == visits(found_in(stays(("11", 0, None), stage="11") | {3: "x"}))


def test_nothing_at_all_is_known():
    """A deal with an id alone is none."""
    assert () == found_in({"id": 501}).deals
