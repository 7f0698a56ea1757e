"""Who this station is: its own key, and what it knows of the service since it was enrolled."""

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pydantic import BaseModel, ConfigDict, ValidationError

from api.contract.packet import service_keys
from api.contract.packet.header import Link
from api.contract.packet.sealing import Sealer
from api.contract.stations import Key, ServiceKeysOut
from enrollment_station.errors import StationKeyLocked, StationNotEnrolled
from enrollment_station.files import write_whole

PASSPHRASE = "UMBRAL_STATION_PASSPHRASE"  # noqa: S105 - where it stands
KEY, NEXT_KEY, RECORD = "key.pem", "key.next.pem", "station.json"


class Enrolled(BaseModel):
    """What is kept of the service. sequence, digest: where the chain of packets stood at the enrolment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    station: UUID
    facility: str
    service: ServiceKeysOut
    log: str
    log_key: Key
    sequence: int
    digest: Key

    @property
    def start(self) -> Link:
        """The link upon which the first packet since the enrolment follows."""
        return Link(self.sequence, bytes.fromhex(self.digest))

    @property
    def signing(self) -> Ed25519PublicKey:
        """The service's key."""
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.service.signing))


@dataclass(frozen=True, slots=True)
class Identity:
    """A station that is enrolled. home: its folder."""

    home: Path
    key: Ed25519PrivateKey
    enrolled: Enrolled

    @property
    def sealer(self) -> Sealer:
        """Seals for the service. Raises SealingKeyForged."""
        sealing = service_keys.accept(self.enrolled.service, self.enrolled.signing)
        return Sealer(self.enrolled.station, self.key, sealing)


def load(home: Path) -> Identity:
    """Raises StationNotEnrolled, StationKeyLocked."""
    try:
        enrolled = Enrolled.model_validate_json((home / RECORD).read_bytes())
        key = load_key(home / KEY)
    except (OSError, ValidationError) as error:
        raise StationNotEnrolled(f"No station is enrolled in {home}.") from error
    return Identity(home, key, enrolled)


def save(home: Path, enrolled: Enrolled) -> None:
    """Durably."""
    write_whole(home / RECORD, enrolled.model_dump_json(indent=2).encode())


def load_key(path: Path) -> Ed25519PrivateKey:
    """Raises OSError, StationKeyLocked."""
    octets = path.read_bytes()
    try:
        key = load_pem_private_key(octets, _passphrase())
    except (TypeError, ValueError) as error:
        raise StationKeyLocked(f"The key {path} does not open.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise StationKeyLocked(f"The key {path} is of another kind.")
    return key


def save_key(path: Path, key: Ed25519PrivateKey) -> None:
    """Under the passphrase of the environment, if there is one; readable by its owner alone in any case."""
    passphrase = _passphrase()
    protection = NoEncryption() if passphrase is None else BestAvailableEncryption(passphrase)
    write_whole(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection))


def _passphrase() -> bytes | None:
    given = os.environ.get(PASSPHRASE)
    return given.encode() if given else None
