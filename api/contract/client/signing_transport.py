"""Requests that are signed as they leave, anew at every attempt: how a station proves who it is."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from api.contract.message_signature import Message, signed


@dataclass(frozen=True, slots=True)
class SigningTransport(httpx.BaseTransport):
    """sign: such as `Ed25519PrivateKey.sign` of `cryptography`; keyid: by which the service knows the key."""

    keyid: str
    sign: Callable[[bytes], bytes] = field(repr=False)
    under: httpx.BaseTransport
    now: Callable[[], float] = time.time

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sign it and send it on."""
        body = request.read()
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        message = Message(
            request.method, request.headers["Host"], path, query, request.headers.get("Content-Type")
        )
        headers = signed(message, body or None, keyid=self.keyid, created=int(self.now()), sign=self.sign)
        request.headers.update(headers)
        return self.under.handle_request(request)

    def close(self) -> None:
        """Close the one underneath."""
        self.under.close()
