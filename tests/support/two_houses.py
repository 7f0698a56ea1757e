"""Two prisons in one store, each with somebody received at its gate, a visitor, and every kind of record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from api.contract.gates import IntakeRequest
from api.gates.evidence import GalleryKind, OrderKind
from api.gates.intake.policy import RecordField
from api.registry import (
    adjudication,
    appointments,
    authorisations,
    bans,
    closings,
    listings,
    packets,
    representation,
    roll_calls,
    stations,
    visits,
    warrants,
)
from api.registry.appointments import Appointment
from api.registry.authorisations import Authorisation
from api.registry.bans import Ban, BanKind
from api.registry.belonging import Kind
from api.registry.closings import Closing
from api.registry.ids import uuid7
from api.registry.listings import Listing
from api.registry.packets import Packet, PacketState
from api.registry.relinking_tables import RelinkKind, relink
from api.registry.roll_calls import RollCall
from api.registry.schema import encounter
from api.registry.stations import Station
from api.registry.unit import Unit
from api.registry.visits import Visit
from api.registry.warrants import StoredWarrant, WarrantText
from tests.support.house import ELSEWHERE, POLICY, House, shown
from tests.support.papers import BANDAGED, of


@dataclass(frozen=True)
class Prison:
    """One of them. records: a number of each kind; of persons, the prisoner's."""

    code: str
    facility: UUID
    prisoner: UUID
    visitor: UUID
    sample: UUID
    records: Mapping[Kind, UUID]

    @property
    def defender(self) -> str:
        """The account that defends its prisoner."""
        return f"defender-of-{self.code}"

    @property
    def marks(self) -> frozenset[str]:
        """What gives away that an answer tells of this house."""
        return frozenset({f'"{self.code}"', str(self.visitor), *map(str, self.records.values())})


def furnished(house: House) -> tuple[Prison, Prison]:
    """Both, over an empty house."""
    here = _prison(house, house.code, house.facility, 1)
    return here, _prison(house, ELSEWHERE, house.elsewhere(), 3)


def _prison(house: House, code: str, facility: UUID, number: int) -> Prison:
    passage, order = _received(house, code, facility, number)
    (paper, *_) = of(house, passage)
    prisoner = passage.passage.person_id
    assert prisoner is not None
    visitor = house.visitor(number + 1)
    with house.registry.writing(house.clock.now()) as unit:
        records = {
            Kind.PERSON: prisoner,
            Kind.PASSAGE: passage.passage.id,
            Kind.ORDER: order,
            Kind.PAPER: paper.id,
            **_visiting(unit, facility, prisoner, visitor),
            **_kept(unit, facility, prisoner, visitor),
        }
    sample = house.service.person(prisoner).samples[0].id
    made = Prison(code, facility, prisoner, visitor, sample, records)
    with house.registry.writing(house.clock.now()) as unit:
        representation.name(unit, prisoner, made.defender, by="case-system-1")
    return made


def _received(house: House, code: str, facility: UUID, number: int) -> Any:
    """Somebody comes in under an order."""
    order = house.order(f"{number}/26", OrderKind.COMMITMENT, facility_id=facility)
    record: dict[str, object] = {
        name.value: "written" for name in RecordField if name is not RecordField.ARREST_TIME
    }
    request = IntakeRequest.model_validate(
        {
            "facility": code,
            "order_id": order,
            "name": f"Prisoner of {code}",
            "born": "1990-02-28",
            "nationalities": ["XA"],
            "legal_status": "pre-trial",
            "case_file": "present",
            "arrested_at": house.clock.now(),
            "injured": False,
            "ill_treated": False,
            "record": record | {"property": ["watch"]},
            "samples": shown(number),
            "exceptions": BANDAGED,
        }
    )
    asked = house.ask(house.gates.intake, request)
    return house.sign(asked.passage.id, "intake.exception"), order


def _visiting(unit: Unit, facility: UUID, prisoner: UUID, visitor: UUID) -> dict[Kind, UUID]:
    now = unit.now
    granted = Authorisation(
        visitor_id=visitor,
        prisoner_id=prisoner,
        relationship=min(POLICY.visits.relationships),
        consents=(),
        granted_by="officer-9",
        since=now,
    )
    slot = Appointment(
        visitor_id=visitor,
        prisoner_id=prisoner,
        facility_id=facility,
        begins=now,
        ends=now + timedelta(hours=2),
        booked_by="officer-9",
    )
    inside = Visit(
        visitor_id=visitor, prisoner_id=prisoner, facility_id=facility, entered=now, entry_decision_id=uuid7()
    )
    ban = Ban(
        person_id=visitor,
        kind=BanKind.BAN,
        facility_id=facility,
        since=now,
        imposed_by="officer-9",
        reason="told",
    )
    listed = Listing(
        person_id=visitor,
        watchlist="international",
        facility_id=facility,
        since=now,
        listed_by="officer-9",
        reason="told",
    )
    return {
        Kind.LISTING: listings.place(unit, listed).id,
        Kind.AUTHORISATION: authorisations.grant(unit, granted).id,
        Kind.APPOINTMENT: appointments.book(unit, slot).id,
        Kind.VISIT: visits.enter(unit, inside).id,
        Kind.BAN: bans.impose(unit, ban).id,
    }


def _kept(unit: Unit, facility: UUID, prisoner: UUID, visitor: UUID) -> dict[Kind, UUID]:
    now = unit.now
    capture = unit.connection.execute(
        select(encounter.c.id).where(encounter.c.person_id == visitor)
    ).scalar_one()
    moved = {
        "id": uuid7(),
        "kind": RelinkKind.UNMERGE,
        "from_id": prisoner,
        "to_id": visitor,
        "case_id": uuid7(),
    }
    unit.connection.execute(insert(relink), moved | {"at": now, "by": "officer-9"})
    count = RollCall(facility_id=facility, wing=None, listed=False, opened=now, opened_by="officer-9")
    asked = StoredWarrant(
        facility_id=facility,
        galleries=(GalleryKind.VISITORS,),
        legal_basis="art-212",
        text=WarrantText("To find somebody", "1/26"),
        asked_by="officer-9",
        asked_at=now,
        expires=now + timedelta(days=2),
    )
    desk = Station(
        facility_id=facility,
        name="Reception",
        gate=None,
        code_hash=f"{facility.hex:>064}",
        code_until=now,
        made_at=now,
        made_by="officer-9",
    )
    made = stations.invite(unit, desk)
    sent = Packet(
        station_id=made.id,
        facility_id=facility,
        sequence=1,
        digest="0" * 64,
        label=None,
        receipt="00",
        state=PacketState.WAITING,
        fingers=0,
        faces=0,
        captured_at=None,
        received_at=now,
    )
    packets.add(unit, sent, b"{}")
    return {
        Kind.ENCOUNTER: capture,
        Kind.CASE: adjudication.open_case(unit, prisoner, capture, opened_by="officer-9", captured_by=()),
        Kind.RELINK: moved["id"],
        Kind.CLOSING: closings.begin(unit, Closing(facility_id=facility, begun=now, begun_by="officer-9")).id,
        Kind.ROLL_CALL: roll_calls.begin(unit, count, frozenset({prisoner})).id,
        Kind.WARRANT: warrants.ask(unit, asked).id,
        Kind.STATION: made.id,
        Kind.PACKET: sent.id,
    }
