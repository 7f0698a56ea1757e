"""Envelope encryption: AES-256-GCM (NIST SP 800-38D) under a data key that each person has alone.

Who destroys a person's wrapped key has destroyed every image, template and name of that person, in
the store and in its copies. Every sealed value is bound to its place (column, person, row) as
associated data: moved to another row, column or person it does not open.
"""

import secrets
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.errors import SealBroken

VERSION = b"\x01"
NONCE = 12  # bytes, SP 800-38D section 8.2.2: random; far below 2**32 values under one key
KEY = 32


class PersonKey:
    """One person's data key. Thread-safe."""

    def __init__(self, person_id: UUID, key: bytes) -> None:
        self._person = person_id
        self._cipher = AESGCM(key)

    def seal(self, column: str, row: UUID, plain: bytes) -> bytes:
        """Version byte, nonce, ciphertext and tag of a value that belongs at `column` of `row`."""
        return _seal(self._cipher, plain, _place(column, self._person, row))

    def open(self, column: str, row: UUID, sealed: bytes) -> bytes:
        """The value. Raises SealBroken if it is damaged or was sealed for another place."""
        return _open(self._cipher, sealed, _place(column, self._person, row), column)


class Keyring:
    """The key-encryption key: issues and opens persons' keys. Thread-safe."""

    def __init__(self, kek: bytes) -> None:
        self._cipher = AESGCM(kek)
        self.id = sha256(b"umbral key id\x00" + kek).hexdigest()[:16]
        """Names the key without telling it; stands beside what the key wrapped."""

    def issue(self, person_id: UUID) -> tuple[PersonKey, bytes]:
        """A fresh key for a person, and the same wrapped."""
        key = secrets.token_bytes(KEY)
        return PersonKey(person_id, key), _seal(self._cipher, key, _place("key", person_id, person_id))

    def unwrap(self, person_id: UUID, wrapped: bytes) -> PersonKey:
        """A person's key. Raises SealBroken."""
        return PersonKey(person_id, _open(self._cipher, wrapped, _place("key", person_id, person_id), "key"))


def _place(column: str, person: UUID, row: UUID) -> bytes:
    return b"\x00".join((b"umbral", column.encode(), person.bytes, row.bytes))


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
