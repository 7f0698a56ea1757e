"""Which requests are meant for this service: those that name it, and no writes from others' pages.

A web page elsewhere can make the officer's browser send requests to 127.0.0.1. Under a name of its
own that it lets point here (DNS rebinding) the Host header gives it away; as a plain cross-site write
(CSRF) the Origin or Sec-Fetch-Site header does (Fetch standard, sections 3.1 and Fetch metadata).
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.errors import ForeignHost, ForeignOrigin
from api.loopback import is_loopback
from matcher.errors import UmbralError

READING = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"same-origin", "none"})


class OwnCallersOnly:
    """ASGI middleware: 421 for a Host that is not ours, 403 for a foreign page's write."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str] = ()) -> None:
        """hosts: under which the service is known, lower case; none: every name of the loopback."""
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse before the body is read."""
        refusal = self._refusal(scope["method"], Headers(scope=scope)) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await problems.response(refusal, scope, {"Connection": "close"})(scope, receive, send)

    def _refusal(self, method: str, headers: Headers) -> UmbralError | None:
        host = headers.get("host", "")
        name = _name(host)
        if name not in self._hosts if self._hosts else not is_loopback(name):
            return ForeignHost("The request names a host that is not this service.")
        return _foreign(method, host, headers)


def _foreign(method: str, host: str, headers: Headers) -> UmbralError | None:
    if method in READING:
        return None
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return ForeignOrigin("A page of another origin may not do this.")
    if headers.get("sec-fetch-site", "none") not in OWN_SITE:
        return ForeignOrigin("A page of another origin may not do this.")
    return None


def _name(host: str) -> str:
    """The host without its port; empty if it cannot be read."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
