"""The service without a socket: the same application, called in this process.

Commands use it when no service runs, so that there is one code path and one writer either way.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from api.contract.client import Client

URL = "http://127.0.0.1"


class Carried(httpx.BaseTransport):
    """Carries a blocking client's requests to an application in an event loop of another thread."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        self._asgi = httpx.ASGITransport(app)
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request, body and answer whole."""
        request.read()
        return self._portal.call(self._answer, request)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._asgi.handle_async_request(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


@contextmanager
def in_process(app: FastAPI, language: str = "en", actor: str | None = None) -> Iterator[Client]:
    """Start the application, lend a client of it, shut it down. actor: in whose name it asks."""
    with start_blocking_portal() as portal:
        running = portal.wrap_async_context_manager(app.router.lifespan_context(app))
        running.__enter__()
        try:
            carried = Carried(app, portal)
            with Client(URL, language=language, transport=carried, actor=actor) as client:
                yield client
        finally:  # an error of the caller's is none of the application's: it stops as it always does
            running.__exit__(None, None, None)
