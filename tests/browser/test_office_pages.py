"""The pages away from the gates: injuries, roll-calls, what stations sent, the court's word on how long."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.at_the_page import photograph, picture, tab_to
from tests.support.office_pages import HELD, NAME, begin, go_on, service
from tests.support.prints import print_png
from tests.support.service import RunningService

pytestmark = pytest.mark.browser
__all__ = ["service"]  # a fixture


def test_health_staff_enter_an_injury_and_the_defender_sees_it(page: Page, service: RunningService) -> None:
    page.goto("/offices")
    photograph(page, "offices")
    begin(page, "/injuries", "nurse-1", "health-staff")
    page.keyboard.type("inigo pena vargas")
    page.keyboard.press("Enter")
    expect(page.locator("#found button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#whose")).to_be_focused()
    expect(page.locator("#none")).to_be_visible()
    tab_to(page, "#places")
    page.keyboard.type("left forearm, back")
    tab_to(page, "#description")
    page.keyboard.type("Bruise of four centimetres")
    tab_to(page, "#told")
    page.keyboard.type("done at the arrest")
    tab_to(page, "#complaint")
    page.keyboard.press("Space")
    tab_to(page, "#consent")
    page.keyboard.press("Space")
    page.locator("#pictures").set_input_files(picture(print_png(5, 2, 1)))
    photograph(page, "injuries-entering")
    tab_to(page, "#enter")
    page.keyboard.press("Enter")
    expect(page.locator("#injuries li").first).to_contain_text("left forearm, back")
    shown = page.locator("#injuries img")
    expect(shown).to_have_js_property("complete", True)
    expect(shown).not_to_have_js_property("naturalWidth", 0)
    photograph(page, "injuries")
    with service.client() as client:
        client.send("PUT", f"/v1/persons/{HELD}/defenders/lara", actor="courts; roles=case-system")
    page.click("[data-leave]")
    begin(page, "/injuries", "lara", "defender")
    page.fill("#sought", str(HELD))
    page.keyboard.press("Enter")
    expect(page.locator("#injuries li").first).to_contain_text("done at the arrest")
    expect(page.locator("#entering")).to_be_hidden()
    page.click("[data-leave]")
    begin(page, "/injuries", "nuria", "defender")
    page.fill("#sought", str(HELD))
    page.keyboard.press("Enter")
    expect(page.locator("#trouble .notice")).to_be_visible()


def test_a_count_is_opened_left_gone_on_with_and_closed(page: Page) -> None:
    begin(page, "/roll-call", "marta", "gate-officer")
    page.select_option("#wing", "A")
    tab_to(page, "#opening [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#standing")).to_have_text("The count goes on")
    expect(page.locator("#differences")).to_contain_text(f"Still awaited: {NAME}")
    page.click("#leave")
    page.locator("#counts button").click()
    expect(page.locator("#n-awaited")).to_have_text("1")
    page.locator("#person .line").filter(has_text=NAME).click()
    page.select_option("#reason", "bandaged")
    photograph(page, "roll-call")
    page.locator("#look [type=submit]").click()
    expect(page.locator("#last")).to_have_text(f"Present: {NAME}")
    expect(page.locator("#n-present")).to_have_text("1")
    page.click("#close")
    expect(page.locator("#standing")).to_have_text("The count agrees")
    expect(page.locator("#look")).to_be_hidden()
    photograph(page, "roll-call-closed")


def test_whoever_is_beyond_the_list_is_found_by_the_whole_name(page: Page) -> None:
    """A house of thousands: the list that a page shows does not hold everybody."""
    nobody = '{"persons": [], "next": null, "total": 1}'
    page.route(
        "**/v1/persons?limit=*", lambda route: route.fulfill(body=nobody, content_type="application/json")
    )
    page.goto("/people")
    page.fill("#officer", "marta")
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_be_visible()
    page.fill("#find", "inigo pena vargas")
    page.keyboard.press("Enter")
    expect(page.locator("#people strong")).to_have_text(NAME)
    page.goto("/gates/return")
    page.locator("#away .none input").check()
    page.locator("#person-find").fill("íñigo PEÑA vargas")
    expect(page.locator("#person [role=status]")).to_contain_text("Press Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#person .line").filter(has_text=NAME)).to_be_visible()
    expect(page.locator("#person input[type=radio]").first).to_be_focused()


def test_the_inbox_says_what_waits_and_what_was_not_taken(page: Page) -> None:
    begin(page, "/packets", "marta", "intake-officer")
    expect(page.locator("#packets tbody tr")).to_have_count(2)
    expect(page.locator("#packets")).to_contain_text("opened, but holds no capture")
    expect(page.locator("#refused")).to_contain_text("A packet was lost or exchanged")
    photograph(page, "packets")


def _entered(page: Page, form: str, yes: str) -> None:
    page.locator(f"#{form} [type=submit]").click()
    go_on(page, yes)


def _taken_back(page: Page) -> None:
    """An extension, and a stop of a basis that has ended meanwhile."""
    page.get_by_role("button", name="Take this extension back").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"Take back the extension for {NAME}?")
    photograph(page, "clock-taking-back")
    page.keyboard.press("Escape")
    expect(page.locator("#periods")).not_to_contain_text("taken back")
    page.get_by_role("button", name="Take this extension back").click()
    go_on(page, "Take this extension back")
    expect(page.locator("#periods")).to_contain_text("taken back: Sala Penal, 12/26")
    page.select_option("#begin-basis", "sentenced")
    page.fill("#begin-authority", "Juzgado Tercero, 41/26")
    _entered(page, "begin", "Another legal basis from now on")
    expect(page.locator("#periods > li")).to_have_count(2)
    page.get_by_role("button", name="Take this stop back").click()  # of the earlier one
    go_on(page, "Take this stop back")
    expect(page.locator("#periods")).to_contain_text("taken back: escape")
    expect(page.locator("#whose")).to_be_focused()
    expect(page.locator("#resume")).to_be_hidden()
    expect(page.locator("#periods button")).to_have_count(0)


def test_the_courts_word_on_how_long(page: Page) -> None:
    begin(page, "/clock", "eva", "supervisor")
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")
    expect(page.locator("#found button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#whose")).to_be_focused()
    page.select_option("#begin-basis", "pre-trial")
    tab_to(page, "#begin-authority")
    page.keyboard.type("Juzgado Tercero, 41/26")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(f"Hold {NAME} on another legal basis from now on?")
    photograph(page, "clock-beginning")
    page.keyboard.press("Escape")
    expect(page.locator("#begin-authority")).to_have_value("Juzgado Tercero, 41/26")
    expect(page.locator("#periods li")).to_have_count(0)
    _entered(page, "begin", "Another legal basis from now on")
    expect(page.locator("#periods li").last).to_contain_text("awaiting trial")
    page.fill("#extend-authority", "Sala Penal, 12/26")
    _entered(page, "extend", "A court extended it")
    expect(page.locator("#periods")).to_contain_text("Sala Penal, 12/26")
    _entered(page, "suspend", "Stop the clock from today")
    expect(page.locator("#periods")).to_contain_text("Stopped since")
    expect(page.locator("#suspend")).to_be_hidden()
    photograph(page, "clock")
    _taken_back(page)
    photograph(page, "clock-taken-back")
    _entered(page, "suspend", "Stop the clock from today")
    expect(page.locator("#suspend")).to_be_hidden()
    _entered(page, "resume", "The clock goes on")
    expect(page.locator("#resume")).to_be_hidden()
    page.click("[data-leave]")
    begin(page, "/clock", "marta", "gate-officer")
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")
    expect(page.locator("#found button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#periods li").first).to_be_visible()
    expect(page.locator("#changes")).to_be_hidden()
