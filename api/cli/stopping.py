"""The server, which ends what goes on for ever before it waits for what is under way."""

import socket
from collections.abc import Callable

import uvicorn


class Serving(uvicorn.Server):
    """end_streams: tells everybody who follows something that there is no more.

    uvicorn waits for open connections before it tells an application to stop: each stream would hold it for
    the whole of the time that it waits at most.
    """

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then as uvicorn does."""
        self._end_streams()
        await super().shutdown(sockets)
