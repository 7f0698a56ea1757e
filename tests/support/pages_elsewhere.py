"""Pages of a house behind the issuer of a third party, and browsers before both."""

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from uuid import uuid4

import httpx

from api.app import WORKERS, application
from api.auth.elsewhere import take_tokens
from api.console.routes import console
from api.desks.orders import CaseKeys
from api.events.events import Events
from api.middleware.limits import Limits
from api.registry import audit_log
from api.registry.registry import Registry
from api.settings import Settings
from api.workers import Workers
from tests.support.clock import SimulatedClock
from tests.support.house import House
from tests.support.plain_http import carried
from tests.support.receiver import LOOPBACK, Handler, Receiver, Request
from tests.support.third_party import AUDIENCE, ThirdParty
from tests.support.wired import BODY_LIMIT

ADDRESS = "http://127.0.0.1:8000"
FROM_OUR_PAGE = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}
PAGES = "umbral-pages"
MOST_HOPS = 12


class Passing(SimulatedClock):
    """The machine's own, where a house wants one of its own."""

    def now(self) -> datetime:
        """The instant."""
        return datetime.now(UTC)


@dataclass
class Person:
    """Somebody at a browser. asked: at how many of the issuer's pages they said who they are."""

    http: httpx.Client
    account: str
    acr: str | None = None
    asked: list[str] = field(default_factory=list)

    def open(self, path: str) -> httpx.Response:
        """A page of the service, through whatever it redirects to and past the issuer's page."""
        return self.follow(self.http.get(urljoin(ADDRESS, path), headers={"Sec-Fetch-Mode": "navigate"}))

    def follow(self, answer: httpx.Response, until: str = "") -> httpx.Response:
        """To the page that an answer leads to, or the redirect to an address that begins with `until`."""
        for _ in range(MOST_HOPS):
            if not answer.is_redirect:
                return answer
            address = urljoin(str(answer.url), answer.headers["location"])
            if until and address.startswith(until):
                return answer
            if urlsplit(address).path.startswith("/interaction/"):
                said = {"account": self.account} | ({} if self.acr is None else {"acr": self.acr})
                self.asked.append(address)
                answer = self.http.post(address, data=said)
            else:
                answer = self.http.get(address)
        raise AssertionError("somebody is sent round in circles")

    def brought(self, path: str = "/sign-in") -> str:
        """The address with which the issuer sends them back, not gone to."""
        back = self.follow(self.http.get(urljoin(ADDRESS, path)), f"{ADDRESS}/signed-in")
        return str(back.headers["location"])

    def who(self) -> str | None:
        """Who is signed in."""
        answer = self.http.get(f"{ADDRESS}/session")
        return answer.json()["account"] if answer.status_code == 200 else None

    def send(self, path: str, body: Any = None) -> httpx.Response:
        """A write as our pages send it."""
        named = {**FROM_OUR_PAGE, "Idempotency-Key": str(uuid4())}
        return self.http.post(urljoin(ADDRESS, path), json=body, headers=named)

    def leave_issuer(self, address: str) -> httpx.Response:
        """Say at the issuer's own page that they go."""
        page = self.http.get(address)
        (action,) = re.findall(r'action="([^"]+)"', page.text)
        (token,) = re.findall(r'name="xsrf" value="([^"]+)"', page.text)
        done = self.http.post(html.unescape(action), data={"xsrf": token, "logout": "yes"})
        return self.follow(done)


@dataclass(frozen=True)
class Site:
    """transport: leads to the service."""

    house: House
    issuer: ThirdParty
    transport: httpx.BaseTransport

    @contextmanager
    def person(self, account: str = "officer-7", acr: str | None = None) -> Iterator[Person]:
        """With cookies of their own."""
        with httpx.Client(trust_env=False, timeout=60, mounts={ADDRESS: self.transport}) as http:
            yield Person(http, account, acr)

    def hand_on(self, handler: Handler, request: Request) -> None:
        """What the issuer tells the service's address."""
        with httpx.Client(base_url=ADDRESS, transport=self.transport) as http:
            told = {"Content-Type": request.headers["content-type"]}
            handler.answer(http.post("/v1/sessions/ended", content=request.body, headers=told).status_code)

    def acts(self) -> list[tuple[str, str | None]]:
        """Of the audit log, and by whom."""
        with self.house.registry.reading() as view:
            leaves = [json.loads(one) for one in audit_log.leaves(view, 0, 1_000)]
        return [(one["act"], one.get("actor")) for one in leaves]


@contextmanager
def pages_elsewhere(
    folder: Path, issuer: ThirdParty, receiver: Receiver | None = None, **settings: Any
) -> Iterator[Site]:
    """Over an empty house. receiver: where the issuer tells that sessions are over."""
    registry = Registry.open(folder / "umbral.db", folder / "keys")
    house = House(registry, Passing())
    registry.keep_account()
    usual: dict[str, Any] = {
        "issuer": issuer.url,
        "audience": AUDIENCE,
        "public_hosts": ("127.0.0.1",),
        "pages_client": PAGES,
        "pages_address": ADDRESS,
        "step_up_acr": ("strong",),
        "clock_skew": 60,
    }
    chosen = Settings(home=folder, callers="issuer", **(usual | settings))
    events = Events(registry, source="urn:umbral:site:test", networks=LOOPBACK, clock=house.clock)
    app = application(
        house.service, Limits(BODY_LIMIT), events, house.gates, CaseKeys({}), hosts=chosen.public_hosts
    )
    app.include_router(console(folder))
    app.state.workers = Workers(WORKERS)
    keys = take_tokens(app, chosen, registry, house.clock)
    with carried(app) as transport:
        site = Site(house, issuer, transport)
        if receiver is not None:
            receiver.behaviour = site.hand_on
        yield site
    keys.close()
    app.state.rotation.close()
    registry.close()


def changed(address: str, **named: str | None) -> str:
    """An address with other parameters; None: without it."""
    told = {name: one for name, (one, *_) in parse_qs(urlsplit(address).query).items()} | named
    kept = {name: one for name, one in told.items() if one is not None}
    return f"{address.partition('?')[0]}?{urlencode(kept)}"
