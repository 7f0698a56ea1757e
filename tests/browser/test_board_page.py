"""The board on the wall changes by itself and is read without scripts too; the public's statistics."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.contract.board import HeartbeatIn
from api.contract.client import Umbral
from api.gates.visits.evidence import Path as WayIn
from api.policies import SHIPPED, shipped
from api.registry import custody, facilities, persons, publications, visits
from api.registry.custody import Episode, LegalStatus
from api.registry.facilities import Facility, Wing
from api.registry.galleries import Gallery
from api.registry.ids import uuid7
from api.registry.publications import Publication
from api.registry.records import NewPerson
from api.registry.registry import Registry
from api.registry.unit import Unit
from api.registry.visits import Visit
from api.statistics.counted import Freed, Happened, HeldPerson, MonthCounted
from api.statistics.month import Month
from api.statistics.tables import tables_of
from tests.support.policies import governed
from tests.support.service import RunningService, running_service

pytestmark = pytest.mark.browser

POLICY = shipped(SHIPPED[0])
HOUSE = POLICY.scope.facility
WALL = f"/board?facility={HOUSE}&officer=wall-1"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A house that is too full, with a visitor inside, and two months that are published."""
    home = tmp_path_factory.mktemp("board") / "home"
    governed(home)
    registry = Registry.open(home / "umbral.db", home / "keys")
    with registry.writing(datetime.now(UTC)) as unit:
        _fill(unit)
        _publish(unit)
    registry.close()
    with running_service(home) as running:
        yield running


def _fill(unit: Unit) -> None:
    wings = (Wing("A", "Norte", 4), Wing("B", "Sur", 6))
    house = facilities.add(unit, Facility(uuid7(), HOUSE, "Penal Norte", POLICY.scope.zone.key, 10, wings)).id
    for number in range(12):
        who = uuid7()
        persons.add(unit, NewPerson(who, f"Prisoner {number}", None, unit.now, uuid7(), []))
        held = Episode(
            person_id=who, facility_id=house, wing="AB"[number > 4], admitted=unit.now,
            legal_status=LegalStatus.SENTENCED, case_reference=None if number == 3 else "1/26",
        )  # fmt: skip
        custody.admit(unit, held)
    visitor = uuid7()
    persons.add(unit, NewPerson(visitor, "Alma Reyes", Gallery.VISITORS, unit.now, uuid7(), []))
    came = Visit(
        visitor_id=visitor, prisoner_id=who, facility_id=house, entered=unit.now - timedelta(minutes=75),
        entry_decision_id=uuid7(), path=WayIn.DOCUMENT,
    )  # fmt: skip
    visits.enter(unit, came)


def _publish(unit: Unit) -> None:
    month = Month.of(unit.now.date()).before
    for one, held in ((month.before, 240), (month, 262)):
        people = [
            HeldPerson(
                ("penal-norte", "penal-sur")[n % 5 == 0],
                ("pre-trial", "sentenced", "civil")[n % 2 + (n == 9)],
                ("men", "women")[n % 9 == 0], ("18-24", "25-34", "35-49", "50-64")[n % 4],
                ("national", "foreign")[n % 17 == 0], ("ok", "near", "over")[(n % 7 == 0) + (n % 21 == 0)],
            )
            for n in range(held)
        ]  # fmt: skip
        counted = MonthCounted(
            ["penal-norte", "penal-sur"], people, range(held - 200), [Freed(n, 90.0 + n) for n in range(40)],
            [Happened("penal-norte", "biometric", n, 2) for n in range(120)],
            [Happened("visit-entry", "admit", n, 2) for n in range(120)],
        )  # fmt: skip
        made = Publication(month=str(one), made_at=unit.now, least=5, tables=tables_of(counted, 5))
        publications.add(unit, made)


def photograph(page: Page, name: str) -> None:
    """Kept where a person can look at it, if UMBRAL_SCREENSHOTS names a folder."""
    if folder := os.environ.get("UMBRAL_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def count(page: Page, label: str) -> str:
    figure = page.locator(".figure", has=page.get_by_role("heading", name=label, exact=True))
    return figure.locator(".count").inner_text()


def test_the_board_shows_changes_by_itself(page: Page, service: RunningService) -> None:
    page.goto("/board")
    page.select_option("#facility", HOUSE)
    page.fill("#officer", "wall-1")
    photograph(page, "board-chooser")
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_have_attribute("data-state", "live")
    assert count(page, "In custody") == "12"
    crowded = page.locator(".figure.first")
    expect(crowded).to_have_class("figure bad first")
    expect(crowded).to_contain_text("Act now")
    expect(crowded).to_contain_text("2 more than there is room for")
    expect(page.locator("#visitors tr")).to_contain_text("Alma Reyes")
    expect(page.locator("#visitors tr")).to_contain_text("1 h 15")
    photograph(page, "board")
    with Umbral.at(service.url, "east-gate", ["gate-officer"]) as gate:
        gate.boards.is_there(
            HOUSE, "east", HeartbeatIn(build="1", clock=datetime.now(UTC) + timedelta(hours=1))
        )
    expect(page.locator(".figure", has_text="Gates offline")).to_contain_text("1 with a wrong clock")
    page.set_viewport_size({"width": 390, "height": 844})
    photograph(page, "board-phone")


def test_the_board_says_when_it_hears_nothing(page: Page) -> None:
    page.route("**/board/events", lambda route: route.abort())
    page.goto(WALL)
    expect(page.locator("#live")).to_have_attribute("data-state", "lost")
    expect(page.locator("#live")).to_contain_text("No connection since")
    photograph(page, "board-lost")


def test_without_scripts_the_board_is_a_snapshot(browser: Browser, service: RunningService) -> None:
    context = browser.new_context(
        base_url=service.url,
        java_script_enabled=False,
        locale="es-CL",
        viewport={"width": 1366, "height": 768},
    )
    page = context.new_page()
    page.goto("/board")
    page.select_option("#facility", HOUSE)
    page.fill("#officer", "wall-1")
    page.click("button[type=submit]")
    assert count(page, "En custodia") == "12"
    expect(page.locator("#live")).to_contain_text("Estado a")
    expect(page.locator("body")).not_to_contain_text("Alma Reyes")  # names are for whoever says who they are
    page.get_by_role("link", name="Consultar las cifras de nuevo").click()
    assert count(page, "En custodia") == "12"
    photograph(page, "board-without-scripts")
    context.close()


def test_what_cannot_be_shown_is_asked_for_again(page: Page) -> None:
    page.goto(f"/board?facility={HOUSE}&officer=%3Cscript%3E")
    expect(page.get_by_role("alert")).to_contain_text("cannot be read")
    page.goto("/board?facility=nowhere&officer=wall-1")
    expect(page.get_by_role("alert")).to_contain_text("not on record")


def test_the_publics_statistics(page: Page) -> None:
    page.goto("/statistics")
    age = page.locator("#custody-by-age")
    expect(age.locator("rect.bar")).not_to_have_count(0)
    expect(age.locator("table")).to_contain_text("25–34")
    status = page.locator("#custody-by-status-and-sex")
    expect(status).to_contain_text("Sentenced")
    expect(status.locator(".sr").first).to_have_text("withheld")
    expect(page.locator("#admissions-and-releases tbody tr")).to_have_count(2)
    photograph(page, "statistics")
    with page.expect_download() as file:
        age.get_by_role("link").click()
    assert Path(file.value.path()).read_text().startswith("month,row,column,count,withheld")
    page.goto("/statistics?lang=ro")
    expect(page.locator("h1")).to_have_text("Statistici publice despre custodie")
