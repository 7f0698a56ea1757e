"""Authorization codes: each is redeemed once, soon, by the client that it was made for."""

import hmac
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from api.auth.pkce import challenge_of
from api.issuer.errors import ProtocolError
from api.issuer.parameters import CODE_LIVES, PENDING
from api.issuer.requests import AuthorizationRequest


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody signed in. session: names this sign-in in all that follows from it. acr: how sure it is."""

    account: str
    session: str
    at: datetime
    acr: str


@dataclass(frozen=True, slots=True)
class _Waiting:
    request: AuthorizationRequest
    login: Login
    until: datetime


class CodeReplayed(ProtocolError):
    """A code came twice: whoever stole it has, or would have, a token (RFC 6749, section 4.1.2)."""

    def __init__(self, login: Login) -> None:
        super().__init__("invalid_grant", "The code was used before.")
        self.login = login


class Codes:
    """Thread-safe, in memory: a minute is all that they live."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, _Waiting] = OrderedDict()
        self._used: OrderedDict[str, Login] = OrderedDict()

    def issue(self, request: AuthorizationRequest, login: Login) -> str:
        """A code for what was asked."""
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._waiting[code] = _Waiting(request, login, login.at + CODE_LIVES)
            if len(self._waiting) > PENDING:
                self._waiting.popitem(last=False)
        return code

    def redeem(
        self, code: str, client: str, redirect: str, verifier: str, now: datetime
    ) -> tuple[AuthorizationRequest, Login]:
        """Who signed in, and what was asked. Whatever is wrong, the code is gone.

        Raises ProtocolError, CodeReplayed.
        """
        with self._lock:
            if code in self._used:
                raise CodeReplayed(self._used[code])
            waiting = self._waiting.pop(code, None)
            if waiting is not None:
                self._used[code] = waiting.login
                if len(self._used) > PENDING:
                    self._used.popitem(last=False)
        if waiting is None or now >= waiting.until:
            raise ProtocolError("invalid_grant", "The code is unknown or too old.")
        request = waiting.request
        if request.client.id != client or request.redirect != redirect:
            raise ProtocolError("invalid_grant", "The code was made for another client or address.")
        if not 43 <= len(verifier) <= 128 or not hmac.compare_digest(
            challenge_of(verifier), request.challenge
        ):
            raise ProtocolError("invalid_grant", "code_verifier does not fit code_challenge.")
        return request, waiting.login
