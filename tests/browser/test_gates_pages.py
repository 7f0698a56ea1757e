"""The gates' pages, walked as officers walk them: over generated prints, a camera's film, and by keyboard."""

import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Playwright, Request, Route, expect

from api.console.routes import DOORS
from api.contract import words
from tests.support.browser import PATIENCE_MS, SWITCHES, watch
from tests.support.faces import hopper
from tests.support.prints import dry_png, print_png
from tests.support.walking import NAME, POLICY, Prison, prison

pytestmark = pytest.mark.browser

PRISONER, VISITOR = 11, 12
"""Seeds of the generated people who are received and who visits."""
FINGERS = (2, 3, 7, 8)


@pytest.fixture(autouse=True)
def _patient() -> None:
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prison]:
    """Nobody is held in it and nobody known."""
    with prison(tmp_path_factory.mktemp("gates") / "home") as opened:
        yield opened


@pytest.fixture(scope="module")
def at_desk(
    playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser before whose camera somebody sits: a visitor, whose public-domain portrait is filmed."""
    film = tmp_path_factory.mktemp("film") / "chair.mjpeg"
    film.write_bytes(_frame() * 30)
    camera = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    started = playwright.chromium.launch(executable_path=chromium, args=[*SWITCHES, *camera])
    yield started
    started.close()


@pytest.fixture
def desk(at_desk: Browser, house: Prison) -> Iterator[Page]:
    """A fresh window in English. In the end: no script failed, nothing was asked of elsewhere."""
    size: Any = {"width": 1366, "height": 900}
    context = at_desk.new_context(base_url=house.url, locale="en-GB", viewport=size)
    page, wrong = watch(context.new_page(), house.url)
    yield page
    context.close()
    assert wrong == []


def test_the_story_of_a_day(desk: Page, house: Prison) -> None:
    """Received under an order, visited, nearly swapped at the exit, and released by two officers."""
    begin(desk)
    prisoner = received(desk, house)
    visitor = enrolled(desk)
    house.expect(visitor, prisoner)
    visited(desk)
    swapped(desk)
    left(desk)
    out_and_back(desk, house, prisoner)
    released(desk, house, prisoner)
    with house.acting("supervisor") as supervisor:
        assert supervisor.persons.one(prisoner).galleries == ["former"]
        assert [one.left_at is not None for one in supervisor.visits.every()] == [True]


def received(desk: Page, house: Prison) -> UUID:
    """The camera is broken, so that a second officer has to agree to a record without a face."""
    house.order("commitment", "77/2026", named="Alma Reyes")
    desk.goto("/gates/intake")
    choose(desk, "order", "Alma Reyes")
    expect(desk.locator("#record-ordering-authority")).to_have_value("Juzgado Tercero")
    capture(desk, PRISONER, 1, FINGERS)
    excuse(desk, ["face"], "device-failed")
    write_record(desk, "Alma Reyes")
    ask(desk, "Hold", "Only one officer has seen why something cannot be captured")
    photograph(desk, "intake-held")
    expect(desk.locator(".deadlines")).to_have_count(0)
    sign(desk, "pilar")
    answer(desk, "Admit")
    photograph(desk, "intake-admitted")
    expect(desk.locator(".decision h2").first).to_have_text("Received into custody.")
    expect(desk.locator(".decision .next")).to_contain_text("Hand over: admission record")
    with house.acting("supervisor") as supervisor:
        (person,) = supervisor.persons.every()
        assert supervisor.custody.of(person.id).record.case == "C-77/2026"
    return person.id


def enrolled(desk: Page) -> UUID:
    """A visitor who read the notice and agrees, before the camera."""
    desk.goto("/gates/enrolment")
    desk.fill("#name", "Vera Ortiz")
    desk.fill("#born", "1980-05-01")
    desk.check("[name=consent][value=given]")
    capture(desk, VISITOR, 1, FINGERS)
    take_photo(desk)
    desk.click("#go")
    expect(desk.locator("#missing")).to_have_text("Hand out the notice, and write its version here.")
    expect(desk.locator("#notice")).to_be_focused()
    desk.fill("#notice", POLICY.visits.notice)
    desk.select_option("#document-kind", "identity-card")
    desk.fill("#document-issuer", "XA")
    desk.fill("#document-number", "AB 123")
    desk.check("#document-genuine")
    desk.check("#document-agrees")
    with desk.expect_response("**/v1/gates/visits/enrolment") as told:
        ask(desk, "Admit")
    return UUID(told.value.json()["person_id"])


def visited(desk: Page) -> None:
    """In by appointment, and inside at closing time."""
    desk.goto("/gates/entry")
    choose(desk, "expected", "Vera Ortiz")
    capture(desk, VISITOR, 2, [2])
    take_photo(desk)
    ask(desk, "Admit")
    photograph(desk, "entry")
    desk.goto("/gates/closing")
    desk.click("#begin")
    answer(desk, "Hold", "Visitors who have not been found yet: 1")
    expect(desk.locator(".plain").first).to_contain_text("Vera Ortiz")
    photograph(desk, "closing")


def swapped(desk: Page) -> None:
    """The prisoner's finger under the visitor's name: nothing opens; what is held is found and broken off."""
    desk.goto("/gates/exit")
    choose(desk, "visit", "Vera Ortiz")
    capture(desk, PRISONER, 2, [2])
    take_photo(desk)
    ask(desk, "Hold")
    photograph(desk, "exit-held")
    desk.goto("/gates/waiting")
    held = desk.locator("#held-list button")
    expect(held).to_have_count(1)
    expect(held).to_contain_text("Visitor out")
    expect(held.locator(".rest")).to_have_text(re.compile(r"^\d+ min left$"))
    held.click()
    answer(desk, "Hold")
    expect(desk.locator(".decision .deadlines")).to_contain_text("Who decides: supervisor")
    photograph(desk, "waiting")
    desk.get_by_role("button", name="Break off").click()
    desk.get_by_role("button", name="Keep waiting").click()
    expect(held).to_have_count(1)
    desk.get_by_role("button", name="Break off").click()
    desk.locator("#break-off").get_by_role("button", name="Break off").click()
    expect(desk.locator("#none")).to_be_visible()


def left(desk: Page) -> None:
    """The visitor herself leaves, and the area can be locked."""
    desk.goto("/gates/exit")
    choose(desk, "visit", "Vera Ortiz")
    capture(desk, VISITOR, 3, [2])
    take_photo(desk)
    ask(desk, "Admit")
    desk.goto("/gates/closing")
    answer(desk, "Hold")
    desk.click("#end")
    answer(desk, "Admit")
    expect(desk.locator("#begin")).to_be_visible()


def out_and_back(desk: Page, house: Prison, prisoner: UUID) -> None:
    """To court and back: signed by two on both ways."""
    house.order("court", "78/2026", named="Alma Reyes", person_id=prisoner)
    desk.goto("/gates/departure")
    choose(desk, "order", "Alma Reyes")
    expect(desk.locator("#kind")).to_have_value("court")
    desk.fill("#due", (datetime.now() + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"))  # noqa: DTZ005 - as typed
    by_two(desk, 3)
    photograph(desk, "departure")
    desk.goto("/gates/return")
    choose(desk, "away", "Alma Reyes")
    by_two(desk, 2)
    photograph(desk, "return")


def released(desk: Page, house: Prison, prisoner: UUID) -> None:
    """Set free by the court's order."""
    house.order("release", "79/2026", named="Alma Reyes", person_id=prisoner)
    desk.goto("/gates/release")
    choose(desk, "order", "Alma Reyes")
    by_two(desk, 4)
    expect(desk.locator(".decision .next")).to_contain_text("receipt of release")
    photograph(desk, "release")


def by_two(desk: Page, impression: int) -> None:
    """Two fingers, no face on record: the second officer agrees to that, and to the passage."""
    capture(desk, PRISONER, impression, [2, 3])
    excuse(desk, ["face"], "device-failed")
    ask(desk, "Hold", "Officers who must sign: 2; signed so far: 1")
    for _ in range(2):
        sign(desk, "pilar")
    answer(desk, "Admit")


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
        desk.keyboard.press("Tab")
        if desk.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def photograph(desk: Page, name: str) -> None:
    """Kept where a person can look at it, if UMBRAL_SCREENSHOTS names a folder."""
    if folder := os.environ.get("UMBRAL_SCREENSHOTS"):
        desk.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _frame() -> bytes:
    """One camera frame, 640 by 480: the portrait before a plain wall."""
    wall = Image.new("RGB", (640, 480), (150, 155, 160))
    wall.paste(Image.fromarray(hopper()).resize((410, 480)), (115, 0))
    out = io.BytesIO()
    wall.save(out, "JPEG", quality=92)
    return out.getvalue()
