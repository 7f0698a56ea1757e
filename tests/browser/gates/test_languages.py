"""Every page of the gates in every language."""

import re

import pytest
from playwright.sync_api import Page, expect

from api.console.routes import DOORS
from api.contract import words
from tests.support.at_the_page import begin
from tests.support.walking import NAME

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_page_in_every_language(desk: Page, language: str) -> None:
    begin(desk, language)
    expect(desk.locator("#tiles li")).to_have_count(len(DOORS))
    for door in DOORS:
        desk.goto(f"/gates/{door}")
        expect(desk.locator("#gate h1").first).to_be_visible()
        expect(desk.locator("#facility-name")).to_have_text(NAME)
        expect(desk.locator('.doors a[aria-current="page"]')).to_have_text(
            words.text(f"page.gates.door.{door}", language)
        )
        assert not re.search(r"\{\w+\}|undefined|NaN|page\.\w+\.", desk.locator("body").inner_text())
