"""Every page of the gates in every language, and every other page by the same rules."""

import pytest
from playwright.sync_api import Page, expect

from api.console.offices import OFFICES
from api.console.routes import DOORS
from api.contract import words
from tests.support.at_the_page import begin
from tests.support.page_rules import faults
from tests.support.walking import NAME

pytestmark = pytest.mark.browser

OTHERS = (
    *(
        "/",
        "/people",
        "/adjudication",
        "/adjudication/cases",
        "/board",
        "/statistics",
        "/offices",
        "/nothing",
    ),
    *(f"/{office}" for office in OFFICES),
)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_page_in_every_language(desk: Page, language: str) -> None:
    begin(desk, language)
    expect(desk.locator("#tiles li")).to_have_count(len(DOORS))
    assert faults(desk, language) == []
    for door in DOORS:
        desk.goto(f"/gates/{door}")
        expect(desk.locator("#gate h1").first).to_be_visible()
        expect(desk.locator("#facility-name")).to_have_text(NAME)
        expect(desk.locator('.doors a[aria-current="page"]')).to_have_text(
            words.text(f"page.gates.door.{door}", language)
        )
        assert faults(desk, language) == [], door


@pytest.mark.parametrize("address", OTHERS)
def test_every_other_page(desk: Page, address: str) -> None:
    """Where nobody is known yet, as officers meet it; each in the next language."""
    language = words.LANGUAGES[OTHERS.index(address) % len(words.LANGUAGES)]
    desk.goto(f"{address}?lang={language}")
    expect(desk.locator("h1:visible")).to_have_count(1)
    assert faults(desk, language) == []


SOUND = """<!doctype html><html lang="en"><head><title>A · Umbral</title></head>
<body><p id="status"></p><main><h1>A</h1><label for="a">A</label><input id="a"></main></body></html>"""
PLANTED = {
    "document.title = ''": "is called",
    "document.documentElement.lang = 'xx'": "says that it is in",
    "main.append(document.createElement('h1'))": "has the headings",
    "main.append(document.createElement('select'))": "nameless",
    "main.append(document.createElement('button'))": "nameless",
    "main.append(document.createElement('img'))": "nameless",
    "main.append(' page.gates.label')": "keys",
    "main.id = 'status'": "twice",
    "document.querySelector('label').htmlFor = 'nothing'": "pointing",
    "main.style.width = '500px'": "wider than a phone",
}


def test_every_fault_that_is_planted_is_found(desk: Page) -> None:
    desk.set_content(SOUND)
    assert faults(desk, "en") == []
    for planted, found in PLANTED.items():
        desk.set_content(SOUND)
        desk.evaluate(f"() => {{ const main = document.querySelector('main'); {planted}; }}")
        assert any(found in fault for fault in faults(desk, "en")), planted
