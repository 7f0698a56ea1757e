"""What health staff and the defender alone may read: sealed for these two readers, and for nobody else.

    value -- under a key of its own; that key -- once under each reader's key; all of it -- the person's key

Whatever goes along with somebody's record (papers, a merge of two records, the archive) opens the outermost
seal alone, with the person's key, and holds octets that say nothing. Where the person's key is destroyed,
they say nothing to the readers either. The readers' keys stand among the rows' keys, wrapped like any other.
"""

import secrets
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from api.errors import SealBroken
from api.keys.envelope import KEY, NONCE, VERSION, DataKey
from api.registry.sealing import issue_row_key, keys_of_rows
from api.registry.unit import Unit, View


class Reader(StrEnum):
    """For whom it is sealed."""

    HEALTH = "health"
    DEFENDER = "defender"


OWNERS: Final[Mapping[Reader, UUID]] = MappingProxyType(
    {
        Reader.HEALTH: UUID("0197b3c0-0000-7000-8000-6865616c7468"),
        Reader.DEFENDER: UUID("0197b3c0-0000-7000-8000-646566656e64"),
    }
)
_WRAPPED: Final = len(VERSION) + NONCE + KEY + 16
"""Octets of a value's key under a reader's: with AES-GCM's tag."""


def ensure_readers(unit: Unit) -> None:
    """Make the readers' keys where the store has none yet."""
    known = keys_of_rows(unit, list(OWNERS.values()))
    for owner in OWNERS.values():
        if owner not in known:
            issue_row_key(unit, owner)


def seal_for_readers(view: View, place: str, row: UUID, plain: bytes) -> bytes:
    """A value that belongs at `place` of `row`. Who holds it next needs no key to pass it on."""
    key = secrets.token_bytes(KEY)
    wrapped = [_key_of(view, reader).seal(f"{place} key", row, key) for reader in Reader]
    return b"".join((*wrapped, DataKey(row, key).seal(place, row, plain)))


def open_as(view: View, reader: Reader, place: str, row: UUID, sealed: bytes) -> bytes:
    """The value, for one of its readers. Raises SealBroken."""
    start = list(Reader).index(reader) * _WRAPPED
    key = _key_of(view, reader).open(f"{place} key", row, sealed[start : start + _WRAPPED])
    return DataKey(row, key).open(place, row, sealed[len(Reader) * _WRAPPED :])


def _key_of(view: View, reader: Reader) -> DataKey:
    owner = OWNERS[reader]
    found = keys_of_rows(view, [owner])
    if owner not in found:
        raise SealBroken(f"The key of the {reader} reader is gone.", column="row_key")
    return found[owner]
