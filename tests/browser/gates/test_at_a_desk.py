"""By keyboard alone, over a broken line, and with what is wrong said beside it."""

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.support.at_the_page import (
    answer,
    ask,
    begin,
    capture,
    choose,
    excuse,
    photograph,
    picture,
    sign,
    slot,
    tab_to,
)
from tests.support.prints import dry_png, print_png
from tests.support.walking import POLICY, Prison

pytestmark = pytest.mark.browser


def test_by_keyboard_alone(desk: Page, house: Prison) -> None:
    """An order on which nobody stands here: chosen, captured, asked and signed without a mouse."""
    desk.on("filechooser", lambda _chooser: None)  # see test_identify_page
    house.order("commitment", "91/2026", named="Keyboard Alone")
    desk.goto("/gates")
    desk.keyboard.type("marta")
    tab_to(desk, "input[name=role]")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    expect(desk.locator("#tiles")).to_be_visible()
    tab_to(desk, 'a[href="/gates/intake"]')
    desk.keyboard.press("Enter")
    expect(desk.locator("#order .line").filter(has_text="Keyboard Alone")).to_be_visible()
    tab_to(desk, "#order input[type=radio]")
    desk.keyboard.press("Space")
    expect(desk.locator("#order .line:has(input:checked)")).to_contain_text("Keyboard Alone")
    tab_to(desk, '[data-position="2"] input')
    with desk.expect_file_chooser() as chooser:
        desk.keyboard.press("Enter")
    chooser.value.set_files(picture(print_png(21, 2, 1)))
    expect(slot(desk, 2)).to_have_attribute("data-state", "good")
    tab_to(desk, "#excuses summary")
    desk.keyboard.press("Enter")
    tab_to(desk, '[name=excused][value="face"]')
    desk.keyboard.press("Space")
    tab_to(desk, "#excuse-note")
    desk.keyboard.press("Enter")
    expect(desk.locator("#excused")).to_contain_text("face: bandaged")
    expect(desk.locator("#excuses summary")).to_be_focused()
    tab_to(desk, "#name")
    desk.keyboard.type("Keyboard Alone")
    tab_to(desk, "#legal-status")
    desk.keyboard.type("awaiting")
    tab_to(desk, "#go")
    desk.keyboard.press("Enter")
    answer(desk, "Hold", "Fingers still to be captured: 3")
    expect(desk.locator(".decision h2").first).to_be_focused()
    tab_to(desk, "#signer")
    desk.keyboard.type("pilar")
    desk.keyboard.press("Enter")
    expect(desk.locator(".decision h2").first).to_be_focused()
    answer(desk, "Hold")


def test_an_answer_that_is_lost_on_the_way_is_asked_for_once(desk: Page, house: Prison) -> None:
    """The gate decided, the line broke: what was typed stands, and the same key brings the same answer."""
    keys: list[str] = []

    def lost(route: Route, request: Request) -> None:
        keys.append(request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    house.order("commitment", "95/2026", named="Lost Answer")
    begin(desk)
    desk.goto("/gates/intake")
    desk.route("**/v1/gates/intake", lost)
    choose(desk, "order", "Lost Answer")
    capture(desk, 31, 1, [2])
    desk.fill("#name", "Lost Answer")
    desk.select_option("#legal-status", "sentenced")
    desk.click("#go")
    expect(desk.locator("#answer .notice h2")).to_have_text("The service does not answer")
    expect(desk.locator("#answer .kept")).to_contain_text("it will not be done twice")
    photograph(desk, "no-answer")
    expect(desk.locator("#name")).to_have_value("Lost Answer")
    expect(slot(desk, 2)).to_have_attribute("data-state", "good")
    ask(desk, "Hold")
    assert keys[0] == keys[1]
    with house.acting("supervisor") as supervisor:
        held = [one for one in supervisor.passages.held(POLICY.scope.facility) if one.officer == "marta"]
        assert len({one.id for one in held}) == len(held)
    desk.fill("#name", "Another Name")
    ask(desk, "Hold")
    assert keys[2] != keys[1], "another question goes under another key"


def test_what_is_wrong_is_said_beside_it(desk: Page, house: Prison) -> None:
    """A file that is no picture, a poor print, nobody chosen, and an officer who signs for themselves."""
    house.order("commitment", "97/2026", named="What Is Wrong")
    begin(desk)
    desk.goto("/gates/intake")
    choose(desk, "order", "What Is Wrong")
    slot(desk, "face").locator("input").set_input_files(picture(b"name,number\nAna,7\n"))
    expect(slot(desk, "face")).to_have_attribute("data-state", "bad")
    expect(desk.locator("#capture-advice .notice")).to_contain_text("This is not an image we can read")
    slot(desk, 2).locator("input").set_input_files(picture(dry_png(1)))
    expect(slot(desk, 2).locator(".worth")).to_have_text("Poor")
    expect(desk.locator('#capture-advice [data-of="2"]')).to_contain_text("The finger is too dry")
    excuse(desk, ["1", "4"], "bandaged")
    expect(slot(desk, 4).locator(".worth")).to_have_text("bandaged")
    photograph(desk, "capture")
    slot(desk, 2).get_by_role("button", name="Remove: right index finger").click()
    expect(slot(desk, 2)).to_have_attribute("data-state", "empty")
    desk.click("#go")
    expect(desk.locator("#missing")).to_contain_text("Say on what footing")
    expect(desk.locator("#legal-status")).to_be_focused()
    desk.select_option("#legal-status", "other")
    ask(desk, "Hold", "Fingers still to be captured")
    sign(desk, "marta")
    expect(desk.locator(".held .notice")).to_contain_text("Another officer must agree")
    expect(desk.locator("#signer")).to_have_value("marta")
