"""An ETag on whatever is read as JSON: whoever reads it again is told in a few octets that it is as it was.

RFC 9110, sections 8.8.3 and 13.1.2. A record that is changed under If-Match brings the ETag of its version,
which stays. That one is no word on what else the answer says, such as a clock that runs by itself; so it is
never taken for "as it was" here.
"""

from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OF_THE_INTERFACE = "/v1/"
JSON = "application/json"
DIGITS = 32


class Tags:
    """ASGI middleware: of answers with status 200 that come whole. What is read is looked up either way."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; an answer's start waits for its body."""
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or not scope["path"].startswith(OF_THE_INTERFACE)
        ):
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and _takes_one(message):
                held.append(message)
                return
            if held:
                start = held.pop()
                if message["type"] == "http.response.body" and not message.get("more_body", False):
                    message = _tag(scope, start, message)
                await send(start)
            await send(message)

        await self._app(scope, receive, tagged)


def _reads(scope: Scope) -> bool:
    return scope["method"] == "GET" and bool(scope["path"].startswith(OF_THE_INTERFACE))


def _takes_one(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    is_json = headers.get("content-type", "").startswith(JSON)
    return start["status"] == 200 and is_json and "etag" not in headers


def _tag(scope: Scope, start: Message, body: Message) -> Message:
    """Tag an answer; its body, none where the caller has it."""
    tag = f'"{sha256(body.get("body", b"")).hexdigest()[:DIGITS]}"'
    headers = MutableHeaders(scope=start)
    headers["ETag"] = tag
    known = Headers(scope=scope).get("if-none-match", "")
    if tag not in (one.strip().removeprefix("W/") for one in known.split(",")):
        return body
    start["status"] = 304
    for name in ("content-type", "content-length"):
        del headers[name]
    return {"type": "http.response.body", "body": b""}
