"""In which relation a role has its rights: about what somebody may know of at all."""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from api.auth.actor import Actor, Caller, Role
from api.registry.belonging import Belonging


class Relation(StrEnum):
    """Towards what a request is about. What is in none of them is not on record for the one who asks."""

    OWN_HOUSE = "own facility"
    CLIENT = "own client"
    SELF = "self"


RELATION: Final[Mapping[Role, Relation]] = MappingProxyType(
    dict.fromkeys(Role, Relation.OWN_HOUSE) | {Role.DEFENDER: Relation.CLIENT, Role.PERSON: Relation.SELF}
)

Defends = Callable[[str, UUID], bool]
"""Whether an account defends a person now."""


def relations(actor: Actor, roles: Collection[Role]) -> frozenset[Relation]:
    """In which relations somebody has a right that these roles have. A station acts for its facilities."""
    if actor.caller is Caller.STATION:
        return frozenset((Relation.OWN_HOUSE,))
    return frozenset(RELATION[role] for role in actor.roles.intersection(roles))


def unbounded(actor: Actor, held: Collection[Relation]) -> bool:
    """Whether everything on record is in reach: of somebody who acts for all facilities."""
    return Relation.OWN_HOUSE in held and actor.facilities is None


def reaches(
    actor: Actor,
    held: Collection[Relation],
    subjects: Collection[Belonging],
    houses: Collection[UUID],
    defends: Defends,
) -> bool:
    """Whether all that a request is about is in one of the relations. houses: the actor's."""
    return any(all(_is(one, relation, actor, houses, defends) for one in subjects) for relation in held)


def _is(
    subject: Belonging, relation: Relation, actor: Actor, houses: Collection[UUID], defends: Defends
) -> bool:
    match relation:
        case Relation.OWN_HOUSE:
            return subject.everywhere or not subject.houses.isdisjoint(houses)
        case Relation.CLIENT:
            return bool(subject.persons) and all(defends(actor.id, one) for one in subject.persons)
        case Relation.SELF:
            return actor.person is not None and subject.persons == {actor.person}
