"""A program's key as commands are given it: three names and a PEM file in the environment."""

import os
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from api.contract.client import ClientCredentials
from api.errors import SettingsRefused

ISSUER, CLIENT, KEY_ID = "UMBRAL_TOKEN_ISSUER", "UMBRAL_CLIENT_ID", "UMBRAL_CLIENT_KEY_ID"
KEY = "UMBRAL_CLIENT_KEY"

Sign = Callable[[bytes], bytes]


def credentials() -> ClientCredentials | None:
    """Those of the environment; None where it has none. Raises SettingsRefused where they are no good."""
    told = {name: os.environ.get(name) for name in (ISSUER, CLIENT, KEY_ID, KEY)}
    if not any(told.values()):
        return None
    issuer, client, key_id, key = told.values()
    if issuer is None or client is None or key_id is None or key is None:
        raise SettingsRefused(f"{', '.join(told)} are set together, or none of them.")
    algorithm, sign = _signing(Path(key))
    try:
        return ClientCredentials(issuer, client, key_id, sign, algorithm=algorithm)
    except ValueError as error:
        raise SettingsRefused(f"{ISSUER}: {error}.") from error


def _signing(path: Path) -> tuple[str, Sign]:
    """A private key's algorithm, and signatures as RFC 7518 has them. Raises SettingsRefused."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise SettingsRefused(f"{KEY} names no PEM file with a private key without passphrase.") from error
    if isinstance(key, Ed25519PrivateKey):
        return "EdDSA", key.sign
    if isinstance(key, RSAPrivateKey):
        padding = PSS(MGF1(SHA256()), SHA256.digest_size)
        return "PS256", lambda told: key.sign(told, padding, SHA256())
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1):
        return "ES256", lambda told: _fixed(key.sign(told, ECDSA(SHA256())))
    raise SettingsRefused(f"{KEY} is a key of another kind: Ed25519, P-256 or RSA is needed.")


def _fixed(signature: bytes) -> bytes:
    """r and s, 32 octets each (RFC 7518, section 3.4)."""
    return b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(signature))
