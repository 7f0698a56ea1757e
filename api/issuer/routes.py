"""The issuer's addresses, /issuer/...: what programs ask, and the pages on which people sign in."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.console.pages import page
from api.console.rendering import language_of
from api.contract import words
from api.issuer.assertions import KIND, LONGEST
from api.issuer.errors import ProtocolError, TicketSpent, TooManyTries
from api.issuer.forms import form
from api.issuer.issuer import PATH, Issuer
from api.issuer.parameters import PASSWORD_LONGEST, PASSWORD_SHORTEST
from api.issuer.requests import AuthorizationRequest, RefusedBack
from api.issuer.tokens import Tokens
from matcher.errors import DataError

UNCACHED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def issuing(issuer: Issuer) -> APIRouter:
    """Routes over an issuer."""
    router = APIRouter(prefix=PATH, include_in_schema=False)

    @router.get("/.well-known/openid-configuration")
    def metadata() -> JSONResponse:
        return JSONResponse(issuer.metadata())

    @router.get("/keys")
    def keys() -> JSONResponse:
        return JSONResponse(issuer.keys.published(), media_type="application/jwk-set+json")

    @router.get("/authorize")
    def ask(request: Request) -> Response:
        try:
            asked = issuer.request(_given(request))
            if asked.ticket is None:
                return _asking(request, asked)
            back = issuer.follow(asked)
            return _setting(request, issuer, asked) if back is None else _away(request, back)
        except RefusedBack as refused:
            return _away(request, refused.address)
        except DataError as error:
            return _refused(request, error)

    @router.post("/authorize")
    async def answer(request: Request) -> Response:
        try:
            asked, said = issuer.request(_given(request)), await form(request)
        except RefusedBack as refused:
            return _away(request, refused.address)
        except ProtocolError as error:
            return _refused(request, error)
        return await run_in_threadpool(_answered, request, issuer, asked, said)

    @router.post("/token")
    async def token(request: Request) -> JSONResponse:
        try:
            tokens = await run_in_threadpool(_granted, issuer, await form(request))
        except ProtocolError as error:
            told = {"error": error.error, "error_description": error.description}
            return JSONResponse(told, 401 if error.error == "invalid_client" else 400, UNCACHED)
        return JSONResponse(_as_told(tokens), headers=UNCACHED)

    @router.get("/end")
    def end(request: Request) -> Response:
        given = dict(_given(request))
        try:
            leave = issuer.end(given.get("id_token_hint", ""), given.get("post_logout_redirect_uri", ""))
        except ProtocolError as error:
            return _refused(request, error)
        return _away(request, leave or "/signed-out")

    return router


def _answered(
    request: Request, issuer: Issuer, asked: AuthorizationRequest, said: dict[str, str]
) -> Response:
    """What somebody wrote into one of the forms."""
    name, password = said.get("account", "").strip(), said.get("password", "")
    try:
        if asked.ticket is not None:
            return _away(request, issuer.set_password(asked, name, password))
        return _away(request, issuer.sign_in(asked, name, password))
    except TicketSpent as error:
        return _refused(request, error)
    except DataError as error:
        if asked.ticket is not None:
            return _setting(request, issuer, asked, error, name)
        return _asking(request, asked, error, name)


def _granted(issuer: Issuer, said: dict[str, str]) -> Tokens:
    """The token endpoint's two grants. Raises ProtocolError."""
    if said.get("grant_type") == "authorization_code":
        client = issuer.public_client(said.get("client_id", ""))
        missing = [name for name in ("code", "redirect_uri", "code_verifier") if name not in said]
        if missing:
            raise ProtocolError("invalid_request", f"{missing[0]} is missing.")
        return issuer.redeem(client.id, said["code"], said["redirect_uri"], said["code_verifier"])
    if said.get("grant_type") != "client_credentials":
        raise ProtocolError("unsupported_grant_type", "grant_type is none of ours.")
    assertion = said.get("client_assertion", "")
    if said.get("client_assertion_type") != KIND or len(assertion) > LONGEST:
        raise ProtocolError("invalid_client", "A program proves itself by private_key_jwt.")
    return issuer.program(assertion)


def _as_told(tokens: Tokens) -> dict[str, Any]:
    identity = {} if tokens.identity is None else {"id_token": tokens.identity}
    seconds = int(tokens.lives.total_seconds())
    return {"access_token": tokens.access, "token_type": "Bearer", "expires_in": seconds, **identity}


def _given(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.url.query, keep_blank_values=True)


def _asking(
    request: Request, asked: AuthorizationRequest, error: DataError | None = None, name: str = ""
) -> Response:
    """The page that asks for account and password."""
    shown = page(
        request,
        "sign_in",
        heading="sign_in.heading",
        place="sign-in",
        open_to_all=True,
        step="password",
        said=_in_words(request, error),
        account=name or asked.hint,
        again=bool(asked.hint),
        least=PASSWORD_SHORTEST,
        longest=PASSWORD_LONGEST,
    )
    return _answering(shown, error)


def _setting(
    request: Request,
    issuer: Issuer,
    asked: AuthorizationRequest,
    error: DataError | None = None,
    name: str = "",
) -> Response:
    """The page on which a password is chosen, and by the first link an account's name."""
    whose = issuer.whose(asked.ticket or "")
    shown = page(
        request,
        "sign_in",
        heading="sign_in.first.heading" if whose is None else "sign_in.set.heading",
        place="sign-in",
        open_to_all=True,
        step="first" if whose is None else "set",
        said=_in_words(request, error),
        account=whose or name,
        again=False,
        least=PASSWORD_SHORTEST,
        longest=PASSWORD_LONGEST,
    )
    return _answering(shown, error)


def _refused(request: Request, error: DataError) -> Response:
    """Nobody is sent anywhere: the page says why."""
    shown = page(
        request,
        "sign_in",
        heading="sign_in.heading",
        place="sign-in",
        open_to_all=True,
        step="refused",
        said=_in_words(request, error),
    )
    shown.status_code = 400
    return shown


def _in_words(request: Request, error: DataError | None) -> words.Words | None:
    if error is None:
        return None
    return words.render(error.code, error.parameters, language_of(request))


def _answering(shown: Response, error: DataError | None) -> Response:
    if isinstance(error, TooManyTries):
        shown.status_code = 429
        shown.headers["Retry-After"] = str(error.seconds)
    elif error is not None:
        shown.status_code = 422
    return shown


def _away(request: Request, address: str) -> Response:
    """Send somebody on. A form may only lead back to us (CSP form-action): to elsewhere a page takes them."""
    parts = urlsplit(address)
    if not parts.netloc or parts.netloc == request.headers.get("host"):
        return RedirectResponse(address, 303, UNCACHED)
    return page(
        request,
        "sign_in",
        heading="sign_in.moving",
        place="sign-in",
        open_to_all=True,
        step="moving",
        said=None,
        to=address,
    )
