"""A backup is made:

    account   the log tells that it is made, and by whom, before anything leaves
    rows      one moment of the store, streamed to its place
    keys      a later moment's, to each of the folders for them, in place of those that were there
    list      the erasures so far, to the witnesses: who restores sees that theirs is newer than the backup

Others write, search and erase meanwhile. Whoever is erased between the two moments has rows and no key.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from api.audit.act import Act
from api.audit.verify import Head
from api.auth.actor import Actor
from api.backup.elsewhere import issue, opening
from api.backup.places import Places
from api.backup.placing import placed
from api.backup.records import Writing
from api.backup.sealed import ROWS, Header, Sealing
from api.errors import SealBroken
from api.registry import audit_log, copying
from api.registry.beside import Beside
from api.registry.erased import name_of
from api.registry.ids import uuid7
from api.registry.unit import View

T = TypeVar("T")

FOLDERS: Final = ("policies", "calibration", "case-keys")
"""Of the data directory: what decides, beside the store. Its settings are not copied, they hold secrets."""


@dataclass(frozen=True, slots=True)
class Made:
    """rows: the piece with the rows. keys, listed: folders that have keys and list of this backup."""

    rows: Path
    head: Head
    keys: Sequence[Path]
    listed: Sequence[Path]


def make(store: Beside, home: Path, rows: Path, places: Places, actor: Actor) -> Made:
    """rows: the file to be made; it must not be there.

    Raises BackupNotWritten, StoreUnavailable, SealBroken.
    """
    backup = uuid7()
    act = Act(lambda: "command:backup-make", actor=actor, reference=str(backup))
    store.account(act, datetime.now(UTC))
    head = _again(lambda: _rows(store, home, rows, backup, places.recovery))
    issued = _again(lambda: issue(store.reading, places))
    return Made(rows, head, issued.keys, issued.listed)


def _again(work: Callable[[], T]) -> T:
    """Once more where a rotation of the key-encryption key ended between two looks (`Beside.reading`)."""
    try:
        return work()
    except SealBroken:
        return work()


def _rows(store: Beside, home: Path, path: Path, backup: UUID, recovery: X25519PublicKey) -> Head:
    with store.reading() as view, placed(path) as file:
        seal = Sealing(file, Header.new(ROWS, recovery, backup), recovery)
        writing, began = Writing(seal), opening(view, "rows")
        writing.put({**began, "revision": store.revision, "backup": backup.hex})
        for name, octets in _files(home):
            writing.put({"file": name}, octets)
        for heading in copying.headings():
            writing.put({"table": heading.name, "columns": heading.columns, "later": heading.later})
            for row in copying.rows(view, heading):
                writing.row(row)
        _owners(view, writing)
        writing.sign(ROWS, audit_log.signing_key(view))
        seal.close()
    return Head.of(began["head"])


def _owners(view: View, writing: Writing) -> None:
    """Whose keys there are, and by which name: not the keys."""
    for one in copying.wrapped_keys(view):
        name = name_of(view.keyring.unwrap(one.owner, one.wrapped))
        writing.put({"owner": one.owner.hex, "table": one.table, "name": name})


def _files(home: Path) -> list[tuple[str, bytes]]:
    found = [path for folder in FOLDERS for path in sorted((home / folder).rglob("*")) if path.is_file()]
    return [(path.relative_to(home).as_posix(), path.read_bytes()) for path in found]
