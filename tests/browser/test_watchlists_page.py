"""The page of watchlists: an entry is made with its reason and its end, looked at, and lifted."""

import pytest
from playwright.sync_api import Page, expect

from api.contract.client import Umbral
from api.contract.errors import ServiceRefused
from api.contract.watchlists import ListingIn
from tests.support.at_the_page import photograph, tab_to
from tests.support.office_pages import CAME, HELD, NAME, begin, go_on, service
from tests.support.service import RunningService

pytestmark = pytest.mark.browser
__all__ = ["service"]  # a fixture


def test_an_entry_is_made_looked_at_and_lifted(page: Page, service: RunningService) -> None:
    begin(page, "/watchlists", "ana", "supervisor")
    expect(page.locator("#none")).to_be_visible()
    tab_to(page, "#sought")
    page.keyboard.type("iñigo peña vargas")
    page.keyboard.press("Enter")
    expect(page.locator("#found button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#whose")).to_have_text(NAME)
    page.fill("#list", "Most Wanted")
    page.fill("#reason", "Notice 2026/118 of the central office.")
    page.locator("#placing [type=submit]").click()
    expect(page.get_by_role("dialog")).to_have_count(0)  # the browser says what a list's code is
    page.fill("#list", "international")
    page.fill("#until", "2099-03-01")
    photograph(page, "watchlists-placing")
    page.locator("#placing [type=submit]").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"Put {NAME} on the list international?")
    go_on(page, "Put on the list")
    entry = page.locator("#entries > li")
    expect(entry).to_contain_text("Notice 2026/118 of the central office.")
    expect(entry).to_contain_text("until March 1, 2099")
    expect(page.locator("#done")).to_have_text("The entry is on record.")
    photograph(page, "watchlists")
    with Umbral.at(service.url, "ana", ["supervisor"]) as ana:
        assert [(one.person_id, one.watchlist, one.holds) for one in ana.watchlists.every()] == [
            (HELD, "international", True)
        ]
    entry.get_by_role("button", name="Lift this entry").click()
    expect(page.get_by_role("dialog")).to_contain_text("intake does not find this person")
    photograph(page, "watchlists-lifting")
    go_on(page, "Lift this entry")
    expect(page.locator("#none")).to_be_visible()
    page.select_option("#which", "false")
    expect(entry).to_contain_text("lifted by ana")
    expect(entry.get_by_role("button")).to_have_count(0)


def test_an_auditor_reads_and_changes_nothing(page: Page, service: RunningService) -> None:
    with Umbral.at(service.url, "courts", ["case-system"]) as courts:
        made = courts.watchlists.place(ListingIn(person_id=CAME, watchlist="escapes", reason="Broke out."))
    begin(page, "/watchlists", "vera", "auditor")
    expect(page.locator("#entries > li").filter(has_text="escapes")).to_contain_text("Broke out.")
    expect(page.locator("#in-particular")).to_be_hidden()
    expect(page.locator("#entries button")).to_have_count(0)
    with (
        Umbral.at(service.url, "vera", ["auditor"]) as vera,
        pytest.raises(ServiceRefused, match="role"),
    ):
        vera.watchlists.lift(made.id)


def test_what_the_service_refuses_is_said_and_nothing_typed_is_lost(
    page: Page, service: RunningService
) -> None:
    with Umbral.at(service.url, "courts", ["case-system"]) as courts:
        courts.watchlists.place(ListingIn(person_id=HELD, watchlist="twice", reason="Once."))
    begin(page, "/watchlists", "ana", "supervisor")
    page.fill("#sought", str(HELD))
    page.keyboard.press("Enter")
    page.locator("#found button").click()
    expect(page.locator("#theirs > li").last).to_contain_text("Once.")
    page.fill("#list", "twice")
    page.fill("#reason", "Again.")
    page.locator("#placing [type=submit]").click()
    go_on(page, "Put on the list")
    expect(page.locator("#trouble [role=alert]")).to_contain_text("On this list already")
    expect(page.locator("#reason")).to_have_value("Again.")
