"""At the station: content becomes a packet that the service alone can open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from api.contract.packet.header import LONGEST, OVERHEAD, Header, Link, link_of, recipient_of

SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
INFO: Final = b"umbral packet 1\x00"
SIGNED: Final = b"umbral packet 1 signed\x00"


@dataclass(frozen=True, slots=True)
class Sealer:
    """A station's hand. key: its own, by which the service knows it; service: whom it seals for."""

    station: UUID
    key: Ed25519PrivateKey
    service: X25519PublicKey

    def seal(self, content: bytes, *, after: Link, at: datetime) -> tuple[bytes, Link]:
        """A packet, and the link upon which the next one follows.

        after: the station's last packet; at: aware. Raises ValueError for a content above LONGEST.
        """
        if len(content) > LONGEST:
            raise ValueError(f"a packet holds at most {LONGEST} octets")
        header = Header(
            recipient=recipient_of(self.service),
            station=self.station,
            sequence=after.sequence + 1,
            previous=after.digest,
            sealed_at=at,
            length=len(content) + OVERHEAD,
        )
        packed = header.pack()
        body = packed + SUITE.encrypt(content, self.service, info=INFO + packed)
        packet = body + self.key.sign(SIGNED + body)
        return packet, link_of(header, packet)
