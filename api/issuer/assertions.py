"""A program proves itself by a JWT that it signs (private_key_jwt: RFC 7523; OpenID Core, section 9)."""

import threading
from collections import OrderedDict
from collections.abc import Collection
from datetime import UTC, datetime

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from api.issuer.errors import ProtocolError
from api.issuer.parameters import ASSERTION_LIVES, PENDING, SKEW

KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
RSA_BITS = 2048
LONGEST = 4096
ALGORITHMS = ("EdDSA", "ES256", "PS256", "RS256")

PublicKey = Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey


def public_key(pem: str) -> PublicKey:
    """A program's key. ValueError for one of another kind, or too short."""
    key = load_pem_public_key(pem.encode())
    if isinstance(key, RSAPublicKey) and key.key_size >= RSA_BITS:
        return key
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name == "secp256r1":
        return key
    if isinstance(key, Ed25519PublicKey):
        return key
    raise ValueError("a program's key is Ed25519, P-256, or RSA of 2048 bits and more")


def _algorithms(key: PublicKey) -> list[str]:
    """Those under which a key signs: never chosen by the token alone."""
    if isinstance(key, Ed25519PublicKey):
        return ["EdDSA"]
    return ["ES256"] if isinstance(key, EllipticCurvePublicKey) else ["PS256", "RS256"]


def claimed(assertion: str) -> str:
    """Who says that they are the sender; nothing is checked. Raises ProtocolError."""
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
        return str(claims["sub"])
    except (jwt.PyJWTError, KeyError, ValueError) as error:
        raise ProtocolError("invalid_client", "The assertion cannot be read.") from error


class Assertions:
    """Each counts once. Thread-safe."""

    def __init__(self, audiences: Collection[str]) -> None:
        """audiences: as which the issuer may be addressed; an assertion names one of them and no other."""
        self._audiences = list(audiences)
        self._lock = threading.Lock()
        self._used: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def require(self, assertion: str, name: str, pem: str, now: datetime) -> None:
        """Raises ProtocolError unless the program of this name and key made it, for us, now, and once."""
        key = public_key(pem)
        try:
            claims = jwt.decode(
                assertion,
                key,
                algorithms=_algorithms(key),
                audience=self._audiences,
                issuer=name,
                subject=name,
                options={
                    "require": ["iss", "sub", "aud", "exp", "jti"],
                    "verify_exp": False,  # by our own clock, below
                    "verify_nbf": False,
                    "verify_iat": False,
                    "strict_aud": False,
                },
            )
            expires = datetime.fromtimestamp(float(claims["exp"]), UTC)
            begins = datetime.fromtimestamp(float(claims.get("nbf", claims.get("iat", 0))), UTC)
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, OSError) as error:
            raise ProtocolError("invalid_client", "The assertion does not count.") from error
        if not isinstance(claims["aud"], str):
            raise ProtocolError("invalid_client", "The assertion names several audiences.")
        if not now - SKEW < expires <= now + ASSERTION_LIVES + SKEW or begins > now + SKEW:
            raise ProtocolError("invalid_client", "The assertion is too old, or lives too long.")
        self._once(name, str(claims["jti"]), expires, now)

    def _once(self, name: str, number: str, expires: datetime, now: datetime) -> None:
        with self._lock:
            for past in [one for one, until in self._used.items() if until + SKEW <= now]:
                del self._used[past]
            if (name, number) in self._used:
                raise ProtocolError("invalid_client", "The assertion was used before.")
            if len(self._used) >= PENDING:  # those that still count are never forgotten to make room
                raise ProtocolError("temporarily_unavailable", "Too many assertions at once.")
            self._used[(name, number)] = expires
