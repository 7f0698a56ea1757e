"""The case system's key: `python keys.py court-2026 PUBLIC_FOLDER`.

The private half stays here, readable by its owner alone: whoever has it can have people released. The public
half goes into `case-keys` of the service's data directory, under the key's name.
"""

import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


def make(name: str, public: Path) -> None:
    """A new pair. Never overwrites one: orders that it signed could not be checked any more."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(Path(f"{name}.pem"), private, 0o600)
    public.mkdir(parents=True, exist_ok=True)
    shown = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write(public / f"{name}.pem", shown, 0o644)


def load(name: str) -> Ed25519PrivateKey:
    """The private half."""
    key = load_pem_private_key(Path(f"{name}.pem").read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise SystemExit(f"{name}.pem is no Ed25519 key.")
    return key


def _write(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: keys.py NAME PUBLIC_FOLDER")
    make(sys.argv[1], Path(sys.argv[2]))
