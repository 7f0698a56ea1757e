"""A house with its built-in issuer, in this process, and a browser before it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from api.app import WORKERS, application
from api.auth.pkce import challenge_of, new_verifier
from api.console.routes import console
from api.desks.orders import CaseKeys
from api.events.events import Events
from api.issuer.built_in import build_in
from api.issuer.issuer import Issuer
from api.middleware.limits import Limits
from api.registry.registry import Registry
from api.settings import Settings
from api.workers import Workers
from tests.support.clock import SimulatedClock
from tests.support.databases import file_in
from tests.support.house import House
from tests.support.plain_http import carried
from tests.support.receiver import LOOPBACK
from tests.support.wired import BODY_LIMIT

ADDRESS = "http://127.0.0.1:8000"
PASSWORD = "seven grey herons at noon"  # noqa: S105 - of nobody
BACK = "http://127.0.0.1:5123/signed-in"
FROM_OUR_PAGE = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Entrance:
    """issuer: of the service that `transport` leads to."""

    house: House
    issuer: Issuer
    transport: httpx.BaseTransport

    def browser(self) -> httpx.Client:
        """One with cookies of its own; it follows no redirect by itself."""
        return httpx.Client(base_url=ADDRESS, transport=self.transport)

    def chief(self) -> httpx.Client:
        """The browser of the first administrator, `chief`, who is signed in."""
        browser = self.browser()
        ticket = self.issuer.first_link()
        page = walk(browser, f"/sign-in?ticket={ticket}")
        follow(
            browser,
            browser.post(page.url, headers=FROM_OUR_PAGE, data={"account": "chief", "password": PASSWORD}),
        )
        return browser

    def officer(self, chief: httpx.Client, name: str, *roles: str, **more: object) -> httpx.Client:
        """Somebody whom the administrator made an account for, and who chose a password; signed in."""
        made = send(chief, "POST", "/v1/accounts", {"name": name, "roles": roles, **more}).json()
        browser = self.browser()
        page = walk(browser, made["link"]["link"])
        follow(
            browser,
            browser.post(page.url, headers=FROM_OUR_PAGE, data={"account": name, "password": PASSWORD}),
        )
        return browser

    def sign_in(
        self, browser: httpx.Client, name: str, password: str = PASSWORD, **wish: str
    ) -> httpx.Response:
        """By the form; the answer to it, or the page that it leads to."""
        page = walk(browser, f"/sign-in?{urlencode(wish)}")
        return follow(
            browser,
            browser.post(page.url, headers=FROM_OUR_PAGE, data={"account": name, "password": password}),
        )


def account(browser: httpx.Client) -> str | None:
    """Who is signed in at a browser."""
    answer = browser.get("/session")
    return answer.json()["account"] if answer.status_code == 200 else None


def walk(browser: httpx.Client, path: str) -> httpx.Response:
    """Open a page, through whatever it redirects to."""
    return follow(browser, browser.get(path))


def follow(browser: httpx.Client, answer: httpx.Response) -> httpx.Response:
    """The page that an answer leads to."""
    while answer.next_request is not None:
        answer = browser.send(answer.next_request)
    return answer


def send(browser: httpx.Client, method: str, path: str, body: object = None) -> httpx.Response:
    """A write as our pages send it."""
    key = {"Idempotency-Key": new_verifier()}
    return browser.request(method, path, json=body, headers={**FROM_OUR_PAGE, **key})


def asked(verifier: str, **changes: str | None) -> str:
    """The address at which the commands have somebody sign in."""
    given = {
        "response_type": "code",
        "client_id": "umbral-commands",
        "redirect_uri": BACK,
        "scope": "openid",
        "state": "xyz",
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
        **changes,
    }
    return "/issuer/authorize?" + urlencode({k: v for k, v in given.items() if v is not None})


def code_of(answer: httpx.Response) -> dict[str, str]:
    """What the page that takes somebody elsewhere gives them along."""
    found = re.search(r'content="0;url=([^"]+)"', answer.text)
    assert found is not None, answer.text
    return dict(parse_qsl(urlsplit(found[1].replace("&amp;", "&")).query))


@contextmanager
def entrance(folder: Path) -> Iterator[Entrance]:
    """Over an empty house; nobody has an account."""
    registry = Registry.open(file_in(folder), folder / "keys")
    house = House(registry, SimulatedClock())
    registry.keep_account()
    events = Events(registry, source="urn:umbral:site:test", networks=LOOPBACK, clock=house.clock)
    app = application(house.service, Limits(BODY_LIMIT), events, house.gates, CaseKeys({}))
    app.include_router(console(folder))
    app.state.workers = Workers(WORKERS)
    issuer = build_in(app, Settings.load(folder), registry, house.clock, ADDRESS)
    with carried(app) as transport:
        yield Entrance(house, issuer, transport)
    registry.close()
