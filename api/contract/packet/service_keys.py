"""The key that packets are sealed for, as the service vouches for it: a station trusts its signing key alone.

"umbral sealing key 1", a zero octet, the X25519 key (32), milliseconds since 1970 of when it was made (8):
signed by the service's Ed25519 key, the one that signs receipts.

A station's next key proves itself over "umbral station key 1", a zero octet, the station (16), the key (32).
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from api.contract.packet.errors import SealingKeyForged
from api.contract.packet.header import EPOCH
from api.contract.stations import ServiceKeysOut

WORDS: Final = b"umbral sealing key 1\x00"
NEXT_KEY: Final = b"umbral station key 1\x00"


def statement(sealing: bytes, made_at: datetime) -> bytes:
    """What the service signs. made_at: aware."""
    return WORDS + sealing + ((made_at - EPOCH) // timedelta(milliseconds=1)).to_bytes(8, "big")


def possession(station: UUID, key: bytes) -> bytes:
    """What a station's next key signs."""
    return NEXT_KEY + station.bytes + key


def accept(told: ServiceKeysOut, service: Ed25519PublicKey) -> X25519PublicKey:
    """The key to seal for. service: the signing key that the station knows. Raises SealingKeyForged."""
    sealing = bytes.fromhex(told.sealing)
    try:
        service.verify(bytes.fromhex(told.signature), statement(sealing, told.made_at))
    except InvalidSignature as error:
        raise SealingKeyForged("The key to seal for is not signed by the service.") from error
    return X25519PublicKey.from_public_bytes(sealing)
