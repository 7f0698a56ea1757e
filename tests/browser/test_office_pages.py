"""The pages away from the gates: injuries, what is kept and goes, what stations sent."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from api.contract.client import Umbral
from api.contract.errors import ServiceRefused
from api.contract.retention import ErasureIn, LegalHoldIn
from api.policies import SHIPPED, shipped
from api.registry import custody, facilities, packet_refusals, packets, persons, stations
from api.registry.custody import Episode, LegalStatus
from api.registry.facilities import Facility, Wing
from api.registry.galleries import Gallery
from api.registry.ids import uuid7
from api.registry.packets import Packet, PacketState
from api.registry.records import NewPerson
from api.registry.registry import Registry
from api.registry.stations import Station
from api.registry.unit import Unit
from tests.support.at_the_page import photograph, picture, tab_to
from tests.support.browser import PATIENCE_MS, watch
from tests.support.policies import written
from tests.support.prints import print_png
from tests.support.service import RunningService, running_service

pytestmark = pytest.mark.browser

POLICY = shipped(SHIPPED[0])
HOUSE = POLICY.scope.facility
HELD, NAME = UUID(int=41, version=4), "Íñigo Peña Vargas"
CAME = UUID(int=42, version=4)
GOES = UUID(int=43, version=4)


@pytest.fixture(autouse=True)
def _patient() -> None:
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A house with one prisoner and a station that sent three packets, one of which was refused."""
    home = tmp_path_factory.mktemp("offices") / "home"
    (home / "policies").mkdir(parents=True)
    written(home / "policies", "here", valid_from=date(2026, 1, 1))
    registry = Registry.open(home / "umbral.db", home / "keys")
    with registry.writing(datetime.now(UTC)) as unit:
        _fill(unit)
    registry.close()
    with running_service(home) as running:
        yield running


def _fill(unit: Unit) -> None:
    wings = (Wing("A", "Norte", 4),)
    house = facilities.add(unit, Facility(uuid7(), HOUSE, "Penal Norte", POLICY.scope.zone.key, 10, wings)).id
    persons.add(unit, NewPerson(HELD, NAME, None, unit.now, uuid7(), []))
    persons.add(unit, NewPerson(CAME, "Alma Reyes", Gallery.VISITORS, unit.now, uuid7(), []))
    persons.add(unit, NewPerson(GOES, "Olga Prado", Gallery.VISITORS, unit.now, uuid7(), []))
    held = Episode(
        person_id=HELD, facility_id=house, wing="A", admitted=unit.now,
        legal_status=LegalStatus.SENTENCED, case_reference="1/26",
    )  # fmt: skip
    custody.admit(unit, held)
    desk = Station(
        facility_id=house, name="Reception 1", gate=None, code_hash="0" * 64, code_until=unit.now,
        made_at=unit.now, made_by="officer-9",
    )  # fmt: skip
    station = stations.invite(unit, desk)
    for sequence, state in enumerate((PacketState.WAITING, PacketState.UNREADABLE), start=1):
        sent = Packet(
            station_id=station.id, facility_id=house, sequence=sequence, digest=f"{sequence:064}",
            label=f"N-{sequence}", receipt="00", state=state, fingers=4, faces=1, captured_at=unit.now,
            received_at=unit.now,
        )  # fmt: skip
        packets.add(unit, sent, b"{}")
    packet_refusals.note(unit, station.id, house, "packet-chain-broken")


@pytest.fixture
def page(browser: Browser, service: RunningService) -> Iterator[Page]:
    """A fresh window in English. In the end: no script failed, nothing was asked of elsewhere."""
    context = browser.new_context(
        base_url=service.url, locale="en-GB", viewport={"width": 1366, "height": 900}
    )
    watched = watch(context.new_page(), service.url)
    yield watched[0]
    context.close()
    assert watched[1] == []


def begin(page: Page, address: str, officer: str, role: str | None = None) -> None:
    """Say who acts, as a role of those that the page is for."""
    page.goto(address)
    page.fill("#officer", officer)
    if role is not None:
        page.locator(f"[name=role][value={role}]").check()
    page.keyboard.press("Enter")
    expect(page.locator("#office")).to_be_visible()


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


def test_a_second_officer_agrees_to_a_hold_and_withdraws_an_erasure(
    page: Page, service: RunningService
) -> None:
    hold = LegalHoldIn(
        person_id=HELD,
        biometrics=True,
        authority="Juzgado Tercero",
        reason="habeas corpus",
        reference="77/26",
    )
    with Umbral.at(service.url, "ana", ["supervisor"]) as ana:
        ana.retention.hold(hold)
        ana.retention.ask(ErasureIn(person_id=CAME, reason="enrolled by mistake"))
    begin(page, "/retention", "eva", "supervisor")
    expect(page.locator("#holds li")).to_contain_text("waits for a second officer")
    photograph(page, "retention")
    tab_to(page, "#holds button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(f"Agree to the hold for {NAME}?")
    expect(page.get_by_role("dialog")).to_contain_text("habeas corpus")
    page.keyboard.press("Enter")  # what has the focus leaves everything as it is
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#holds li .tag").nth(1)).to_have_text("waits for a second officer")
    page.keyboard.press("Enter")
    go_on(page, "Agree to this hold")
    expect(page.locator("#holds li .tag").nth(1)).to_have_text("stands")
    expect(page.locator("#done")).to_have_text("The hold stands.")
    page.get_by_role("button", name="Do not erase").click()
    go_on(page, "Do not erase")
    expect(page.locator("#no-requests")).to_be_visible()


def test_a_hold_is_placed_and_lifted_by_two_from_the_keyboard(page: Page) -> None:
    begin(page, "/retention", "ana", "supervisor")
    choose(page, "alma reyes")
    page.fill("#hold-authority", "Ombudsman")
    page.fill("#hold-reason", "a complaint is looked into")
    tab_to(page, "#hold-biometrics")
    page.keyboard.press("Space")
    tab_to(page, "#placing [type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Until another officer agrees nothing is held back")
    photograph(page, "retention-placing")
    go_on(page, "Place the hold")
    placed = page.locator("#holds > li").filter(has_text="Ombudsman")
    expect(placed).to_contain_text("images and templates too")
    expect(placed.get_by_role("button", name="Agree")).to_have_count(0)  # nobody signs their own
    page.click("[data-leave]")
    begin(page, "/retention", "eva", "supervisor")
    placed.get_by_role("button", name="Agree to this hold").click()
    go_on(page, "Agree to this hold")
    placed.get_by_role("button", name="Ask to lift this hold").click()
    expect(page.get_by_role("dialog")).to_contain_text("The hold stands until another officer agrees")
    go_on(page, "Ask to lift this hold")
    expect(placed).to_contain_text("You asked to lift it: another officer has to agree.")
    photograph(page, "retention-lift-asked")
    page.click("[data-leave]")
    begin(page, "/retention", "ana", "supervisor")
    placed.get_by_role("button", name="Lift this hold").click()
    expect(page.get_by_role("dialog")).to_contain_text("nobody can bring it back")
    photograph(page, "retention-lifting")
    go_on(page, "Lift this hold")
    expect(placed).to_have_count(0)


def test_an_erasure_is_asked_for_and_carried_out_by_another(page: Page, service: RunningService) -> None:
    begin(page, "/retention", "ana", "supervisor")
    choose(page, str(GOES))
    page.fill("#ask-reason", "enrolled twice")
    photograph(page, "retention-asking")
    page.locator("#asking [type=submit]").click()
    expect(page.get_by_role("dialog")).to_contain_text("Ask that Olga Prado be erased?")
    page.keyboard.press("Escape")
    expect(page.locator("#ask-reason")).to_have_value("enrolled twice")
    page.locator("#asking [type=submit]").click()
    go_on(page, "Ask for the erasure")
    expect(page.locator("#requests li")).to_contain_text("You asked for it: another officer has to agree.")
    photograph(page, "retention-asked")
    page.click("[data-leave]")
    begin(page, "/retention", "eva", "supervisor")
    page.get_by_role("button", name="Agree: erase now").click()
    expect(page.get_by_role("dialog")).to_contain_text("Erase Olga Prado now?")
    photograph(page, "retention-erasing")
    go_on(page, "Agree: erase now")
    expect(page.locator("#done")).to_contain_text("Erased.")
    choose_nobody(page, "olga prado")
    with service.client() as client, pytest.raises(ServiceRefused, match="Nobody is enrolled"):
        client.person(GOES)


def test_a_court_places_a_hold_that_stands_at_once(page: Page) -> None:
    begin(page, "/retention", "courts", "case-system")
    choose(page, str(CAME))
    expect(page.locator("#asking")).to_be_hidden()
    page.fill("#hold-authority", "Juzgado Segundo")
    page.fill("#hold-reason", "evidence in case 9/26")
    page.locator("#placing [type=submit]").click()
    go_on(page, "Place the hold")
    placed = page.locator("#holds > li").filter(has_text="Juzgado Segundo")
    expect(placed).to_contain_text("by a court")
    expect(placed.locator(".tag").nth(1)).to_have_text("stands")
    page.click("[data-leave]")
    begin(page, "/retention", "vera", "auditor")
    expect(placed).to_be_visible()
    expect(page.locator("#in-particular")).to_be_hidden()
    expect(page.locator("#holds button")).to_have_count(0)


def choose(page: Page, sought: str) -> None:
    """Find somebody, and take the first that is found."""
    tab_to(page, "#sought")
    page.keyboard.type(sought)
    page.keyboard.press("Enter")
    expect(page.locator("#found button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#whose")).to_be_focused()


def choose_nobody(page: Page, sought: str) -> None:
    page.fill("#sought", sought)
    page.keyboard.press("Enter")
    expect(page.locator("#found [role=status]")).to_be_visible()


def go_on(page: Page, name: str) -> None:
    """Past the question, with the keyboard: its first button leaves everything as it is."""
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Leave it as it is")).to_be_focused()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


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
    expect(page.locator("#periods li").last).to_contain_text("awaiting trial")
    page.fill("#extend-authority", "Sala Penal, 12/26")
    page.locator("#extend [type=submit]").click()
    expect(page.locator("#periods")).to_contain_text("Sala Penal, 12/26")
    page.locator("#suspend [type=submit]").click()
    expect(page.locator("#periods")).to_contain_text("Stopped since")
    expect(page.locator("#suspend")).to_be_hidden()
    photograph(page, "clock")
    page.get_by_role("button", name="Take this extension back").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"Take back the extension for {NAME}?")
    photograph(page, "clock-taking-back")
    page.keyboard.press("Escape")
    expect(page.locator("#periods")).not_to_contain_text("taken back")
    page.get_by_role("button", name="Take this extension back").click()
    go_on(page, "Take this extension back")
    expect(page.locator("#periods")).to_contain_text("taken back: Sala Penal, 12/26")
    page.get_by_role("button", name="Take this stop back").click()
    go_on(page, "Take this stop back")
    expect(page.locator("#periods")).to_contain_text("taken back: escape")
    expect(page.locator("#whose")).to_be_focused()
    expect(page.locator("#resume")).to_be_hidden()
    expect(page.locator("#periods button")).to_have_count(0)
    photograph(page, "clock-taken-back")
    page.locator("#suspend [type=submit]").click()
    expect(page.locator("#suspend")).to_be_hidden()
    page.locator("#resume [type=submit]").click()
    expect(page.locator("#resume")).to_be_hidden()
    page.click("[data-leave]")
    begin(page, "/clock", "marta", "gate-officer")
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")
    expect(page.locator("#found button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#periods li").first).to_be_visible()
    expect(page.locator("#changes")).to_be_hidden()
