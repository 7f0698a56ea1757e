"""Envelope encryption: AES-256-GCM (NIST SP 800-38D) under a data key that each owner has alone.

An owner is a person, or a row that belongs to no person (yet): an order, a stored answer. Who destroys
an owner's wrapped key has destroyed everything sealed under it, in the store and in its copies. Every
sealed value is bound to its place (column, owner, row) as associated data: moved to another row, column
or owner it does not open.
"""

import hmac
import secrets
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.errors import SealBroken

VERSION = b"\x01"
NONCE = 12  # bytes, SP 800-38D section 8.2.2: random; far below 2**32 values under one key
KEY = 32


class DataKey:
    """One owner's data key. Thread-safe."""

    def __init__(self, owner: UUID, key: bytes) -> None:
        self._owner = owner
        self._cipher = AESGCM(key)
        self._index = hmac.digest(key, b"umbral blind index", "sha256")

    def seal(self, column: str, row: UUID, plain: bytes) -> bytes:
        """Version byte, nonce, ciphertext and tag of a value that belongs at `column` of `row`."""
        return _seal(self._cipher, plain, _place(column, self._owner, row))

    def open(self, column: str, row: UUID, sealed: bytes) -> bytes:
        """The value. Raises SealBroken if it is damaged or was sealed for another place."""
        return _open(self._cipher, sealed, _place(column, self._owner, row), column)

    def blind(self, column: str, value: str) -> str:
        """A blind index: 64 hexadecimal digits that are equal for equal values of a column and tell nothing
        to who lacks the key (HMAC-SHA256 under a key derived from it)."""
        return hmac.digest(self._index, column.encode() + b"\x00" + value.encode(), "sha256").hex()


class Keyring:
    """The key-encryption key: issues and opens owners' keys. Thread-safe."""

    def __init__(self, kek: bytes) -> None:
        self._cipher = AESGCM(kek)
        self.id = sha256(b"umbral key id\x00" + kek).hexdigest()[:16]
        """Names the key without telling it; stands beside what the key wrapped."""

    def issue(self, owner: UUID) -> tuple[DataKey, bytes]:
        """A fresh key for an owner, and the same wrapped."""
        key = secrets.token_bytes(KEY)
        return DataKey(owner, key), _seal(self._cipher, key, _place("key", owner, owner))

    def unwrap(self, owner: UUID, wrapped: bytes) -> DataKey:
        """An owner's key. Raises SealBroken."""
        return DataKey(owner, _open(self._cipher, wrapped, _place("key", owner, owner), "key"))


def _place(column: str, owner: UUID, row: UUID) -> bytes:
    return b"\x00".join((b"umbral", column.encode(), owner.bytes, row.bytes))


def _seal(cipher: AESGCM, plain: bytes, place: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return VERSION + nonce + cipher.encrypt(nonce, plain, place)


def _open(cipher: AESGCM, sealed: bytes, place: bytes, column: str) -> bytes:
    body = sealed[len(VERSION) :]
    try:
        if not sealed.startswith(VERSION) or len(body) < NONCE:
            raise InvalidTag  # noqa: TRY301 - one way out for every kind of damage
        return cipher.decrypt(body[:NONCE], body[NONCE:], place)
    except InvalidTag as error:
        raise SealBroken(f"A sealed value ({column}) does not open.", column=column) from error
