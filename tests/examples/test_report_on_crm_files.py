"""report.py on small files as CRMs export them: one deal, a Lead of two days and an Offer of five, then won."""

import csv
import io
import json

import pytest

STAGES = ["--stages", "Lead,Offer", "--won", "Won", "--lost", "Lost", "--as-of", "2026-04-01"]
ADDED, MOVED, WON = "2026-03-02T09:00:00Z", "2026-03-04T09:00:00Z", "2026-03-09T09:00:00Z"


def table(*rows):
    """Write rows as CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture
def report(example, tmp_path, capsys):
    """Give what writes files by name, runs report.py on the first one, and gives exit status, output and errors."""

    def run(files, *options):
        for name, text in files.items():
            (tmp_path / name).write_text(text, "utf-8")
        paths = [str(tmp_path / name) for name in files]
        deals = ["--deals", paths[1]] if len(paths) > 1 else []
        status = example("report").main([paths[0], *deals, *STAGES, *options])
        return status, *capsys.readouterr()

    return run


def salesforce_history():
    """Give OpportunityHistory as a table."""
    row = {
        "OpportunityId": "006A",
        "StageName": "Lead",
        "CreatedDate": ADDED,
        "Amount": "100",
        "CloseDate": "2026-03-31",
    }
    moved = row | {"StageName": "Offer", "CreatedDate": MOVED}
    return {"history.csv": table(row, moved, moved | {"StageName": "Won", "CreatedDate": WON})}


def salesforce_fields():
    """Give OpportunityFieldHistory and Opportunity as tables."""
    made = {"OpportunityId": "006A", "Field": "created", "OldValue": "", "NewValue": "", "CreatedDate": ADDED}
    moved = made | {"Field": "StageName", "OldValue": "Lead", "NewValue": "Offer", "CreatedDate": MOVED}
    won = moved | {"OldValue": "Offer", "NewValue": "Won", "CreatedDate": WON}
    deal = {"Id": "006A", "StageName": "Won", "CreatedDate": ADDED, "Amount": "100", "CloseDate": "2026-03-09"}
    return {"fields.csv": table(won, moved, made), "deals.csv": table(deal)}


def hubspot():
    """Give a page of deals as the interface does."""
    entries = {"hs_v2_date_entered_11": ADDED, "hs_v2_date_exited_11": MOVED, "hs_v2_date_entered_12": MOVED}
    entries |= {"hs_v2_date_exited_12": WON, "hs_v2_date_entered_13": WON, "hs_v2_date_exited_13": None}
    properties = {"dealstage": "13", "amount": "100", "createdate": ADDED, "closedate": WON, **entries}
    return {"deals.json": json.dumps({"results": [{"id": "501", "properties": properties}]})}


def pipedrive_deal():
    """Give a deal as the interface does."""
    times = {"times_in_stages": {"11": 172_800, "12": 432_000}, "order_of_stages": [11, 12]}
    deal = {"id": 7, "stage_id": 12, "status": "won", "add_time": ADDED, "won_time": WON, "stage_change_time": MOVED}
    return deal | {"value": 100, "currency": "USD", "user_id": {"id": 3}, "stay_in_pipeline_stages": times}


def pipedrive():
    """Give a deal with its sums."""
    return {"deals.json": json.dumps({"data": [pipedrive_deal()]})}


def pipedrive_flow():
    """Give the updates of a deal, and the deal."""
    changes = [("add_time", None, ADDED, ADDED), ("stage_id", "11", "12", MOVED), ("status", "open", "won", WON)]
    items = [
        {
            "object": "dealChange",
            "data": {"item_id": 7, "field_key": key, "old_value": old, "new_value": new, "log_time": at},
        }
        for key, old, new, at in changes
    ]
    return {"flow.json": json.dumps(items), "deals.json": json.dumps([pipedrive_deal()])}


IDS = ["--ids", "11=Lead, 12=Offer, 13=Won"]


@pytest.mark.parametrize(
    ("shape", "files", "options"),
    [
        ("salesforce-history", salesforce_history(), []),
        ("salesforce-fields", salesforce_fields(), []),
        ("hubspot", hubspot(), IDS),
        ("pipedrive", pipedrive(), IDS),
        ("pipedrive-flow", pipedrive_flow(), IDS),
    ],
)
def test_each_shape_tells_the_same(report, shape, files, options):
    """Two days, five days, won after seven, for 100."""
    status, out, err = report(files, "--format", shape, *options, "--json")
    data = json.loads(out)
    assert (0, "") == (status, err)
    assert {} == data["rows"]["left_out"]
    assert (1, 0, 1, 7.0) == (data["deals"], data["open"], data["won"], data["cycle_length_days"]["median"])
    assert [2.0, 5.0] == [stage["median"] for stage in data["dwell_days"].values()]
    assert 100 == data["win_rate"]["value"]["part"]
    assert data["cannot_tell"]


def test_what_an_export_cannot_tell_is_printed(report):
    """Below the rows that were left out."""
    _, out, _ = report(hubspot(), "--format", "hubspot")
    assert "left out 3: a stage it entered is not one of those given; the rest of it is used\n" in out
    assert "such an export cannot tell whether a deal was in a stage more than once" in out


@pytest.mark.parametrize(
    ("files", "options", "told"),
    [
        ({"deals.json": "{"}, ["--format", "hubspot"], "is not well-formed JSON"),
        ({"deals.json": "9" * 5000}, ["--format", "hubspot"], "is not well-formed JSON"),
        ({"deals.json": "[" * 100_000}, ["--format", "hubspot"], "is not well-formed JSON"),
        ({"deals.json": '{"total": 3}'}, ["--format", "hubspot"], "must hold a list of rows, or one under 'results'"),
        (salesforce_history(), ["--format", "salesforce-fields"], "no column 'Field' in the rows"),
        (
            hubspot(),
            ["--format", "hubspot", "--ids", "11=Leed"],
            "no stage 'Leed' in cycle 'deals'; did you mean 'Lead'",
        ),
        (
            salesforce_history(),
            [],
            "give --deal and --stage, the columns of a history or a snapshot, or another --format",
        ),
    ],
)
def test_what_cannot_be_used_is_one_line_and_status_2(report, files, options, told):
    """A file that is no JSON, holds no rows, or other rows; ids of no stage; no columns at all."""
    status, out, err = report(files, *options)
    assert (2, "", 1) == (status, out, err.count("\n"))
    assert told in err
    assert len(err) < 2100
