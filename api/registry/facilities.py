"""Facilities: where people are held, in which time zone, in which wings, and for how many there is room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import JSON, Column, ColumnElement, Integer, String, Table

from api.registry.columns import identity, version
from api.registry.errors import AlreadyOnRecord, FacilityRefused, NotOnRecord
from api.registry.schema import metadata
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View

facility = Table(
    "facility",
    metadata,
    identity(),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("wings", JSON, nullable=False),
    version(),
)


@dataclass(frozen=True, slots=True)
class Wing:
    """A part of a facility that is counted by itself. capacity: places; None where nobody set a number."""

    code: str
    name: str
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Facility:
    """code: short and stable, as orders name it. zone: IANA name; legal days are counted in it."""

    id: UUID
    code: str
    name: str
    zone: str
    capacity: int
    wings: tuple[Wing, ...] = ()
    version: int = 1


_ROWS = TypedRows(facility, Facility)


def add(unit: Unit, new: Facility) -> Facility:
    """Raises FacilityRefused, AlreadyOnRecord."""
    _check(new)
    return _ROWS.add_unless(unit, new, AlreadyOnRecord(f"Facility {new.code} is on record.", what=new.code))


def change(unit: Unit, seen: Facility, **changes: Any) -> Facility:
    """Raises Overtaken, FacilityRefused. seen: as it was read; changes: the fields that are new."""
    changed = _ROWS.change(unit, seen, **changes)
    _check(changed)
    return changed


def one(view: View, facility_id: UUID) -> Facility:
    """Raises NotOnRecord."""
    return _ROWS.one(view, facility_id)


def by_code(view: View, code: str) -> Facility | None:
    """The facility that orders name by this code."""
    found = _ROWS.find(view, facility.c.code == code)
    return found[0] if found else None


def coded(view: View, code: str) -> Facility:
    """The facility of a code. Raises NotOnRecord."""
    found = by_code(view, code)
    if found is None:
        raise NotOnRecord("No facility is on record under this code.", what="facility")
    return found


def every(view: View) -> Sequence[Facility]:
    """All facilities, by their codes."""
    return _ROWS.find(view, order=[facility.c.code])


def page(view: View, after: str | None, limit: int, *only: ColumnElement[bool]) -> Sequence[Facility]:
    """Up to `limit` facilities by their codes, from the one after `after` on."""
    further = () if after is None else (facility.c.code > after,)
    return _ROWS.find(view, *further, *only, order=[facility.c.code], limit=limit)


def _check(one: Facility) -> None:
    try:
        ZoneInfo(one.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise FacilityRefused(f"{one.zone!r} is no time zone.", what=one.zone) from error
    if one.capacity < 0 or any(wing.capacity is not None and wing.capacity < 0 for wing in one.wings):
        raise FacilityRefused("A capacity cannot be negative.", what=one.code)
    codes = [wing.code for wing in one.wings]
    if len(set(codes)) != len(codes):
        raise FacilityRefused("Two wings bear the same code.", what=one.code)
