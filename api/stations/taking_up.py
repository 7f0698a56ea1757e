"""A passage of a gate goes by what a packet held, instead of by images that are sent with the request."""

from uuid import UUID

from api.contract.encounter import CapturedEncounter
from api.contract.gates import IntakeRequest, Presented
from api.events.catalogue.stations import PacketTakenUp
from api.events.event import Event, emit
from api.registry import packets
from api.registry.facilities import Facility
from api.registry.passages import Passage
from api.registry.unit import Unit, View


def unpacked(view: View, request: Presented, house: Facility) -> tuple[Presented, UUID | None]:
    """The request with what the packet held that it names, and which that was; None: it names none.

    What is left names no packet: whoever reads it again finds the images in it. Raises NotOnRecord,
    PacketNotWaiting.
    """
    if not isinstance(request, IntakeRequest) or request.packet_id is None:
        return request, None
    waiting = packets.at(view, request.packet_id, house.id)
    held = CapturedEncounter.model_validate_json(packets.content(view, waiting))
    captured = {
        "packet_id": None,
        "samples": tuple(one.sample for one in held.captures),
        "absent_fingers": held.absent_fingers,
        "exceptions": held.exceptions,
    }
    return request.model_copy(update=captured), waiting.id


def take_up(unit: Unit, packet_id: UUID, passage: Passage, house: str) -> None:
    """In the unit that stores the passage's first decision. Raises PacketNotWaiting."""
    taken = packets.take_up(unit, packet_id, passage.id, passage.officer)
    facts = PacketTakenUp(packet_id=packet_id, station_id=taken.station_id, passage_id=passage.id)
    emit(unit, Event(facts, house, None))
