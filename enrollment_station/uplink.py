"""The service, as a station reaches it: every request is signed by the station's key."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.audit.verify import Refuted
from api.contract.audit import ConsistencyOut
from api.contract.client.connection import Connection, Octets, parsed
from api.contract.client.repeating import Repeating
from api.contract.client.signing_transport import SigningTransport
from api.contract.client.until_closed import UntilClosed
from api.contract.encounter import MEDIA_TYPE
from api.contract.errors import ServiceRefused
from api.contract.packets import PacketAnswer
from api.contract.stations import EnrolmentIn, NextKeyIn, SelfOut


@dataclass(frozen=True, slots=True)
class Reach:
    """How a station reaches the service. transport: by default over HTTP; now: seconds since 1970."""

    transport: httpx.BaseTransport | None = None
    now: Callable[[], float] = time.time
    repeating: Repeating = field(default_factory=Repeating)


HTTP = Reach()


class Uplink(UntilClosed):
    """keyid: by which the service knows the key. Every method raises ServiceRefused, ServiceUnreachable."""

    def __init__(self, url: str, keyid: str, key: Ed25519PrivateKey, reach: Reach = HTTP) -> None:
        under = reach.transport or httpx.HTTPTransport()
        signing = SigningTransport(keyid, key.sign, under, reach.now)
        self._connection = Connection(url, transport=signing, repeating=reach.repeating)

    @classmethod
    def of(cls, url: str, station: UUID, key: Ed25519PrivateKey, reach: Reach = HTTP) -> Self:
        """Of a station that is enrolled."""
        return cls(url, str(station), key, reach)

    def enrol(self, asked: EnrolmentIn) -> SelfOut:
        """Use a code; `keyid` is the key itself."""
        return parsed(SelfOut, self._connection.send("POST", "/v1/stations/enrolment", asked))

    def themself(self) -> SelfOut:
        """What the service has on record of this station, and its own keys."""
        return parsed(SelfOut, self._connection.send("GET", "/v1/stations/self"))

    def replace_key(self, asked: NextKeyIn) -> SelfOut:
        """Sign with the next key from now on."""
        return parsed(SelfOut, self._connection.send("POST", "/v1/stations/self/key", asked))

    def send(self, packet: bytes) -> PacketAnswer:
        """A packet; a repeat gets the same receipt."""
        return parsed(PacketAnswer, self._connection.send("POST", "/v1/packets", Octets(MEDIA_TYPE, packet)))

    def prove(self, older: int, newer: int) -> list[bytes]:
        """That the audit log only grew between two sizes. Raises Refuted where the service cannot."""
        asked = {"older": older, "newer": newer}
        try:
            answer = self._connection.send("GET", "/v1/audit/consistency", query=asked)
        except ServiceRefused as refused:
            raise Refuted(f"the service gives no proof of its log ({refused.problem.code})") from refused
        return [bytes.fromhex(one) for one in parsed(ConsistencyOut, answer).proof]

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()
