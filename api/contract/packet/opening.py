"""At the service: a packet is checked against its station and its chain, and opened, in this order:

    unpack      it is a packet
    addressed   it is for a key of this service
    signed      by the station that it names
    chained     it follows upon the last that was taken
    opened      by the service's key

Nothing is decrypted for whoever is not a station, and nothing that was taken before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from api.contract.packet.errors import (
    PacketChainBroken,
    PacketForAnother,
    PacketForged,
    PacketOutOfOrder,
    PacketRepeated,
    PacketSealBroken,
)
from api.contract.packet.header import LAYOUT, SIGNATURE, Header, Link, link_of, recipient_of
from api.contract.packet.sealing import INFO, SIGNED, SUITE


@dataclass(frozen=True, slots=True)
class Opened:
    """What a packet held. link: where the station's chain ends now; store it with what follows."""

    header: Header
    content: bytes
    link: Link


@dataclass(frozen=True, slots=True)
class Opener:
    """The service's hand. keys: by the name that packets give them; several while one is replaced."""

    keys: Mapping[bytes, X25519PrivateKey]

    @classmethod
    def of(cls, *keys: X25519PrivateKey) -> "Opener":
        """Over the service's keys."""
        return cls({recipient_of(key.public_key()): key for key in keys})

    def open(self, packet: bytes, *, station: Ed25519PublicKey, after: Link) -> Opened:
        """station: key of the station that `Header.unpack(packet)` names; after: its last packet taken here.

        Raises PacketUnreadable, PacketForAnother, PacketForged, PacketRepeated, PacketOutOfOrder,
        PacketChainBroken, PacketSealBroken.
        """
        header = Header.unpack(packet)
        key = self.keys.get(header.recipient)
        if key is None:
            raise PacketForAnother("The packet was sealed for a key that this service does not have.")
        _require_signed(packet, station)
        _require_next(header, after)
        try:
            content = SUITE.decrypt(packet[LAYOUT.size : -SIGNATURE], key, info=INFO + packet[: LAYOUT.size])
        except (InvalidTag, ValueError) as error:  # ValueError: no point of the curve to agree upon
            raise PacketSealBroken("The packet does not open.") from error
        return Opened(header, content, link_of(header, packet))


def _require_signed(packet: bytes, station: Ed25519PublicKey) -> None:
    try:
        station.verify(packet[-SIGNATURE:], SIGNED + packet[:-SIGNATURE])
    except InvalidSignature as error:
        raise PacketForged("The packet is not signed by its station.") from error


def _require_next(header: Header, after: Link) -> None:
    expected = after.sequence + 1
    if header.sequence < expected:
        raise PacketRepeated("The packet was taken before.", sequence=header.sequence)
    if header.sequence > expected:
        raise PacketOutOfOrder(
            "Packets of the station that come before this one are missing.",
            expected=expected,
            sequence=header.sequence,
        )
    if not compare_digest(header.previous, after.digest):
        raise PacketChainBroken(
            "The packet does not follow upon the last one of its station.",
            expected=expected,
            sequence=header.sequence,
        )
