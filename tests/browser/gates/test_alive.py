"""An open gate page says that its gate is there, and tells its officer when nobody hears it."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.at_the_page import begin, photograph, tab_to
from tests.support.walking import HERE, Prison

pytestmark = pytest.mark.browser

HEARTBEATS = "**/v1/facilities/*/gates/*"
HASTY = """
  const waits = [], set = window.setTimeout;
  window.setTimeout = (call, wait, ...more) => {
    if (call.name !== "beat") return set(call, wait, ...more);
    waits.push(wait);
    document.documentElement.dataset.waits = waits.join(" ");
    return set(call, 50, ...more);
  };
"""
"""The next heartbeat comes at once; after how long it was to come is written down."""


def online(house: Prison) -> dict[str, bool]:
    """As the board has it."""
    with house.acting("supervisor") as supervisor:
        return {gate.name: gate.online for gate in supervisor.boards.of(HERE).gates.gates}


def heard(desk: Page, name: str) -> None:
    expect(desk.locator("#alive")).to_have_attribute("data-state", "heard")
    expect(desk.locator("#alive")).to_contain_text(f"“{name}”")


def test_a_desk_is_one_gate_wherever_it_serves(desk: Page, house: Prison) -> None:
    begin(desk)
    assert not desk.locator("#presence").is_visible(), "who only looks around is no gate"
    desk.goto("/gates/waiting")
    expect(desk.locator("#gate")).to_be_visible()
    assert not desk.locator("#presence").is_visible(), "nor who reads what is held"
    desk.goto("/gates/entry")
    heard(desk, "entry")
    photograph(desk, "gate-heard")
    assert online(house)["entry"]
    for page in ("exit", "waiting"):
        desk.goto(f"/gates/{page}")
        heard(desk, "entry")
    assert "exit" not in online(house)


def test_it_goes_on_every_twenty_seconds_and_backs_off_while_nobody_answers(desk: Page) -> None:
    begin(desk)
    desk.add_init_script(HASTY)
    desk.goto("/gates/entry")
    said = desk.locator("html")
    expect(said).to_have_attribute("data-waits", re.compile("^20000 20000"))
    desk.route(HEARTBEATS, lambda route: route.abort())
    expect(said).to_have_attribute("data-waits", re.compile("000 5000 10000 20000 40000 60000 60000( |$)"))
    expect(desk.locator("#alive")).to_contain_text("is offline: the service does not answer")
    expect(desk.locator("#alive")).to_have_attribute("data-state", "lost")
    photograph(desk, "gate-offline")
    desk.unroute(HEARTBEATS)
    heard(desk, "entry")
    expect(said).to_have_attribute("data-waits", re.compile("60000 20000( |$)"))


def test_a_report_that_is_refused_is_said_in_words(desk: Page) -> None:
    said: dict[str, Any] = {
        "code": "session-over", "title": "Your session is over", "detail": "-", "advice": "-", "status": 401,
    }  # fmt: skip

    def refuse(route: Route) -> None:
        route.fulfill(status=401, content_type="application/problem+json", body=json.dumps(said))

    begin(desk)
    desk.route(HEARTBEATS, refuse)
    desk.goto("/gates/entry")
    expect(desk.locator("#alive")).to_contain_text("is offline: the service does not take its report.")
    expect(desk.locator("#alive")).to_contain_text("Your session is over")


def test_it_is_renamed_by_keyboard_and_stays_so(desk: Page, house: Prison) -> None:
    begin(desk)
    desk.goto("/gates/release")
    heard(desk, "release")
    tab_to(desk, "#renaming summary")
    desk.keyboard.press("Enter")
    tab_to(desk, "#gate-name")
    desk.keyboard.press("ControlOrMeta+a")
    desk.keyboard.type("North Gate")
    desk.keyboard.press("Enter")
    expect(desk.locator("#gate-name:invalid")).to_have_count(1)
    photograph(desk, "gate-renaming")
    desk.keyboard.press("ControlOrMeta+a")
    desk.keyboard.type("north-gate")
    desk.keyboard.press("Enter")
    heard(desk, "north-gate")
    expect(desk.locator("#renaming summary")).to_be_focused()
    desk.goto("/gates/intake")
    heard(desk, "north-gate")
    assert online(house)["north-gate"]
