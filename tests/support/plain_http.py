"""A plain HTTP client before an application in this process, without its lifespan: nothing runs by itself."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI

from api.inprocess import Carried
from tests.support.waiting import WITHIN


@contextmanager
def carried(app: FastAPI) -> Iterator[httpx.BaseTransport]:
    """What carries requests to it. What its threads still do when it ends is waited for: a board that is read
    must not hold a connection of a store that is closed."""
    before = set(threading.enumerate())
    with start_blocking_portal() as portal:
        yield Carried(app, portal)
    for thread in set(threading.enumerate()) - before:
        if thread.name.startswith("AnyIO worker thread"):
            thread.join(WITHIN)


@contextmanager
def plain_http(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of it."""
    with carried(app) as transport, httpx.Client(base_url="http://127.0.0.1", transport=transport) as client:
        yield client
