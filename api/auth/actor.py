"""The one who acts: a stable id and the roles that say what may be done."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from api.errors import ActorUnreadable, RoleMissing

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


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. id: stable, names one officer or program, never reused; it is stored beside what was done."""

    id: str
    roles: frozenset[Role]

    def require(self, *roles: Role) -> None:
        """Raise RoleMissing unless the actor has one of `roles`."""
        if self.roles.isdisjoint(roles):
            raise RoleMissing(
                f"This needs another role than {self.id} has: {_listed(roles)}.", roles=_listed(roles)
            )


def parse(header: str) -> Actor:
    """`ID; roles=a,b` as an actor. Raises ActorUnreadable.

    ID: up to 64 letters, digits and `. _ : @ -`; roles: names of `Role`, none twice, at least one.
    """
    named, separator, rest = header[: LONGEST + 1].partition(";")
    key, equals, listed = rest.strip().partition("=")
    names = [name.strip() for name in listed.split(",")]
    roles = {role for role in Role if role.value in names}
    readable = separator and equals and key == "roles" and len(header) <= LONGEST
    if not readable or not ID.fullmatch(named.strip()) or len(roles) != len(names):
        raise ActorUnreadable("The header Umbral-Actor does not read `ID; roles=a,b`.")
    return Actor(named.strip(), frozenset(roles))


def _listed(roles: Collection[Role]) -> str:
    return ", ".join(sorted(roles))
