"""report.py on small files: both forms, and every way in which a file can be wrong."""

import json

import pytest

HISTORY = "id,stage,on,value\nD-1,Lead,2026-03-02,100\nD-1,Won,2026-03-11,100\nD-2,Lead,2026-03-05,\nD-3,,2026-03-05,\n"
STAGES = ["--stages", "Lead,Offer", "--won", "Won", "--lost", "Lost,Gone", "--as-of", "2026-04-01"]
FORM = ["--deal", "id", "--stage", "stage", "--at", "on", *STAGES]


@pytest.fixture
def report(example, tmp_path, capsys):
    """Give what writes a file, runs report.py on it, and gives exit status, output and errors."""

    def run(content, *options):
        path = tmp_path / "export.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        status = example("report").main([str(path), *options])
        return status, *capsys.readouterr()

    return run


def test_a_history_as_text(report):
    """The rows read, those left out by reason, and the report."""
    status, out, err = report(HISTORY, *FORM, "--value", "value")
    assert (0, "") == (status, err)
    assert out.startswith("4 rows read\n  left out 1: it names no stage\n\nexport, as of 2026-04-01T00:00:00+00:00\n")
    assert "median 9 days (n=1)" in out


def test_a_history_as_json(report):
    """The documented keys, in order, and the figures."""
    status, out, _ = report(HISTORY, *FORM, "--value", "value", "--json")
    data = json.loads(out)
    assert 0 == status
    assert [
        "as_of",
        "rows",
        "deals",
        "open",
        "won",
        "lost",
        "held",
        "win_rate",
        "cycle_length_days",
        "time_to_close_days",
        "incidence",
        "dwell_days",
        "conversion",
        "audit",
    ] == list(data)
    assert {"read": 4, "left_out": {"it names no stage": 1}} == data["rows"]
    assert {"part": 100, "whole": 100, "share": 1.0} == {
        key: value for key, value in data["win_rate"]["value"].items() if key not in ("low", "high")
    }
    assert ["part", "whole", "share", "low", "high"] == list(data["win_rate"]["closed"])
    assert {"n": 1, "still_open": 1, "mean": 9.0, "median": 9.0, "p90": 9.0} == data["dwell_days"]["Lead"]
    assert {
        "entries": 2,
        "advanced": 0,
        "skipped": 0,
        "back": 0,
        "won": 1,
        "lost": 0,
        "held": 0,
        "still_there": 1,
    } == data["conversion"]["Lead"]


def test_a_snapshot(report):
    """One row a deal: lengths and rates, and no dwell times."""
    rows = "id,stage,from,to\nD-1,Won,2026-03-02,2026-03-11\nD-2,Offer,2026-03-02,\n"
    form = ["--deal", "id", "--stage", "stage", "--opened", "from", "--closed", "to", *STAGES]
    data = json.loads(report(rows, *form, "--json")[1])
    assert (2, 1, 1, 0) == (data["deals"], data["open"], data["won"], data["lost"])
    assert 9.0 == data["cycle_length_days"]["median"]
    assert {"n": 0, "still_open": 1, "mean": None, "median": None, "p90": None} == data["dwell_days"]["Offer"]


def test_a_byte_order_mark_days_first_and_a_zone(report):
    """What exports do: a mark at the start, days before months, local time."""
    rows = "\ufeffid,stage,on\nD-1,Lead,31/03/2026 23:00\nD-1,Won,01/04/2026 01:00\n"
    data = json.loads(report(rows, *FORM, "--day-first", "--tz", "Asia/Seoul", "--as-of", "02/04/2026", "--json")[1])
    assert "2026-04-01T15:00:00+00:00" == data["as_of"]
    assert 2 / 24 == data["cycle_length_days"]["mean"]


@pytest.mark.parametrize(
    ("content", "options", "told"),
    [
        (HISTORY, ["--deal", "idd"], "did you mean 'id'?"),
        (HISTORY.replace("2026-03-11", "11.13.26"), [], "row 2, column 'on' must be a day that exists"),
        (HISTORY, ["--as-of", "soon"], "--as-of: a date must be a day that exists, with or without a time, got 'soon'"),
        (HISTORY, ["--tz", "Mars/Olympus"], "no zone 'Mars/Olympus'; give a name such as 'Europe/Berlin'"),
        (HISTORY, ["--tz", "../../etc/passwd"], "no zone '../../etc/passwd'"),
        (HISTORY, ["--currency", "dollars", "--value", "value"], "currency must be an active ISO 4217 code"),
        (HISTORY, ["--opened", "on"], "give either --at (a history) or both --opened and --closed (a snapshot)"),
        (HISTORY, ["--won", ""], "no stage has outcome won"),
        (HISTORY, ["--won", "Lead"], "key 'Lead' is the key of stages[0]; rename one of them"),
        ("id,stage\n", [], "no column 'on' in"),
        ("", [], "is empty; the first line must name the columns"),
        ("id,stage,on,on\n", [], "names the column 'on' more than once; rename one"),
        (HISTORY.encode("utf-16"), [], "must be UTF-8 text"),
        (HISTORY + '"' + "x" * 200_000, [], "is not well-formed CSV"),
    ],
    ids=lambda value: None if isinstance(value, list | bytes) else str(value)[:30].replace("\n", " "),
)
def test_what_cannot_be_used_is_one_line_and_status_2(report, content, options, told):
    """A wrong column, date, zone, currency, form, cycle or file: one line that says what would be right."""
    status, out, err = report(content, *FORM, *options)
    assert (2, "") == (status, out)
    assert err.startswith("report.py: ")
    assert 1 == err.count("\n")
    assert told in err
    assert len(err) < 2100


def test_a_file_that_is_not_there(example, capsys, tmp_path):
    """A missing file is one line, too."""
    assert 2 == example("report").main([str(tmp_path / "none.csv"), *FORM])
    assert "No such file or directory; give the path of a CSV file" in capsys.readouterr().err


def test_stages_that_were_not_given_are_named(report):
    """A stage left out of the options is told by name, so that it can be added."""
    _, out, _ = report(HISTORY, *FORM, "--won", "won")
    assert "left out 1: its stage is not one of those given\n" in out
    assert "not given as a stage: 'Won' (1)" in out
