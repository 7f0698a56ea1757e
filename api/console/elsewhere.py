"""The pages behind an issuer elsewhere: people sign in there, or nowhere where nobody has set that up."""

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.auth.jwks import RemoteKeys
from api.auth.remote_provider import RemoteProvider, registered
from api.auth.sessions import Cookie, Over, SessionKeeper
from api.auth.sign_in_errors import PagesClosed
from api.auth.signing_in import SigningIn, Verify
from api.clock import Clock
from api.console.signing_in import Entrance, entering, told_why
from api.registry.store import Store
from api.settings import Settings


def entrance_by(  # noqa: PLR0913, PLR0917 - whom it asks, and where sessions are kept
    settings: Settings, store: Store, clock: Clock, keys: RemoteKeys, verify: Verify, over: Over
) -> Entrance | None:
    """By the issuer of these keys; None where the pages are no client of it. Raises SettingsRefused."""
    pages = registered(settings)
    if pages is None:
        return None
    address = settings.address_of_pages()
    keeper = SessionKeeper(
        store,
        clock,
        Cookie.of(address),
        over,
        idle=timedelta(minutes=settings.session_idle_minutes),
        lifetime=timedelta(hours=settings.session_hours),
    )
    return Entrance(keeper, SigningIn(RemoteProvider(keys, pages, clock), verify, clock, address))


def way_in(entrance: Entrance | None) -> APIRouter:
    """Where pages send people to sign in. Without an entrance nobody is sent any further."""
    if entrance is not None:
        return entering(entrance)
    router = APIRouter(include_in_schema=False)

    @router.get("/sign-in")
    def nowhere(request: Request) -> Response:
        return told_why(request, PagesClosed("Nobody has set how people sign in at the pages."), 503)

    return router
