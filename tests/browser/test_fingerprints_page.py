"""What an officer is told of a print: how good it is, which finger of a slap is missing."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.contract.persons import Enrolment
from api.contract.samples import SampleIn
from tests.support.browser import PEOPLE, person_id
from tests.support.prints import dry_png, slap_png
from tests.support.service import RunningService

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("acting")]

VERDICT = ".verdict h2"
BLURRED_SEED = 98


def ask(page: Page, file: Path, position: int = 0) -> None:
    page.goto("/")
    page.set_input_files("#file", file)
    page.select_option("#position", str(position))
    page.click("#go")


def test_a_good_print_is_called_good_without_advice(page: Page, print_file: Path) -> None:
    ask(page, print_file, 2)
    expect(page.locator(".quality .worth")).to_contain_text(
        re.compile(r"Good enough.*\d+ of 100.*right index")
    )
    expect(page.locator(".quality")).not_to_have_class(re.compile("warn"))
    assert page.locator(".quality .mend").count() == 0


def test_a_poor_print_does_not_warn_where_the_match_is_sure(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "dry.png"
    file.write_bytes(dry_png(1))
    ask(page, file, 2)
    expect(page.locator(VERDICT)).to_have_text(f"This is {PEOPLE[1]}.")
    expect(page.locator(".quality .mend")).to_contain_text("The finger is too dry. Moisten")
    expect(page.locator(".quality")).not_to_have_class(re.compile("warn"))


def test_a_poor_print_comes_first_where_nobody_matches(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "dry.png"
    file.write_bytes(dry_png(BLURRED_SEED, 1))
    ask(page, file)
    expect(page.locator(".verdict .word")).to_have_text("No match")
    section = page.locator(".next + .quality")
    expect(section).to_have_class(re.compile("warn"))
    expect(section).to_contain_text("Capture it again if you can")


def test_a_slap_with_a_finger_missing_is_refused_by_name_and_taken_once_it_is_declared(
    page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "slap.png"
    file.write_bytes(slap_png(1, 13, 0, frozenset({3})))
    page.goto("/")
    expect(page.locator("#absent-fingers")).to_be_hidden()
    ask(page, file, 13)
    expect(page.locator(".notice h2")).to_have_text("Not all fingers are there")
    expect(page.locator(".notice .reasons li")).to_have_count(1)
    expect(page.locator(".notice .reasons")).to_contain_text("Missing: right middle finger")
    expect(page.locator("#absent-fingers label:visible")).to_have_count(4)
    page.get_by_label("right middle finger").check()
    page.click("#go")
    expect(page.locator(VERDICT)).to_have_text(f"This is {PEOPLE[1]}.")
    expect(page.locator(".quality .worth")).to_have_count(3)
    page.click(".next button")
    expect(page.locator("#absent-fingers")).to_be_hidden()


def test_a_minutiae_record_identifies_and_is_shown_for_what_it_is(
    page: Page, service: RunningService, tmp_path: Path
) -> None:
    with service.client() as client:
        record = client.minutiae(person_id(3), format="ansi-378-2004")
        kept = client.enrol(Enrolment(name="Points only", samples=[SampleIn.holding(record, "finger")]))
    file = tmp_path / "record.fmr"
    file.write_bytes(record)
    ask(page, file)
    expect(page.locator(".verdict .word")).to_have_text("Match")
    assert page.locator(".quality").count() == 0
    page.goto(f"/people/{kept.id}")
    expect(page.locator("#images .unseen")).to_have_text("A record of points, without a picture")
    with service.client() as client:
        client.delete(kept.id)
