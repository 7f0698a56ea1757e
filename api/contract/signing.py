"""How the case system signs an order, so that the release gate knows that it comes from there.

The signature is Ed25519 (RFC 8032) over `umbral-order/1`, a line feed, and the order without its signature as
JSON with sorted keys, no spaces, UTF-8, instants in UTC. It binds every field: court, number, person,
facility, validity. A key has a name, so that a new one can come before the old one goes.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from datetime import UTC, datetime

from api.contract.orders import OrderIn

_CONTEXT = b"umbral-order/1\n"
_SIGNATURE = 64  # bytes


def statement(order: OrderIn) -> bytes:
    """The bytes that are signed."""
    told = {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in order.model_dump().items()
        if name != "signature" and value is not None
    }
    plain = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return _CONTEXT + plain.encode()


def signed(order: OrderIn, key_id: str, sign: Callable[[bytes], bytes]) -> OrderIn:
    """The order with its signature; sign: such as `Ed25519PrivateKey.sign` of `cryptography`."""
    named = order.model_copy(update={"key_id": key_id, "signature": None})
    made = urlsafe_b64encode(sign(statement(named))).decode().rstrip("=")
    return named.model_copy(update={"signature": made})


def signature_of(order: OrderIn) -> bytes | None:
    """The signature's bytes; None where there is none or it cannot be one."""
    if order.signature is None:
        return None
    try:
        made = urlsafe_b64decode(order.signature + "=" * (-len(order.signature) % 4))
    except (ValueError, NotBase64):
        return None
    return made if len(made) == _SIGNATURE else None
