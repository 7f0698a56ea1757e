"""The server takes up connections a few at a time, lets many wait, and gives the system little to hold."""

import asyncio
import gc
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse

from api.cli.serve import _listening, configuration
from api.cli.stopping import Serving
from api.connections.parameters import QUEUE, TAKEN_UP, UNSENT
from api.settings import Settings
from tests.support.waiting import WITHIN, within

LONGEST_QUEUE = Path("/proc/sys/net/core/somaxconn")
CALLERS = 10 * TAKEN_UP


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a service at any free port."""
    return Settings.load(tmp_path, port=0)


@asynccontextmanager
async def serving(settings: Settings, listener: socket.socket) -> AsyncIterator[Serving]:
    """A server that answers at the listener; it is stopped in the end."""
    server = Serving(configuration(PlainTextResponse("well"), settings), lambda: None)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield server
    finally:
        server.should_exit = True
        await task


@contextmanager
def callers(listener: socket.socket) -> Iterator[None]:
    """So many who are connected and say nothing."""
    with ExitStack() as all_of_them:
        for _ in range(CALLERS):
            all_of_them.enter_context(socket.create_connection(listener.getsockname()))
        yield


def _queue(listener: socket.socket) -> int:
    """How many may wait at it: of a listening socket tcpi_sacked (tcp_info of linux/tcp.h)."""
    told = listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
    (longest,) = struct.unpack_from("I", told, 28)
    return int(longest)


def test_as_many_may_wait_as_before_the_server_began(settings: Settings) -> None:
    async def scene(listener: socket.socket) -> int:
        async with serving(settings, listener) as server:
            await asyncio.to_thread(within, WITHIN, lambda: server.started)
            return _queue(listener)

    with _listening(settings) as listener:
        wanted = min(QUEUE, int(LONGEST_QUEUE.read_text()))
        assert _queue(listener) == wanted
        assert asyncio.run(scene(listener)) == wanted


def test_of_those_who_wait_a_few_are_taken_up_at_a_turn(settings: Settings) -> None:
    async def scene(listener: socket.socket) -> list[int]:
        async with serving(settings, listener) as server:
            inside = [0]
            while inside[-1] < CALLERS:
                await asyncio.sleep(0)
                inside.append(len(server.server_state.connections))
            return inside

    with _listening(settings) as listener, callers(listener):
        inside = asyncio.run(asyncio.wait_for(scene(listener), 60))
    assert max(after - before for before, after in pairwise(inside)) <= TAKEN_UP


def test_the_system_holds_little_of_an_answer(settings: Settings) -> None:
    with _listening(settings) as listener, socket.create_connection(listener.getsockname()):
        taken_up, _ = listener.accept()
        with taken_up:
            assert taken_up.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) == 2 * UNSENT


def test_what_lives_from_the_start_is_not_looked_through_for_garbage(settings: Settings) -> None:
    made: list[object] = [settings]

    async def scene(listener: socket.socket) -> None:
        async with serving(settings, listener) as server:
            await asyncio.to_thread(within, WITHIN, lambda: server.started)

    assert _is_looked_through(made)
    with _listening(settings) as listener:
        asyncio.run(scene(listener))
    assert not _is_looked_through(made)


def _is_looked_through(one: object) -> bool:
    """Whether a collection goes over it: what is frozen is in no generation."""
    return any(each is one for each in gc.get_objects())
