"""So many at a time, a place for gates whatever happens, and nobody takes a place by sending slowly."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import anyio
import anyio.lowlevel
import pytest
from starlette.types import Message, Receive, Scope, Send

from api.middleware.room import LIGHT, Room
from api.middleware.shares import Shares, caller_of

GATE = "/v1/gates/visits/entry"
OTHER = "/v1/identify"


@dataclass
class House:
    """An application that answers when it is told to."""

    most: int = 4
    reserved: int = 1
    each: int = 2
    queue: int = 1
    seconds: float = 30.0
    working: int = 0
    go_on: anyio.Event = field(default_factory=anyio.Event)
    answers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places = Shares(self.most, self.reserved, self.each)
        self.room = Room(self._work, places=places, queue=self.queue, seconds=self.seconds)
        self.places = places

    async def _work(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body", False):
            pass
        self.working += 1
        await self.go_on.wait()
        kind = b"text/event-stream" if scope["path"] == "/stream" else b"application/json"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": b""})

    async def ask(self, name: str, path: str = OTHER, *, more: anyio.Event | None = None) -> None:
        """One request; more: with a body that ends when this is set."""
        headers = [(b"umbral-actor", f"{name}; roles=gate-officer".encode())]
        if more is not None:
            headers.append((b"content-length", b"2"))
        scope = {"type": "http", "path": path, "headers": headers, "client": ("127.0.0.1", 1)}
        chunks = iter((b"a", b"b"))

        async def receive() -> Message:
            if more is None:
                return {"type": "http.request", "body": b"", "more_body": False}
            body = next(chunks)
            if body == b"b":
                await more.wait()
            return {"type": "http.request", "body": body, "more_body": body == b"a"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.answers[name] = message["status"]

        await self.room(scope, receive, send)


async def _settle() -> None:
    for _ in range(20):
        await anyio.lowlevel.checkpoint()


def _run(test: Callable[[], Awaitable[None]]) -> None:
    anyio.run(test)


def test_the_place_for_gates_is_there_when_all_others_are_taken() -> None:
    async def scene() -> None:
        house = House(queue=0)
        async with anyio.create_task_group() as tasks:
            for number in range(8):
                tasks.start_soon(house.ask, f"flood-{number}")
            await _settle()
            assert house.working == 3
            tasks.start_soon(house.ask, "gate", GATE)
            await _settle()
            assert house.working == 4
            house.go_on.set()
        assert house.answers["gate"] == 200
        assert sorted(house.answers.values()) == [200] * 4 + [503] * 5
        assert house.places.taken == 0

    _run(scene)


def test_one_caller_takes_no_more_than_its_share() -> None:
    async def scene() -> None:
        house = House(queue=0)
        async with anyio.create_task_group() as tasks:
            for _ in range(4):
                tasks.start_soon(house.ask, "greedy")
            await _settle()
            assert house.working == 2
            house.go_on.set()

    _run(scene)


def test_a_body_that_does_not_end_takes_no_place() -> None:
    async def scene() -> None:
        house, more = House(queue=0), anyio.Event()
        async with anyio.create_task_group() as tasks:
            for number in range(10):
                tasks.start_soon(lambda name: house.ask(name, more=more), f"slow-{number}")
            await _settle()
            assert (house.working, house.places.taken) == (0, 0)
            tasks.start_soon(house.ask, "honest")
            await _settle()
            assert house.working == 1
            house.go_on.set()
            more.set()
        assert house.answers["honest"] == 200

    _run(scene)


def test_who_waits_is_let_in_gates_first() -> None:
    async def scene() -> None:
        house = House(most=2, reserved=0, each=1, queue=2)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(house.ask, "first")
            tasks.start_soon(house.ask, "second")
            await _settle()
            tasks.start_soon(house.ask, "third")
            await _settle()
            tasks.start_soon(house.ask, "gate", GATE)
            await _settle()
            tasks.start_soon(house.ask, "too many")
            await _settle()
            assert house.answers == {"too many": 503}
            house.go_on.set()
        assert list(house.answers) == ["too many", "first", "second", "gate", "third"]

    _run(scene)


def test_waiting_has_an_end() -> None:
    async def scene() -> None:
        house = House(most=1, reserved=0, each=1, seconds=0.01)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(house.ask, "first")
            await _settle()
            await house.ask("second")
            assert house.answers == {"second": 503}
            house.go_on.set()

    _run(scene)


def test_a_stream_gives_its_place_back_when_it_begins() -> None:
    async def scene() -> None:
        house = House(most=1, reserved=0, each=1, queue=0)
        house.go_on.set()
        taken: list[int] = []

        async def send(message: Message) -> None:
            taken.append(house.places.taken)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope: Scope = {"type": "http", "path": "/stream", "headers": [], "client": None}
        await house.room(scope, receive, send)
        assert taken == [0, 0]

    _run(scene)


@pytest.mark.parametrize(("octets", "kept"), [(LIGHT, 0), (LIGHT + 1, 1)])
def test_an_answer_that_lies_ready_keeps_no_place_unless_it_is_heavy(octets: int, kept: int) -> None:
    async def answers(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        await send({"type": "http.response.body", "body": bytes(octets)})

    async def scene() -> None:
        places = Shares(1, 0, 1)
        room = Room(answers, places=places, queue=0, seconds=1.0)
        taken: list[int] = []

        async def send(_message: Message) -> None:
            taken.append(places.taken)

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        scope: Scope = {"type": "http", "path": OTHER, "headers": [], "client": None}
        await room(scope, receive, send)
        assert taken == [1, 1, kept]
        assert places.taken == 0

    _run(scene)


@pytest.mark.parametrize("name", ["umbral-actor", "authorization", "cookie"])
def test_callers_of_one_address_are_told_apart(name: str) -> None:
    def scope(value: bytes) -> Scope:
        return {"type": "http", "client": ("10.0.0.1", 9), "headers": [(name.encode(), value)]}

    assert caller_of(scope(b"a")) == caller_of(scope(b"a")) != caller_of(scope(b"b"))
    assert "secret" not in str(caller_of(scope(b"a; secret")))


def test_stations_are_told_apart_by_their_keys_and_not_by_what_they_sign() -> None:
    def scope(key: bytes, nonce: bytes) -> Scope:
        told = b'umbral=("@method");created=1;keyid="%b";nonce="%b";alg="ed25519"' % (key * 24, nonce * 22)
        return {"type": "http", "client": ("10.0.0.1", 9), "headers": [(b"signature-input", told)]}

    assert caller_of(scope(b"a", b"x")) == caller_of(scope(b"a", b"y")) != caller_of(scope(b"b", b"x"))
