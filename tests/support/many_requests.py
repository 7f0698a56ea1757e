"""Thousands of requests to an application in this process, one after the other in one event loop."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import anyio
from fastapi import FastAPI
from starlette.types import Message, Scope

from api.workers import Workers

_keys = count()


@dataclass(frozen=True)
class Asked:
    """One request. body: sent as JSON."""

    method: str
    path: str
    query: str
    actor: str
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Told:
    """Its answer."""

    status: int
    text: str

    @property
    def problem(self) -> Mapping[str, Any]:
        """Of a refusal: the document without the number of the request; empty where there is none."""
        try:
            found = json.loads(self.text)
        except ValueError:
            return {}
        return {name: value for name, value in found.items() if name != "instance"}


def tell(app: FastAPI, requests: Iterable[Asked]) -> Sequence[Told]:
    """The answers, in the order of the requests; each comes under a new key."""

    async def run() -> list[Told]:
        app.state.workers = Workers(2)
        return [await told(app, one) for one in requests]

    return anyio.run(run)


async def told(app: FastAPI, asked: Asked) -> Told:
    """One answer, in the event loop that runs."""
    sent: list[Message] = []
    body = b"" if asked.body is None else json.dumps(asked.body).encode()
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    over = anyio.Event()

    async def receive() -> Message:
        if waiting:
            return waiting.pop()
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            over.set()

    await app(_scope(asked), receive, send)
    text = b"".join(message.get("body", b"") for message in sent)
    return Told(sent[0]["status"], text.decode(errors="replace"))


def _scope(asked: Asked) -> Scope:
    headers = {
        "host": "127.0.0.1",
        "umbral-actor": asked.actor,
        "content-type": "application/json",
        "idempotency-key": f"asking-number-{next(_keys):08}",
    }
    return {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": asked.method,
        "path": asked.path,
        "raw_path": asked.path.encode(),
        "root_path": "",
        "query_string": asked.query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 80),
    }
