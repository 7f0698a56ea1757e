"""A receipt: the service's word that a packet was taken and what it held is stored.

"umbral receipt 1", a zero octet, station (16), sequence (8), SHA-256 of the packet (32), milliseconds since
1970 by the service's clock (8): signed by the service's Ed25519 key. On the wire those 64 octets without
the words before them, then the signature: 128 octets.
"""

import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from api.contract.packet.errors import ReceiptForged
from api.contract.packet.header import EPOCH, LAST_INSTANT, SIGNATURE, Link

LAYOUT: Final = struct.Struct(">16sQ32sQ")
WORDS: Final = b"umbral receipt 1\x00"


@dataclass(frozen=True, slots=True)
class Receipt:
    """taken: the packet; at: when the service stored it, aware."""

    station: UUID
    taken: Link
    at: datetime


def sign(receipt: Receipt, key: Ed25519PrivateKey) -> bytes:
    """As octets, with the service's signature."""
    since = (receipt.at - EPOCH) // timedelta(milliseconds=1)
    body = LAYOUT.pack(receipt.station.bytes, receipt.taken.sequence, receipt.taken.digest, since)
    return body + key.sign(WORDS + body)


def accept(octets: bytes, *, station: UUID, sent: Link, service: Ed25519PublicKey) -> Receipt:
    """The receipt for a packet that was sent. Raises ReceiptForged where it is not that."""
    body, signature = octets[: LAYOUT.size], octets[LAYOUT.size :]
    if len(body) != LAYOUT.size or len(signature) != SIGNATURE:
        raise ReceiptForged("This is no receipt.")
    try:
        service.verify(signature, WORDS + body)
    except InvalidSignature as error:
        raise ReceiptForged("The receipt is not signed by the service.") from error
    named, sequence, digest, since = LAYOUT.unpack(body)
    if (UUID(bytes=named), Link(sequence, digest)) != (station, sent) or since > LAST_INSTANT:
        raise ReceiptForged("The receipt is for another packet.")
    return Receipt(station, sent, EPOCH + timedelta(milliseconds=since))
