"""A caller beyond its rate waits; the others don't."""

import json
from dataclasses import dataclass

import anyio
import anyio.lowlevel
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from api.auth.actor import Actor
from api.auth.asking import remember
from api.auth.errors import TokenMissing
from api.middleware import rate
from api.middleware.rate import RateLimit
from tests.support.asgi import Answer, ask


async def well(scope: Scope, receive: Receive, send: Send) -> None:
    """Knows officers, and the tokens that begin as good ones do."""
    request = Request(scope)
    if request.headers.get("umbral-actor", "").startswith("officer"):
        remember(request, Actor("officer", frozenset()))
    elif "good" in request.headers.get("authorization", ""):
        remember(request, Actor("by-token", frozenset()))
    else:
        remember(request, TokenMissing("nobody"))
    await PlainTextResponse("well")(scope, receive, send)


@dataclass
class Seconds:
    """A clock that goes when it is told to."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Gatehouse:
    """Callers of a service that allows two requests a second, five at once."""

    clock: Seconds
    limit: RateLimit

    def ask(self, name: str = "officer-1") -> Answer:
        return self.send("umbral-actor", f"{name}; roles=gate-officer")

    def send(self, header: str, value: str) -> Answer:
        return ask(self.limit, "GET", headers=[("host", "127.0.0.1"), (header, value)])

    def passed(self, times: int, name: str = "officer-1") -> int:
        return sum(self.ask(name).status == 200 for _ in range(times))


@pytest.fixture
def gatehouse() -> Gatehouse:
    clock = Seconds()
    return Gatehouse(clock, RateLimit(well, per_second=2, burst=5, pause=0.0, clock=clock))


def test_a_burst_passes_and_no_more(gatehouse: Gatehouse) -> None:
    assert gatehouse.passed(9) == 5


def test_the_refused_are_told_when_to_come_back(gatehouse: Gatehouse) -> None:
    gatehouse.passed(5)
    answer = gatehouse.ask()
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")
    assert json.loads(answer.body)["type"] == "urn:umbral:problem:too-many-requests"


def test_time_refills_up_to_a_burst(gatehouse: Gatehouse) -> None:
    gatehouse.passed(5)
    gatehouse.clock.now += 1.5
    assert gatehouse.passed(9) == 3
    gatehouse.clock.now += 3600
    assert gatehouse.passed(9) == 5


def test_refused_requests_cost_nothing(gatehouse: Gatehouse) -> None:
    gatehouse.passed(50)
    gatehouse.clock.now += 0.5
    assert gatehouse.passed(9) == 1


def test_others_are_not_made_to_wait(gatehouse: Gatehouse) -> None:
    gatehouse.passed(50)
    assert gatehouse.passed(9, "officer-2") == 5


@pytest.mark.parametrize("header", ["umbral-actor", "authorization", "cookie"])
def test_inventing_names_does_not_help(gatehouse: Gatehouse, header: str) -> None:
    assert sum(gatehouse.send(header, f"Bearer {number}").status == 200 for number in range(50)) == 5


def test_whoever_is_known_does_not_wait_for_whoever_is_not(gatehouse: Gatehouse) -> None:
    gatehouse.send("authorization", "Bearer good-1")
    assert sum(gatehouse.send("authorization", f"Bearer {number}").status == 200 for number in range(50)) == 4
    assert sum(gatehouse.send("authorization", "Bearer good-1").status == 200 for _ in range(50)) == 4


def test_names_that_are_believed_are_not_to_be_had_without_end(gatehouse: Gatehouse) -> None:
    assert sum(gatehouse.passed(1, f"officer-{number}") for number in range(50)) == 5


def test_a_refusal_is_held_back_but_not_more_of_them_than_places_are_kept_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rate, "MOST_PAUSING", 3)
    limit = RateLimit(well, per_second=1e-6, burst=1, pause=3600.0)
    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    answered: list[int] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered.append(message["status"])

    async def scene() -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(6):
                tasks.start_soon(limit, dict(scope), receive, send)
            for _ in range(50):
                await anyio.lowlevel.checkpoint()
            assert answered == [200, 429, 429]
            tasks.cancel_scope.cancel()
        assert limit._pausing == 0

    anyio.run(scene)


def test_so_many_are_kept_and_whoever_was_quiet_for_longest_makes_room(
    gatehouse: Gatehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate, "MOST_CALLERS", 3)
    for number in range(9):
        gatehouse.clock.now += 1
        gatehouse.passed(1, f"officer-{number}")
    assert gatehouse.passed(9, "officer-8") == 4
    gatehouse.clock.now += 1
    assert gatehouse.passed(9, "officer-0") == 5
