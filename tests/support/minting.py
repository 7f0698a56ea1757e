"""Tokens as an issuer would sign them, and as nobody should; with a clock of the test's own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

ISSUER, AUDIENCE, CLIENT = "https://issuer.example", "urn:umbral:service", "umbral-pages"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
ED_KEY = ed25519.Ed25519PrivateKey.generate()

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def jwk(key: Private, kid: str, **more: Any) -> dict[str, Any]:
    """The public half, as a JWK set shows it."""
    public = key.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        told = RSAAlgorithm.to_jwk(public)
    elif isinstance(public, ec.EllipticCurvePublicKey):
        told = ECAlgorithm.to_jwk(public)
    else:
        told = OKPAlgorithm.to_jwk(public)
    shown = {name: value for name, value in json.loads(told).items() if name != "key_ops"}
    return {**shown, "kid": kid, "use": "sig", **more}


def access(**changes: Any) -> dict[str, Any]:
    """What an officer's access token says; a claim that is None is left out."""
    at = int(NOW.timestamp())
    told = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "officer-7",
        "client_id": CLIENT,
        "iat": at,
        "exp": at + 300,
        "jti": str(uuid4()),
        "auth_time": at - 60,
        "sid": "session-1",
        "acr": "strong",
        "umbral_roles": ["gate-officer", "offline_access"],
        "umbral_facilities": ["penal-norte"],
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


def logout(**changes: Any) -> dict[str, Any]:
    """What a logout token says."""
    at = int(NOW.timestamp())
    told = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": at,
        "exp": at + 120,
        "jti": str(uuid4()),
        "sid": "session-1",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


def signed(
    claims: Mapping[str, Any],
    key: Private = EC_KEY,
    algorithm: str = "ES256",
    *,
    typ: str | None = "at+jwt",
    kid: str | None = "ec",
    **header: Any,
) -> str:
    """A compact JWS. header: further fields."""
    named = {"typ": typ, "kid": kid} | header
    # PyJWT writes `typ: JWT` unless it is told otherwise, and leaves it out where that is empty
    fields = {name: value for name, value in named.items() if value is not None or name == "typ"}
    return jwt.encode(dict(claims), key, algorithm, headers=fields)


@dataclass
class Seconds:
    """A monotonic clock that stands still."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Issuer:
    """Answers discovery and its keys. asked: how often the keys were; down: it does not answer."""

    url: str = ISSUER
    keys: list[dict[str, Any]] = field(default_factory=lambda: [jwk(EC_KEY, "ec", alg="ES256")])
    metadata: dict[str, Any] = field(default_factory=dict)
    asked: int = 0
    down: bool = False
    body: bytes | None = None

    def transport(self) -> httpx.MockTransport:
        """By which a client reaches it."""
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("refused", request=request)
        if request.url.path.endswith("/.well-known/openid-configuration"):
            told = {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"} | self.metadata
            return httpx.Response(200, json=told)
        self.asked += 1
        if self.body is not None:
            return httpx.Response(200, content=self.body)
        return httpx.Response(200, json={"keys": self.keys})
