"""A station proves who it is by signing what it asks (`api/contract/message_signature.py`).

    read        the signature is of the one form
    signed      by the key of the station that it names
    fresh       within a minute of this service's clock, which the refusal tells
    once        its nonce was not spent before
    in use      the station is neither suspended nor retired

The body is not read for it: its digest is signed, and `api/middleware/signed_bodies.py` holds the body
against that before anything else sees it.
"""

from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.requests import Request

from api.auth.actor import Actor, Caller
from api.auth.errors import Unauthorised
from api.contract.message_signature import (
    HEADERS,
    WINDOW_SECONDS,
    Given,
    Message,
    SignatureUnreadable,
    read,
)
from api.errors import TooManyRequests
from api.office import Office
from api.registry import facilities, station_nonces, stations
from api.registry.stations import Station

ENROLMENT = "/v1/stations/enrolment"
"""Signed too, by a key that is not known yet: the route looks at it itself."""

WINDOW = timedelta(seconds=WINDOW_SECONDS)
PREFIX = "station:"


class SignatureRefused(Unauthorised):
    """A signed request is not of a station that is known, or is not signed as requests are."""

    code = "signature-refused"
    advice = "Look at the station's keys and clock; enrol it anew where its key was replaced."

    @property
    def challenge(self) -> str:
        """RFC 9421 names none: a scheme of our own."""
        return 'Signature realm="umbral"'


class SignatureLate(SignatureRefused):
    """It was signed at another time than now. now: by this service's clock."""

    code = "signature-late"
    advice = "Set the station's clock, and send it again."


class SignatureRepeated(SignatureRefused):
    """It came before."""

    code = "signature-repeated"
    advice = "Sign every request anew; whoever repeats another's is not the station."


def signed(request: Request) -> Actor | None:
    """The station that signed a request; None where nobody signed it, and for an enrolment.

    Raises SignatureRefused, SignatureLate, SignatureRepeated, StationNotInUse, TooManyRequests,
    StoreUnavailable.
    """
    if request.scope["path"] == ENROLMENT or not any(name in request.headers for name in HEADERS):
        return None
    office: Office = request.app.state.office
    given, now = given_with(request), office.clock.now()
    with office.store.reading() as view:
        station = stations.find(view, _station(given.keyid))
        if station is None or station.public_key is None:
            raise SignatureRefused("No station is known by this key.")
        house = facilities.one(view, station.facility_id)
    require_signed(given, bytes.fromhex(station.public_key))
    require_fresh(given, now)
    _spend(office, station, given, now)
    stations.require_enrolled(station)
    request.state.signed = given
    return actor_of(station.id, house.code)


def actor_of(station_id: UUID, facility: str) -> Actor:
    """A station as one who acts: it has no role, and acts for its own facility."""
    return Actor(f"{PREFIX}{station_id}", frozenset(), frozenset({facility}), caller=Caller.STATION)


def station_of(actor: Actor) -> UUID:
    """Which station an actor is. Raises ValueError where it is none."""
    if actor.caller is not Caller.STATION:
        raise ValueError(f"{actor.id} is no station")
    return UUID(actor.id.removeprefix(PREFIX))


def given_with(request: Request) -> Given:
    """The signature of a request. Raises SignatureRefused."""
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
    raw_path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    message = Message(
        request.method,
        request.headers.get("host", ""),
        raw_path.partition(b"?")[0].decode("latin-1"),
        request.scope.get("query_string", b"").decode("latin-1"),
        request.headers.get("content-type"),
    )
    try:
        return read(message, headers)
    except SignatureUnreadable as error:
        raise SignatureRefused(str(error)) from error


def require_signed(given: Given, key: bytes) -> None:
    """By the holder of this key, 32 raw octets of Ed25519. Raises SignatureRefused."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(given.signature, given.statement)
    except (InvalidSignature, ValueError) as error:
        raise SignatureRefused("The request is not signed by the key that it names.") from error


def require_fresh(given: Given, now: datetime) -> None:
    """Signed within the window around now. Raises SignatureLate."""
    if abs(now.timestamp() - given.created) > WINDOW_SECONDS:
        raise SignatureLate("The request was signed at another time than now.", now=now.isoformat())


def _station(keyid: str) -> UUID:
    try:
        found = UUID(keyid)
    except ValueError as error:
        raise SignatureRefused("No station is known by this key.") from error
    if not compare_digest(str(found), keyid):  # one way to write it
        raise SignatureRefused("No station is known by this key.")
    return found


def _spend(office: Office, station: Station, given: Given, now: datetime) -> None:
    """After the signature was checked: nobody else can fill the memory of nonces."""
    until = now + 2 * WINDOW + timedelta(seconds=1)
    with office.store.housekeeping(now) as unit:
        spent = station_nonces.spend(unit, station.id, given.nonce, until)
    if spent is None:
        raise TooManyRequests(
            "The station signed more requests than one may in so short a time.", seconds=WINDOW_SECONDS
        )
    if not spent:
        raise SignatureRepeated("This request came before.")
