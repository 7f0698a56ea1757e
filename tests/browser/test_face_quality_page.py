"""What an officer is told of a face's picture: how good it is, measure by measure, and what is suspicious."""

import re
from pathlib import Path

import cv2
import pytest
from playwright.sync_api import Page, expect

from api.contract.persons import Enrolment
from api.contract.samples import SampleIn
from tests.support.captures import on_screen, scene, sitter
from tests.support.faces import Pixels, hopper, resized
from tests.support.service import RunningService

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("acting")]


def png(pixels: Pixels) -> bytes:
    written, data = cv2.imencode(".png", pixels[:, :, ::-1])
    assert written
    return data.tobytes()


def ask(page: Page, file: Path, pixels: Pixels) -> None:
    file.write_bytes(png(pixels))
    page.goto("/")
    page.check('input[name="kind"][value="face"]')
    page.set_input_files("#file", file)
    page.click("#go")


def test_a_good_picture_is_called_good_and_every_measure_is_at_hand(page: Page, tmp_path: Path) -> None:
    ask(page, tmp_path / "face.png", hopper())
    section = page.locator(".quality")
    expect(section.locator("h2")).to_have_text("How good the picture is")
    expect(section.locator(".worth")).to_contain_text(re.compile(r"Good enough.*\d+ of 100.*face"))
    expect(section.locator(".components li")).to_have_count(19)
    expect(section.locator(".components li").first).to_be_hidden()
    section.get_by_text("All measures").click()
    expect(section.locator(".components li").first).to_contain_text("measured to predict errors")
    expect(section.locator(".components")).to_contain_text("not conformant")


def test_a_poor_picture_says_what_to_do(page: Page, tmp_path: Path) -> None:
    ask(page, tmp_path / "face.png", resized(hopper(), 49, 58))
    expect(page.locator(".quality .worth")).to_contain_text("Poor picture")
    expect(page.locator(".quality > ul > li > div > .mend")).to_contain_text("Have the person come closer")


def test_a_screen_before_the_camera_is_said_first_and_on_the_record(
    page: Page, service: RunningService, tmp_path: Path
) -> None:
    shown = on_screen(scene(sitter(hopper())), 2.3)
    ask(page, tmp_path / "face.png", shown)
    warning = page.locator(".answer .warning")
    expect(warning).to_contain_text("Look before you trust this picture")
    expect(warning).to_contain_text("The picture bears a screen’s pattern. A regular pattern stands out")
    with service.client() as client:
        kept = client.enrol(Enrolment(name="Shown", samples=[SampleIn.holding(png(shown), "face")]))
    page.goto(f"/people/{kept.id}")
    expect(page.locator("#images .warning")).to_contain_text("screen’s pattern")
    page.get_by_text("All measures").click()
    expect(page.locator("#images .components li")).to_have_count(19)
    with service.client() as client:
        client.delete(kept.id)
