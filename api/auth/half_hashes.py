"""What an ID token says of what it came with: of the access token, and of the code (`at_hash`, `c_hash`).

The left half of a hash of the ASCII octets, in base64url without padding (OpenID Connect Core, sections
3.1.3.6 and 3.3.2.11). The hash is that of the ID token's own signature; of Ed25519 it is SHA-512 (RFC 8032).
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256, sha512
from typing import Any, Final

HASHES: Final = {"RS256": sha256, "PS256": sha256, "ES256": sha256, "EdDSA": sha512}


def half_hash(value: str, algorithm: str) -> str:
    """As an ID token that is signed under this algorithm tells it. value: ASCII."""
    digest = HASHES[algorithm](value.encode("ascii")).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def tells_of(claims: Mapping[str, Any], claim: str, value: str, algorithm: str) -> bool:
    """Whether a claim tells of this value, or is not there (section 3.1.3.8)."""
    if claim not in claims:
        return True
    said = str(claims[claim]).encode()
    return value.isascii() and hmac.compare_digest(said, half_hash(value, algorithm).encode())
