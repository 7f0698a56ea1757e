"""Access tokens (RFC 9068) of one issuer, for this service: from a token to the actor that it proves."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.requests import Request

from api.auth.actor import ID, Actor, Caller, Presence, Role
from api.auth.claims import Claims, incomplete
from api.auth.errors import TokenUnreadable
from api.auth.jose import Keys, opened
from api.auth.parameters import MOST_FACILITIES, TOKEN_LIVES
from api.auth.right_errors import RoleMissing

ACCESS = frozenset({"at+jwt"})
EVERY = "*"
"""In the claim of facilities: all of them. Who is to act for all is told so; without the claim it is none."""

STATION = "station:"
"""Accounts of stations begin so; no issuer makes one."""


@dataclass(frozen=True, slots=True)
class Names:
    """Claims that no standard names."""

    roles: str = "umbral_roles"
    facilities: str = "umbral_facilities"
    person: str = "umbral_person"
    caller: str = "umbral_caller"


@dataclass(frozen=True, slots=True)
class Verifier:
    """Thread-safe.

    audience: this service, as tokens name it. skew: by how much the issuer's clock may differ from ours.
    """

    issuer: str
    audience: str
    keys: Keys
    skew: timedelta = timedelta(seconds=30)
    names: Names = field(default_factory=Names)

    def actor(self, token: str, now: datetime) -> Actor:
        """Whom a token proves. now: aware.

        Raises a subclass of Unauthorised that says what is wrong with it, IssuerUnreachable, and RoleMissing
        where it gives none of our roles.
        """
        claims = Claims(opened(token, self.keys, ACCESS))
        claims.require_issuer(self.issuer)
        claims.require_audience(self.audience)
        issued = claims.require_time(now, self.skew, TOKEN_LIVES)
        caller = self._caller(claims)
        signed_in = issued if caller is Caller.PROGRAM else claims.instant("auth_time")
        if signed_in - self.skew > issued:  # else it would be fresh for longer than it should
            raise incomplete("auth_time")
        return Actor(
            id=_account(claims),
            roles=self._roles(claims),
            facilities=self._facilities(claims),
            person=claims.number(self.names.person),
            caller=caller,
            presence=Presence(
                issuer=self.issuer,
                authenticated_at=signed_in,
                session=claims.optional("sid"),
                acr=claims.optional("acr"),
                issued_at=issued,
            ),
        )

    def _caller(self, claims: Claims) -> Caller:
        """A program is its own subject (RFC 9068, section 2.2), or is said to be one.

        Keycloak tells the client of people in `azp` alone; where both are told they are one.
        """
        client = claims.text("client_id" if "client_id" in claims else "azp")
        if claims.optional("azp") not in {None, client}:
            raise incomplete("azp")
        said = claims.optional(self.names.caller)
        if said not in {None, Caller.PERSON.value, Caller.PROGRAM.value}:
            raise incomplete(self.names.caller)
        own = claims.text("sub") == client
        return Caller.PROGRAM if own or said == Caller.PROGRAM.value else Caller.PERSON

    def _roles(self, claims: Claims) -> frozenset[Role]:
        """Those of ours: an issuer may have others, for others."""
        told = claims.names(self.names.roles, 200)
        roles = frozenset(role for role in Role if role.value in told)
        if not roles:
            raise RoleMissing("This account has no role at this service.", roles=", ".join(sorted(Role)))
        return roles

    def _facilities(self, claims: Claims) -> frozenset[str] | None:
        told = claims.names(self.names.facilities, MOST_FACILITIES)
        return None if EVERY in told else frozenset(told)


def _account(claims: Claims) -> str:
    told = claims.text("sub")
    if not ID.fullmatch(told) or told.startswith(STATION):
        raise incomplete("sub")
    return told


def bearer(request: Request) -> str | None:
    """The token of the Authorization header (RFC 6750, section 2.1); None where there is none.

    Raises TokenUnreadable for another scheme, and where there is more than one such header.
    """
    given = request.headers.getlist("authorization")
    if not given:
        return None
    scheme, _, token = given[0].partition(" ")
    if len(given) > 1 or scheme.lower() != "bearer" or not token.strip():
        raise TokenUnreadable("The header Authorization carries no single bearer token.")
    return token.strip()
