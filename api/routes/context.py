"""What a route is given: the service, the reader's language, and a place to run what blocks.

What every route is given never blocks and is `async` for it. For what is not, FastAPI takes a thread each
time, and threads that wait for the interpreter are what a flood does most harm by.
"""

from collections.abc import Callable
from functools import partial
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Depends, Request

from api.contract import words
from api.middleware.shares import at_a_gate
from api.service import IdentityService
from api.workers import Workers

P = ParamSpec("P")
T = TypeVar("T")


def part(request: Request, name: str, kind: type[T]) -> T:
    """A part of the application under the name that the composition root gave it (`api/app.py`)."""
    found = getattr(request.app.state, name)
    assert isinstance(found, kind)  # noqa: S101 - set by the composition root
    return found


async def _service(request: Request) -> IdentityService:
    return part(request, "service", IdentityService)


async def _language(request: Request) -> str:
    return words.language(request.headers.get("accept-language"))


Service = Annotated[IdentityService, Depends(_service)]
Language = Annotated[str, Depends(_language)]


async def in_worker(request: Request, function: Callable[P, T], *args: P.args, **keywords: P.kwargs) -> T:
    """Run what decodes, extracts or searches in one of a few worker threads, apart from the readers'."""
    workers: Workers = request.app.state.workers
    return await workers.run(partial(function, *args, **keywords), gate=at_a_gate(request.scope))
