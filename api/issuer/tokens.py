"""What the issuer says in its tokens: of whoever signed in, to whom, until when."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.auth.tokens import EVERY
from api.issuer.clients import Client
from api.issuer.codes import Login
from api.issuer.parameters import TOKEN_LIVES
from api.issuer.signing import SigningKeys
from api.registry.accounts import Account

ENDED = "http://schemas.openid.net/event/backchannel-logout"
ACCESS, IDENTITY, LOGOUT = "at+jwt", "JWT", "logout+jwt"
LOGOUT_LIVES = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Tokens:
    """access: for the service. identity: for the client, that learns from it who signed in."""

    access: str
    identity: str | None
    lives: timedelta


class Minting:
    """Makes tokens of one issuer for one service."""

    def __init__(self, issuer: str, audience: str, keys: SigningKeys) -> None:
        """audience: as which the service finds itself named in access tokens."""
        self._issuer, self._audience, self._keys = issuer, audience, keys

    def for_person(
        self, client: Client, account: Account, login: Login, nonce: str | None, now: datetime
    ) -> Tokens:
        """Of somebody who signed in (RFC 9068, section 2.2; OpenID Connect Core, section 2)."""
        signed_in = {
            "sub": account.name,
            "auth_time": int(login.at.timestamp()),
            "acr": login.acr,
            "sid": login.session,
        }
        access = self._access(account, client.id, now, client.token_lives, signed_in)
        told = {} if nonce is None else {"nonce": nonce}
        claims = self._timed(client.id, now, client.token_lives) | signed_in | told
        return Tokens(access, self._keys.sign(claims, IDENTITY), client.token_lives)

    def for_program(self, account: Account, now: datetime) -> Tokens:
        """Of a program that proved itself."""
        access = self._access(account, account.name, now, TOKEN_LIVES, {"sub": account.name})
        return Tokens(access, None, TOKEN_LIVES)

    def logout(self, about: dict[str, str], now: datetime) -> str:
        """For the service: a session (`sid`) is over, or all of an account (`sub`)."""
        claims = self._timed(self._audience, now, LOGOUT_LIVES) | about
        return self._keys.sign(claims | {"events": {ENDED: {}}}, LOGOUT)

    def _access(
        self, account: Account, client: str, now: datetime, lives: timedelta, more: dict[str, Any]
    ) -> str:
        claims = self._timed(self._audience, now, lives) | {
            "client_id": client,
            "umbral_caller": account.kind.value,
            "umbral_roles": list(account.roles),
            "umbral_facilities": [EVERY] if account.facilities is None else list(account.facilities),
        }
        if account.person_id is not None:
            claims["umbral_person"] = str(account.person_id)
        return self._keys.sign(claims | more, ACCESS)

    def _timed(self, audience: str, now: datetime, lives: timedelta) -> dict[str, Any]:
        at = int(now.timestamp())
        return {
            "iss": self._issuer,
            "aud": audience,
            "iat": at,
            "exp": at + int(lives.total_seconds()),
            "jti": secrets.token_urlsafe(16),
        }
