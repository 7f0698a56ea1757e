"""Wire types of merging persons and moving encounters (OSIA: mergeEncounter, moveEncounter), with grounds."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.contract.samples import WireModel

Some = Annotated[tuple[UUID, ...], Field(max_length=64)]


class MergeRequest(WireModel):
    """`source` is the person in the path, says the settled case: "same", of an encounter of either."""

    source: UUID
    case_id: UUID


class MoveRequest(WireModel):
    """Encounters go from the person in the path to `to`, or to a new person; the case says "different"."""

    encounters: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=64)]
    to: UUID | None = None
    case_id: UUID
    names: Some = Field(default=(), description="Names that belong to these encounters")
    episodes: Some = Field(default=(), description="Custody episodes that do, with all that is part of them")


class UndoRequest(WireModel):
    """The settled case that says the opposite."""

    case_id: UUID


class ReliedOut(WireModel):
    """A past decision that relied on what was put right. `told`: the parties who hear of that by an event.

    They are those that notices of the decision were for. Whoever was handed a paper of it is told by hand.
    """

    id: UUID
    person_id: UUID
    gate: str
    outcome: str
    at: datetime
    told: list[str]


class RelinkOut(WireModel):
    """What was moved from whom to whom, and which decisions relied on the wrong link: each was notified."""

    id: UUID
    kind: Literal["merge", "unmerge"]
    from_id: UUID
    to_id: UUID
    case_id: UUID
    undoes_id: UUID | None
    at: datetime
    by: str
    relied: list[ReliedOut]


class RelinkList(WireModel):
    """Moves to and from one person, the first one first."""

    relinks: list[RelinkOut]


class EncounterOut(WireModel):
    """One capture session. `came_from`: the person it stood under before, where it was moved."""

    id: UUID
    captured_at: datetime
    samples: list[UUID]
    came_from: UUID | None


class NameOut(WireModel):
    """One name of a person."""

    id: UUID
    name: str
    kind: Literal["official", "claimed", "alias"]
    came_from: UUID | None


class OriginsOut(WireModel):
    """A person's encounters, names and custody episodes, each with where it came from."""

    encounters: list[EncounterOut]
    names: list[NameOut]
    episodes: list[UUID]
    ceased: list[UUID] = Field(description="Numbers that turned out to be this person's")
