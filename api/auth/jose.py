"""Signed tokens opened: JSON Web Tokens under the rules of RFC 8725, section 3.

the form        a compact JWS of bounded size: no encryption, no critical extensions (3.9)
the algorithm   one of four, fixed here; what the token says only chooses among them (3.1)
the key         the issuer's own of this number: keys that come with the token do not count (3.10)
the kind        the type that is expected at this place, and no other (3.11)
"""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.types import Options

from api.auth.errors import TokenForged, TokenKindRefused, TokenUnreadable
from api.auth.parameters import LONGEST_TOKEN, RSA_BITS

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey

ALGORITHMS: Mapping[str, type[RSAPublicKey] | type[EllipticCurvePublicKey] | type[Ed25519PublicKey]] = {
    "RS256": RSAPublicKey,
    "PS256": RSAPublicKey,
    "ES256": EllipticCurvePublicKey,
    "EdDSA": Ed25519PublicKey,
}
FOREIGN = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "zip", "b64", "enc"})
"""Header fields that bring a key along or change what the rest means. None of our issuers needs one."""

_SIGNATURE_ALONE: Options = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}
"""Claims are held to the service's own clock and settings (`api/auth/claims.py`)."""


class Keys(Protocol):
    """An issuer's public keys."""

    def public(self, kid: str, algorithm: str) -> PublicKey | None:
        """The key of this number, if there is one for this algorithm. Raises IssuerUnreachable."""


def fits(key: PublicKey, algorithm: str) -> bool:
    """Whether a key is of the algorithm's family, and strong enough."""
    if not isinstance(key, ALGORITHMS[algorithm]):
        return False
    if isinstance(key, RSAPublicKey):
        return key.key_size in RSA_BITS
    return not isinstance(key, EllipticCurvePublicKey) or isinstance(key.curve, SECP256R1)


def opened(token: str, keys: Keys, kinds: Collection[str]) -> dict[str, Any]:
    """The claims of a token that the issuer signed. What they say is for the caller to check.

    kinds: values of `typ`, in lower case and without `application/`; empty for none at all. Raises
    TokenUnreadable, TokenForged, TokenKindRefused, IssuerUnreachable.
    """
    header = _header(token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise TokenForged("The token is signed under an algorithm that is not accepted.")
    if not isinstance(kid, str) or not kid:
        raise TokenForged("The token does not name the key that signed it.")
    key = keys.public(kid, algorithm)
    if key is None or not fits(key, algorithm):
        raise TokenForged("The issuer has no such key.")
    try:
        claims: dict[str, Any] = jwt.decode(token, key, algorithms=[algorithm], options=_SIGNATURE_ALONE)
    except jwt.InvalidSignatureError:
        raise TokenForged("The token was not signed by the issuer.") from None
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenUnreadable("What the token holds cannot be read.") from None
    if _kind(header) not in kinds:
        raise TokenKindRefused("This is another kind of token than is asked for here.")
    return claims


def _header(token: str) -> dict[str, Any]:
    if len(token) > LONGEST_TOKEN or not token.isascii() or token.count(".") != 2:
        raise TokenUnreadable("This is no signed token.")
    try:
        header: dict[str, Any] = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenUnreadable("The token's header cannot be read.") from None
    if FOREIGN & header.keys():
        raise TokenUnreadable("The token's header has fields that are not accepted.")
    return header


def _kind(header: Mapping[str, Any]) -> str:
    kind = header.get("typ", "")
    return kind.lower().removeprefix("application/") if isinstance(kind, str) else "?"
