"""How a packet comes in, and what is answered:

    whose       the station that sends it is the one that it names
    repeated    what was taken before gets the same receipt again
    opened      signature, counter and chain hold against what is stored of the station
    read        what it holds is an encounter; one that is not is kept too, so that the next can come
    stored      content, chain, receipt and leaf in one transaction, if the station is still as it was seen

A receipt leaves only once all that is on the disk.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from api.audit.act import told
from api.contract.encounter import CapturedEncounter
from api.contract.packet import receipt
from api.contract.packet.errors import PacketChainBroken, PacketForged, PacketForked
from api.contract.packet.header import Header, Link
from api.contract.packet.opening import Opened
from api.events.catalogue.stations import PacketReceived, StationSuspected
from api.events.event import Event, emit
from api.office import Office
from api.registry import packet_refusals, packets, sealing_keys, stations
from api.registry.errors import Overtaken
from api.registry.facilities import Facility
from api.registry.packets import Packet, PacketState
from api.registry.stations import Station
from api.registry.unit import Unit, View
from api.stations.keeping import known
from matcher.errors import UmbralError

OF_PACKETS = "packet-"
"""How the codes of `api/contract/packet/errors.py` begin: what is wrong with a packet."""


@dataclass(frozen=True, slots=True)
class Taken:
    """receipt: 128 octets. again: it was taken before."""

    receipt: bytes
    again: bool


def take(office: Office, station_id: UUID, packet: bytes) -> Taken:
    """Take a packet of the station that sends it.

    Raises PacketUnreadable, PacketForAnother, PacketForged, PacketOutOfOrder, PacketChainBroken,
    PacketForked, PacketSealBroken, StationNotInUse, Overtaken where another packet of it came meanwhile.
    """
    header = Header.unpack(packet)
    if header.station != station_id:
        raise PacketForged("The packet names another station than the one that sends it.")
    with office.store.reading() as view:
        station, house = known(view, station_id)
        stations.require_enrolled(station)
        if header.sequence <= station.sequence:
            return _again(view, station, header, packet)
        opener = sealing_keys.opener(view)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(station.public_key or ""))
    opened = opener.open(packet, station=key, after=station.link)
    found = _encounter(opened.content)
    with office.store.writing(office.clock.now()) as unit:
        return _stored(unit, station, house, opened, found)


def refused(office: Office, station_id: UUID, problem: UmbralError) -> None:
    """Note why a packet was not taken; where the station's chain does not hold, tell whoever listens."""
    if not problem.code.startswith(OF_PACKETS):
        return
    with office.store.writing(office.clock.now()) as unit:
        _, house = known(unit, station_id)
        packet_refusals.note(unit, station_id, house.id, problem.code)
        if isinstance(problem, PacketForked | PacketChainBroken):
            facts = StationSuspected(station_id=station_id, problem=problem.code)
            emit(unit, Event(facts, house.code, None))


def _again(view: View, station: Station, header: Header, packet: bytes) -> Taken:
    before = packets.numbered(view, station.id, header.sequence)
    if before is None or before.digest != sha256(packet).hexdigest():
        raise PacketForked(
            "Another packet was taken under this number.",
            expected=station.sequence + 1,
            sequence=header.sequence,
        )
    return Taken(bytes.fromhex(before.receipt), again=True)


def _encounter(content: bytes) -> CapturedEncounter | None:
    try:
        return CapturedEncounter.model_validate_json(content)
    except ValidationError:
        return None


def _stored(
    unit: Unit, station: Station, house: Facility, opened: Opened, found: CapturedEncounter | None
) -> Taken:
    told(facility=house.code)
    if not stations.extend(unit, station, opened.link):
        raise Overtaken("Another packet of the station came meanwhile.", what="station")
    signed = _signed(unit, station.id, opened.link, unit.now)
    shown = [] if found is None else [one.sample.modality for one in found.captures]
    new = Packet(
        station_id=station.id,
        facility_id=house.id,
        sequence=opened.link.sequence,
        digest=opened.link.digest.hex(),
        label=None if found is None else found.label,
        receipt=signed.hex(),
        state=PacketState.UNREADABLE if found is None else PacketState.WAITING,
        fingers=shown.count("finger"),
        faces=shown.count("face"),
        captured_at=None if found is None else found.captured_at,
        received_at=unit.now,
    )
    packets.add(unit, new, opened.content)
    facts = PacketReceived(
        packet_id=new.id,
        station_id=station.id,
        captures=len(shown),
        readable=found is not None,
    )
    emit(unit, Event(facts, house.code, None))
    return Taken(signed, again=False)


def _signed(view: View, station_id: UUID, link: Link, now: datetime) -> bytes:
    return receipt.sign(receipt.Receipt(station_id, link, now), sealing_keys.signing_key(view))
