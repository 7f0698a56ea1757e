"""What is kept where the rows are not: the keys' piece in its folders, the list of erasures with witnesses.

Both are written from a moment that is seen under the folders' locks, so that of two who write at once the
later one has seen more: a key that is gone never comes back.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from api.audit.proofs import root
from api.audit.verify import Head
from api.backup import erased
from api.backup.errors import BackupNotWritten
from api.backup.places import KEYS_FILE, Places
from api.backup.placing import placed, taken
from api.backup.records import Writing
from api.backup.sealed import KEYS, Header, Sealing
from api.registry import audit_log, copying
from api.registry.ids import uuid7
from api.registry.unit import View
from api.witnessing import told


@dataclass(frozen=True, slots=True)
class Issued:
    """The folders that were reached, and the list of erasures as the store had it."""

    keys: Sequence[Path]
    listed: Sequence[Path]
    entries: frozenset[str]


def issue(reading: Callable[[], AbstractContextManager[View]], places: Places) -> Issued:
    """Keys of everybody who is on record, in place of those that were there; the list to every witness.

    reading: one moment of the store. Raises BackupNotWritten.
    """
    with ExitStack() as locks:
        for folder in sorted(set(places.keys)):
            locks.enter_context(taken(folder))
        for folder in sorted(set(places.witnesses) - set(places.keys)):
            with suppress(BackupNotWritten):  # whom it does not reach is told by `hand_over`
                locks.enter_context(taken(folder))
        with reading() as view:
            listed = erased.hand_over(view, places.witnesses)
            for folder in places.keys:
                _put_keys(view, folder / KEYS_FILE, places)
            return Issued(places.keys, listed, erased.Listing.of(view).entries)


def opening(view: View, piece: str) -> dict[str, Any]:
    """The first record of a piece: what it is, of which moment, with a signed head over the log so far."""
    key, size = audit_log.signing_key(view), audit_log.size(view)
    at, name = datetime.now(UTC).isoformat(), audit_log.name(view)
    unsigned = Head(name, size, root(audit_log.nodes(view), size), at, b"")
    head = Head(name, size, unsigned.root, at, key.sign(unsigned.statement()))
    return {
        "piece": piece,
        "key": key.public_key().public_bytes_raw().hex(),
        "program": version("umbral-identity"),
        "head": told(head),
    }


def _put_keys(view: View, path: Path, places: Places) -> None:
    with placed(path, over=True) as file:
        seal = Sealing(file, Header.new(KEYS, places.recovery, uuid7()), places.recovery)
        writing = Writing(seal)
        writing.put(opening(view, "keys"))
        for one in copying.wrapped_keys(view):
            writing.put([one.table, one.owner.hex], view.keyring.reveal(one.owner, one.wrapped))
        writing.put({"erased": sorted(erased.Listing.of(view).entries)})
        writing.sign(KEYS, audit_log.signing_key(view))
        seal.close()
