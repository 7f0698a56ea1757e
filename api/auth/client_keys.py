"""The private key by which a client proves itself to an issuer, from a PEM file."""

from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from api.errors import SettingsRefused

Sign = Callable[[bytes], bytes]


def signing(path: Path, setting: str) -> tuple[str, Sign]:
    """A private key's algorithm, and signatures as RFC 7518 has them.

    setting: by which the file was named. Raises SettingsRefused.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise SettingsRefused(
            f"{setting} names no PEM file with a private key without passphrase."
        ) from error
    if isinstance(key, Ed25519PrivateKey):
        return "EdDSA", key.sign
    if isinstance(key, RSAPrivateKey):
        padding = PSS(MGF1(SHA256()), SHA256.digest_size)
        return "PS256", lambda told: key.sign(told, padding, SHA256())
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1):
        return "ES256", lambda told: _fixed(key.sign(told, ECDSA(SHA256())))
    raise SettingsRefused(f"{setting} is a key of another kind: Ed25519, P-256 or RSA is needed.")


def _fixed(signature: bytes) -> bytes:
    """r and s, 32 octets each (RFC 7518, section 3.4)."""
    return b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(signature))
