"""The one who acts: a stable id and the roles that say what may be done."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from api.auth.right_errors import RoleMissing
from api.errors import ActorUnreadable

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}")
LONGEST = 512  # characters of a header that is read at all


class Role(StrEnum):
    """What somebody is towards the service; one person may have several."""

    INTAKE_OFFICER = "intake-officer"
    GATE_OFFICER = "gate-officer"
    SUPERVISOR = "supervisor"
    ADJUDICATOR = "adjudicator"
    HEALTH_STAFF = "health-staff"
    CASE_SYSTEM = "case-system"
    PARTNER = "partner"
    DEFENDER = "defender"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    OBSERVER = "observer"
    PERSON = "person"
    ADMINISTRATOR = "administrator"


class Caller(StrEnum):
    """What kind of caller an actor is."""

    PERSON = "person"
    PROGRAM = "program"
    STATION = "station"


@dataclass(frozen=True, slots=True)
class Presence:
    """How an actor made sure who they are (OpenID Connect Core, section 2).

    session: the issuer's name of their session (`sid`), by which it can end it; acr: the level of assurance.
    issued_at: of what proves it, by the issuer's clock. at: when this service looked at it, by its own.
    wanted: levels of assurance of which an act that needs a fresh presence takes one; none: any.
    """

    issuer: str
    authenticated_at: datetime
    session: str | None = None
    acr: str | None = None
    issued_at: datetime | None = None
    at: datetime | None = None
    wanted: tuple[str, ...] = ()

    def fresh(self, within: timedelta) -> bool:
        """Whether they proved themselves so lately, and well enough; not where nobody looked at a clock."""
        return self.lately(within) and (not self.wanted or self.acr in self.wanted)

    def lately(self, within: timedelta) -> bool:
        """Whether they proved themselves so lately, however strongly: a key has no levels."""
        return self.at is not None and self.at - self.authenticated_at <= within


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. id: stable, names one officer or program, never reused; it is stored beside what was done.

    facilities: codes of those they act for; None: for all. person: whom of the enrolled they are themselves.
    presence: None where the service believes whoever reaches it (a laptop).
    """

    id: str
    roles: frozenset[Role]
    facilities: frozenset[str] | None = None
    person: UUID | None = None
    caller: Caller = Caller.PERSON
    presence: Presence | None = None

    def require(self, *roles: Role) -> None:
        """Raise RoleMissing unless the actor has one of `roles`."""
        if self.roles.isdisjoint(roles):
            raise RoleMissing(
                f"This needs another role than {self.id} has: {_listed(roles)}.", roles=_listed(roles)
            )


def parse(header: str) -> Actor:
    """`ID; roles=a,b; facilities=F,G; person=UUID`, the last two optional. Raises ActorUnreadable.

    ID: up to 64 letters, digits and `. _ : @ -`; roles: names of `Role`, none twice, at least one.
    """
    named, *fields = (part.strip() for part in header[: LONGEST + 1].split(";"))
    given = dict(_field(field) for field in fields)
    names = _names(given.pop("roles", ""))
    roles = {role for role in Role if role.value in names}
    facilities = _names(given.pop("facilities")) if "facilities" in given else None
    person = _uuid(given.pop("person")) if "person" in given else None
    once = len(fields) == (facilities is not None) + (person is not None) + 1
    readable = once and not given and len(header) <= LONGEST and ID.fullmatch(named) and roles
    if not readable or len(roles) != len(names) or (facilities is not None and not all(facilities)):
        raise _unreadable()
    return Actor(named, frozenset(roles), None if facilities is None else frozenset(facilities), person)


def _field(field: str) -> tuple[str, str]:
    key, equals, value = field.partition("=")
    if not equals:
        raise _unreadable()
    return key.strip(), value.strip()


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",")]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _unreadable() from None


def _unreadable() -> ActorUnreadable:
    return ActorUnreadable("The header Umbral-Actor does not read `ID; roles=a,b`.")


def _listed(roles: Collection[Role]) -> str:
    return ", ".join(sorted(roles))
