"""What the issuer signs: JSON Web Tokens under ES256 (RFC 7518, section 3.4), by keys that it rotates."""

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from jwt.algorithms import ECAlgorithm

from api.clock import Clock
from api.issuer.parameters import KEY_SIGNS, KEY_VERIFIES
from api.registry import issuer_keys
from api.registry.issuer_keys import IssuerKey
from api.registry.store import Store

ALGORITHM = "ES256"


class SigningKeys:
    """The keys of a store, the first one made when it is needed. Thread-safe."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[datetime, EllipticCurvePrivateKey]] = {}

    def sign(self, claims: Mapping[str, Any], kind: str) -> str:
        """A compact JWT. kind: its `typ`."""
        kid, key = self._latest()
        return jwt.encode(dict(claims), key, ALGORITHM, headers={"typ": kind, "kid": kid})

    def public(self, kid: str, algorithm: str = ALGORITHM) -> EllipticCurvePublicKey | None:
        """The key that verifies what the one of this number signed (`api/auth/jose.py`)."""
        self._latest()
        known = self._known.get(kid) if algorithm == ALGORITHM else None
        return None if known is None else known[1].public_key()

    def published(self) -> dict[str, Any]:
        """As a JWK set (RFC 7517)."""
        self._latest()
        return {
            "keys": [
                {
                    **json.loads(ECAlgorithm.to_jwk(key.public_key())),
                    "kid": kid,
                    "use": "sig",
                    "alg": ALGORITHM,
                }
                for kid, (_, key) in self._known.items()
            ]
        }

    def _latest(self) -> tuple[str, EllipticCurvePrivateKey]:
        now = self._clock.now()
        with self._lock:
            if not self._known:
                self._read()
            if not self._known or now - self._newest()[1][0] >= KEY_SIGNS:
                self._rotate()
            kid, (_, key) = self._newest()
        return kid, key

    def _newest(self) -> tuple[str, tuple[datetime, EllipticCurvePrivateKey]]:
        return list(self._known.items())[-1]

    def _read(self) -> None:
        with self._store.reading() as view:
            self._known = {str(one.id): (one.made_at, _opened(one)) for one in issuer_keys.every(view)}

    def _rotate(self) -> None:
        """Make the next key; those whose tokens have all run out are forgotten."""
        made = generate_private_key(SECP256R1())
        octets = made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        with self._store.housekeeping(self._clock.now()) as unit:
            older = [one for one in issuer_keys.every(unit) if unit.now - one.made_at >= KEY_VERIFIES]
            issuer_keys.forget(unit, older)
            issuer_keys.add(unit, octets)
        self._read()


def _opened(stored: IssuerKey) -> EllipticCurvePrivateKey:
    key = load_der_private_key(stored.private, None)
    assert isinstance(key, EllipticCurvePrivateKey)  # noqa: S101 - sealed by us
    return key
