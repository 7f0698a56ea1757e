"""A service whose callers are known by tokens of an issuer elsewhere, put together."""

from datetime import datetime, timedelta

from fastapi import FastAPI
from starlette.requests import Request

from api.auth.actor import Actor
from api.auth.callers import Proof, Proven
from api.auth.endings import LogoutVerifier, Sessions
from api.auth.jwks import RemoteKeys
from api.auth.stations import signed
from api.auth.tokens import Names, Verifier, bearer
from api.clock import Clock
from api.console.elsewhere import entrance_by, way_in
from api.registry.store import Store
from api.routes.sessions import ending
from api.settings import Settings


class Bearers:
    """A request's actor by its access token, as long as the session lasts that it is of."""

    def __init__(self, verifier: Verifier, sessions: Sessions, clock: Clock) -> None:
        self._verifier, self._sessions, self._clock = verifier, sessions, clock

    def __call__(self, request: Request) -> Actor | None:
        """None where the request has no token. Raises Unauthorised, IssuerUnreachable, RoleMissing."""
        token = bearer(request)
        return None if token is None else self.proven(token, self._clock.now())

    def proven(self, token: str, now: datetime) -> Actor:
        """Whom a token proves, and that its session goes on. Raises the same."""
        actor = self._verifier.actor(token, now)
        assert actor.presence is not None  # noqa: S101 - of a token
        self._sessions.admit(actor, actor.presence)
        return actor


def take_tokens(
    app: FastAPI, settings: Settings, store: Store, clock: Clock, keys: RemoteKeys | None = None
) -> RemoteKeys:
    """Callers of `app` prove who they are by tokens of the issuer that is set, or by a page's session of it.

    keys: its own, by default. Raises SettingsRefused.
    """
    assert settings.issuer is not None  # noqa: S101 - validated
    assert settings.audience is not None  # noqa: S101 - validated
    keys = keys or RemoteKeys(settings.issuer, certificates=settings.issuer_certificates)
    skew = timedelta(seconds=settings.clock_skew)
    names = Names(
        settings.roles_claim, settings.facilities_claim, settings.person_claim, settings.caller_claim
    )
    verifier = Verifier(settings.issuer, settings.audience, keys, skew, names)
    sessions = Sessions(store, clock)
    bearers = Bearers(verifier, sessions, clock)
    entrance = entrance_by(settings, store, clock, keys, bearers.proven, sessions.over)
    proofs: list[Proof] = [bearers, signed]
    again: list[Proof] = [bearers]
    if entrance is not None:
        proofs.append(entrance.keeper)
        again.append(entrance.keeper.look)
    app.state.callers = Proven(proofs, again, levels=settings.step_up_acr)
    app.state.lock_seconds = settings.kiosk_lock_minutes and settings.kiosk_lock_minutes * 60
    logout = LogoutVerifier(settings.issuer, settings.clients(), keys, skew)
    app.include_router(ending(logout, sessions, clock))
    app.include_router(way_in(entrance))
    return keys
