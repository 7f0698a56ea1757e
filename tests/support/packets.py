"""A packet's reader written from RFC 9180 and the layout's description alone, and keys from a seed."""

import hmac
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

KEM = b"KEM\x00\x20"
SUITE = b"HPKE\x00\x20\x00\x01\x00\x03"


def agreement_key(seed: str) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(sha256(seed.encode()).digest())


def signing_key(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(seed.encode()).digest())


def extract(salt: bytes, suite: bytes, label: bytes, secret: bytes) -> bytes:
    """LabeledExtract, section 4."""
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + secret, "sha256")


def expand(key: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """LabeledExpand, section 4, up to one block."""
    return hmac.digest(
        key, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info + b"\x01", "sha256"
    )[:length]


def opened(sealed: bytes, key: X25519PrivateKey, info: bytes) -> bytes:
    """Base mode, single shot: sections 4.1, 5.1 and 6.1."""
    enc, ciphertext = sealed[:32], sealed[32:]
    agreed = key.exchange(X25519PublicKey.from_public_bytes(enc))
    context = enc + key.public_key().public_bytes_raw()
    shared = expand(extract(b"", KEM, b"eae_prk", agreed), KEM, b"shared_secret", context, 32)
    schedule = b"\x00" + extract(b"", SUITE, b"psk_id_hash", b"") + extract(b"", SUITE, b"info_hash", info)
    secret = extract(shared, SUITE, b"secret", b"")
    aead = expand(secret, SUITE, b"key", schedule, 32)
    nonce = expand(secret, SUITE, b"base_nonce", schedule, 12)
    return ChaCha20Poly1305(aead).decrypt(nonce, ciphertext, b"")
