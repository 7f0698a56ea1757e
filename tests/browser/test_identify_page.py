"""The officer's first page, driven as an officer does: by file, by camera, by keyboard, in five languages."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from api.contract import words
from api.contract.persons import Enrolment
from api.contract.waiting import FOLDER, LIST, Waiting, WaitingSample
from tests.support.browser import ACTING, PEOPLE, SWITCHES, camera, person_id, watch
from tests.support.portraits import portrait_jpeg
from tests.support.prints import print_of, print_png
from tests.support.service import RunningService

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("acting")]

STRANGER = 99
VERDICT = ".verdict h2"


def identify(page: Page, file: Path) -> None:
    page.goto("/")
    page.set_input_files("#file", file)
    page.click("#go")


def test_a_person_is_recognised_by_file(page: Page, print_file: Path) -> None:
    identify(page, print_file)
    expect(page.locator(VERDICT)).to_have_text(f"This is {PEOPLE[1]}.")
    expect(page.locator(VERDICT)).to_be_focused()
    expect(page.locator("#said")).to_have_text(f"This is {PEOPLE[1]}.")
    expect(page.locator(".verdict .word")).to_have_text("Match")
    expect(page.locator(".said")).to_have_text(re.compile(r"times more likely if it is this person"))
    expect(page.locator(".scale li.here")).to_have_text(re.compile("support"))
    expect(page.locator(".next")).to_contain_text("What to do next")
    expect(page.locator(".compare svg image")).to_have_count(2)
    numbers = page.locator(".compare svg text").all_text_contents()
    pairs = sorted({int(number) for number in numbers})
    assert len(pairs) >= 8
    assert pairs == list(range(1, len(pairs) + 1))
    assert len(numbers) == 2 * len(pairs), "each number stands on both prints"
    expect(page.locator(".compare figcaption")).to_contain_text(f"Paired points: {len(pairs)}")


def test_the_marks_can_be_hidden_to_see_the_bare_ridges(page: Page, print_file: Path) -> None:
    identify(page, print_file)
    mark = page.locator(".compare svg text").first
    expect(mark).to_be_visible()
    page.uncheck(".switch input")
    expect(mark).to_be_hidden()
    expect(page.locator(".compare svg image").first).to_be_visible()


def test_a_drawing_brings_nothing_but_a_drawing(
    browser: Browser, service: RunningService, print_file: Path
) -> None:
    """The page takes the drawing apart; what it would miss, the content policy refuses (and reports)."""
    hostile = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"'
        ' onload="document.title=1"><script>document.title=2</script><foreignObject><p>1</p></foreignObject>'
        '<a href="javascript:alert(1)"><text>1</text></a><image xlink:href="https://example.org/track.png"/>'
        '<image href="data:text/html,hello"/><circle r="2" onclick="alert(1)"/></svg>'
    )
    page = browser.new_page(base_url=service.url, locale="en-GB")
    page.add_init_script(ACTING)

    def replaced(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["explanation"]["svg"] = hostile
        route.fulfill(response=answer, json=body)

    page.route("**/v1/identify", replaced)
    identify(page, print_file)
    drawing = page.locator(".compare figure > svg")
    expect(drawing).to_be_visible()
    assert drawing.locator("script, foreignObject, a, p").count() == 0
    assert not re.search(r"\son\w+=|example\.org|javascript|text/html", drawing.evaluate("d => d.outerHTML"))
    assert drawing.locator("circle").count() == 1
    assert page.title() == "Identify · Umbral"
    page.close()


def test_a_stranger_matches_nobody(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "stranger.png"
    file.write_bytes(print_png(STRANGER, 2, 1))
    identify(page, file)
    expect(page.locator(VERDICT)).to_have_text("Nobody on record matches.")
    expect(page.locator(".verdict .word")).to_have_text("No match")
    expect(page.locator(".next")).to_contain_text("capture another finger")
    expect(page.locator(".verdict")).not_to_contain_text(re.compile("|".join(PEOPLE.values())))
    expect(page.locator(".others li").first).to_contain_text("searches for somebody who is not on record")


def test_that_nothing_is_calibrated_is_said_where_nobody_came_near(page: Page, print_file: Path) -> None:
    def nobody(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"candidates": [], "decision": "no_match"})

    page.route("**/v1/identify", nobody)
    identify(page, print_file)
    expect(page.locator(".verdict .word")).to_have_text("No match")
    expect(page.locator("main")).to_contain_text("not calibrated for this site")


@pytest.mark.parametrize(
    ("content", "title", "advice"),
    [
        (b"name,number\nAna,7\n", "This is not an image we can read", "Choose an image file"),
        (b"", "The file is empty", "Choose another file"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_words(
    page: Page, tmp_path: Path, content: bytes, title: str, advice: str
) -> None:
    file = tmp_path / "list.png"
    file.write_bytes(content)
    identify(page, file)
    expect(page.locator(".notice h2")).to_have_text(title)
    expect(page.locator(".notice .advice")).to_contain_text(advice)
    expect(page.locator("#go")).to_have_attribute("aria-disabled", "false")


def test_a_print_without_resolution_is_asked_for_it_once(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "no-dpi.png"
    bare = io.BytesIO()
    with Image.open(io.BytesIO(print_png(1, 2, 2))) as image:
        image.save(bare, "PNG")
    file.write_bytes(bare.getvalue())
    identify(page, file)
    expect(page.locator(".notice h2")).to_have_text("The resolution is missing")
    expect(page.locator("#dpi")).to_be_focused()
    expect(page.locator("#dpi")).to_have_value("500")
    page.click("#go")
    expect(page.locator(VERDICT)).to_have_text(f"This is {PEOPLE[1]}.")


def test_by_keyboard_alone(page: Page, print_file: Path) -> None:
    # Playwright begins to intercept choosers when first listened for, and does not wait until it does:
    # a busy machine would let the key go first.
    page.on("filechooser", lambda _chooser: None)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, "file")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(print_file)
    expect(page.locator("#go")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(VERDICT)).to_be_focused()
    expect(page.locator(VERDICT)).to_have_text(f"This is {PEOPLE[1]}.")
    page.keyboard.press("Tab")  # the record's link
    page.keyboard.press("Tab")
    expect(page.locator(".next button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".empty")).to_be_visible()
    expect(page.locator("#file")).to_be_focused()


def _tab_to(page: Page, element: str) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == element:
            return
    raise AssertionError(f"the keyboard does not reach #{element}")


def test_is_it_really_them(page: Page, print_file: Path) -> None:
    page.goto(f"/?person={person_id(2)}")
    expect(page.locator("#person option:checked")).to_have_text(PEOPLE[2])
    page.set_input_files("#file", print_file)
    page.click("#go")
    expect(page.locator(VERDICT)).to_have_text(f"Not confirmed: this does not match {PEOPLE[2]}.")
    expect(page.locator(".verdict")).to_have_class(re.compile("tone-refused"))
    page.select_option("#person", label=PEOPLE[1])
    page.click("#go")
    expect(page.locator(VERDICT)).to_have_text(f"Yes: this is {PEOPLE[1]}.")


def test_a_capture_that_waits_at_the_counter(page: Page, service: RunningService) -> None:
    folder = service.home / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / "print-3.png").write_bytes(print_png(3, 2, 2))
    listed = Waiting(
        samples=[WaitingSample(file="print-3.png", modality="finger", position=2)], complete=True
    )
    (folder / LIST).write_text(listed.model_dump_json())
    page.goto("/")
    page.get_by_role("button", name="Person at the counter, number 1: right index finger").click()
    expect(page.locator(VERDICT)).to_have_text(f"This is {PEOPLE[3]}.")


def test_people_are_listed_found_shown_and_deleted(page: Page, service: RunningService) -> None:
    with service.client() as client:
        client.enrol(Enrolment(name="Zóra Brief", gallery="staff", samples=[print_of(7)]))
    page.goto("/people")
    expect(page.locator("#people li")).to_have_count(6)
    page.fill("#find", "zora")
    expect(page.locator("#people li")).to_have_count(1)
    page.click("#people a")
    expect(page.locator("#name")).to_have_text("Zóra Brief")
    expect(page.locator("#images figcaption")).to_have_text(
        re.compile(r"^right index finger, quality \d+ of 100$")
    )
    image = page.locator("#images img")
    expect(image).not_to_have_js_property("naturalWidth", 0)  # its address is set once it was fetched
    assert image.evaluate("image => image.naturalWidth") > 100
    page.click("#delete")
    expect(page.locator("#delete-no")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#delete-dialog")).to_be_hidden()
    page.click("#delete")
    page.click("#delete-yes")
    expect(page.get_by_role("status").filter(has_text="was deleted")).to_be_focused()
    with service.client() as client:
        assert "Zóra Brief" not in [person.name for person in client.persons()]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_page_in_every_language(page: Page, print_file: Path, language: str) -> None:
    for address, heading in (
        (f"/?lang={language}", "page.identify.heading"),
        ("/people", "page.people.heading"),  # the choice is remembered
    ):
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("h1:visible").first).to_have_text(words.text(heading, language))
    page.goto(f"/people/{person_id(1)}")
    expect(page.locator("#name")).to_have_text(PEOPLE[1])
    expect(page.locator("#gallery")).to_have_text(words.text("gallery.visitors", language))
    identify(page, print_file)
    expect(page.locator(VERDICT)).to_have_text(words.identified("match", PEOPLE[1], language))
    shown = page.locator("body").inner_text()
    assert not re.search(r"\{\w+\}|undefined|NaN|page\.\w+\.", shown)


def test_the_camera_shows_who_sits_before_it(
    playwright: Playwright, chromium: str, service: RunningService, tmp_path: Path
) -> None:
    with Image.open(io.BytesIO(portrait_jpeg())) as portrait:
        sits = camera(tmp_path / "chair.mjpeg", portrait.resize((448, 480)))
    browser: Browser = playwright.chromium.launch(executable_path=chromium, args=[*SWITCHES, *sits])
    page, wrong = watch(browser.new_page(base_url=service.url, locale="en-GB"), service.url)
    page.add_init_script(ACTING)
    page.goto("/")
    page.check("[name=kind][value=face]")
    page.get_by_role("button", name="Use the camera").click()
    page.get_by_role("button", name="Take the picture").click()
    expect(page.locator("#preview")).to_be_visible()
    expect(page.locator("#go")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(VERDICT)).to_contain_text("Eileen Collins")
    expect(page.locator(".next")).to_contain_text("A face alone does not decide")
    browser.close()
    assert wrong == []


def test_a_camera_that_is_refused_is_told_in_words(page: Page) -> None:
    page.goto("/")
    page.check("[name=kind][value=face]")
    page.get_by_role("button", name="Use the camera").click()
    expect(page.locator(".notice h2")).to_have_text("The camera cannot be used")
    expect(page.locator(".notice .advice")).to_contain_text("Plug the camera in")


def test_a_service_that_is_gone_is_told_in_words(page: Page, print_file: Path) -> None:
    page.goto("/")
    page.route("**/v1/identify", lambda route: route.abort())
    page.set_input_files("#file", print_file)
    page.click("#go")
    expect(page.locator(".notice h2")).to_have_text("The service does not answer")
    page.unroute("**/v1/identify")
    page.click("#go")
    expect(page.locator(VERDICT)).to_have_text(f"This is {PEOPLE[1]}.")
