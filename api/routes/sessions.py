"""/v1/sessions/ended: the issuer tells that a session is over (OpenID Connect Back-Channel Logout 1.0)."""

from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from api import problems
from api.auth.endings import LogoutVerifier, Sessions
from api.auth.errors import LogoutRefused
from api.auth.parameters import LONGEST_TOKEN
from api.clock import Clock

FORM = "application/x-www-form-urlencoded"
NAMED = "logout_token"
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": [NAMED],
                    "properties": {NAMED: {"type": "string", "maxLength": LONGEST_TOKEN}},
                }
            }
        },
    }
}


def ending(verifier: LogoutVerifier, sessions: Sessions, clock: Clock) -> APIRouter:
    """The one route, for one issuer."""
    router = APIRouter(prefix="/v1/sessions", tags=["sessions"])

    @router.post(
        "/ended",
        operation_id="end_session",
        openapi_extra=_BODY,
        responses=problems.documented(400, 503),
        response_class=Response,
    )
    async def ended(request: Request) -> Response:
        """A session, or all of an account, is over; its tokens do not count any more, from this answer on."""
        token = await _token(request)
        told = await run_in_threadpool(verifier.read, token, clock.now())
        await run_in_threadpool(sessions.end, told)
        return Response(headers={"Cache-Control": "no-store"})

    return router


async def _token(request: Request) -> str:
    """The one field that counts; others are overlooked (section 2.5). Raises LogoutRefused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > 2 * LONGEST_TOKEN:
            raise LogoutRefused("The body is too long.", reason="body-too-large")
    try:
        fields = parse_qsl(body.decode("ascii"), max_num_fields=8) if kind == FORM else []
    except ValueError:
        fields = []
    given = [value for name, value in fields if name == NAMED]
    if len(given) != 1:
        raise LogoutRefused("The body is no form with one logout token.", reason="form")
    return given[0]
