"""Pieces are read to their end before anything is believed: seal, order, signature, and what they say."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from api.audit.verify import Head, Refuted
from api.backup.errors import BackupDamaged, BackupsDiffer, BackupUnreadable
from api.backup.making import FOLDERS
from api.backup.records import Record, signed
from api.backup.sealed import KEYS, ROWS, opened
from api.keys.envelope import KEY
from api.registry.copying import TYPES, Heading

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
Owner = tuple[str, UUID]
"""Table of keys, and whose."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The first record of a piece. key: of the audit log, 64 hexadecimal digits."""

    key: str
    head: Head
    program: str
    revision: str = ""
    backup: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys' piece. erased: lines of the journal."""

    opening: Opening
    keys: Mapping[Owner, bytes] = field(repr=False)
    erased: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rows:
    """What the rows' piece says of itself. owners: whose keys there were, by the keys' names."""

    opening: Opening
    owners: Mapping[Owner, str]
    files: Mapping[str, bytes] = field(repr=False)
    counts: Mapping[str, int]


def read_keys(path: Path, recovery: X25519PrivateKey) -> Keys:
    """Raises BackupUnreadable, BackupForAnother, BackupDamaged."""
    keys: dict[Owner, bytes] = {}
    erased: frozenset[str] = frozenset()
    records = _records(path, KEYS, recovery)
    opening = _opening(next(records).line, "keys")
    for record in records:
        match record.line:
            case [str() as table, str() as owner] if len(record.octets) == KEY:
                keys[table, _uuid(owner)] = record.octets
            case {"erased": list() as lines}:
                erased = frozenset(map(str, lines))
            case _:
                raise _unreadable()
    return Keys(opening, keys, erased)


def read_rows(path: Path, recovery: X25519PrivateKey) -> Rows:
    """All of it, and keep what is not rows. Raises BackupUnreadable, BackupForAnother, BackupDamaged."""
    owners: dict[Owner, str] = {}
    files: dict[str, bytes] = {}
    counts: dict[str, int] = {}
    opening: Opening | None = None
    for part in parts(path, recovery):
        match part:
            case Opening():
                opening = part
            case (Heading() as heading, _):
                counts[heading.name] = counts.get(heading.name, 0) + 1
            case Record(line={"file": str() as name}):
                files[_safe(name)] = part.octets
            case Record(line={"owner": str() as owner, "table": str() as table, "name": str() as name}):
                owners[table, _uuid(owner)] = name
            case _:
                raise _unreadable()
    assert opening is not None  # noqa: S101 - `parts` begins with it
    return Rows(opening, owners, files, counts)


def parts(path: Path, recovery: X25519PrivateKey) -> Iterator[Opening | Record | tuple[Heading, list[Any]]]:
    """A rows' piece: its opening, then rows with their table's heading, and other records.

    Nothing of it has proved true before the end. Raises BackupUnreadable, BackupForAnother, BackupDamaged.
    """
    records = _records(path, ROWS, recovery)
    yield _opening(next(records).line, "rows")
    heading: Heading | None = None
    for record in records:
        if isinstance(record.line, list):
            yield _row(heading, record)
        elif isinstance(record.line, dict) and "table" in record.line and "columns" in record.line:
            heading = _heading(record.line)
        else:
            heading = None
            yield record


def leaves(path: Path, recovery: X25519PrivateKey) -> Iterator[bytes]:
    """The audit log in a rows' piece, from its first leaf on. Raises as `parts` does."""
    for part in parts(path, recovery):
        if isinstance(part, tuple) and part[0].name == "audit_leaf":
            row = dict(zip((name for name, _ in part[0].columns), part[1], strict=True))
            yield str(row.get("line")).encode()


def require_together(rows: Rows, keys: Keys) -> None:
    """Raise BackupsDiffer unless these are pieces of one store, the keys not the older ones."""
    if rows.opening.key != keys.opening.key or rows.opening.head.log != keys.opening.head.log:
        raise BackupsDiffer("Rows and keys are of two stores.")
    if keys.opening.head.size < rows.opening.head.size:
        raise BackupsDiffer("The keys are older than the rows: whoever came between the two would not open.")


def _records(path: Path, kind: bytes, recovery: X25519PrivateKey) -> Iterator[Record]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupUnreadable(f"{path} cannot be read: {error.strerror}.") from error
    with file:
        yield from signed(opened(file, kind, recovery), kind)


def _opening(line: Any, piece: str) -> Opening:
    try:
        head, key = Head.of(line["head"]), str(line["key"])
        head.check(bytes.fromhex(key))
        said = Opening(key, head, str(line["program"]), str(line.get("revision")), str(line.get("backup")))
    except (KeyError, TypeError, ValueError, Refuted) as error:
        raise BackupDamaged("The backup does not begin with what it is.") from error
    if line.get("piece") != piece:
        raise _unreadable()
    return said


def _heading(line: Mapping[str, Any]) -> Heading:
    try:
        columns = tuple((str(name), str(kind)) for name, kind in line["columns"])
        names = [line["table"], *(name for name, _ in columns), *line["later"]]
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error
    known = all(isinstance(name, str) and NAME.fullmatch(name) for name in names)
    if not columns or not known or not {kind for _, kind in columns} <= TYPES.keys():
        raise _unreadable()
    return Heading(str(line["table"]), columns, tuple(line["later"]))


def _row(heading: Heading | None, record: Record) -> tuple[Heading, list[Any]]:
    """With octet strings where their lengths stand."""
    if heading is None or len(record.line) != len(heading.columns):
        raise _unreadable()
    values, at = [], 0
    for (_, kind), value in zip(heading.columns, record.line, strict=True):
        if kind == "octets" and value is not None:
            if type(value) is not int or value < 0:
                raise _unreadable()
            values.append(record.octets[at : at + value])
            at += value
        else:
            values.append(value)
    if at != len(record.octets):
        raise _unreadable()
    return heading, values


def _safe(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or len(path.parts) < 2 or path.parts[0] not in FOLDERS:
        raise BackupUnreadable("The backup names a file where none of its files belongs.")
    return name


def _uuid(text: str) -> UUID:
    try:
        return UUID(hex=text)
    except ValueError as error:
        raise _unreadable() from error


def _unreadable() -> BackupUnreadable:
    return BackupUnreadable("A record of the backup cannot be read.")
