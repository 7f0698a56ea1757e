"""A plain HTTP client before an application in this process, without its lifespan: nothing runs by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI


class _Carried(httpx.BaseTransport):
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
def carried(app: FastAPI) -> Iterator[httpx.BaseTransport]:
    """What carries requests to it."""
    with start_blocking_portal() as portal:
        yield _Carried(app, portal)


@contextmanager
def plain_http(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of it."""
    with carried(app) as transport, httpx.Client(base_url="http://127.0.0.1", transport=transport) as client:
        yield client
