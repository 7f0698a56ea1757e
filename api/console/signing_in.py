"""The pages' way in and out: /sign-in, what people bring back to /signed-in, /sign-out, and who is in."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api.auth.callers import Callers
from api.auth.errors import IssuerUnreachable
from api.auth.sessions import SECOND, SessionKeeper, actor_of
from api.auth.sign_in_errors import PagesClosed, SignInFailed, SignInUnavailable
from api.auth.signing_in import RETURNS, SigningIn, Wish
from api.console.pages import page
from api.console.rendering import language_of
from api.contract import words
from matcher.errors import UmbralError

BROWSER_LIVES = 900
"""Seconds that a browser has to come back."""

_OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1000}")
UNAVAILABLE = (SignInUnavailable, IssuerUnreachable)
UNCACHED = {"Cache-Control": "no-store"}

Short = Annotated[str, Query(max_length=200, pattern=r"^[\x21-\x7e ]*$")]


@dataclass(frozen=True, slots=True)
class Entrance:
    """How people sign in at the pages of a service."""

    keeper: SessionKeeper
    signing_in: SigningIn


class SessionOut(BaseModel):
    """Who is signed in at this browser."""

    account: str
    roles: list[str]
    facilities: list[str] | None
    person: UUID | None
    authenticated_at: datetime
    until: datetime


def entering(entrance: Entrance) -> APIRouter:
    """The routes of an entrance."""
    router, door = APIRouter(include_in_schema=False), _Door(entrance)
    router.get("/sign-in")(door.begin)
    router.get(RETURNS)(door.finish)
    router.post("/sign-out")(door.leave)
    router.get("/signed-out")(door.left)
    router.get("/session")(door.session)
    router.get("/.well-known/oauth-protected-resource")(door.resource)
    return router


class _Door:
    """What the routes of an entrance do."""

    def __init__(self, entrance: Entrance) -> None:
        self._keeper, self._signing_in = entrance.keeper, entrance.signing_in
        self._browser_cookie = f"{entrance.keeper.cookie.name}-signing-in"

    def begin(  # noqa: PLR0913, PLR0917 - what a page may wish
        self,
        request: Request,
        then: Annotated[str, Query(max_length=1000)] = "/",
        apart: Literal["", "1"] = "",
        within: Annotated[int | None, Query(ge=0, le=86400)] = None,
        levels: Short = "",
        hint: Annotated[str, Query(max_length=64)] = "",
        second: Literal["", "1"] = "",
        ticket: Annotated[str | None, Query(max_length=200)] = None,
    ) -> Response:
        """To the issuer."""
        if (elsewhere := _under_another_name(request, self._signing_in.address)) is not None:
            return RedirectResponse(elsewhere, 307, UNCACHED)
        wish = Wish(
            then if _OWN_PATH.fullmatch(then) else "/",
            bool(apart),
            within,
            tuple(levels.split()),
            hint,
            bool(second),
            ticket,
        )
        browser = request.cookies.get(self._browser_cookie) or secrets.token_urlsafe(32)
        try:
            address = self._signing_in.begin(wish, browser)
        except SignInUnavailable as error:
            return told_why(request, error, 503)
        sent = RedirectResponse(address, 303, UNCACHED)
        sent.set_cookie(
            self._browser_cookie,
            browser,
            max_age=BROWSER_LIVES,
            path="/",
            secure=self._keeper.cookie.secure,
            httponly=True,
            samesite="lax",
        )
        return sent

    def finish(self, request: Request) -> Response:
        """Back from the issuer, with what it says."""
        browser, keeper = request.cookies.get(self._browser_cookie, ""), self._keeper
        try:
            content, wish = self._signing_in.finish(dict(request.query_params), browser)
        except UmbralError as error:
            return told_why(request, error, 503 if isinstance(error, UNAVAILABLE) else 400)
        replaced = keeper.session(request, second=wish.second)
        value = keeper.begin(content, replaced, second=wish.second)
        going_on: Response = RedirectResponse(wish.then, 303, UNCACHED)
        if wish.apart:
            going_on = page(
                request,
                "signed_in",
                heading="sign_in.done",
                place="sign-in",
                open_to_all=True,
                account=content.account,
            )
        keeper.cookie.put(going_on, value, second=wish.second)
        going_on.delete_cookie(self._browser_cookie, path="/", secure=keeper.cookie.secure, httponly=True)
        return going_on

    async def leave(self, request: Request) -> Response:
        """Out, here and at the issuer."""
        return await run_in_threadpool(self._leave, request)

    def _leave(self, request: Request) -> Response:
        second, found = SECOND in request.headers, None
        if self._keeper(request) is not None:  # refuses what another page sends
            found = self._keeper.session(request, second=second)
        location = "/signed-out"
        if found is not None:
            self._keeper.end(found)
            try:
                location = self._signing_in.farewell(found.content)
            except SignInUnavailable:
                location = "/signed-out"  # here it is over in any case
        left = JSONResponse({"location": location}, headers=UNCACHED)
        self._keeper.cookie.take(left, second=second)
        return left

    def left(self, request: Request) -> Response:
        """The page that says so."""
        return page(
            request, "sign_in", heading="sign_in.out.heading", place="sign-in", open_to_all=True, step="out"
        )

    def session(self, request: Request) -> Response:
        """Who is signed in."""
        found = self._keeper.session(request) if self._keeper(request) is not None else None
        if found is None:
            callers: Callers = request.app.state.callers
            raise callers.missing()
        actor = actor_of(found.content)
        told = SessionOut(
            account=actor.id,
            roles=sorted(actor.roles),
            facilities=None if actor.facilities is None else sorted(actor.facilities),
            person=actor.person,
            authenticated_at=found.content.authenticated_at,
            until=found.until,
        )
        return JSONResponse(told.model_dump(mode="json"), headers=UNCACHED)

    def resource(self) -> Response:
        """RFC 9728: at which issuer programs have people sign in."""
        known = {
            "resource": self._signing_in.address,
            "authorization_servers": [self._signing_in.issuer],
        }
        return JSONResponse(known, headers=UNCACHED)


def _under_another_name(request: Request, address: str) -> str | None:
    """Cookies and redirects go by one name of this machine: `localhost` is taken to 127.0.0.1."""
    if request.url.hostname == urlsplit(address).hostname:  # a proxy may leave out the port
        return None
    return f"{address}/sign-in?{request.url.query}"


def told_why(request: Request, error: UmbralError, status: int) -> Response:
    """Why it came to nothing."""
    known = error if f"problem.{error.code}.title" in words.texts("en") else SignInFailed(str(error))
    said = words.render(known.code, known.parameters, language_of(request))
    shown = page(
        request,
        "sign_in",
        heading="sign_in.heading",
        place="sign-in",
        open_to_all=True,
        step="closed" if isinstance(known, PagesClosed) else "refused",
        said=said,
    )
    shown.status_code = status
    return shown
