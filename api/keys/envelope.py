"""Envelope encryption: AES-256-GCM (NIST SP 800-38D) under a data key that each owner has alone.

An owner is a person, or a row that belongs to no person (yet): an order, a stored answer. Who destroys
an owner's wrapped key has destroyed everything sealed under it, in the store and in its copies. Every
sealed value is bound to its place (column, owner, row) as associated data: moved to another row, column
or owner it does not open.
"""

import hmac
import secrets
from dataclasses import dataclass
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
        self._root = hmac.digest(key, b"umbral derivation", "sha256")
        self._kept: dict[str, bytes] = {}

    def seal(self, column: str, row: UUID, plain: bytes) -> bytes:
        """Version byte, nonce, ciphertext and tag of a value that belongs at `column` of `row`."""
        return _seal(self._cipher, plain, _place(column, self._owner, row))

    def open(self, column: str, row: UUID, sealed: bytes) -> bytes:
        """The value. Raises SealBroken if it is damaged or was sealed for another place."""
        return _open(self._cipher, sealed, _place(column, self._owner, row), column)

    def derive(self, purpose: str) -> bytes:
        """A secret of the owner's own for one purpose: 32 octets that are gone once the key is."""
        kept = self._kept.get(purpose)
        return hmac.digest(self._root, purpose.encode(), "sha256") if kept is None else kept

    def keep(self, purpose: str, secret: bytes) -> None:
        """This secret goes on where the key was exchanged for another: `derive` gives it as before."""
        self._kept[purpose] = secret

    def blind(self, column: str, value: str) -> str:
        """A blind index: 64 hexadecimal digits that are equal for equal values of a column and tell nothing
        to who lacks the key (HMAC-SHA256 under a key derived from it)."""
        return hmac.digest(self._index, column.encode() + b"\x00" + value.encode(), "sha256").hex()


class Keyring:
    """The key-encryption key that wraps, and those that it replaced and that still open. Thread-safe."""

    def __init__(self, kek: bytes, *older: bytes) -> None:
        self._ciphers = {key_id(one): AESGCM(one) for one in (kek, *older)}
        self._wraps = key_id(kek)

    @property
    def id(self) -> str:
        """Names the key that wraps, without telling it; stands beside what it wrapped."""
        return self._wraps

    @property
    def ids(self) -> frozenset[str]:
        """Of all keys that open."""
        return frozenset(self._ciphers)

    def lead(self, kek: bytes) -> None:
        """From now on this key wraps. The others go on to open, as long as the process lives: who read a
        row before it was wrapped anew opens it with them."""
        self._ciphers = {**self._ciphers, key_id(kek): AESGCM(kek)}
        self._wraps = key_id(kek)

    def issue(self, owner: UUID) -> tuple[DataKey, "Wrapped"]:
        """A fresh key for an owner, and the same wrapped."""
        key, kek = secrets.token_bytes(KEY), self._wraps
        return DataKey(owner, key), Wrapped(kek, self._wrap(owner, kek, key))

    def unwrap(self, owner: UUID, wrapped: "Wrapped") -> DataKey:
        """An owner's key. Raises SealBroken."""
        return DataKey(owner, self._open(owner, wrapped))

    def rewrap(self, owner: UUID, wrapped: "Wrapped") -> "Wrapped":
        """The same key, wrapped by the key that wraps now. Raises SealBroken."""
        kek = self._wraps
        return Wrapped(kek, self._wrap(owner, kek, self._open(owner, wrapped)))

    def reveal(self, owner: UUID, wrapped: "Wrapped") -> bytes:
        """An owner's key itself, for a copy that is sealed otherwise. Raises SealBroken."""
        return self._open(owner, wrapped)

    def take(self, owner: UUID, key: bytes) -> "Wrapped":
        """An owner's key out of such a copy, wrapped by the key that wraps now."""
        kek = self._wraps
        return Wrapped(kek, self._wrap(owner, kek, key))

    def _wrap(self, owner: UUID, kek: str, key: bytes) -> bytes:
        return _seal(self._ciphers[kek], key, _place("key", owner, owner))

    def _open(self, owner: UUID, wrapped: "Wrapped") -> bytes:
        if wrapped.kek not in self._ciphers:
            raise SealBroken("A key was wrapped by another key-encryption key.", column="key")
        return _open(self._ciphers[wrapped.kek], wrapped.octets, _place("key", owner, owner), "key")


@dataclass(frozen=True, slots=True)
class Wrapped:
    """An owner's key as it is stored. kek: the id of the key-encryption key that wrapped it."""

    kek: str
    octets: bytes


def key_id(kek: bytes) -> str:
    """Names a key-encryption key without telling it: 16 hexadecimal digits."""
    return sha256(b"umbral key id\x00" + kek).hexdigest()[:16]


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
