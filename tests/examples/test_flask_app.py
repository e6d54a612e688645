"""The application with Flask, by requests, on a database of its own."""

import sys
from datetime import UTC, datetime

import pytest

from salescycle import SHORT_CYCLE, Contacted, Deal, Opened
from salescycle.interop.json import to_data

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DEAL = Deal.open(id="D-1", name="Acme", start=SHORT_CYCLE.start(at=MONDAY))
CALLED = DEAL.record(Contacted(channel="call", at=MONDAY))


@pytest.fixture
def client(example, tmp_path):
    """Give a client of the application."""
    return example("flask_app").create_app(str(tmp_path / "deals.db")).test_client()


def test_a_deal_is_taken_and_moved(client):
    """And where it may go next is told with it."""
    taken = client.post("/deals", json=to_data(CALLED))
    assert (201, to_data(CALLED)) == (taken.status_code, taken.json)
    moved = client.post("/deals/D-1/moves/offer")
    assert (200, "offer") == (moved.status_code, moved.json["log"][-1]["stage"])
    given = client.get("/deals/D-1").json
    assert moved.json == given["deal"]
    assert {"interest": [], "lost": []} == {to: why for to, why in given["options"].items() if to != "won"}


def test_a_refused_move_says_every_reason(client):
    """409, and the deal is where it was."""
    client.post("/deals", json=to_data(DEAL))
    reason = "one of us reached out or spoke with the buyer (call them; what a machine sent does not count)"
    refused = client.post("/deals/D-1/moves/offer")
    assert (409, [reason]) == (refused.status_code, refused.json["reasons"])
    assert to_data(DEAL) == client.get("/deals/D-1").json["deal"]


def test_bad_input_is_told_with_its_paths(client):
    """422, every problem at once."""
    log = [{"kind": "opened", "at": "today"}, {"kind": "contacted", "at": "2026-03-02T09:00:00Z", "chanel": "call"}]
    answer = client.post("/deals", json={"type": "deal", "schema_version": 1, "id": "D-1", "log": log})
    assert 422 == answer.status_code
    assert ["$.log[0].at", "$.log[1]", "$.log[1].chanel"] == sorted(answer.json["problems"])


def test_a_log_that_broke_the_rules_is_not_taken(client):
    """409 with what the audit found."""
    skipped = DEAL.record(SHORT_CYCLE.entry("won", at=MONDAY))
    answer = client.post("/deals", json=to_data(skipped))
    expected = [
        "D-1: moved from 'interest' to 'won'; 'interest' leads to offer, lost",
        "D-1: moved from 'interest' to 'won' without: one of us reached out or spoke with the buyer",
    ]
    assert (409, expected) == (answer.status_code, answer.json["reasons"])


def test_a_deal_is_there_once_or_not_at_all(client):
    """409 for a second of the same id, 404 for no deal and for no stage."""
    client.post("/deals", json=to_data(DEAL))
    again = client.post("/deals", json=to_data(DEAL))
    assert (409, ["D-1: is here already"]) == (again.status_code, again.json["reasons"])
    assert 404 == client.get("/deals/D-2").status_code
    nowhere = client.post("/deals/D-1/moves/ofer")
    assert (404, ["no stage 'ofer' in cycle 'short-cycle'; did you mean 'offer'?"]) == (
        nowhere.status_code,
        nowhere.json["reasons"],
    )


def test_what_another_request_wrote_is_not_overwritten(client):
    """409, where the deal changed between reading and writing."""
    client.post("/deals", json=to_data(CALLED))
    module = sys.modules["example_flask_app"]

    def read_then_overtaken(connection, name, read=module.read):
        found = read(connection, name)
        connection.execute("update deals set document = ? where id = ?", (module.text(DEAL), name))
        return found

    module.read = read_then_overtaken
    answer = client.post("/deals/D-1/moves/offer")
    assert (409, ["it was changed meanwhile"]) == (answer.status_code, answer.json["reasons"])


def test_a_deal_without_a_stage_goes_nowhere(client):
    """It was opened, and nobody said where; the refusal says so."""
    client.post("/deals", json=to_data(Deal(id="D-2", log=[Opened(at=MONDAY)])))
    assert {} == client.get("/deals/D-2").json["options"]
    assert 409 == client.post("/deals/D-2/moves/offer").status_code
