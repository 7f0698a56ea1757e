"""The body of a signed request is held against the digest that was signed, before a route sees any of it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.auth.stations import SignatureRefused
from api.contract.message_signature import Given


class SignedBodies:
    """ASGI middleware, inside the limit of bodies: 401 where the body is not the one that was signed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what nobody signed; read the body of the rest whole, and pass it on if it fits."""
        given = scope.get("state", {}).get("signed") if scope["type"] == "http" else None
        if given is None:
            await self._app(scope, receive, send)
            return
        assert isinstance(given, Given)  # noqa: S101 - set where the signature was checked
        body = await _whole(receive)
        if body is None:
            return
        if not given.covers(body):
            differs = SignatureRefused("The body is not the one that was signed.")
            await problems.response(differs, scope)(scope, receive, send)
            return
        told = False

        async def once() -> Message:
            nonlocal told
            if told:
                return await receive()
            told = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, once, send)


async def _whole(receive: Receive) -> bytes | None:
    """None where the caller went away."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)
