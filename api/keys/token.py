"""A key file that only a PKCS#11 token opens: a hardware security module, a smart card, SoftHSM.

The token's own AES key never leaves it. The key-encryption key itself is in memory while the service runs:
a token that unwrapped every person's key would take minutes to load a large gallery.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.errors import KeyLocked
from api.keys.protection import MAGIC, NONCE

KEY_LABEL = "umbral"
TAG_BITS = 128


@dataclass(frozen=True, slots=True)
class Token:
    """module: the maker's PKCS#11 library; label: of the token; pin: its user's."""

    module: Path
    label: str
    pin: str = field(repr=False)
    kind: bytes = MAGIC + b"t"

    def seal(self, key: bytes) -> bytes:
        """Under the token's key, which is made where there is none. Raises KeyLocked."""
        nonce = secrets.token_bytes(NONCE)
        with self._session() as (pkcs11, session):
            held = self._held(pkcs11, session) or self._made(pkcs11, session)
            sealed = held.encrypt(
                key, mechanism=pkcs11.Mechanism.AES_GCM, mechanism_param=self._parameters(pkcs11, nonce)
            )
        return self.kind + nonce + bytes(sealed)

    def open(self, octets: bytes) -> bytes:
        """See Protection. Raises KeyLocked."""
        start = len(self.kind)
        nonce, sealed = octets[start : start + NONCE], octets[start + NONCE :]
        with self._session() as (pkcs11, session):
            held = self._held(pkcs11, session)
            if held is None:
                raise KeyLocked(f"The token {self.label} holds no key named {KEY_LABEL}.")
            key = held.decrypt(
                sealed, mechanism=pkcs11.Mechanism.AES_GCM, mechanism_param=self._parameters(pkcs11, nonce)
            )
        return bytes(key)

    @contextmanager
    def _session(self) -> Iterator[tuple[Any, Any]]:
        try:
            import pkcs11  # noqa: PLC0415 - an extra, needed by sites with a token alone
        except ImportError as error:
            raise KeyLocked("Tokens need the extra: pip install 'umbral-identity[pkcs11]'.") from error
        try:
            token = pkcs11.lib(str(self.module)).get_token(token_label=self.label)
            with token.open(rw=True, user_pin=self.pin) as session:
                yield pkcs11, session
        except (pkcs11.exceptions.PKCS11Error, RuntimeError) as error:
            raise KeyLocked(f"The token {self.label} does not serve: {type(error).__name__}.") from error

    @staticmethod
    def _held(pkcs11: Any, session: Any) -> Any:
        try:
            return session.get_key(object_class=pkcs11.ObjectClass.SECRET_KEY, label=KEY_LABEL)
        except pkcs11.exceptions.NoSuchKey:
            return None

    @staticmethod
    def _made(pkcs11: Any, session: Any) -> Any:
        hidden = {pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False}
        return session.generate_key(pkcs11.KeyType.AES, 256, label=KEY_LABEL, store=True, template=hidden)

    def _parameters(self, pkcs11: Any, nonce: bytes) -> Any:
        return pkcs11.GCMParams(nonce=nonce, aad=self.kind, tag_bits=TAG_BITS)
