"""What a station does for itself: it is enrolled by its code, asks for keys, replaces its own."""

from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from api.audit.act import present, told
from api.auth.stations import actor_of
from api.contract.audit import HeadOut
from api.contract.packet import service_keys
from api.contract.stations import EnrolmentIn, NextKeyIn, SelfOut, ServiceKeysOut
from api.errors import InvalidRequest
from api.events.catalogue.stations import StationEnrolled, StationKeyReplaced
from api.events.event import Event, emit
from api.registry import audit_log, sealing_keys, stations
from api.registry.unit import Unit, View
from api.stations.keeping import known, shown
from api.witnessing import told as head_told


def enrol(unit: Unit, asked: EnrolmentIn) -> SelfOut:
    """Whoever has the code is the station from now on. The request was signed with the key that it names.

    Raises StationCodeRefused.
    """
    enrolled, again = stations.enrol(unit, stations.hashed(asked.code), asked.key)
    _, house = known(unit, enrolled.id)
    if (act := present()) is not None:
        act.actor = actor_of(enrolled.id, house.code)
    emit(unit, Event(StationEnrolled(station_id=enrolled.id, again=again), house.code, None))
    return themself(unit, enrolled.id)


def themself(view: View, station_id: UUID) -> SelfOut:
    """What a station is told of itself, of the service's keys, and of the audit log."""
    found, house = known(view, station_id)
    last = audit_log.latest_head(view)
    return SelfOut(
        station=shown(found, house),
        sequence=found.sequence,
        digest=found.digest,
        service=keys(view),
        log=audit_log.name(view),
        log_key=audit_log.signing_key(view).public_key().public_bytes_raw().hex(),
        head=None if last is None else HeadOut.model_validate(head_told(last)),
    )


def replace_key(unit: Unit, station_id: UUID, asked: NextKeyIn) -> SelfOut:
    """The next key takes the place of the one that signed the request.

    Raises InvalidRequest, StationNotInUse, Overtaken.
    """
    statement = service_keys.possession(station_id, bytes.fromhex(asked.key))
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(asked.key)).verify(
            bytes.fromhex(asked.proof), statement
        )
    except (InvalidSignature, ValueError) as error:
        raise InvalidRequest("proof: the next key did not sign that") from error
    seen, house = known(unit, station_id)
    stations.replace_key(unit, seen, asked.key)
    told(facility=house.code)
    emit(unit, Event(StationKeyReplaced(station_id=station_id), house.code, None))
    return themself(unit, station_id)


def keys(view: View) -> ServiceKeysOut:
    """The key to seal for, vouched for by the service's key."""
    signing, sealing = sealing_keys.signing_key(view), sealing_keys.given_out(view)
    statement = service_keys.statement(bytes.fromhex(sealing.public), sealing.made_at)
    return ServiceKeysOut(
        signing=signing.public_key().public_bytes_raw().hex(),
        sealing=sealing.public,
        made_at=sealing.made_at,
        signature=signing.sign(statement).hex(),
    )
