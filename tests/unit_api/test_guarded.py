"""What the system still holds of an answer counts as yet to be taken, and is thrown away with its reader."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.server import ServerState

from api.connections import guarded
from api.connections.door import Door
from api.connections.parameters import UNTAKEN
from tests.support.waiting import WITHIN, within

MUCH = bytes(4 * UNTAKEN)


@contextmanager
def connected() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a connection over loopback; what is sent to the second one stays in the system."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # before the handshake, to be heeded
        with reader:
            reader.connect(server.getsockname())
            writer, _ = server.accept()
            with writer:
                yield writer, reader


def take(reader: socket.socket, octets: int) -> None:
    """So many; fewer where the other side ends before."""
    while octets > 0 and (told := reader.recv(1 << 20)):
        octets -= len(told)


def with_transport(writer: socket.socket, work: Callable[[asyncio.Transport], Awaitable[None]]) -> None:
    async def run() -> None:
        transport, _ = await asyncio.get_running_loop().connect_accepted_socket(asyncio.Protocol, writer)
        try:
            await work(transport)
        finally:
            transport.abort()

    asyncio.run(asyncio.wait_for(run(), 60))


def test_what_the_system_holds_is_counted_until_it_is_taken() -> None:
    with connected() as (writer, reader):
        writer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * len(MUCH))

        async def work(transport: asyncio.Transport) -> None:
            assert guarded._untaken(transport) == 0
            transport.write(MUCH)
            assert transport.get_write_buffer_size() == 0, "it is all in the system, none of it here"
            assert UNTAKEN < guarded._untaken(transport) <= len(MUCH)
            await asyncio.to_thread(take, reader, len(MUCH))
            # the last acknowledgement may still be on its way
            assert await asyncio.to_thread(within, WITHIN, lambda: guarded._untaken(transport) == 0)

        with_transport(writer, work)


def test_who_takes_nothing_is_reset_and_nothing_is_kept_for_them() -> None:
    with connected() as (writer, reader):
        writer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * len(MUCH))

        async def work(transport: asyncio.Transport) -> None:
            transport.write(MUCH)
            guarded._forget(transport)
            own = transport.get_extra_info("socket")
            assert struct.unpack("ii", own.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)) == (1, 0)
            transport.abort()
            await asyncio.sleep(0)  # it is closed on the loop's next turn

        with_transport(writer, work)
        with pytest.raises(ConnectionResetError):
            take(reader, len(MUCH))


def test_of_a_connection_that_is_closing_nothing_is_asked() -> None:
    with connected() as (writer, _):

        async def work(transport: asyncio.Transport) -> None:
            transport.abort()
            assert guarded._untaken(transport) == 0

        with_transport(writer, work)


class Filling(asyncio.Transport):
    """Keeps what is written until it is taken, and says so as asyncio's own does."""

    def __init__(self) -> None:
        super().__init__()
        self.held, self.taken = 0, 0
        self.protocol: guarded.Guarded | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.held += len(data)
        if self.protocol is not None and self.held > HIGH_WATER_LIMIT:
            self.protocol.pause_writing()

    def take(self, octets: int) -> None:
        self.held -= octets
        self.taken += octets
        if self.protocol is not None and self.held <= HIGH_WATER_LIMIT // 4:
            self.protocol.resume_writing()

    def get_write_buffer_size(self) -> int:
        return self.held

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing is left to be closed."""

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """It stays."""


async def _much(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(9):
        await send({"type": "http.response.body", "body": bytes(HIGH_WATER_LIMIT), "more_body": True})


def _asked(door: Door) -> tuple[guarded.Guarded, Filling]:
    """A connection of which much is asked, and nothing taken yet."""
    config = Config(_much, log_config=None, lifespan="off", proxy_headers=False)
    protocol = guarded.guarded(door)(config, ServerState(), {})
    transport = Filling()
    assert isinstance(protocol, guarded.Guarded)
    protocol.connection_made(transport)
    transport.protocol = protocol
    protocol.data_received(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    return protocol, transport


async def _turns() -> None:
    for _ in range(9):
        await asyncio.sleep(0)


def test_what_is_taken_counts_though_as_much_is_added_before_anybody_looks() -> None:
    async def run() -> None:
        protocol, transport = _asked(Door(clock=lambda: 0.0))
        await _turns()
        for _ in range(5):
            transport.take(HIGH_WATER_LIMIT)
            await _turns()
        assert transport.held > HIGH_WATER_LIMIT
        assert protocol.course(0.0).octets == transport.taken

    asyncio.run(run())


def test_who_takes_nothing_of_a_first_answer_stands_at_the_door_until_they_do() -> None:
    async def run() -> None:
        door = Door(standing=1, clock=lambda: 0.0)
        _, transport = _asked(door)
        await _turns()
        second, refused = _asked(door)
        assert second._ended
        transport.take(HIGH_WATER_LIMIT)
        await _turns()
        assert transport.held > HIGH_WATER_LIMIT, "it stands before the rest, and has shown that it takes"
        third, _ = _asked(door)
        assert not third._ended
        assert refused.held > 0

    asyncio.run(run())
