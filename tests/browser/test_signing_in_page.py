"""Officers sign in at the real service: they decide, lose a session, sign for one another, and leave."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import window
from tests.support.prints import print_png
from tests.support.service import RunningService, running_service
from tests.support.signing_in import PASSWORD
from tests.support.walking import Prison, prison

pytestmark = pytest.mark.browser

MAKE = """async ([name, roles]) => {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  const body = JSON.stringify({ name, roles });
  const answer = await fetch("/v1/accounts", { method: "POST", headers, body });
  return (await answer.json()).link.link;
}"""


@dataclass(frozen=True)
class SignedHouse:
    """A prison whose officers sign in. first: the path of the link for the first account."""

    service: RunningService
    first: str


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignedHouse]:
    """Built by those who hold its directory; then it is opened to others, who sign in."""
    home = tmp_path_factory.mktemp("signing-in") / "home"
    with prison(home) as built:
        ordered(built)
    with running_service(home, callers="built-in") as running:
        said = [running.process.stdout.readline().decode() for _ in range(2)]  # type: ignore[union-attr] # it has a pipe
        yield SignedHouse(running, said[1].strip().removeprefix(running.url))


def ordered(built: Prison) -> None:
    built.order("commitment", "11/2026", named="Alma Reyes")


@pytest.fixture
def desk(browser: Browser, house: SignedHouse) -> Iterator[Page]:
    """A fresh window."""
    with window(browser, house.service.url, height=900) as opened:
        yield opened


def choose_password(page: Page, link: str, name: str | None = None) -> None:
    page.goto(link)
    if name is not None:
        page.fill("#account", name)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")


def sign_in(page: Page, name: str) -> None:
    page.fill("#account", name)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")


def test_a_day_with_accounts(desk: Page, house: SignedHouse) -> None:
    choose_password(desk, house.first, "chief")
    expect(desk.locator(".officer")).to_contain_text("chief")
    links = {
        name: desk.evaluate(MAKE, [name, roles])
        for name, roles in {"marta": ["intake-officer", "gate-officer"], "pilar": ["supervisor"]}.items()
    }
    desk.goto("/gates")
    expect(desk.get_by_role("heading", name="Your account may not do this")).to_be_visible()
    desk.click("header [data-sign-out]")
    expect(desk.get_by_role("heading", name="You are signed out")).to_be_visible()
    photograph(desk, "signed-out")

    for name in ("pilar", "marta"):
        choose_password(desk, links[name])
        expect(desk.locator(".officer")).to_contain_text(name)
    decided(desk)
    signed_by_another(desk)
    desk.click("header [data-sign-out]")
    expect(desk.get_by_role("heading", name="You are signed out")).to_be_visible()
    desk.goto("/gates/waiting")
    expect(desk.locator("#password")).to_be_visible()
    photograph(desk, "sign-in")


def decided(desk: Page) -> None:
    """A gate's decision; in the middle of it the session ends, and nothing that was entered is lost."""
    desk.goto("/gates/intake")
    desk.locator("#order .line").filter(has_text="Alma Reyes").first.click()
    slot = desk.locator('.slot[data-position="2"]')
    slot.locator("input").set_input_files(
        {"name": "capture.png", "mimeType": "image/png", "buffer": print_png(11, 2, 1)}
    )
    expect(slot).to_have_attribute("data-state", "good")
    desk.fill("#name", "Alma Reyes")
    desk.select_option("#legal-status", "sentenced")
    desk.context.clear_cookies()
    desk.click("#go")
    again = desk.locator("dialog.sign-in-again")
    expect(again).to_contain_text("Nothing that you entered is lost")
    photograph(desk, "again")
    with desk.context.expect_page() as opened:
        again.get_by_role("link", name="Sign in").click()
    expect(opened.value.locator("#account")).to_have_value("marta")
    sign_in(opened.value, "marta")
    expect(desk.locator(".decision .verdict .word")).to_have_text("Hold")
    expect(desk.locator("#name")).to_have_value("Alma Reyes")
    expect(again).to_have_count(0)


def signed_by_another(desk: Page) -> None:
    """A second officer signs at the same desk; the first one stays signed in."""
    with desk.expect_response("**/signatures") as told:
        desk.locator(".signing button[type=submit]").click()
        with desk.context.expect_page() as opened:
            desk.locator("dialog.sign-in-again").get_by_role("link", name="Sign in").click()
        sign_in(opened.value, "pilar")
    assert told.value.status == 200
    expect(desk.locator(".officer")).to_contain_text("marta")
    desk.reload()
    expect(desk.locator(".officer")).to_contain_text("marta")


def photograph(page: Page, name: str) -> None:
    """Where somebody asked for pictures of the pages."""
    if folder := os.environ.get("UMBRAL_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))
