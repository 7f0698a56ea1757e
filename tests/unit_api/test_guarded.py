"""What the system still holds of an answer counts as yet to be taken, and is thrown away with its reader."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest

from api.connections import guarded
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
