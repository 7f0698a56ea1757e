"""A machine becomes a station, and replaces its key."""

import re
from base64 import b32encode, urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from api.contract.errors import ServiceRefused
from api.contract.packet import service_keys
from api.contract.packet.errors import SealingKeyForged
from api.contract.packet.service_keys import possession
from api.contract.stations import EnrolmentIn, NextKeyIn, SelfOut
from enrollment_station.errors import AnotherService, CodeMistyped, OutboxNotEmpty, StationNotEnrolled
from enrollment_station.heads import heads_of
from enrollment_station.identity import KEY, NEXT_KEY, Enrolled, Identity, load, load_key, save, save_key
from enrollment_station.outbox import box_of
from enrollment_station.uplink import HTTP, Reach, Uplink

_CODE = re.compile(r"(?P<code>[a-z2-7]{26})\.(?P<service>[a-z2-7]{16})")


def enrol(home: Path, url: str, typed: str, reach: Reach = HTTP) -> tuple[Identity, int]:
    """Enrol with a code as it was typed: the station, and how many packets were set aside of a former one.

    Raises CodeMistyped, AnotherService, ServiceRefused, ServiceUnreachable.
    """
    found = _CODE.fullmatch(typed.strip().lower())
    if found is None:
        raise CodeMistyped("This is no code of a station.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    keyid = urlsafe_b64encode(public).decode().rstrip("=")
    with Uplink(url, keyid, key, reach) as service:
        told = service.enrol(EnrolmentIn(code=found["code"], key=public.hex()))
    _require_service(told, found["service"])
    aside = _set_aside(home)
    (home / NEXT_KEY).unlink(missing_ok=True)
    save_key(home / KEY, key)
    save(home, _kept(url, told))
    return load(home), aside


def replace_key(known: Identity, reach: Reach = HTTP) -> None:
    """By a new one, that the old one vouches for. Raises OutboxNotEmpty, ServiceRefused, ServiceUnreachable.

    Where the answer was lost, the next call finds out which of both keys the service knows.
    """
    home, enrolled = known.home, known.enrolled
    if box_of(known).count():
        raise OutboxNotEmpty("Packets wait that are signed with the present key.")
    if (home / NEXT_KEY).exists() and _is_known(known, load_key(home / NEXT_KEY), reach):
        (home / NEXT_KEY).replace(home / KEY)
        return
    following = Ed25519PrivateKey.generate()
    save_key(home / NEXT_KEY, following)
    public = following.public_key().public_bytes_raw()
    proof = following.sign(possession(enrolled.station, public)).hex()
    with Uplink.of(enrolled.url, enrolled.station, known.key, reach) as service:
        service.replace_key(NextKeyIn(key=public.hex(), proof=proof))  # a lost answer: see above
    (home / NEXT_KEY).replace(home / KEY)


def _require_service(told: SelfOut, wanted: str) -> None:
    """Raises AnotherService."""
    signing = bytes.fromhex(told.service.signing)
    found = b32encode(sha256(signing).digest()).decode().lower()[: len(wanted)]
    try:
        service_keys.accept(told.service, Ed25519PublicKey.from_public_bytes(signing))
    except SealingKeyForged as error:
        raise AnotherService("Whoever answered does not have the service's key.") from error
    if not compare_digest(found, wanted):
        raise AnotherService("Whoever answered is not the service that the code is for.")


def _set_aside(home: Path) -> int:
    """Heads too. How many packets."""
    try:
        former = load(home)
        heads_of(former).set_aside()
        return box_of(former).set_aside()
    except StationNotEnrolled:
        return 0


def _kept(url: str, told: SelfOut) -> Enrolled:
    return Enrolled(
        url=url,
        station=told.station.id,
        facility=told.station.facility,
        service=told.service,
        log=told.log,
        log_key=told.log_key,
        sequence=told.sequence,
        digest=told.digest,
    )


def _is_known(known: Identity, key: Ed25519PrivateKey, reach: Reach) -> bool:
    with Uplink.of(known.enrolled.url, known.enrolled.station, key, reach) as service:
        try:
            service.themself()
        except ServiceRefused:
            return False
    return True
