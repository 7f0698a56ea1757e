"""Who calls the prison's service, and how: every write under a key, repeated if the service dies over it."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from pydantic import BaseModel

ANA = "ana; roles=intake-officer,gate-officer"
"""At every gate: she asks."""
BEA = "bea; roles=supervisor"
"""She signs."""
COURT = "court-system; roles=case-system"
ADMIN = "admin; roles=administrator"
REVIEWERS = ("dora; roles=adjudicator", "eva; roles=adjudicator")

ANSWER_LOST = "answer-lost"
"""Says of a repeat that the first was carried out, though nobody knows any more what was answered."""


@dataclass
class Wire:
    """HTTP to one service. revive: what brings the service back that does not answer; None: that is an error.

    before: called before every request, with its number. done: how many were answered. heard: the service's
    own numbers of the requests that it answered.
    """

    http: httpx.Client
    revive: Callable[[], httpx.Client] | None = None
    before: Callable[[int], None] = field(default=lambda _: None)
    done: int = 0
    heard: set[str] = field(default_factory=set)

    def get(self, path: str, by: str, **query: Any) -> Any:
        """What stands at a path."""
        return self.send("GET", path, by, query=query).json()

    def seen(self, path: str, by: str) -> dict[str, str]:
        """The condition that a record has not changed since now; none where there is no record yet."""
        answer = self.http.get(path, headers={"Umbral-Actor": by})
        return {} if answer.status_code == 404 else {"If-Match": answer.headers["ETag"]}

    def post(
        self, path: str, by: str, body: BaseModel | None = None, *, already: Collection[str] = ()
    ) -> httpx.Response:
        """Write something, once."""
        return self.send("POST", path, by, body, already=already)

    def send(
        self,
        method: str,
        path: str,
        by: str,
        body: BaseModel | None = None,
        *,
        query: dict[str, Any] | None = None,
        already: Collection[str] = (),
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Ask until there is an answer. already: codes that tell that the first was carried out."""
        named = {"Umbral-Actor": by, "Idempotency-Key": str(uuid4()), **(headers or {})}
        content = None if body is None else body.model_dump_json()
        if content is not None:
            named["Content-Type"] = "application/json"
        self.done += 1
        self.before(self.done)
        repeated = False
        while True:
            with suppress(httpx.TransportError):
                answer = self.http.request(method, path, content=content, params=query, headers=named)
                break
            if self.revive is None:
                raise AssertionError(f"{method} {path}: the service does not answer")
            self.http, repeated = self.revive(), True
        if repeated and answer.status_code >= 400 and answer.json()["code"] in {*already, ANSWER_LOST}:
            return answer
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text[:600]}"
        self.heard.add(answer.headers["X-Request-ID"])
        return answer
