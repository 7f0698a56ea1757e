"""What becomes of an error that leaves a route: its problem, and a line in the log where it is ours."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import errors, problems
from api.invalid import refusal
from matcher.errors import UmbralError
from models.errors import ModelError

log = logging.getLogger("umbral.requests")

Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]


async def refused(request: Request, error: Exception) -> Response:
    """One of our own errors: told as it is; logged where it is a defect."""
    assert isinstance(error, UmbralError | ModelError)  # noqa: S101 - registered for these alone
    if problems.status_of(error) == 500:
        log.error("%s: %s %s", request.state.request_id, error.code, error.diagnostics())
    return problems.response(error, request.scope)


async def invalid(request: Request, error: Exception) -> Response:
    """A path or query parameter that does not validate; bodies are parsed by `api/routes/bodies.py`."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for these alone
    return problems.response(refusal(error.errors()), request.scope)


async def routed_nowhere(request: Request, error: Exception) -> Response:
    """An address, or a method of one, that does not exist."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for these alone
    if error.status_code == 405:
        wrong = errors.MethodNotAllowed("This address does not take this kind of request.")
        return problems.response(wrong, request.scope, error.headers)
    return problems.response(errors.NotFound("This address does not exist."), request.scope)


HANDLERS: Final[dict[int | type[Exception], Handler]] = {
    UmbralError: refused,
    ModelError: refused,
    RequestValidationError: invalid,
    HTTPException: routed_nowhere,
}
"""As an application takes them."""
