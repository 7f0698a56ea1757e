"""The list of destroyed keys, kept where the store and its backups are not: with the log's witnesses.

A line is added to a file in each witness's folder: what came to the list since the line before, how much of
the audit log there was, and a signature of the log's key over the whole list. Keys are named by what only
they can derive (`api/registry/erased.py`): who reads the file learns how many were destroyed, and when.
"""

import json
import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from api.backup.errors import BackupRewritten
from api.registry import audit_log
from api.registry.unit import View
from api.retention import journal
from api.retention.journal import Erased

FILE: Final = "umbral-erased.jsonl"

log = logging.getLogger("umbral.backup")


@dataclass(frozen=True, slots=True)
class Listing:
    """The list at one moment. entries: lines of the journal; log, size: of the audit log at that moment."""

    log: str
    size: int
    entries: frozenset[str]

    @classmethod
    def of(cls, view: View) -> "Listing":
        """That of a store."""
        return cls(
            audit_log.name(view), audit_log.size(view), frozenset(map(journal.line, journal.erased(view)))
        )

    def statement(self) -> bytes:
        """What is signed."""
        digest = sha256("".join(sorted(self.entries)).encode()).hexdigest()
        return f"umbral-erased/1\n{self.log}\n{self.size}\n{len(self.entries)}\n{digest}\n".encode()


def hand_over(view: View, folders: Iterable[Path]) -> list[Path]:
    """Bring the list in each folder up to this moment; the folders that could be reached.

    What is on a list stays there, also where the store knows nothing of it: it may be an older copy.
    """
    listing, key = Listing.of(view), audit_log.signing_key(view)
    return [folder for folder in folders if _added(folder / FILE, listing, key)]


def read(folders: Sequence[Path], key: bytes) -> Listing | None:
    """What all lists in these folders say, None where there is none. key: of the audit log, 32 octets.

    Raises BackupRewritten for a file that is not as it was written.
    """
    found = [one for folder in folders if (one := _read(folder / FILE, key)) is not None]
    if not found:
        return None
    newest = max(found, key=lambda one: one.size)
    return replace(newest, entries=frozenset().union(*(one.entries for one in found)))


def erased(listing: Listing) -> list[Erased]:
    """Its keys. Raises ValueError, KeyError."""
    return [journal.read(one) for one in sorted(listing.entries)]


def _added(path: Path, store: Listing, key: Ed25519PrivateKey) -> bool:
    try:
        there = _trusted(path, key.public_key().public_bytes_raw())
        known = frozenset() if there is None else there.entries
        listing = replace(store, entries=store.entries | known)
        line = {
            "log": listing.log,
            "size": listing.size,
            "anew": there is None,
            "keys": sorted(listing.entries - known),
            "signature": key.sign(listing.statement()).hex(),
        }
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            os.write(handle, _begun(handle) + json.dumps(line).encode() + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        log.warning("a witness cannot be reached with the list of erasures: %s", error.strerror)
        return False
    return True


def _trusted(path: Path, key: bytes) -> Listing | None:
    """The list that is there, None where it begins anew: there is none, or one that somebody changed."""
    try:
        return _read(path, key)
    except BackupRewritten as error:
        log.warning("%s It begins anew.", error)
        return None


def _begun(handle: int) -> bytes:
    """Ends a line that a crash left without its end."""
    size = os.fstat(handle).st_size
    return b"" if not size or os.pread(handle, 1, size - 1) == b"\n" else b"\n"


def _read(path: Path, key: bytes) -> Listing | None:
    try:
        entries, last = _folded(path.read_text("utf-8"))
        listing = Listing(str(last["log"]), int(last["size"]), entries)
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(last["signature"]), listing.statement())
        erased(listing)
    except FileNotFoundError:
        return None
    except (InvalidSignature, ValueError, KeyError, TypeError, IndexError) as error:
        raise BackupRewritten(f"The list of erasures in {path} is not as it was written.") from error
    return listing


def _folded(text: str) -> tuple[frozenset[str], dict[str, Any]]:
    """All entries of a file's lines, and its last whole line, whose signature tells whether that is so."""
    entries: set[str] = set()
    last: dict[str, Any] = {}
    for line in text.splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            continue  # a line that a crash cut off
        if told["anew"]:
            entries.clear()
        entries.update(map(str, told["keys"]))
        last = told
    return frozenset(entries), last
