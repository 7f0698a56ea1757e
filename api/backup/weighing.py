"""What witnesses say about a backup: whose log it has, what came after it, who was erased since."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.audit.verify import Head, Refuted, bagged, leaf_hash, node_hash
from api.backup import erased
from api.backup.errors import BackupRewritten, ErasuresUnknown
from api.backup.reading import Keys, Rows
from api.retention import journal
from api.retention.journal import Erased
from api.witnessing import FILE


@dataclass(frozen=True, slots=True)
class Weighed:
    """heads: roots that the log must have, by the number of leaves. seen: the longest log a witness saw.

    gone: the keys that were destroyed. newer: whether a witness's list of them is newer than the backup.
    """

    heads: Mapping[int, bytes]
    seen: int
    gone: Sequence[Erased]
    newer: bool


def weigh(rows: Rows, keys: Keys, witnesses: Sequence[Path], *, without_newer: bool) -> Weighed:
    """Raises BackupRewritten, ErasuresUnknown."""
    public, own = bytes.fromhex(rows.opening.key), rows.opening.head
    heads = {own.size: own.root}
    seen = own.size
    for head in _heads(witnesses, own.log, public):
        seen = max(seen, head.size)
        if head.size <= own.size and heads.setdefault(head.size, head.root) != head.root:
            raise BackupRewritten(f"A witness saw another log of {head.size} leaves than the backup has.")
    listing = erased.read(witnesses, public)
    newer = listing is not None and listing.log == own.log and listing.size >= own.size
    if not newer and not without_newer:
        raise ErasuresUnknown("No list of erasures is there that is newer than the backup.")
    entries = keys.erased | (listing.entries if listing is not None and listing.log == own.log else set())
    return Weighed(heads, seen, _latest(map(journal.read, entries)), newer)


def require_log(leaves: Iterable[bytes], heads: Mapping[int, bytes]) -> None:
    """Raise BackupRewritten unless the log has these roots, and ends with the longest."""
    peaks: list[tuple[int, bytes]] = []
    size, left = 0, dict(heads)
    _require(left.pop(0, bagged([])), [], 0)
    for leaf in leaves:
        size, width, hashed = size + 1, 1, leaf_hash(leaf)
        while peaks and peaks[-1][0] == width:
            hashed, width = node_hash(peaks.pop()[1], hashed), 2 * width
        peaks.append((width, hashed))
        if size in left:
            _require(left.pop(size), [one for _, one in peaks], size)
    if left or size != max(heads):
        raise BackupRewritten(f"The log in the backup has {size} leaves, another number than its head says.")


def _require(root: bytes, peaks: Sequence[bytes], size: int) -> None:
    if bagged(peaks) != root:
        raise BackupRewritten(
            f"The first {size} leaves of the log are not those that a head was signed over."
        )


def _heads(witnesses: Sequence[Path], log: str, key: bytes) -> list[Head]:
    """Those of this log that were kept. A line that a crash cut off is none."""
    found = []
    for path in (folder / FILE for folder in witnesses if (folder / FILE).is_file()):
        for line in path.read_text("utf-8").splitlines():
            try:
                head = Head.of(json.loads(line))
                if head.log != log:
                    continue
                head.check(key)
            except ValueError:
                continue
            except Refuted as error:
                raise BackupRewritten(f"A head that a witness keeps in {path}: {error}.") from error
            found.append(head)
    return found


def _latest(entries: Iterable[Erased]) -> list[Erased]:
    """One entry a key: the last."""
    return list({one.key: one for one in sorted(entries, key=lambda one: one.at)}.values())
