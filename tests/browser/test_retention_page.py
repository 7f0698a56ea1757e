"""The page of what is kept and what goes: holds and erasures, by two, from the keyboard."""

import pytest
from playwright.sync_api import Page, expect

from api.contract.client import Umbral
from api.contract.errors import ServiceRefused
from api.contract.retention import ErasureIn, LegalHoldIn
from tests.support.at_the_page import photograph, tab_to
from tests.support.office_pages import CAME, GOES, HELD, NAME, begin, go_on, service
from tests.support.service import RunningService

pytestmark = pytest.mark.browser
__all__ = ["service"]  # a fixture


def test_a_second_officer_agrees_to_a_hold_and_withdraws_an_erasure(
    page: Page, service: RunningService
) -> None:
    hold = LegalHoldIn(
        person_id=HELD,
        biometrics=True,
        authority="Juzgado Tercero",
        reason="habeas corpus",
        reference="77/26",
    )
    with Umbral.at(service.url, "ana", ["supervisor"]) as ana:
        ana.retention.hold(hold)
        ana.retention.ask(ErasureIn(person_id=CAME, reason="enrolled by mistake"))
    begin(page, "/retention", "eva", "supervisor")
    expect(page.locator("#holds li")).to_contain_text("waits for a second officer")
    photograph(page, "retention")
    tab_to(page, "#holds button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(f"Agree to the hold for {NAME}?")
    expect(page.get_by_role("dialog")).to_contain_text("habeas corpus")
    page.keyboard.press("Enter")  # what has the focus leaves everything as it is
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#holds li .tag").nth(1)).to_have_text("waits for a second officer")
    page.keyboard.press("Enter")
    go_on(page, "Agree to this hold")
    expect(page.locator("#holds li .tag").nth(1)).to_have_text("stands")
    expect(page.locator("#done")).to_have_text("The hold stands.")
    page.get_by_role("button", name="Do not erase").click()
    go_on(page, "Do not erase")
    expect(page.locator("#no-requests")).to_be_visible()


def test_a_hold_is_placed_and_lifted_by_two_from_the_keyboard(page: Page) -> None:
    begin(page, "/retention", "ana", "supervisor")
    choose(page, "alma reyes")
    page.fill("#hold-authority", "Ombudsman")
    page.fill("#hold-reason", "a complaint is looked into")
    tab_to(page, "#hold-biometrics")
    page.keyboard.press("Space")
    tab_to(page, "#placing [type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Until another officer agrees nothing is held back")
    photograph(page, "retention-placing")
    go_on(page, "Place the hold")
    placed = page.locator("#holds > li").filter(has_text="Ombudsman")
    expect(placed).to_contain_text("images and templates too")
    expect(placed.get_by_role("button", name="Agree")).to_have_count(0)  # nobody signs their own
    page.click("[data-leave]")
    begin(page, "/retention", "eva", "supervisor")
    placed.get_by_role("button", name="Agree to this hold").click()
    go_on(page, "Agree to this hold")
    placed.get_by_role("button", name="Ask to lift this hold").click()
    expect(page.get_by_role("dialog")).to_contain_text("The hold stands until another officer agrees")
    go_on(page, "Ask to lift this hold")
    expect(placed).to_contain_text("You asked to lift it: another officer has to agree.")
    photograph(page, "retention-lift-asked")
    page.click("[data-leave]")
    begin(page, "/retention", "ana", "supervisor")
    placed.get_by_role("button", name="Lift this hold").click()
    expect(page.get_by_role("dialog")).to_contain_text("nobody can bring it back")
    photograph(page, "retention-lifting")
    go_on(page, "Lift this hold")
    expect(placed).to_have_count(0)


def test_an_erasure_is_asked_for_and_carried_out_by_another(page: Page, service: RunningService) -> None:
    begin(page, "/retention", "ana", "supervisor")
    choose(page, str(GOES))
    page.fill("#ask-reason", "enrolled twice")
    photograph(page, "retention-asking")
    page.locator("#asking [type=submit]").click()
    expect(page.get_by_role("dialog")).to_contain_text("Ask that Olga Prado be erased?")
    page.keyboard.press("Escape")
    expect(page.locator("#ask-reason")).to_have_value("enrolled twice")
    page.locator("#asking [type=submit]").click()
    go_on(page, "Ask for the erasure")
    expect(page.locator("#requests li")).to_contain_text("You asked for it: another officer has to agree.")
    photograph(page, "retention-asked")
    page.click("[data-leave]")
    begin(page, "/retention", "eva", "supervisor")
    page.get_by_role("button", name="Agree: erase now").click()
    expect(page.get_by_role("dialog")).to_contain_text("Erase Olga Prado now?")
    photograph(page, "retention-erasing")
    go_on(page, "Agree: erase now")
    expect(page.locator("#done")).to_contain_text("Erased.")
    choose_nobody(page, "olga prado")
    with service.client() as client, pytest.raises(ServiceRefused, match="Nobody is enrolled"):
        client.person(GOES)


def test_a_court_places_a_hold_that_stands_at_once(page: Page) -> None:
    begin(page, "/retention", "courts", "case-system")
    choose(page, str(CAME))
    expect(page.locator("#asking")).to_be_hidden()
    page.fill("#hold-authority", "Juzgado Segundo")
    page.fill("#hold-reason", "evidence in case 9/26")
    page.locator("#placing [type=submit]").click()
    go_on(page, "Place the hold")
    placed = page.locator("#holds > li").filter(has_text="Juzgado Segundo")
    expect(placed).to_contain_text("by a court")
    expect(placed.locator(".tag").nth(1)).to_have_text("stands")
    page.click("[data-leave]")
    begin(page, "/retention", "vera", "auditor")
    expect(placed).to_be_visible()
    expect(page.locator("#in-particular")).to_be_hidden()
    expect(page.locator("#holds button")).to_have_count(0)


def choose(page: Page, sought: str) -> None:
    """Find somebody, and take the first that is found."""
    tab_to(page, "#sought")
    page.keyboard.type(sought)
    page.keyboard.press("Enter")
    expect(page.locator("#found button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#whose")).to_be_focused()


def choose_nobody(page: Page, sought: str) -> None:
    page.fill("#sought", sought)
    page.keyboard.press("Enter")
    expect(page.locator("#found [role=status]")).to_be_visible()
