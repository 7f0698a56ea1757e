"""The seal around a piece: a stream, in memory one chunk at a time, on disk as ciphertext alone."""

import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes
from typing import BinaryIO, Final, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from api.backup.errors import BackupDamaged, BackupForAnother, BackupUnreadable

MAGIC: Final = b"UMBB\x01"
ROWS: Final = b"R"
KEYS: Final = b"K"
LAYOUT: Final = struct.Struct(">5s1s8s16sQ")
SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
INFO: Final = b"umbral backup 1\x00"
KEY: Final = 32
CAPSULE: Final = 32 + KEY + 16
"""Octets: encapsulated key, sealed key, tag."""
CHUNK: Final = 256 * 1024
TAG: Final = 16


@dataclass(frozen=True, slots=True)
class Header:
    """What is readable of a piece. made_at: milliseconds since 1970."""

    kind: bytes
    recipient: bytes
    backup: UUID
    made_at: int

    @classmethod
    def new(cls, kind: bytes, recovery: X25519PublicKey, backup: UUID) -> Self:
        """Of a piece that is made now."""
        return cls(kind, recipient_of(recovery), backup, time.time_ns() // 1_000_000)

    def pack(self) -> bytes:
        """As octets."""
        return LAYOUT.pack(MAGIC, self.kind, self.recipient, self.backup.bytes, self.made_at)

    @classmethod
    def read(cls, file: BinaryIO) -> tuple[Self, bytes]:
        """That of a piece, and its octets. Raises BackupUnreadable."""
        packed = file.read(LAYOUT.size)
        if len(packed) < LAYOUT.size or not packed.startswith(MAGIC):
            raise BackupUnreadable("This is no backup of Umbral, or one of another version.")
        _, kind, recipient, backup, made_at = LAYOUT.unpack(packed)
        return cls(kind, recipient, UUID(bytes=backup), made_at), packed


def recipient_of(recovery: X25519PublicKey) -> bytes:
    """How a piece names the recovery key: 8 octets."""
    return sha256(recovery.public_bytes_raw()).digest()[:8]


class Sealing:
    """Octets go in, sealed chunks to a file. `close` writes the last: without it the piece is not whole."""

    def __init__(self, file: BinaryIO, header: Header, recovery: X25519PublicKey) -> None:
        packed, key = header.pack(), token_bytes(KEY)
        self._before = packed + SUITE.encrypt(key, recovery, info=INFO + packed)
        self._cipher = ChaCha20Poly1305(key)
        self._file, self._waiting, self._count = file, bytearray(), 0
        file.write(self._before)

    def write(self, octets: bytes) -> None:
        """Take more; a chunk is written once it is known not to be the last."""
        self._waiting += octets
        while len(self._waiting) > CHUNK:
            self._chunk(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """Write the last chunk."""
        self._chunk(bytes(self._waiting), last=True)

    def _chunk(self, octets: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._count, last=last), octets, self._before))
        self._count += 1


def opened(file: BinaryIO, kind: bytes, recovery: X25519PrivateKey) -> Iterator[bytes]:
    """The content of a piece, chunk by chunk: each as it was written, in its place, and the last the last.

    Raises BackupUnreadable, BackupForAnother, BackupDamaged.
    """
    header, packed = Header.read(file)
    if header.kind != kind:
        raise BackupUnreadable("This piece is of the other kind: rows and keys are two files.")
    if header.recipient != recipient_of(recovery.public_key()):
        raise BackupForAnother("The backup was sealed to another recovery key.")
    capsule = file.read(CAPSULE)
    try:
        cipher = ChaCha20Poly1305(SUITE.decrypt(capsule, recovery, info=INFO + packed))
    except (InvalidTag, ValueError) as error:  # ValueError: no key of that length, no point of the curve
        raise BackupDamaged("The head of the backup was changed.") from error
    count, sealed = 0, file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG)
        try:
            chunk = cipher.decrypt(_nonce(count, last=not following), sealed, packed + capsule)
        except (InvalidTag, ValueError) as error:
            raise BackupDamaged(f"The backup was changed or cut off at its chunk {count}.") from error
        yield chunk
        if not following:
            return
        count, sealed = count + 1, following


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11) + bytes([last])
