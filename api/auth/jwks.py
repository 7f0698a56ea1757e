"""An issuer's public keys, from its own JWK set (RFC 7517), found by OpenID Connect Discovery 1.0.

Keys are kept for a while and asked for anew in time. A number that is not known makes us ask at once, but
not more than once a minute: so a rotation is noticed, and whoever invents numbers does not make us flood the
issuer. While it does not answer the known keys go on, up to an age.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jwt
from cryptography.exceptions import UnsupportedAlgorithm

from api.auth.errors import IssuerUnreachable
from api.auth.jose import ALGORITHMS, PublicKey, fits
from api.auth.parameters import KEYS_FRESH, KEYS_KEPT, MOST_KEYS, RETRY_PAUSE, UNKNOWN_KEY_PAUSE
from api.auth.remote import FAILURES, RemoteIssuer, Seconds

PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})

KeySet = Mapping[tuple[str, str], PublicKey]
"""By number and algorithm."""


@dataclass(frozen=True, slots=True)
class _Known:
    keys: KeySet
    since: float


class RemoteKeys:
    """Keys of an issuer elsewhere. Thread-safe: one thread asks it, those who have their key do not wait."""

    def __init__(
        self,
        issuer: str,
        *,
        certificates: Path | None = None,
        transport: httpx.BaseTransport | None = None,
        clock: Seconds = time.monotonic,
    ) -> None:
        """issuer: its URL. certificates: of the authority that vouches for it, where that is a private one.

        clock: monotonic seconds. Nothing is asked yet. Raises OSError where the certificates cannot be read.
        """
        self.issuer = RemoteIssuer(issuer, certificates=certificates, transport=transport, clock=clock)
        self._clock = clock
        self._asking = threading.Lock()
        self._known: _Known | None = None
        self._looked_up = self._failed = float("-inf")

    def public(self, kid: str, algorithm: str) -> PublicKey | None:
        """The key of this number, if there is one for this algorithm. Raises IssuerUnreachable."""
        known, wanted = self._known, (kid, algorithm)
        if known is None or wanted not in known.keys:
            with self._asking:
                if not self._has(wanted):
                    self._ask_for_a_new_number()
        elif self._age(known) > KEYS_FRESH and self._asking.acquire(blocking=self._age(known) > KEYS_KEPT):
            try:
                if self._clock() - self._failed >= RETRY_PAUSE and self._known is known:
                    self._ask()
            finally:
                self._asking.release()
        return self._found(wanted)

    def close(self) -> None:
        """Close the connections."""
        self.issuer.close()

    def _has(self, wanted: tuple[str, str]) -> bool:
        return self._known is not None and wanted in self._known.keys

    def _ask_for_a_new_number(self) -> None:
        """At once, but once a minute at most; reading the first keys, and anew in time, does not count."""
        now = self._clock()
        if now - self._failed < RETRY_PAUSE:
            return
        if self._known is not None:
            if now - self._looked_up < UNKNOWN_KEY_PAUSE:
                return
            self._looked_up = now
        self._ask()

    def _found(self, wanted: tuple[str, str]) -> PublicKey | None:
        known = self._known
        if known is None or self._age(known) > KEYS_KEPT:
            raise IssuerUnreachable("The issuer does not tell its keys.")
        key = known.keys.get(wanted)
        if key is None and self._failed > known.since:  # it may have new ones by now
            raise IssuerUnreachable("The issuer does not tell whether it has such a key.")
        return key

    def _age(self, known: _Known) -> float:
        return self._clock() - known.since

    def _ask(self) -> None:
        """Read the keys anew; where that fails those that are known stay."""
        now = self._clock()
        try:
            self._known = _Known(self._read(), now)
        except FAILURES:
            self._failed = self._clock()

    def _read(self) -> KeySet:
        """Raises one of FAILURES."""
        address = self.issuer.discovered().get("jwks_uri")
        if not isinstance(address, str):
            raise ValueError("the issuer does not say where its keys are")  # noqa: TRY004 - hostile input
        return key_set(self.issuer.document(address))


def key_set(document: Mapping[str, Any]) -> KeySet:
    """The keys of a JWK set that verify signatures; others, and what is too weak or unreadable, are left out.

    A number that stands twice counts for nobody: which of the two is meant is not guessed.
    """
    listed = document.get("keys")
    found: dict[tuple[str, str], PublicKey] = {}
    twice: set[tuple[str, str]] = set()
    for one in listed[:MOST_KEYS] if isinstance(listed, list) else ():
        for name, key in _key(one) if isinstance(one, dict) else ():
            twice |= {name} & found.keys()
            found[name] = key
    return {name: key for name, key in found.items() if name not in twice}


def _key(told: dict[str, Any]) -> Iterator[tuple[tuple[str, str], PublicKey]]:
    kid, algorithm, use, does = told.get("kid"), told.get("alg"), told.get("use"), told.get("key_ops")
    for_signatures = use in (None, "sig") and (does is None or (isinstance(does, list) and "verify" in does))
    of_ours = algorithm is None or (isinstance(algorithm, str) and algorithm in ALGORITHMS)
    if not (isinstance(kid, str) and kid and of_ours and for_signatures) or PRIVATE & told.keys():
        return
    try:
        key = jwt.PyJWK(told).key
    except (jwt.PyJWTError, ValueError, KeyError, TypeError, UnsupportedAlgorithm):
        return
    for name in ALGORITHMS:
        if algorithm in (None, name) and isinstance(key, PublicKey) and fits(key, name):
            yield (kid, name), key
