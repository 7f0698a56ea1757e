"""A service whose callers prove who they are by tokens, over a house whose clock stands still."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from api.app import WORKERS, application
from api.auth.elsewhere import take_tokens
from api.auth.jwks import RemoteKeys
from api.desks.orders import CaseKeys
from api.events.events import Events
from api.middleware.limits import Limits
from api.registry import audit_log
from api.settings import Settings
from api.workers import Workers
from tests.support.house import House
from tests.support.minting import AUDIENCE, CLIENT, ISSUER, Issuer, access, logout, signed
from tests.support.plain_http import carried
from tests.support.receiver import LOOPBACK
from tests.support.waiting import WITHIN
from tests.support.wired import BODY_LIMIT

HOST = "umbral.example"


@dataclass(frozen=True)
class Tokened:
    """Tokens are minted at the house's clock."""

    house: House
    http: httpx.Client
    issuer: Issuer

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self.house.clock.now().timestamp())

    def token(self, **changes: Any) -> str:
        """An honest access token of a supervisor, changed."""
        at = self.now()
        told = {"iat": at, "exp": at + 300, "auth_time": at, "umbral_roles": ["supervisor"]}
        return signed(access(**(told | {"umbral_facilities": ["*"]} | changes)))

    def get(self, path: str, token: str | None, **headers: str) -> httpx.Response:
        """Read something."""
        given = {} if token is None else {"Authorization": f"Bearer {token}"}
        return self.http.get(path, headers={**given, **headers})

    def send(self, method: str, path: str, token: str, body: Any) -> httpx.Response:
        """Write something."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        return self.http.request(method, path, headers=headers, json=body)

    def word(self, typ: str = "logout+jwt", **changes: Any) -> str:
        """A logout token of now, changed."""
        at = self.now()
        return signed(logout(**({"iat": at, "exp": at + 120, "aud": CLIENT} | changes)), typ=typ)

    def end(self, *words: str) -> httpx.Response:
        """The issuer tells of an end."""
        return self.http.post("/v1/sessions/ended", data={"logout_token": list(words)})

    def leaves(self) -> list[dict[str, Any]]:
        """The audit log."""
        with self.house.registry.reading() as view:
            return [json.loads(one) for one in audit_log.leaves(view, 0, 1_000)]


@contextmanager
def tokened(house: House, home: Path, issuer: Issuer | None = None, **settings: Any) -> Iterator[Tokened]:
    """settings: beside the usual ones."""
    issuer = issuer or Issuer()
    given = {"issuer": ISSUER, "audience": AUDIENCE, "client_id": CLIENT, "public_hosts": (HOST,)} | settings
    chosen = Settings(home=home, callers="issuer", **given)
    events = Events(house.registry, source="urn:umbral:site:test", networks=LOOPBACK, clock=house.clock)
    app = application(
        house.service,
        Limits(BODY_LIMIT, wait=WITHIN),
        events,
        house.gates,
        CaseKeys({}),
        hosts=chosen.public_hosts,
    )
    app.state.workers = Workers(WORKERS)
    keys = take_tokens(
        app, chosen, house.registry, house.clock, RemoteKeys(ISSUER, transport=issuer.transport())
    )
    with (
        carried(app) as transport,
        httpx.Client(base_url=f"https://{HOST}", transport=transport) as http,
    ):
        yield Tokened(house, http, issuer)
    app.state.rotation.close()
    keys.close()
