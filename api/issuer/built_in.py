"""A service with its built-in issuer, put together: who signs in there, and how their tokens are known."""

from datetime import timedelta

from fastapi import FastAPI

from api.auth.callers import Proven
from api.auth.elsewhere import Bearers
from api.auth.endings import LogoutVerifier, Sessions
from api.auth.sessions import Cookie, SessionKeeper
from api.auth.signing_in import SigningIn
from api.auth.stations import signed
from api.auth.tokens import Verifier
from api.clock import Clock
from api.console.signing_in import Entrance, entering
from api.issuer.issuer import AUDIENCE, Issuer
from api.issuer.provider import OwnProvider
from api.issuer.routes import issuing
from api.registry.store import Store
from api.settings import Settings

NO_SKEW = timedelta()
"""Issuer and service go by the same clock."""


def build_in(app: FastAPI, settings: Settings, store: Store, clock: Clock, address: str) -> Issuer:
    """Callers of `app` sign in at an issuer of its own. address: of the service, on loopback.

    Its tokens are held to what every issuer's are; that a session is over it tells by a logout token too, and
    only the way is shorter.
    """
    sessions = Sessions(store, clock)

    def ended(logout_token: str) -> None:
        sessions.end(logout.read(logout_token, clock.now()))

    issuer = Issuer(store, clock, address, ended)
    verifier = Verifier(issuer.url, AUDIENCE, issuer.keys, NO_SKEW)
    logout = LogoutVerifier(issuer.url, (AUDIENCE,), issuer.keys, NO_SKEW)
    keeper = SessionKeeper(
        store,
        clock,
        Cookie.of(address),
        sessions.over,
        idle=timedelta(minutes=settings.session_idle_minutes),
        lifetime=timedelta(hours=settings.session_hours),
    )
    bearers = Bearers(verifier, sessions, clock)
    proofs = (bearers, signed, keeper)
    app.state.callers = Proven(proofs, (bearers, keeper.look), levels=settings.step_up_acr)
    app.state.issuer = issuer
    app.state.lock_seconds = settings.kiosk_lock_minutes and settings.kiosk_lock_minutes * 60
    app.include_router(issuing(issuer))
    app.include_router(
        entering(Entrance(keeper, SigningIn(OwnProvider(issuer), bearers.proven, clock, address)))
    )
    return issuer
