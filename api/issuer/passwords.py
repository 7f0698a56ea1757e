"""Passwords: Argon2id (RFC 9106), in constant effort whether there is an account or not."""

import os
import threading
from functools import cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from api.issuer.errors import PasswordRefused
from api.issuer.parameters import (
    HASH_ITERATIONS,
    HASH_KIBIBYTES,
    HASH_LANES,
    HASHES_AT_ONCE,
    PASSWORD_LONGEST,
    PASSWORD_SHORTEST,
)

SALT, LENGTH = 16, 32

_room = threading.Semaphore(HASHES_AT_ONCE)


def require_good(password: str, name: str) -> None:
    """Raises PasswordRefused for one that is too short, too long, or made of the account's name."""
    if not PASSWORD_SHORTEST <= len(password) <= PASSWORD_LONGEST:
        raise PasswordRefused("The password is too short or too long.", least=PASSWORD_SHORTEST)
    if name.casefold() in password.casefold() or len(set(password)) < PASSWORD_SHORTEST // 3:
        raise PasswordRefused("The password is easily guessed.", least=PASSWORD_SHORTEST)


def hashed(password: str) -> str:
    """As it is stored: a PHC string with its own salt and parameters."""
    with _room:
        return _argon2id().derive_phc_encoded(password.encode())


def fits(password: str, stored: str | None) -> bool:
    """Whether it is the one that was stored; None, where there is none that it could be, takes as long."""
    with _room:
        try:
            Argon2id.verify_phc_encoded(password.encode(), stored or _nobodys())
        except InvalidKey:
            return False
    return stored is not None


@cache
def _nobodys() -> str:
    """The hash of a password that nobody knows."""
    return _argon2id().derive_phc_encoded(os.urandom(LENGTH))


def _argon2id() -> Argon2id:
    return Argon2id(
        salt=os.urandom(SALT),
        length=LENGTH,
        iterations=HASH_ITERATIONS,
        lanes=HASH_LANES,
        memory_cost=HASH_KIBIBYTES,
    )
