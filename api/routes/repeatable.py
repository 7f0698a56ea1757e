"""Writes whose answer is put in words after the store has closed: done once under a key all the same.

`Write.once` is for resources that answer from within their transaction. Routes of this class serve the
others: the first transaction that they open claims the key, and whatever a repeat runs into, it is given the
first answer. Where the service died between the two, a repeat is told that it was done, and no more.
"""

from collections.abc import Callable, Coroutine, Sequence
from hashlib import sha256
from typing import Annotated, Any

from anyio import sleep
from fastapi import Depends, Header, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from api.auth.asking import known
from api.auth.errors import Unauthorised
from api.auth.right_errors import RoleMissing
from api.errors import ActorMissing, ActorUnreadable, NotReady
from api.office import Office
from api.registry import idempotency, repeats
from api.registry.errors import AnswerLost, RepeatDiffers
from api.registry.idempotency import Answer, Asked
from api.registry.repeats import Claim, Repeated
from api.routes.once import KEY, KEY_FORM, as_response
from matcher.errors import UmbralError

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
KEPT = ("location", "etag", "content-language")
"""Headers that a repeat is answered with too."""

LOOKS, PAUSE = 20, 0.1
"""A repeat that comes while the first answer is put in words waits for it: so often, so many seconds."""

_BEFORE_ANY_WORK = (Unauthorised, ActorMissing, ActorUnreadable, RoleMissing, RepeatDiffers, NotReady)
"""Told to a repeat as to anybody: who may not ask is not given another's answer."""


async def _declared(
    _key: Annotated[
        str | None,
        Header(
            alias=KEY,
            pattern=KEY_FORM,
            description="New for every asking. A repeat under the same key is answered as the first was, and "
            "does nothing; without a key it is another asking",
        ),
    ] = None,
) -> None: ...


class Repeatable(APIRoute):
    """A route whose writes take an idempotency key."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        dependencies: Sequence[Any] | None = None,
        **more: Any,
    ) -> None:
        given = list(dependencies or ())
        if WRITES & set(more.get("methods") or ()) and all(one.dependency is not _declared for one in given):
            given.append(Depends(_declared))
        super().__init__(path, endpoint, dependencies=given, **more)

    def get_route_handler(self) -> Handler:
        """FastAPI's, around which a key is claimed and an answer kept."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            if request.method not in WRITES or KEY not in request.headers:
                return await handle(request)
            return await _once(request, handle)

        return handled


async def _once(request: Request, handle: Handler) -> Response:
    asked, office = await _asked(request), request.app.state.office
    with repeats.under(asked) as claim:
        try:
            response = await handle(request)
        except _BEFORE_ANY_WORK:
            raise
        except (Repeated, UmbralError) as error:
            if claim.claimed is None:
                return await _as_before(office, claim, error)
            await run_in_threadpool(_release, office, claim)
            raise
    if claim.claimed is not None:
        await run_in_threadpool(_keep, office, claim, response)
    return response


async def _as_before(office: Office, claim: Claim, error: Repeated | UmbralError) -> Response:
    """The answer to the first of these requests. Raises the error where this is the first, AnswerLost."""
    for _ in range(LOOKS):
        known, answer = await run_in_threadpool(_known, office, claim.asked)
        if answer is not None:
            return as_response(answer)
        if not known:
            raise error
        await sleep(PAUSE)
    raise AnswerLost("This request was carried out before, and what was answered is not known.")


def _known(office: Office, asked: Asked) -> tuple[bool, Answer | None]:
    with office.store.reading() as view:
        return idempotency.known(view, asked), idempotency.answered(view, asked)


def _keep(office: Office, claim: Claim, response: Response) -> None:
    kept = {name: response.headers[name] for name in KEPT if name in response.headers}
    answer = Answer(response.status_code, response.media_type or "", bytes(response.body).decode(), kept)
    with office.store.housekeeping(office.clock.now()) as unit:
        repeats.keep(unit, claim, answer)


def _release(office: Office, claim: Claim) -> None:
    with office.store.housekeeping(office.clock.now()) as unit:
        repeats.release(unit, claim)


async def _asked(request: Request) -> Asked:
    """The key belongs to whoever asks; whether they may is asked by the route."""
    actor = known(request)
    said = (request.url.query, request.headers.get("if-match", ""))
    digest = sha256("\n".join(said).encode() + b"\n" + await request.body()).hexdigest()
    return Asked(
        "" if actor is None else actor.id,
        f"{request.method} {request.url.path}",
        request.headers[KEY],
        digest,
    )
