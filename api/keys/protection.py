"""How the file of the key-encryption key is protected, beside the rights of the file itself.

A plain file is 32 octets. Any other begins with "UMBKEK", the format's version and one letter for its kind,
and holds the key under AES-256-GCM (NIST SP 800-38D), bound to those octets.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from api.errors import KeyLocked

LENGTH: Final = 32
MAGIC: Final = b"UMBKEK\x01"
NONCE: Final = 12
SALT: Final = 16
SCRYPT_N: Final = 2**17
"""With r = 8 and p = 1: 128 MiB and about 0.4 s a guess (RFC 7914; OWASP's first choice for scrypt)."""


class Protection(Protocol):
    """One way to keep the key in a file."""

    @property
    def kind(self) -> bytes:
        """How such a file begins; empty for a plain one."""

    def seal(self, key: bytes) -> bytes:
        """The file's octets. Raises KeyLocked."""

    def open(self, octets: bytes) -> bytes:
        """The key of a file of this kind. Raises KeyLocked."""


@dataclass(frozen=True, slots=True)
class Plain:
    """The file's rights alone: for a laptop, or where the whole disk is encrypted."""

    kind: bytes = b""

    def seal(self, key: bytes) -> bytes:
        """See Protection."""
        return key

    def open(self, octets: bytes) -> bytes:
        """See Protection."""
        return octets


@dataclass(frozen=True, slots=True)
class Passphrase:
    """Whoever starts the service knows it, or the machine hands it over at start."""

    passphrase: str = field(repr=False)
    kind: bytes = MAGIC + b"p"

    def seal(self, key: bytes) -> bytes:
        """See Protection."""
        salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
        head = self.kind + salt
        return head + nonce + self._cipher(salt).encrypt(nonce, key, head)

    def open(self, octets: bytes) -> bytes:
        """See Protection."""
        start = len(self.kind)
        head, nonce = octets[: start + SALT], octets[start + SALT : start + SALT + NONCE]
        try:
            return self._cipher(head[start:]).decrypt(nonce, octets[len(head) + NONCE :], head)
        except (InvalidTag, ValueError) as error:
            raise KeyLocked("The passphrase does not open the key file.") from error

    def _cipher(self, salt: bytes) -> AESGCM:
        scrypt = Scrypt(salt=salt, length=LENGTH, n=SCRYPT_N, r=8, p=1)
        return AESGCM(scrypt.derive(self.passphrase.encode()))


@dataclass(frozen=True, slots=True)
class Protections:
    """wanted: how the file is to be protected; others: those that can be opened beside it, to leave them."""

    wanted: Protection
    others: tuple[Protection, ...] = ()

    def of(self, octets: bytes) -> Protection | None:
        """What protects a file; None for one that is no key, or of a kind whose secret is not given."""
        if len(octets) == LENGTH:
            return Plain() if self.wanted.kind else self.wanted
        known = (self.wanted, *self.others)
        return next((one for one in known if one.kind and octets.startswith(one.kind)), None)


PLAIN: Final = Protections(Plain())


def unreadable(path: Path, octets: bytes) -> str:
    """Why a file gives no key: it is none, or its secret is not given."""
    kinds = {b"p": "a passphrase", b"t": "a token"}
    if octets.startswith(MAGIC) and octets[len(MAGIC) : len(MAGIC) + 1] in kinds:
        by = kinds[octets[len(MAGIC) : len(MAGIC) + 1]]
        return f"The key file {path} is protected by {by}, and none is set."
    return f"The key file {path} is not a key: {len(octets)} bytes."
