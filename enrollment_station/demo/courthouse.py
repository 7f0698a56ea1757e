"""The demo's court: it signs orders with a key that the service knows, as a case system does."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from api.contract.orders import OrderIn
from api.contract.signing import signed
from api.contract.waiting import FOLDER

KEY_ID = "demo"
PRIVATE = "case-system.pem"
PUBLIC_FOLDER = "case-keys"
"""Where in a data directory the service looks for the public keys of case systems."""
VALID = timedelta(days=30)


class Courthouse:
    """Signs with the key of a data directory; of a fresh one it makes the key, before the service starts."""

    def __init__(self, home: Path) -> None:
        self._key = _loaded_or_made(home / FOLDER / PRIVATE)
        public = home / PUBLIC_FOLDER / f"{KEY_ID}.pem"
        public.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        public.write_bytes(
            self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )

    def order(
        self,
        kind: Literal["commitment", "release", "temporary-release"],
        number: str,
        facility: str,
        *,
        named: str,
        person_id: UUID | None = None,
    ) -> OrderIn:
        """An order that is in force now."""
        now = datetime.now(UTC)
        order = OrderIn(
            kind=kind,
            court="Juzgado Tercero de Almendra",
            number=number,
            issued=now,
            valid_from=now,
            expires=now + VALID,
            facility=facility,
            person_id=person_id,
            case=f"C-{number}",
            named=named,
            grounds="art. 200",
        )
        return signed(order, KEY_ID, self._key.sign)


def _loaded_or_made(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (FileNotFoundError, ValueError):
        return _made(path)
    return key if isinstance(key, Ed25519PrivateKey) else _made(path)


def _made(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key
