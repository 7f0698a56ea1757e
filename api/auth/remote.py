"""An issuer elsewhere, asked by HTTP: its metadata, and whatever stands at the addresses that these name.

What it answers is held to a time and a size, and believed only over TLS or from this machine. Keys
(`jwks.py`) and the pages' sign-in (`remote_provider.py`) share one of these, so that there is one way to it
and one copy of its metadata.
"""

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from api.auth.errors import IssuerUnreachable
from api.auth.parameters import ISSUER_WITHIN, KEYS_FRESH, KEYS_KEPT, LONGEST_DOCUMENT, RETRY_PAUSE
from api.loopback import is_loopback

DISCOVERY = "/.well-known/openid-configuration"

Seconds = Callable[[], float]
Document = Mapping[str, Any]

FAILURES = (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError)
"""What asking it may raise: it does not answer, or not as an issuer."""


class RemoteIssuer:
    """Thread-safe."""

    def __init__(
        self,
        url: str,
        *,
        certificates: Path | None = None,
        transport: httpx.BaseTransport | None = None,
        clock: Seconds = time.monotonic,
    ) -> None:
        """url: as its tokens name it. certificates: of the authority that vouches for it, where that is a
        private one.

        clock: monotonic seconds. Nothing is asked yet. Raises OSError where the certificates cannot be read.
        """
        self.url, self.clock = url, clock
        self._http = httpx.Client(
            verify=ssl.create_default_context(cafile=None if certificates is None else str(certificates)),
            transport=transport,
            timeout=ISSUER_WITHIN,
            follow_redirects=False,
            trust_env=False,
        )
        self._asking = threading.Lock()
        self._known: tuple[float, Document] | None = None
        self._failed = float("-inf")

    def metadata(self) -> Document:
        """Those that are known, asked for anew in time; while it does not answer they go on, up to an age.

        Raises IssuerUnreachable.
        """
        with self._asking:
            since, known = self._known or (float("-inf"), {})
            now = self.clock()
            if now - since > KEYS_FRESH and now - self._failed >= RETRY_PAUSE:
                try:
                    return self.discovered()
                except FAILURES:
                    self._failed = self.clock()
            if now - since > KEYS_KEPT:
                raise IssuerUnreachable("The issuer does not tell of itself.")
            return known

    def discovered(self) -> Document:
        """Its metadata of now (OpenID Connect Discovery 1.0, section 4). Raises one of FAILURES."""
        now = self.clock()
        found = self.document(self.url.removesuffix("/") + DISCOVERY)
        if found.get("issuer") != self.url:
            raise ValueError("the document found is another issuer's")
        self._known = now, found
        return found

    def document(self, address: str) -> Document:
        """The JSON object at an address. Raises one of FAILURES."""
        status, found = self._answer("GET", address, None)
        if status != 200:
            raise ValueError("the issuer refuses")
        return found

    def posted(self, address: str, form: Mapping[str, str]) -> tuple[int, Document]:
        """Status and JSON object that a form is answered with. Raises one of FAILURES."""
        return self._answer("POST", address, form)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _answer(self, method: str, address: str, form: Mapping[str, str] | None) -> tuple[int, Document]:
        if not trusted(address):
            raise ValueError("the address is not to be asked safely")
        deadline, read = time.monotonic() + ISSUER_WITHIN, bytearray()
        asked = self._http.stream(method, address, data=form, headers={"Accept": "application/json"})
        with asked as answer:
            for chunk in answer.iter_bytes():
                read += chunk
                if len(read) > LONGEST_DOCUMENT or time.monotonic() > deadline:
                    raise ValueError("the document is too long, or comes too slowly")
        document = httpx.Response(200, content=bytes(read)).json()
        if not isinstance(document, dict):
            raise ValueError("the document is no object")  # noqa: TRY004 - hostile input, not a defect
        return answer.status_code, document


def trusted(address: str) -> bool:
    """Whether what an address answers is the issuer's: over TLS, or from this machine."""
    where = urlsplit(address)
    return where.scheme == "https" or (where.scheme == "http" and is_loopback(where.hostname or ""))
