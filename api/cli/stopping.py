"""The server: it takes up connections a few at a time, and ends what goes on for ever before it waits."""

import gc
import socket
from collections.abc import Callable

import uvicorn

from api.connections.parameters import QUEUE


class Serving(uvicorn.Server):
    """end_streams: tells everybody who follows something that there is no more.

    uvicorn waits for open connections before it tells an application to stop: each stream would hold it for
    the whole of the time that it waits at most.
    """

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does; then no collection goes over what was made, and as many may wait as before.

        asyncio takes up as many connections at once as it lets wait, and makes the system's queue as short
        as that: what is to be few and what is to be many is one number to it.
        """
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # what is there from the start stays: going over it held every request for 0.2 s
        for one in sockets or ():
            one.listen(QUEUE)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then as uvicorn does."""
        self._end_streams()
        await super().shutdown(sockets)
