"""The registry's resources over HTTP, before a house whose clock stands still."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from api.app import WORKERS, application
from api.board.bulletin import Bulletin
from api.desks.board import Boards
from api.desks.orders import CaseKeys
from api.events.events import Events
from api.events.sequencer import distribute
from api.middleware.limits import Limits
from api.registry import outbox
from api.workers import Workers
from tests.support.house import House
from tests.support.plain_http import carried
from tests.support.receiver import LOOPBACK
from tests.support.wired import BODY_LIMIT

CASE_KEY = Ed25519PrivateKey.generate()
KEY_ID = "court-2026"
LOCAL = "http://127.0.0.1"


@dataclass(frozen=True)
class Offices:
    """Who asks is named by a role; every write comes under a new key unless one is named."""

    house: House
    http: httpx.Client
    transport: httpx.BaseTransport
    app: FastAPI

    def get(self, path: str, role: str, **query: Any) -> httpx.Response:
        """Read something."""
        return self.http.get(path, params=query, headers=actor(role))

    def send(
        self,
        method: str,
        path: str,
        role: str,
        body: Any = None,
        *,
        key: str = "",
        seen: str | None = None,
    ) -> httpx.Response:
        """Write something. seen: the ETag that goes as If-Match."""
        headers = {**actor(role), "Idempotency-Key": key or str(uuid4())}
        if seen is not None:
            headers["If-Match"] = seen
        return self.http.request(method, path, json=body, headers=headers)

    def told(self) -> list[tuple[str, UUID | None, Mapping[str, Any]]]:
        """What partners hear of, in order: type, person, facts."""
        distribute(self.house.registry, self.house.clock.now())
        with self.house.registry.reading() as view:
            events = outbox.after(view, 0, 500)
        return [(one.content.type, one.person_id, one.content.facts) for one in events]


def actor(role: str) -> dict[str, str]:
    """The header of somebody with a role."""
    return {"Umbral-Actor": f"{role}-1; roles={role}"}


def code(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a problem."""
    return answer.status_code, answer.json()["code"]


@contextmanager
def offices_over(house: House, limits: Limits = Limits(BODY_LIMIT)) -> Iterator[Offices]:  # noqa: B008 - it never changes
    """Without lifespan: nothing runs by itself."""
    events = Events(house.registry, source="urn:umbral:site:test", networks=LOOPBACK, clock=house.clock)
    keys = CaseKeys({KEY_ID: CASE_KEY.public_key()})
    app = application(house.service, limits, events, house.gates, keys)
    app.state.workers = Workers(WORKERS)
    boards = Boards(house.registry, house.clock, house.gates.house.policies)
    app.state.bulletin = Bulletin(boards.read, lifetime=0.0)  # one event a stream: answers come whole
    with carried(app) as transport, httpx.Client(base_url=LOCAL, transport=transport) as http:
        yield Offices(house, http, transport, app)
    app.state.rotation.close()  # somebody may have begun one
