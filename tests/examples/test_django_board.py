"""The board in a real browser: cards are dragged, and a refused drop says why."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

CRM = Path(__file__).parents[2] / "examples" / "django_crm"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
KIM = {"DJANGO_SUPERUSER_USERNAME": "kim", "DJANGO_SUPERUSER_PASSWORD": "secret", "DJANGO_SUPERUSER_EMAIL": "kim@x.io"}


@pytest.fixture(scope="module")
def browser():
    """Give a headless Chromium, the machine's own or the one that playwright installed, or skip."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        own = next(filter(None, map(shutil.which, BROWSERS)), None)
        try:
            browser = started.chromium.launch(executable_path=own)
        except playwright.Error as error:
            pytest.skip(f"no browser could be started: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Run the project as its users do, and give its address."""
    settings = {"CRM_DATABASE": str(tmp_path_factory.mktemp("crm") / "crm.sqlite3"), "PYTHONUNBUFFERED": "1"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    manage = [sys.executable, "manage.py"]
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | settings | KIM
    for command in (["migrate", "-v", "0"], ["createsuperuser", "--noinput"]):
        subprocess.run([*manage, *command], cwd=CRM, env=env, check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen(
        [*manage, "runserver", "--noreload", address],
        cwd=CRM,
        env=env,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as server:
        wait_for(address)
        yield f"http://{address}/"
        server.terminate()


def wait_for(address):
    """Wait until somebody answers there."""
    host, port = address.split(":")
    for _ in range(300):
        with socket.socket() as asked:
            if asked.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server did not start")


@pytest.fixture
def page(browser, site, request):
    """Give the board of kim, who logged in, with a deal on it that has the name of the test."""
    page = browser.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site)
    page.fill("[name=username]", "kim")
    page.fill("[name=password]", "secret")
    page.click("[type=submit]")
    page.fill("[name=name]", request.node.name)
    page.click("text=Start")
    page.card = page.locator(".card", has_text=request.node.name)
    yield page
    assert [] == errors
    page.close()


def column(page, stage):
    """Give a column."""
    return page.locator(f"[data-stage={stage}]")


def stage(page):
    """Give the stage of the column in which the card is."""
    return page.card.evaluate("card => card.closest('.column').dataset.stage")


def test_a_card_is_dragged_to_where_the_rules_allow(page):
    """A refused drop leaves it where it was and says every reason; when they are met, it goes there."""
    page.card.drag_to(column(page, "offer"))
    page.wait_for_selector("#why li")
    assert [
        "one of us reached out or spoke with the buyer (call them; what a machine sent does not count)",
        "the value of the deal is known (say what the deal is worth)",
    ] == page.locator("#why li").all_inner_texts()
    assert "talk" == stage(page)
    page.card.drag_to(column(page, "won"))
    page.locator("#why li", has_text="Talk leads to").wait_for()
    assert ["Talk leads to Offer, Lost"] == page.locator("#why li").all_inner_texts()
    assert "talk" == stage(page)

    page.card.get_by_text("We called").click()
    page.card.locator("[name=value]").fill("48000.00")
    page.card.get_by_text("Worth").click()
    page.card.drag_to(column(page, "offer"))
    column(page, "offer").locator(page.card).wait_for()
    assert "offer" == stage(page)


def test_a_card_is_moved_without_a_mouse(page):
    """By a list beside it; where only a reason is missing, it is asked for."""
    page.on("dialog", lambda dialog: dialog.accept("they chose another"))
    page.card.locator("select").select_option("lost")
    column(page, "lost").locator(page.card).wait_for()
    assert "lost" == stage(page)


def test_columns_show_where_a_card_may_go_while_it_is_dragged(page, tmp_path):
    """Before it is dropped, by colour and by words."""
    page.card.locator("strong").hover()
    page.mouse.down()
    column(page, "won").hover()
    column(page, "won").hover()
    page.wait_for_selector(".may-not")
    page.screenshot(path=os.environ.get("CRM_SCREENSHOT", tmp_path / "board.png"))  # to look at
    classes = {each.get_attribute("data-stage"): each.get_attribute("class") for each in page.locator(".column").all()}
    expected = {"talk": "column", "offer": "column may-not", "won": "column may-not", "lost": "column may"}
    assert expected == classes
    assert "Talk leads to Offer, Lost" == column(page, "won").get_attribute("data-why")
    page.mouse.up()
