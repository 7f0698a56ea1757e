"""A large answer leaves in portions: the next one when the caller has taken the last.

Handed over whole it would be copied into the connection's buffer, and lie there for as long as a caller that
takes nothing is borne with: a thousand of those would fill the memory.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PORTION = 64 * 1024


class Portions:
    """ASGI middleware, outermost: what it sends waits for the server's flow control after each portion."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and cut what is large."""

        async def in_portions(message: Message) -> None:
            body = message.get("body", b"")
            if message["type"] != "http.response.body" or len(body) <= PORTION:
                await send(message)
                return
            whole = memoryview(body)
            for start in range(0, len(whole), PORTION):
                last = start + PORTION >= len(whole)
                more = not last or message.get("more_body", False)
                portion = bytes(whole[start : start + PORTION])
                await send({"type": "http.response.body", "body": portion, "more_body": more})

        await self._app(scope, receive, in_portions)
