"""What an administrator does with stations, each in one unit with its event and its leaf."""

import secrets
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

from api.audit.act import told
from api.auth.actor import Actor
from api.contract.stations import StationIn, StationOut
from api.events.catalogue.stations import StationResumed, StationRetired, StationSuspended
from api.events.event import Event, emit
from api.events.facts import Facts
from api.registry import facilities, sealing_keys, stations
from api.registry.facilities import Facility
from api.registry.stations import Station
from api.registry.unit import Unit, View
from api.stations.parameters import CODE_OCTETS, CODE_SERVES, FINGERPRINT

Making = Callable[[Unit], tuple[Station, Facility, str]]
"""Gives a station, where it stands, and its code."""


def invite(unit: Unit, asked: StationIn, actor: Actor) -> tuple[Station, Facility, str]:
    """A new station, where it stands, and its code. Raises NotOnRecord, AlreadyOnRecord."""
    house = facilities.coded(unit, asked.facility)
    told(facility=house.code)
    code = new_code()
    new = Station(
        facility_id=house.id,
        name=asked.name,
        gate=asked.gate,
        code_hash=stations.hashed(code),
        code_until=unit.now + CODE_SERVES,
        made_at=unit.now,
        made_by=actor.id,
    )
    sealing_keys.ensure(unit)  # the station asks for it as soon as it is enrolled
    return stations.invite(unit, new), house, code


def another_code(unit: Unit, station_id: UUID) -> tuple[Station, Facility, str]:
    """The same for a station that is on record. Raises NotOnRecord, StationNotInUse."""
    seen, house = known(unit, station_id)
    code = new_code()
    given = stations.give_code(unit, seen, stations.hashed(code), unit.now + CODE_SERVES)
    return given, house, code


def suspend(unit: Unit, station_id: UUID) -> tuple[Station, Facility]:
    """Raises NotOnRecord, StationNotInUse."""
    seen, house = known(unit, station_id)
    return _told(unit, stations.suspend(unit, seen), house, StationSuspended(station_id=station_id))


def resume(unit: Unit, station_id: UUID) -> tuple[Station, Facility]:
    """Raises NotOnRecord, StationNotInUse."""
    seen, house = known(unit, station_id)
    return _told(unit, stations.resume(unit, seen), house, StationResumed(station_id=station_id))


def retire(unit: Unit, station_id: UUID) -> tuple[Station, Facility]:
    """Raises NotOnRecord, StationNotInUse."""
    seen, house = known(unit, station_id)
    return _told(unit, stations.retire(unit, seen), house, StationRetired(station_id=station_id))


def known(view: View, station_id: UUID) -> tuple[Station, Facility]:
    """A station and where it stands. Raises NotOnRecord."""
    found = stations.one(view, station_id)
    house = facilities.one(view, found.facility_id)
    told(facility=house.code)
    return found, house


def shown(found: Station, house: Facility) -> StationOut:
    """As it is told."""
    return StationOut(
        id=found.id,
        name=found.name,
        facility=house.code,
        gate=found.gate,
        state=found.state.value,
        made_at=found.made_at,
        enrolled_at=found.enrolled_at,
        key=found.public_key,
        packets=found.sequence,
        code_until=found.code_until,
    )


def new_code() -> str:
    """128 bits from the system, in base32."""
    return b32encode(secrets.token_bytes(CODE_OCTETS)).decode().rstrip("=").lower()


def keyid_of(key: str) -> str:
    """How a request names a key that no station has yet; key: 32 octets in hexadecimal."""
    return urlsafe_b64encode(bytes.fromhex(key)).decode().rstrip("=")


def fingerprint(view: View) -> str:
    """The beginning of the SHA-256 of the service's key, that a station is handed with its code."""
    public = sealing_keys.signing_key(view).public_key().public_bytes_raw()
    return b32encode(sha256(public).digest()).decode().lower()[:FINGERPRINT]


def _told(unit: Unit, changed: Station, house: Facility, facts: Facts) -> tuple[Station, Facility]:
    emit(unit, Event(facts, house.code, None))
    return changed, house
