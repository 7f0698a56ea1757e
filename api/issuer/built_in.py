"""A service with its built-in issuer, put together: who signs in there, and how their tokens are known."""

from datetime import timedelta

from fastapi import FastAPI

from api.auth.callers import Proven
from api.auth.sessions import Cookie, SessionKeeper
from api.auth.signing_in import SigningIn
from api.auth.stations import signed
from api.clock import Clock
from api.console.signing_in import Entrance, entering
from api.issuer.issuer import Issuer
from api.issuer.own_tokens import OwnTokens
from api.issuer.provider import OwnProvider
from api.issuer.routes import issuing
from api.registry.store import Store
from api.settings import Settings


def build_in(app: FastAPI, settings: Settings, store: Store, clock: Clock, address: str) -> Issuer:
    """Callers of `app` sign in at an issuer of its own. address: of the service, on loopback."""
    tokens = OwnTokens(clock, settings.step_up_acr)
    issuer = tokens.issuer = Issuer(store, clock, address, tokens.ended)
    keeper = SessionKeeper(
        store,
        clock,
        Cookie.of(address),
        tokens.over,
        idle=timedelta(minutes=settings.session_idle_minutes),
        lifetime=timedelta(hours=settings.session_hours),
        levels=settings.step_up_acr,
    )
    app.state.callers = Proven((tokens, signed, keeper))
    app.state.issuer = issuer
    app.state.lock_seconds = settings.kiosk_lock_minutes and settings.kiosk_lock_minutes * 60
    app.include_router(issuing(issuer))
    app.include_router(
        entering(Entrance(keeper, SigningIn(OwnProvider(issuer), tokens.actor, clock, address)))
    )
    return issuer
