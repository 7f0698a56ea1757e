"""The recovery key: its public half is a setting of the service, its private half a file that no machine of
the service keeps, under a passphrase that stands on paper elsewhere."""

import os
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from api.backup.errors import RecoveryKeyLocked
from api.errors import KeyLocked
from api.keys.protection import Passphrase

KIND: Final = b"UMBREC\x01p"
"""How the file begins; the rest as of a key-encryption key under a passphrase (`api/keys/protection.py`)."""


def make(path: Path, passphrase: str) -> X25519PublicKey:
    """A new key: its private half in a new file. Raises FileExistsError, OSError."""
    key = X25519PrivateKey.generate()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(Passphrase(passphrase, KIND).seal(key.private_bytes_raw()))
        file.flush()
        os.fsync(file.fileno())
    return key.public_key()


def load(path: Path, passphrase: str) -> X25519PrivateKey:
    """Raises RecoveryKeyLocked."""
    try:
        octets = path.read_bytes()
        if not octets.startswith(KIND):
            raise RecoveryKeyLocked(f"{path} is not the file of a recovery key.")
        return X25519PrivateKey.from_private_bytes(Passphrase(passphrase, KIND).open(octets))
    except (KeyLocked, ValueError, OSError) as error:
        raise RecoveryKeyLocked(f"The recovery key in {path} does not open.") from error


def public(hexadecimal: str) -> X25519PublicKey:
    """As a setting has it, 64 hexadecimal digits. Raises ValueError."""
    return X25519PublicKey.from_public_bytes(bytes.fromhex(hexadecimal))
