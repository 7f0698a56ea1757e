"""What an officer does at a page of the gates: hands laid down, forms filled, answers read."""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.prints import print_png
from tests.support.walking import POLICY


def begin(desk: Page, language: str = "en") -> None:
    """Say who acts."""
    desk.goto(f"/gates?lang={language}")
    desk.fill("#officer", "marta")
    desk.locator("[name=role][value=gate-officer]").check()
    desk.keyboard.press("Enter")
    expect(desk.locator("#tiles")).to_be_visible()


def choose(desk: Page, picker: str, name: str) -> None:
    desk.locator(f"#{picker} .line").filter(has_text=name).first.click()


def capture(desk: Page, seed: int, impression: int, positions: Sequence[int]) -> None:
    """Lay generated fingers down: each is looked at before the next step."""
    for position in positions:
        slot(desk, position).locator("input").set_input_files(picture(print_png(seed, position, impression)))
    for position in positions:
        expect(slot(desk, position)).to_have_attribute("data-state", re.compile("good|poor"))


def take_photo(desk: Page) -> None:
    """Through the camera."""
    desk.get_by_role("button", name="Use the camera").click()
    desk.get_by_role("button", name="Take the picture").click()
    expect(slot(desk, "face")).to_have_attribute("data-state", re.compile("good|poor"))


def excuse(desk: Page, what: Sequence[str], reason: str) -> None:
    """Say what cannot be captured, and show it in a picture."""
    if desk.locator("#excuses[open]").count() == 0:
        desk.click("#excuses summary")
    for one in what:
        desk.check(f'[name=excused][value="{one}"]')
    desk.select_option("#excuse-reason", reason)
    desk.check("#excuse-photographed")
    desk.click("#excuse-note")


def write_record(desk: Page, name: str) -> None:
    """The admission record, whole."""
    desk.fill("#name", name)
    desk.fill("#born", "1990-02-28")
    desk.fill("#nationalities", POLICY.scope.country)
    desk.select_option("#legal-status", "pre-trial")
    desk.select_option("#case-file", "present")
    desk.select_option("#wing", "A")
    desk.check("[name=injured][value=no]")
    desk.check("[name=ill_treated][value=no]")
    desk.fill("#arrested-at", datetime.now().strftime("%Y-%m-%dT%H:%M"))  # noqa: DTZ005 - as typed
    for field in desk.locator("[data-field]").all():
        if not field.input_value():
            field.fill("written")


def ask(desk: Page, word: str, *reasons: str) -> None:
    """Ask the gate, and be answered."""
    desk.click("#go")
    expect(desk.locator("#go")).to_have_attribute("aria-disabled", "false")
    answer(desk, word, *reasons)


def answer(desk: Page, word: str, *reasons: str) -> None:
    expect(desk.locator(".decision .verdict .word")).to_have_text(word)
    for reason in reasons:
        expect(desk.locator(".decision .findings").first).to_contain_text(reason)


def sign(desk: Page, officer: str) -> None:
    """Another officer signs at the same desk; the page shows what the gate says then, or what is wrong."""
    form = desk.locator(".signing").element_handle()
    desk.fill("#signer", officer)
    desk.get_by_role("button", name="Sign", exact=True).click()
    desk.wait_for_function(
        "form => !form.isConnected || document.querySelector('.held .notice') !== null", arg=form
    )


def slot(desk: Page, position: int | str) -> Locator:
    return desk.locator(f'.slot[data-position="{position}"]')


def picture(data: bytes) -> Any:
    """As a file that an officer picks."""
    chosen: Mapping[str, Any] = {"name": "capture.png", "mimeType": "image/png", "buffer": data}
    return chosen


def tab_to(desk: Page, selector: str) -> None:
    for _ in range(80):
        if desk.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        desk.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def photograph(desk: Page, name: str) -> None:
    """Kept where a person can look at it, if UMBRAL_SCREENSHOTS names a folder."""
    if folder := os.environ.get("UMBRAL_SCREENSHOTS"):
        desk.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
