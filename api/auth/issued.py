"""Callers by the access tokens of an issuer elsewhere: `callers = issuer`."""

from datetime import timedelta

from starlette.requests import Request

from api.auth.actor import Actor
from api.auth.jwks import RemoteKeys
from api.auth.tokens import Names, Verifier, bearer
from api.clock import Clock
from api.settings import Settings


class IssuedTokens:
    """A way to prove who acts (`callers.py`). Thread-safe."""

    def __init__(self, verifier: Verifier, clock: Clock) -> None:
        self._verifier, self._clock = verifier, clock

    def __call__(self, request: Request) -> Actor | None:
        """None without a bearer token. Raises Unauthorised, IssuerUnreachable, RoleMissing."""
        token = bearer(request)
        return None if token is None else self._verifier.actor(token, self._clock.now())


def issued(settings: Settings, clock: Clock) -> IssuedTokens:
    """As the settings name the issuer. Raises OSError where its certificates cannot be read."""
    assert settings.issuer is not None  # noqa: S101 - the settings were refused otherwise
    assert settings.audience is not None  # noqa: S101
    verifier = Verifier(
        settings.issuer,
        settings.audience,
        RemoteKeys(settings.issuer, certificates=settings.issuer_certificates),
        timedelta(seconds=settings.clock_skew),
        Names(settings.roles_claim, settings.facilities_claim, settings.person_claim, settings.caller_claim),
        settings.step_up_acr,
    )
    return IssuedTokens(verifier, clock)
