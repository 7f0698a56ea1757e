"""Only what is beyond doubt a request goes on: its method, its address, its head's size, its body's end.

A request whose end two programs see at different places lets a caller hide a second one in it, behind a
proxy's back (request smuggling, RFC 9112, section 11.2). A compressed body unfolds to a thousand times
its length.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.errors import MethodNotAllowed
from api.middleware.errors import AddressUnreadable, AmbiguousLength, BodyEncoded, HeadersTooLarge
from matcher.errors import UmbralError

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
MOST_HEADERS = 64  # a browser behind two proxies sends some thirty
HEAD_OCTETS = 16 * 1024


class RequestForm:
    """ASGI middleware: 400, 405, 415 or 431, before anything is read of the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse and close: what would follow on this connection is in doubt, too."""
        wrong = _wrong(scope) if scope["type"] == "http" else None
        if wrong is None:
            await self._app(scope, receive, send)
        else:
            await problems.response(wrong, scope, {"Connection": "close"})(scope, receive, send)


def _wrong(scope: Scope) -> UmbralError | None:
    if scope["method"] not in METHODS:
        return MethodNotAllowed("This address does not take this kind of request.")
    raw = scope["headers"]
    octets = sum(len(name) + len(value) for name, value in raw) + len(scope.get("raw_path") or b"")
    if len(raw) > MOST_HEADERS or octets + len(scope["query_string"]) > HEAD_OCTETS:
        return HeadersTooLarge("Address and headers are larger than any real ones.")
    if not scope["query_string"].isascii():
        return AddressUnreadable("The address holds octets that no address has.")
    headers = Headers(scope=scope)
    chunked = "transfer-encoding" in headers
    if chunked and ("content-length" in headers or scope.get("http_version") == "1.0"):
        return AmbiguousLength("The request says in two ways where its body ends.")
    if headers.get("content-encoding", "identity").lower() != "identity":
        return BodyEncoded("The body is compressed.")
    return None
