"""What a receiver of events does with a message: is it ours, is it fresh, was it here before.

Messages are signed as Standard Webhooks 1.0 lays down (symmetric, `v1`), so that a receiver in any language
finds a library for it: HMAC-SHA256 over `ID.TIMESTAMP.BODY`, under each secret that is valid at the moment.
This file imports the standard library alone: a partner can take it as it is.

    message = verify(headers, body, secrets=("whsec_...",), now=time.time())
    if inbox.take(message):      # False: it was here before. Answer 2xx all the same, and do nothing else
        ...

Delivery is at least once: where our answer to a message is lost, it comes again under the same id.
"""

import hmac
import json
import secrets as randomness
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
"""Header names, in lower case."""
MEDIA_TYPE = "application/cloudevents+json"
PREFIX = "whsec_"
VERSION = "v1"
SECRET_BYTES = 32
TOLERANCE = 300  # seconds that the sender's and the receiver's clock may be apart
LARGEST_BODY = 64 * 1024
MOST_SIGNATURES = 8  # of one message; a secret in rotation makes two


class MessageRefused(Exception):
    """The message must not be believed; `reason` says why in one word for a log."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The message is refused: {reason}.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is ours. id: stays the same when it comes again; event: the CloudEvent."""

    id: str
    timestamp: int
    event: Mapping[str, Any] = field(repr=False)


def new_secret() -> str:
    """A secret of 256 random bits, as both sides keep it."""
    return PREFIX + b64encode(randomness.token_bytes(SECRET_BYTES)).decode()


def sign(message_id: str, timestamp: int, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers of a message. timestamp: Unix seconds; secrets: those valid now, one or two."""
    made = (f"{VERSION},{_signature(secret, message_id, timestamp, body)}" for secret in secrets)
    return {ID: message_id, TIMESTAMP: str(timestamp), SIGNATURE: " ".join(made)}


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: float) -> Message:
    """The message, if one of `secrets` signed exactly this body a moment ago. Raises MessageRefused.

    headers: in any case; now: Unix seconds. What is compared is compared in constant time, and nothing of the
    body is read before it is known to be ours.
    """
    given = {name.lower(): value for name, value in headers.items()}
    try:
        message_id, stamp, signatures = given[ID], given[TIMESTAMP], given[SIGNATURE]
    except KeyError as missing:
        raise MessageRefused(f"no header {missing.args[0]}") from None
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12):
        raise MessageRefused("unreadable timestamp")
    if "." in message_id:  # it would move the border between what is signed as id and as timestamp
        raise MessageRefused("unreadable id")
    if len(body) > LARGEST_BODY:
        raise MessageRefused("too large")
    if not _signed(message_id, int(stamp), body, signatures, secrets):
        raise MessageRefused("wrong signature")
    if abs(now - int(stamp)) > TOLERANCE:
        raise MessageRefused("old timestamp")
    return Message(message_id, int(stamp), _event(message_id, body))


class Inbox:
    """Remembers the last `most` ids in memory; a receiver that must survive a restart keeps them in its own
    database, in the transaction in which it keeps what the event told, as the one in
    `docs/examples/case_system/receiver.py` does."""

    def __init__(self, most: int = 100_000) -> None:
        self._most = most
        self._seen: OrderedDict[str, None] = OrderedDict()

    def take(self, message: Message) -> bool:
        """Whether the message is here for the first time; it is remembered."""
        if message.id in self._seen:
            return False
        self._seen[message.id] = None
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return True


def _signed(message_id: str, timestamp: int, body: bytes, signatures: str, secrets: Sequence[str]) -> bool:
    wanted = [_signature(secret, message_id, timestamp, body).encode() for secret in secrets]
    found = False
    for part in signatures.split(" ")[:MOST_SIGNATURES]:
        version, _, value = part.partition(",")
        for one in wanted:  # no early end: how long it takes tells nothing
            found |= version == VERSION and hmac.compare_digest(value.encode(), one)
    return found


def _signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return b64encode(hmac.digest(_key(secret), signed, sha256)).decode()


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except (NotBase64, ValueError):
        raise ValueError(f"a secret is {PREFIX} and base64") from None
    if not secret.startswith(PREFIX) or len(key) < 24:  # Standard Webhooks: 24 to 64 bytes
        raise ValueError(f"a secret is {PREFIX} and base64 of at least 24 bytes")
    return key


def _event(message_id: str, body: bytes) -> Mapping[str, Any]:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise MessageRefused("not JSON") from None
    if not isinstance(event, dict) or event.get("specversion") != "1.0" or event.get("id") != message_id:
        raise MessageRefused("not this CloudEvent")
    return event
