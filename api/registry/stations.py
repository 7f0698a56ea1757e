"""Stations: enrolled by a one-time code, then known by their own key; each with its chain of packets.

A code is random and long, so its SHA-256 is kept alone, and used by one conditional update: however many use
it at once, one enrols.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from sqlalchemy import BigInteger, Column, ColumnElement, String, Table, UniqueConstraint, select

from api.contract.packet.header import BEGINNING, Link
from api.registry.columns import account, at_facility, code, identity, version
from api.registry.errors import AlreadyOnRecord, StationCodeRefused, StationNotInUse
from api.registry.ids import uuid7
from api.registry.schema import Instant, metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

HEX = 64  # characters of a hash or a public key


class StationState(StrEnum):
    """invited: has a code and no key yet. suspended: nothing is taken of it until it is resumed."""

    INVITED = "invited"
    ENROLLED = "enrolled"
    SUSPENDED = "suspended"
    RETIRED = "retired"


station = Table(
    "station",
    metadata,
    identity(),
    at_facility(index=False),
    Column("name", String(200), nullable=False),
    Column("gate", String(32)),
    Column("state", code(StationState), nullable=False),
    Column("code_hash", String(HEX), unique=True),
    Column("code_until", Instant),
    Column("public_key", String(HEX)),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", String(HEX), nullable=False),
    Column("made_at", Instant, nullable=False),
    account("made_by"),
    Column("enrolled_at", Instant),
    version(),
    UniqueConstraint("facility_id", "name"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """public_key: Ed25519, hexadecimal. sequence, digest: of its last packet that was taken."""

    id: UUID = field(default_factory=uuid7)
    facility_id: UUID
    name: str
    gate: str | None
    state: StationState = StationState.INVITED
    code_hash: str | None
    code_until: datetime | None
    public_key: str | None = None
    sequence: int = BEGINNING.sequence
    digest: str = BEGINNING.digest.hex()
    made_at: datetime
    made_by: str
    enrolled_at: datetime | None = None
    version: int = 1

    @property
    def link(self) -> Link:
        """Where its chain ends."""
        return Link(self.sequence, bytes.fromhex(self.digest))


_ROWS = TypedRows(station, Station, owner=None)


def hashed(one_time_code: str) -> str:
    """What is kept of a code."""
    return sha256(b"umbral station code\x00" + one_time_code.encode()).hexdigest()


def invite(unit: Unit, new: Station) -> Station:
    """Raises AlreadyOnRecord where the facility has a station of that name."""
    return _ROWS.add_unless(
        unit, new, AlreadyOnRecord("The facility has a station of that name.", what="station")
    )


def one(view: View, station_id: UUID) -> Station:
    """Raises NotOnRecord."""
    return _ROWS.one(view, station_id)


def find(view: View, station_id: UUID) -> Station | None:
    """None where there is none of this number."""
    return next(iter(_ROWS.find(view, station.c.id == station_id)), None)


def page(
    view: View, facility_id: UUID | None, after: UUID | None, limit: int, *only: ColumnElement[bool]
) -> Sequence[Station]:
    """Up to `limit` stations, of one facility or of all."""
    here = () if facility_id is None else (station.c.facility_id == facility_id,)
    return _ROWS.page(view, *here, *only, after=after, limit=limit)


def out_of_use(view: View, facility_id: UUID) -> Sequence[UUID]:
    """The stations of a facility that are suspended or retired."""
    idle = station.c.state.in_((StationState.SUSPENDED, StationState.RETIRED))
    wanted = select(station.c.id).where(station.c.facility_id == facility_id, idle)
    return view.connection.execute(wanted).scalars().all()


def give_code(unit: Unit, seen: Station, code_hash: str, until: datetime) -> Station:
    """A new code, with which the station gets another key; the one before is void. Raises StationNotInUse."""
    _require_not_retired(seen)
    return _ROWS.change(unit, seen, code_hash=code_hash, code_until=until)


def enrol(unit: Unit, code_hash: str, public_key: str) -> tuple[Station, bool]:
    """Whoever has the code becomes the station that it was made for, by this key; whether it had one before.

    Raises StationCodeRefused, the same for a code that there never was, that was used, or is too old.
    """
    refused = StationCodeRefused("This code enrols no station.")
    found = _ROWS.find(unit, station.c.code_hash == code_hash)
    if not found or found[0].code_until is None or found[0].code_until <= unit.now:
        raise refused
    used = {
        "code_hash": None,
        "code_until": None,
        "public_key": public_key,
        "state": StationState.ENROLLED,
        "enrolled_at": unit.now,
        "version": found[0].version + 1,
    }
    if not _ROWS.update(unit, station.c.code_hash == code_hash, **used):
        raise refused
    return one(unit, found[0].id), found[0].enrolled_at is not None


def replace_key(unit: Unit, seen: Station, public_key: str) -> Station:
    """Raises StationNotInUse: who was suspended while its request was under way is so. Raises Overtaken."""
    require_enrolled(seen)
    return _ROWS.change(unit, seen, public_key=public_key)


def suspend(unit: Unit, seen: Station) -> Station:
    """Nothing is taken of it from now on; a code that waits is void. Raises StationNotInUse, Overtaken."""
    _require_not_retired(seen)
    return _ROWS.change(unit, seen, state=StationState.SUSPENDED, code_hash=None, code_until=None)


def resume(unit: Unit, seen: Station) -> Station:
    """Raises StationNotInUse for one that is not suspended, Overtaken."""
    if seen.state is not StationState.SUSPENDED:
        raise StationNotInUse("The station is not suspended.", state=seen.state.value)
    state = StationState.INVITED if seen.public_key is None else StationState.ENROLLED
    return _ROWS.change(unit, seen, state=state)


def retire(unit: Unit, seen: Station) -> Station:
    """For good: its key is forgotten. Raises StationNotInUse, Overtaken."""
    _require_not_retired(seen)
    gone = {"public_key": None, "code_hash": None, "code_until": None}
    return _ROWS.change(unit, seen, state=StationState.RETIRED, **gone)


def extend(unit: Unit, seen: Station, link: Link) -> bool:
    """The chain goes on to `link`, if the station is still as it was seen: its key, its state, its chain."""
    stands = (
        station.c.id == seen.id,
        station.c.state == StationState.ENROLLED,
        station.c.public_key == seen.public_key,
        station.c.sequence == seen.sequence,
        station.c.digest == seen.digest,
    )
    return bool(_ROWS.update(unit, *stands, sequence=link.sequence, digest=link.digest.hex()))


def stand_at(view: View, facility_id: UUID, gate: str) -> Sequence[Station]:
    """Those with a key that were enrolled for a gate, suspended ones too. gate: in small letters."""
    keyed = station.c.state.in_((StationState.ENROLLED, StationState.SUSPENDED))
    here = _ROWS.find(view, station.c.facility_id == facility_id, station.c.gate.is_not(None), keyed)
    return [one for one in here if one.gate is not None and one.gate.lower() == gate]


def require_enrolled(seen: Station) -> None:
    """Raises StationNotInUse."""
    if seen.state is not StationState.ENROLLED:
        raise StationNotInUse("The station is not in use.", state=seen.state.value)


def _require_not_retired(seen: Station) -> None:
    if seen.state is StationState.RETIRED:
        raise StationNotInUse("The station was retired.", state=seen.state.value)
