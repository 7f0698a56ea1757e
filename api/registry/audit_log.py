"""The audit log in the store: a leaf in the transaction of what it accounts for, and signed heads."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Select, insert, select, update

from api.audit.act import Act
from api.audit.act import about as about_present
from api.audit.leaf import line
from api.audit.proofs import Nodes, root
from api.audit.verify import Head, leaf_hash, node_hash, subject_of
from api.registry.audit_tables import audit_head, audit_leaf, audit_log, audit_node, audit_subject
from api.registry.sealing import SUBJECT, issue_row_key, keys_of_persons, keys_of_rows
from api.registry.unit import Unit, View

THE_LOG = 1
LOG_KEY = UUID("0197b3c0-0000-7000-8000-617564697400")
"""Owner of the key that heads are signed with; it names no row, but stands among the rows' keys."""

SIGNING = "audit head"


def account(unit: Unit, act: Act) -> None:
    """A leaf for what the unit wrote under an act. Those whom nobody has on record are left out."""
    secrets = secrets_of(unit, act.subjects)
    subjects = [subject_of(secret, str(person)) for person, secret in secrets.items()]
    append(unit, line(act, unit.now, subjects), subjects)


def secrets_of(view: View, persons: Iterable[UUID]) -> dict[UUID, bytes]:
    """By which leaves name each person who is on record."""
    wanted = list(persons)
    kept = {person: view.secrets[person] for person in wanted if person in view.secrets}
    keys = keys_of_persons(view, [person for person in wanted if person not in kept])
    return kept | {person: key.derive(SUBJECT) for person, key in keys.items()}


def keep_secret(unit: Unit, person_id: UUID) -> None:
    """Before a person's key is destroyed: what the unit does to them is still accounted for as about them."""
    unit.secrets.update(secrets_of(unit, [person_id]))
    about_present(person_id)


def append(unit: Unit, leaf: bytes, subjects: Iterable[str]) -> int:
    """Put a leaf at the end of the log; its position. Who appends meanwhile waits until the unit closes."""
    position = _locked_size(unit)
    unit.connection.execute(insert(audit_leaf), {"position": position, "line": leaf.decode()})
    rows = [{"subject": subject, "position": position} for subject in dict.fromkeys(subjects)]
    if rows:
        unit.connection.execute(insert(audit_subject), rows)
    unit.connection.execute(insert(audit_node), list(_completed(unit, position, leaf)))
    unit.connection.execute(update(audit_log).values(size=position + 1))
    return position


def size(view: View) -> int:
    """How many leaves there are."""
    return view.connection.execute(select(audit_log.c.size)).scalar_one_or_none() or 0


def leaves(view: View, first: int, count: int) -> Sequence[bytes]:
    """Up to `count` leaves from position `first` on."""
    wanted = select(audit_leaf.c.line).where(
        audit_leaf.c.position >= first, audit_leaf.c.position < first + count
    )
    found = view.connection.execute(wanted.order_by(audit_leaf.c.position)).scalars()
    return [leaf.encode() for leaf in found]


def about(view: View, subject: str) -> Sequence[tuple[int, bytes]]:
    """All leaves about somebody, by the keyed hash that names them, with their positions."""
    wanted = (
        select(audit_leaf.c.position, audit_leaf.c.line)
        .join(audit_subject, audit_subject.c.position == audit_leaf.c.position)
        .where(audit_subject.c.subject == subject)
        .order_by(audit_leaf.c.position)
    )
    return [(position, leaf.encode()) for position, leaf in view.connection.execute(wanted)]


def nodes(view: View) -> Nodes:
    """The hashes of whole subtrees, for `api.audit.proofs`."""

    def node(level: int, place: int) -> bytes:
        wanted = select(audit_node.c.hash).where(audit_node.c.level == level, audit_node.c.place == place)
        return bytes.fromhex(view.connection.execute(wanted).scalar_one())

    return node


def sign_head(unit: Unit) -> Head:
    """A signed head over all leaves, kept. The last one, where none came since."""
    length = _locked_size(unit)
    if (last := latest_head(unit)) is not None and last.size == length:
        return last
    top, log = root(nodes(unit), length), name(unit)
    unsigned = Head(log, length, top, unit.now.astimezone(UTC).isoformat(), b"")
    signed = Head(log, length, top, unsigned.at, signing_key(unit).sign(unsigned.statement()))
    row = {"size": length, "root": top.hex(), "at": unit.now, "signature": signed.signature.hex()}
    unit.connection.execute(insert(audit_head), row)
    return signed


def latest_head(view: View) -> Head | None:
    """The last that was signed."""
    wanted = select(audit_head).order_by(audit_head.c.size.desc()).limit(1)
    return next(iter(_heads(view, wanted)), None)


def heads(view: View, after: int, limit: int) -> Sequence[Head]:
    """Up to `limit` signed heads over more than `after` leaves, the smallest first."""
    return _heads(
        view, select(audit_head).where(audit_head.c.size > after).order_by(audit_head.c.size).limit(limit)
    )


def ensure_log(unit: Unit) -> None:
    """Make the log and its key where the store has none yet."""
    if unit.connection.execute(select(audit_log.c.id)).scalar_one_or_none() is None:
        unit.connection.execute(insert(audit_log), {"id": THE_LOG, "size": 0})
    if LOG_KEY not in keys_of_rows(unit, [LOG_KEY]):
        issue_row_key(unit, LOG_KEY)


def name(view: View) -> str:
    """The log's name: tells whose key signs its heads, so that no two logs share one."""
    public = signing_key(view).public_key().public_bytes_raw()
    return f"umbral-log-{sha256(public).hexdigest()[:16]}"


def signing_key(view: View) -> Ed25519PrivateKey:
    """The key that heads are signed with."""
    return Ed25519PrivateKey.from_private_bytes(keys_of_rows(view, [LOG_KEY])[LOG_KEY].derive(SIGNING))


def _locked_size(unit: Unit) -> int:
    return int(unit.connection.execute(select(audit_log.c.size).with_for_update()).scalar_one())


def _completed(unit: Unit, position: int, leaf: bytes) -> Iterator[dict[str, object]]:
    """The nodes of the subtrees whose last leaf this is, from the leaf up."""
    node, level, place, hashed = nodes(unit), 0, position, leaf_hash(leaf)
    yield {"level": level, "place": place, "hash": hashed.hex()}
    while place & 1:
        hashed = node_hash(node(level, place - 1), hashed)
        level, place = level + 1, place >> 1
        yield {"level": level, "place": place, "hash": hashed.hex()}


def _heads(view: View, wanted: Select[Any]) -> list[Head]:
    log = name(view)
    return [
        Head(log, row.size, bytes.fromhex(row.root), row.at.isoformat(), bytes.fromhex(row.signature))
        for row in view.connection.execute(wanted)
    ]
