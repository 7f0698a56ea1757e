"""Everything in the outbox goes to the service, in its order, each packet until its receipt is kept."""

from collections.abc import Callable
from pathlib import Path

from api.contract.audit import HeadOut
from api.contract.packet import service_keys
from api.contract.stations import SelfOut
from enrollment_station.heads import heads_of
from enrollment_station.identity import Identity, load, save
from enrollment_station.outbox import box_of
from enrollment_station.uplink import HTTP, Reach, Uplink

Told = Callable[[int], None]
"""Called with the number of each packet whose receipt is kept."""


def send_all(home: Path, told: Told, reach: Reach = HTTP) -> int:
    """How many were sent. What is not sent stays.

    Raises StationNotEnrolled, ServiceUnreachable, ServiceRefused, ReceiptForged, LogForked, SealingKeyForged.
    """
    known = load(home)
    box, enrolled, sent = box_of(known), known.enrolled, 0
    with Uplink.of(enrolled.url, enrolled.station, known.key, reach) as service:
        _heed(known, service.themself(), service)
        while (waiting := box.first()) is not None:
            answer = service.send(waiting.packet)
            box.settle(waiting.link, bytes.fromhex(answer.receipt), enrolled.signing)
            sent += 1
            told(waiting.link.sequence)
            _keep(known, answer.head, service)
    return sent


def _heed(known: Identity, said: SelfOut, service: Uplink) -> None:
    """Keep the head, and seal for the service's present key from now on."""
    _keep(known, said.head, service)
    if said.service.sealing != known.enrolled.service.sealing:
        service_keys.accept(said.service, known.enrolled.signing)
        kept = said.service.model_copy(update={"signing": known.enrolled.service.signing})
        save(known.home, known.enrolled.model_copy(update={"service": kept}))


def _keep(known: Identity, head: HeadOut | None, service: Uplink) -> None:
    if head is not None:
        heads_of(known).keep(head, service.prove)
