"""What a token says, read strictly: every claim has the one form that it may have, or nothing counts."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from api.auth.errors import (
    TokenExpired,
    TokenForAnother,
    TokenIncomplete,
    TokenLivesTooLong,
    TokenOfAnotherIssuer,
    TokenTooEarly,
)

LATEST = 253402300799  # the last second of the year 9999


class Claims:
    """Of one token. Every method raises TokenIncomplete where its claim is missing or has another form."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told

    def __contains__(self, claim: str) -> bool:
        return claim in self._told

    def require_issuer(self, issuer: str) -> None:
        """`iss` is the issuer, letter for letter (RFC 8725, section 3.8). Raises TokenOfAnotherIssuer."""
        if self.text("iss", 2_000) != issuer:
            raise TokenOfAnotherIssuer("The token is of another issuer.")

    def require_audience(self, *audiences: str) -> None:
        """`aud` is or contains one of these. Raises TokenForAnother."""
        told = self._told.get("aud")
        named = told if isinstance(told, list) else [told]
        if not any(audience in named for audience in audiences):
            raise TokenForAnother("The token was issued for another service.")

    def require_time(self, now: datetime, skew: timedelta, longest: timedelta) -> datetime:
        """When it was issued: not in the future, no longer ago than it lives, and for `longest` at most.

        skew: by how much the issuer's clock may differ. Raises TokenExpired, TokenTooEarly,
        TokenLivesTooLong.
        """
        issued, ends = self.instant("iat"), self.instant("exp")
        begins = self.instant("nbf") if "nbf" in self else issued
        if now - skew >= ends:
            raise TokenExpired("The token's time is over.")
        if max(issued, begins) - skew > now:
            raise TokenTooEarly("The token does not count yet.")
        if ends - issued > longest:
            raise TokenLivesTooLong("The token would count for too long.")
        return issued

    def instant(self, claim: str) -> datetime:
        """A NumericDate (RFC 7519, section 2), as an instant in UTC."""
        told = self._told.get(claim)
        if isinstance(told, bool) or not isinstance(told, int | float) or not 0 <= told <= LATEST:
            raise incomplete(claim)
        return datetime.fromtimestamp(told, UTC)

    def text(self, claim: str, longest: int = 255) -> str:
        """Printable ASCII without spaces."""
        told = self._told.get(claim)
        if not isinstance(told, str) or len(told) > longest or not re.fullmatch(r"[\x21-\x7e]+", told):
            raise incomplete(claim)
        return told

    def optional(self, claim: str) -> str | None:
        """The same, where it is there."""
        return self.text(claim) if claim in self else None

    def names(self, claim: str, most: int) -> list[str]:
        """A list of names; none where the claim is not there. `a.b` may be member b of an object a."""
        told = self._told.get(claim, self._within(claim))
        readable = isinstance(told, list) and all(isinstance(one, str) and len(one) <= 255 for one in told)
        if not readable or len(told) > most:
            raise incomplete(claim)
        return list(told)

    def _within(self, claim: str) -> Any:
        """An empty list where it is not there."""
        found: Any = self._told
        for name in claim.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return [] if found is None else found

    def number(self, claim: str) -> UUID | None:
        """A UUID, where it is there."""
        told = self._told.get(claim)
        try:
            return None if told is None else UUID(str(told))
        except ValueError:
            raise incomplete(claim) from None

    def member(self, claim: str, name: str) -> Any:
        """What an object has under a name."""
        told = self._told.get(claim)
        return told.get(name) if isinstance(told, dict) else None


def incomplete(claim: str) -> TokenIncomplete:
    """A claim is missing, or cannot be used."""
    return TokenIncomplete(f"The token's claim {claim} is missing or cannot be used.", claim=claim)
