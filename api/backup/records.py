"""What is inside a piece: records, each a line of JSON with the octets that it speaks of.

    length of the line       4    big-endian
    length of the octets     4
    line                     .    JSON, UTF-8
    octets                   .

A row is a list of its values in the order of its table's columns; an octet string stands there as its length.
Everything but the last record is signed by the last: Ed25519 of the audit log's key over "umbral backup 1
KIND", a zero octet and the SHA-256 of all records before.
"""

import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from api.backup.errors import BackupDamaged, BackupUnreadable

LENGTHS: Final = struct.Struct(">II")
LONGEST: Final = 256 * 2**20
"""Octets of a line, and of what belongs to it: more than any row of the store."""
SIGNED: Final = b"umbral backup 1 "
END: Final = "end"


class Sink(Protocol):
    """Where octets go."""

    def write(self, octets: bytes) -> Any:
        """Take them."""


@dataclass(frozen=True, slots=True)
class Record:
    """line: a row is a list, whatever else a dictionary."""

    line: Any
    octets: bytes = b""


class Writing:
    """Records go in; `sign` writes the last one."""

    def __init__(self, sink: Sink) -> None:
        self._sink, self._digest = sink, sha256()

    def put(self, line: Any, octets: bytes = b"") -> None:
        """One more."""
        packed = _packed(line, octets)
        self._digest.update(packed)
        self._sink.write(packed)

    def row(self, values: Sequence[Any]) -> None:
        """A row: plain JSON values and octet strings."""
        line = [len(value) if isinstance(value, bytes) else value for value in values]
        self.put(line, b"".join(value for value in values if isinstance(value, bytes)))

    def sign(self, kind: bytes, key: Ed25519PrivateKey) -> None:
        """The last record."""
        digest = self._digest.digest()
        public = key.public_key().public_bytes_raw().hex()
        self._sink.write(_packed({END: digest.hex(), "key": public}, key.sign(_statement(kind, digest))))


def signed(chunks: Iterable[bytes], kind: bytes, key: str | None = None) -> Iterator[Record]:
    """All records but the last, which must be there, sign them, and be the last.

    key: who must have signed, 64 hexadecimal digits, where that is known beforehand; the first record's
    `key` else. Raises BackupDamaged, BackupUnreadable; whatever came before has proved nothing until the end.
    """
    digest, whole = sha256(), _Octets(chunks)
    while True:
        packed = whole.take(LENGTHS.size)
        length, octets = LENGTHS.unpack(packed)
        if max(length, octets) > LONGEST:
            raise BackupUnreadable("A record of the backup is longer than any can be.")
        line, content = whole.take(length), whole.take(octets)
        record = Record(_parsed(line), content)
        if isinstance(record.line, dict) and END in record.line:
            _check(record, kind, digest.digest(), key)
            whole.require_end()
            return
        if key is None:
            key = _said_key(record)
        digest.update(packed + line + content)
        yield record


class _Octets:
    """A stream of chunks, taken by lengths."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks, self._held = iter(chunks), bytearray()

    def take(self, length: int) -> bytes:
        while len(self._held) < length:
            chunk = next(self._chunks, None)
            if chunk is None:
                raise BackupDamaged("The backup ends before its end.")
            self._held += chunk
        taken = bytes(self._held[:length])
        del self._held[:length]
        return taken

    def require_end(self) -> None:
        if self._held or next(self._chunks, None) is not None:
            raise BackupDamaged("The backup goes on after its end.")


def _packed(line: Any, octets: bytes) -> bytes:
    said = json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode()
    return LENGTHS.pack(len(said), len(octets)) + said + octets


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BackupUnreadable("A record of the backup cannot be read.") from error


def _statement(kind: bytes, digest: bytes) -> bytes:
    return SIGNED + kind + b"\x00" + digest


def _said_key(first: Record) -> str:
    if not isinstance(first.line, dict) or not isinstance(first.line.get("key"), str):
        raise BackupUnreadable("The backup does not begin with what it is.")
    return str(first.line["key"])


def _check(last: Record, kind: bytes, digest: bytes, key: str | None) -> None:
    try:
        public = bytes.fromhex(key or "")
        Ed25519PublicKey.from_public_bytes(public).verify(last.octets, _statement(kind, digest))
    except (InvalidSignature, ValueError) as error:
        raise BackupDamaged("The backup is not signed by the key of its audit log.") from error
