"""A house whose pages away from the gates are driven, and what all who drive them do."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

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
from tests.support.policies import governed
from tests.support.service import RunningService, running_service

POLICY = shipped(SHIPPED[0])
HOUSE = POLICY.scope.facility
HELD, NAME = UUID(int=41, version=4), "Íñigo Peña Vargas"
CAME = UUID(int=42, version=4)
GOES = UUID(int=43, version=4)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A house with one prisoner and a station that sent three packets, one of which was refused."""
    home = tmp_path_factory.mktemp("offices") / "home"
    governed(home)
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


def begin(page: Page, address: str, officer: str, role: str | None = None) -> None:
    """Say who acts, as a role of those that the page is for."""
    page.goto(address)
    page.fill("#officer", officer)
    if role is not None:
        page.locator(f"[name=role][value={role}]").check()
    page.keyboard.press("Enter")
    expect(page.locator("#office")).to_be_visible()


def go_on(page: Page, name: str) -> None:
    """Past the question, with the keyboard: its first button leaves everything as it is."""
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Leave it as it is")).to_be_focused()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
