"""What stands before a packet's ciphertext, readable by whoever carries it: nothing about any person."""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, Self
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from api.contract.packet.errors import PacketUnreadable

MAGIC: Final = b"UMBP\x01"
LAYOUT: Final = struct.Struct(">5s8s16sQ32sQI")
SIGNATURE: Final = 64  # octets, RFC 8032
OVERHEAD: Final = 32 + 16  # octets of a ciphertext beside its content: encapsulated key, tag
LONGEST: Final = 64 * 2**20  # octets of a content
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
LAST_INSTANT: Final = 253_402_300_799_999  # ms: the end of the year 9999


@dataclass(frozen=True, slots=True)
class Link:
    """A station's last packet: its number and SHA-256. Before the first: 0 and zeros."""

    sequence: int
    digest: bytes


BEGINNING: Final = Link(0, bytes(32))


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of `api.contract.packet`. sealed_at: aware; length: of the ciphertext."""

    recipient: bytes
    station: UUID
    sequence: int
    previous: bytes
    sealed_at: datetime
    length: int

    def pack(self) -> bytes:
        """As octets."""
        since = (self.sealed_at - EPOCH) // timedelta(milliseconds=1)
        return LAYOUT.pack(
            MAGIC, self.recipient, self.station.bytes, self.sequence, self.previous, since, self.length
        )

    @classmethod
    def unpack(cls, packet: bytes) -> Self:
        """That of a whole packet; the rest is as long as the header says. Raises PacketUnreadable."""
        if len(packet) < LAYOUT.size + OVERHEAD + SIGNATURE:
            raise PacketUnreadable("This is too short for a packet.")
        magic, recipient, station, sequence, previous, since, length = LAYOUT.unpack_from(packet)
        if magic != MAGIC:
            raise PacketUnreadable("This does not begin as a packet does.")
        if sequence == 0 or since > LAST_INSTANT or length > LONGEST + OVERHEAD:
            raise PacketUnreadable("A field of the packet's header cannot be.")
        if len(packet) != LAYOUT.size + length + SIGNATURE:
            raise PacketUnreadable("The packet is not as long as it says.")
        sealed_at = EPOCH + timedelta(milliseconds=since)
        return cls(recipient, UUID(bytes=station), sequence, previous, sealed_at, length)


def recipient_of(key: X25519PublicKey) -> bytes:
    """How a packet names the service's key: 8 octets."""
    return sha256(key.public_bytes_raw()).digest()[:8]


def link_of(header: Header, packet: bytes) -> Link:
    """The end of the chain, once this packet is its last."""
    return Link(header.sequence, sha256(packet).digest())
