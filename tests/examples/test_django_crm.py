"""The CRM with Django, by requests of its test client, on a database in memory."""

import json
import os
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

CRM = Path(__file__).parents[2] / "examples" / "django_crm"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
CALL = "one of us reached out or spoke with the buyer (call them; what a machine sent does not count)"
VALUE = "the value of the deal is known (say what the deal is worth)"


@pytest.fixture(scope="module")
def crm():
    """Set the project up, with an empty database."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "crm.settings", "CRM_DATABASE": ":memory:"}
    sys.path.append(str(CRM))
    import django  # noqa: PLC0415 - it reads its settings when it is set up
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415
    from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: PLC0415

    django.setup()
    setup_test_environment()
    call_command("migrate", verbosity=0)
    yield
    teardown_test_environment()
    connections.close_all()


@pytest.fixture
def client(crm):
    """Give a client in which kim is logged in; what it changes is undone."""
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    with transaction.atomic():
        client = Client()
        client.force_login(User.objects.create_superuser("kim"))
        yield client
        transaction.set_rollback(True)


@pytest.fixture
def card(client):
    """Give the card of a deal that was just started."""
    from crm.models import Card  # noqa: PLC0415

    client.post("/deals", {"name": "Acme rollout"})
    return Card.objects.get()


def drop(client, card, to, **said):
    """Drop a card on a column."""
    return client.post(f"/deals/{card.key}/moves", {"to": to, "version": card.version} | said)


def record(client, card, **said):
    """Record that we called, or what it is worth, and give the messages."""
    page = client.post(f"/deals/{card.key}/facts", {"version": card.version} | said, follow=True)
    card.refresh_from_db()
    return [str(message) for message in page.context["messages"]]


def test_the_migrations_make_the_tables_of_the_models(crm):
    """Nothing is left to be migrated."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_a_card_goes_where_the_rules_allow(client, card):
    """The columns of the table follow the document, and each change is a version."""
    assert ("talk", "kim", 1) == (card.stage, card.owner, card.version)
    assert [[], []] == [record(client, card), record(client, card, value="48000.00")]
    answer = drop(client, card, "offer")
    assert (200, {"stage": "offer"}) == (answer.status_code, answer.json())
    card.refresh_from_db()
    assert ("offer", "offer", 4) == (card.stage, card.document.stage, card.version)
    assert [Decimal("48000.00"), "USD"] == [card.document.value.amount, card.document.value.currency]
    assert {"kim"} == {fact.by for fact in card.document.log if fact.kind != "owner_assigned"}


def test_a_refused_drop_says_every_reason(client, card):
    """409, and the card stays where it was."""
    answer = drop(client, card, "offer")
    assert (409, {"reasons": [CALL, VALUE]}) == (answer.status_code, answer.json())
    assert ["Talk leads to Offer, Lost"] == drop(client, card, "won").json()["reasons"]
    assert ["a reason is needed"] == drop(client, card, "lost").json()["reasons"]
    card.refresh_from_db()
    assert ("talk", 1) == (card.stage, card.version)
    assert 200 == drop(client, card, "lost", reason="price").status_code


def test_the_page_knows_where_cards_may_go(client, card):
    """Before anybody drags; where only a reason is missing, it asks for one."""
    page = client.get("/")
    ways = page.context["ways"][card.key]
    assert {"talk": False, "offer": False, "won": False, "lost": True} == {
        to: way["allowed"] for to, way in ways.items()
    }
    assert ["lost"] == [to for to, way in ways.items() if way["ask"]]
    assert (CALL, VALUE) == ways["offer"]["why"]
    assert f'data-key="{card.key}"' in page.content.decode()


def test_what_somebody_else_changed_is_not_overwritten(client, card):
    """412 for a version that is not the latest, and a message on the page."""
    record(client, card)
    card.version = 1
    answer = drop(client, card, "lost", reason="price")
    assert 412 == answer.status_code
    assert ["somebody else changed this deal meanwhile; look at the board again"] == answer.json()["reasons"]
    assert [answer.json()["reasons"][0]] == record(client, card, version=1)


@pytest.mark.parametrize(
    ("said", "fields"),
    [({"to": "nowhere"}, ["to"]), ({"to": "lost", "version": "x"}, ["version"]), ({}, ["to"])],
)
def test_a_malformed_drop_is_told_field_by_field(client, card, said, fields):
    """422, as the form says."""
    answer = client.post(f"/deals/{card.key}/moves", {"version": 1} | said)
    assert (422, fields) == (answer.status_code, list(answer.json()["problems"]))


def test_malformed_forms_are_told_on_the_page(client, card):
    """Whether Django's form refuses them or a door of ours."""
    assert ["give the value as an amount such as 48000.00"] == record(client, card, value="much")
    for name, message in (("", "give the deal a name"), ("a\u202eb", "must not hold the hidden character U+202E")):
        page = client.post("/deals", {"name": name}, follow=True)
        assert [True] == [message in str(each) for each in page.context["messages"]]


def test_names_are_escaped(client):
    """On the board and in the data that it has for its script."""
    client.post("/deals", {"name": "</script><b>Acme"})
    assert "<b>Acme" not in client.get("/").content.decode()


def test_only_who_is_logged_in_sees_the_board(client):
    """Others are asked to log in, and change nothing by looking."""
    assert 405 == client.get("/deals").status_code
    client.logout()
    assert "/admin/login/?next=/" == client.get("/").headers["location"]


def test_the_admin_shows_the_log_and_the_audit(client, card):
    """To look at, not to change."""
    record(client, card)
    assert 200 == client.get("/admin/crm/card/", {"q": "acme", "stage": "talk"}).status_code
    page = client.get(f"/admin/crm/card/{card.key}/change/").content.decode()
    assert "<b>contacted</b> kim" in page
    assert "clean: nothing found" in page
    assert 403 == client.get("/admin/crm/card/add/").status_code


def test_a_deal_goes_through_fixtures(client, card, tmp_path):
    """What `dumpdata` writes is plain data, and `loaddata` reads it back or says what is wrong."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.core.serializers.base import DeserializationError  # noqa: PLC0415

    file = tmp_path / "cards.json"
    call_command("dumpdata", "crm", output=str(file), verbosity=0)
    deal = card.document
    card.delete()
    call_command("loaddata", str(file), verbosity=0)
    assert deal == type(card).objects.get().document
    broken = json.loads(file.read_text("utf-8"))
    broken[0]["fields"]["document"]["log"][0]["at"] = "today"
    file.write_text(json.dumps(broken), "utf-8")
    with pytest.raises(DeserializationError, match=r"\$\.log\[0\]\.at"):
        call_command("loaddata", str(file), verbosity=0)


def test_a_deal_is_validated_as_what_it_is(card):
    """By the model's own check."""
    card.full_clean()
    assert card.document == type(card)(key="x", document=card.document).document


def test_a_query_may_look_into_the_document(card):
    """It is JSON for the database; what is no deal comes as it is."""
    from crm.models import Card  # noqa: PLC0415

    assert card == Card.objects.get(document__name="Acme rollout")
    assert [card.key] == list(Card.objects.values_list("document__id", flat=True))
