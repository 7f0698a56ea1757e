"""What reads and writes of the registry's resources share: rights, one transaction, answers given once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Query, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api import problems
from api.auth.actor import Actor
from api.auth.asking import Acting
from api.auth.rights import Right, require
from api.office import Office
from api.registry import idempotency
from api.registry.idempotency import Answer, Asked
from api.registry.unit import Unit
from api.routes.bodies import read
from api.routes.context import part
from api.routes.preconditions import etag

M = TypeVar("M", bound=BaseModel)

KEY, KEY_FORM = "Idempotency-Key", r"^[\x21-\x7e]{8,128}$"
Key = Annotated[
    str,
    Header(
        alias=KEY,
        pattern=KEY_FORM,
        description="New for every asking. A repeat under the same key is answered as the first was, and "
        "does nothing",
    ),
]
Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[UUID | None, Query(description="`next` of the page before")]
JSON = "application/json"

READS = problems.documented(410, 422)
WRITES = problems.documented(400, 409, 410, 415, 422)
CHANGES = WRITES | problems.documented(412, 428)


def asked_once(request: Request, actor: Actor, key: str, told: BaseModel | None) -> Asked:
    """A request as its repeats are known: whose it is, under which key, and a digest of all that it says."""
    said = "" if told is None else told.model_dump_json()
    digest = sha256("\n".join((request.headers.get("if-match", ""), said)).encode()).hexdigest()
    return Asked(actor.id, f"{request.method} {request.url.path}", key, digest)


def as_response(answer: Answer) -> Response:
    """A stored answer as it goes out."""
    return Response(answer.body, answer.status, answer.headers, answer.media_type or None)


def told(
    record: BaseModel, *, status: int = 200, version: int | None = None, at: str | None = None
) -> Answer:
    """A record as an answer; version: of which its ETag is made; at: where it can be read."""
    headers = {} if version is None else etag(version)
    more = {} if at is None else {"Location": at}
    return Answer(status, JSON, record.model_dump_json(), headers | more)


def answers(model: type[BaseModel], *, made: bool = False) -> Mapping[int | str, dict[str, Any]]:
    """OpenAPI `responses` of a write: what it answers, which repeats are answered too."""
    status, says = (201, "It is on record") if made else (200, "The record as it is now")
    return {status: {"model": model, "description": says}}


@dataclass(frozen=True, slots=True)
class Write:
    """One write by somebody who may. Its `actor` is who does it."""

    request: Request
    office: Office
    actor: Actor
    key: str

    async def body(self, model: type[M]) -> M:
        """What was sent. Raises InvalidRequest, JsonTooDeep, UnsupportedBody."""
        return await read(self.request, model)

    async def once(
        self,
        work: Callable[[Unit], Answer],
        told: BaseModel | None = None,
        *,
        about: UUID | None = None,
        erases: bool = False,
    ) -> Response:
        """Do it in one transaction, unless it was done under this key before. Raises what `work` raises,
        RepeatDiffers.

        about: whose captures or galleries it changes; before the answer, searches hear of that. erases: what
        it deletes is taken out of the database's logs too. Raises NotReady, where it is about somebody.
        """
        asked = asked_once(self.request, self.actor, self.key, told)
        carry_out = self._carry_out if about is None else partial(self._searched_anew, about)
        answer = await run_in_threadpool(carry_out, asked, work)
        if erases:
            await run_in_threadpool(self.office.store.scrub)
        self.request.app.state.events.wake()
        return as_response(answer)

    def _carry_out(self, asked: Asked, work: Callable[[Unit], Answer]) -> Answer:
        with self.office.store.writing(self.office.clock.now()) as unit:
            return idempotency.once(unit, asked, lambda: work(unit))

    def _searched_anew(self, person: UUID, asked: Asked, work: Callable[[Unit], Answer]) -> Answer:
        with self.office.service.writing(self.office.service.see([])) as wrote:
            answer = self._carry_out(asked, work)
            wrote([person])
        return answer


async def _office(request: Request) -> Office:
    return part(request, "office", Office)


Here = Annotated[Office, Depends(_office)]


def reads(right: Right) -> Any:
    """A dependency: the office, for somebody who has a right. Raises RoleMissing."""

    async def granted(office: Here, actor: Acting) -> Office:
        require(actor, right)
        return office

    return Depends(granted)


def writes(right: Right) -> Any:
    """A dependency: a write by somebody who has a right. Raises RoleMissing."""

    async def granted(request: Request, office: Here, actor: Acting, key: Key) -> Write:
        require(actor, right)
        return Write(request, office, actor, key)

    return Depends(granted)
