"""The service with FastAPI and SQLAlchemy, by requests, on a database of its own."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

FACT = {"type": "fact", "schema_version": 1, "at": "2026-03-02T09:00:00Z"}
CALL = FACT | {"kind": "contacted", "channel": "call", "by": "kim"}
MONEY = {"type": "money", "schema_version": 1, "amount": "48000.00", "currency": "USD"}


@pytest.fixture(scope="module")
def service(example):
    """Give the example."""
    return example("fastapi_service")


@pytest.fixture
def engine(tmp_path):
    """Give a database."""
    engine = create_engine(f"sqlite:///{tmp_path / 'deals.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def client(service, engine):
    """Give a client of the service, in which deal D-1 was started."""
    with TestClient(service.create_app(engine)) as client:
        answer = client.post("/deals", json={"id": "D-1", "name": "Acme", "owner": "kim"})
        assert (201, '"1"') == (answer.status_code, answer.headers["etag"])
        yield client


def post(client, what, body, version=1):
    """Post about the deal as it was in a version."""
    return client.post(f"/deals/D-1/{what}", json=body, headers={"if-match": f'"{version}"'})


def test_a_deal_is_taken_as_far_as_the_rules_let_it(client):
    """Each change gives the next version, and the columns follow the document."""
    assert '"2"' == post(client, "facts", CALL).headers["etag"]
    post(client, "facts", FACT | {"kind": "value_set", "value": {"amount": "48000.00", "currency": "USD"}}, 2)
    moved = post(client, "moves", {"to": "offer", "by": "kim"}, 3)
    assert (200, '"4"', "offer") == (moved.status_code, moved.headers["etag"], moved.json()["log"][-1]["stage"])
    read = client.get("/deals/D-1")
    assert ('"4"', moved.json()) == (read.headers["etag"], read.json())
    assert [moved.json()] == client.get("/deals", params={"stage": "offer", "owner": "kim"}).json()
    assert [] == client.get("/deals", params={"stage": "talk"}).json()


def test_a_refused_move_says_every_reason(client):
    """409, for people and as codes, and nothing was changed."""
    refused = post(client, "moves", {"to": "offer", "by": "kim"})
    expected = {
        "reasons": [
            "one of us reached out or spoke with the buyer (call them; what a machine sent does not count)",
            "the value of the deal is known (say what the deal is worth)",
        ],
        "refusals": [],
        "unmet": ["human_contact", "value_known"],
    }
    assert (409, expected) == (refused.status_code, refused.json())
    assert ["no_way"] == post(client, "moves", {"to": "won", "by": "kim"}).json()["refusals"]
    assert ["no_reason"] == post(client, "moves", {"to": "lost", "by": "kim"}).json()["refusals"]
    assert '"1"' == client.get("/deals/D-1").headers["etag"]


@pytest.mark.parametrize(
    ("body", "places"),
    [
        (FACT | {"kind": "contacted", "chanel": "call"}, [["body", "chanel"], ["body"]]),
        (FACT | {"kind": "contacted", "channel": "call", "at": "today"}, [["body", "at"]]),
        (FACT | {"kind": "value_set", "value": {"amount": 48000, "currency": "USD"}}, [["body", "value", "amount"]]),
        (FACT | {"kind": "stage_entered", "stage": "won", "outcome": "won"}, [["body"]]),
        ([], [["body"]]),
    ],
)
def test_bad_input_is_told_with_its_paths(client, body, places):
    """422, every problem at once; a client cannot write a move into the log."""
    answer = post(client, "facts", body)
    assert (422, places) == (answer.status_code, [error["loc"] for error in answer.json()["detail"]])


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/deals", {"id": " ", "name": "Acme"}, "id must not be blank"),
        ("/deals/D-1/moves", {"to": "ofer", "by": "kim"}, "did you mean 'offer'?"),
    ],
)
def test_what_only_our_doors_refuse_is_told_alike(client, path, body, message):
    """422 with what is wrong, as one sentence."""
    answer = client.post(path, json=body, headers={"if-match": '"1"'})
    assert 422 == answer.status_code
    assert message in answer.json()["detail"][0]["msg"]


def test_a_deal_is_there_once_or_not_at_all(client):
    """409 for a second of the same id, 404 for none."""
    assert 409 == client.post("/deals", json={"id": "D-1", "name": "Other"}).status_code
    assert 404 == client.get("/deals/D-2").status_code
    assert 201 == client.post("/deals", json={"id": "D-2", "name": "Borg", "value": MONEY}).status_code


def test_who_looked_before_a_change_cannot_overwrite_it(client):
    """412 for a version that is not the latest, 422 for none."""
    post(client, "facts", CALL)
    assert 412 == post(client, "facts", CALL).status_code
    assert 412 == post(client, "moves", {"to": "lost", "by": "kim", "reason": "price"}).status_code
    assert 422 == client.post("/deals/D-1/facts", json=CALL).status_code
    assert 1 == len([fact for fact in client.get("/deals/D-1").json()["log"] if fact["kind"] == "contacted"])


def test_who_is_overtaken_while_writing_cannot_overwrite_it(client, engine):
    """412 even where somebody else's change falls between reading and writing, and that change stays."""

    def overtake(*_):
        with engine.begin() as other:
            other.execute(text("update deals set version = 7, owner = 'lee'"))

    event.listen(Session, "before_flush", overtake, once=True)
    assert 412 == post(client, "facts", CALL).status_code
    assert '"7"' == client.get("/deals/D-1").headers["etag"]
    assert 200 == post(client, "facts", CALL, 7).status_code


def test_openapi_shows_the_schema_of_a_deal(client):
    """The answer refers to it, as the refusal to its own."""
    described = client.get("/openapi.json").json()
    answers = described["paths"]["/deals/{id}/moves"]["post"]["responses"]
    references = {
        code: answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for code, answer in answers.items()
        if code in ("200", "409")
    }
    assert {"200": "Deal", "409": "Refused"} == references
    assert ["type", "schema_version", "id"] == described["components"]["schemas"]["Deal"]["required"]


def test_without_a_database_of_your_own_there_is_a_file(service, monkeypatch, tmp_path):
    """In the folder where the service runs."""
    monkeypatch.chdir(tmp_path)
    service.create_app().state.sessions.kw["bind"].dispose()
    assert (tmp_path / "deals.db").is_file()
