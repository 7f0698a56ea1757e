"""What the registry knows of absences, as the gates weigh it."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from api.gates.absence.evidence import AbsenceFacts, AbsenceKind
from api.gates.absence.policy import AbsencePolicy
from api.registry import custody, facilities, movements
from api.registry.custody import Episode
from api.registry.errors import NotInCustody
from api.registry.facilities import Facility
from api.registry.movements import MovementKind
from api.registry.unit import View


def held_here(view: View, person_id: UUID, facility: Facility) -> Episode:
    """The custody of somebody whom a house answers for. Raises NotInCustody.

    Those who were entered without a word of where count as held wherever they are.
    """
    episode = custody.open_of(view, person_id)
    if episode.facility_id not in (None, facility.id):
        raise NotInCustody("The person is not held in this house.")
    return episode


def absence_of(view: View, episode: Episode, policy: AbsencePolicy) -> AbsenceFacts | None:
    """What somebody is away for; None while they are in."""
    movement = movements.under_way(view, episode.id)
    if movement is None:
        return None
    sent = None if movement.destination_id is None else facilities.one(view, movement.destination_id).code
    return replace(absence(movement, policy), destination=sent)


class Away(Protocol):
    """A line of the ledger of somebody who is out: a `Movement`, or what is read of it."""

    @property
    def id(self) -> UUID:
        """Of the line."""

    @property
    def person_id(self) -> UUID:
        """Who is out."""

    @property
    def kind(self) -> MovementKind:
        """What for."""

    @property
    def at(self) -> datetime:
        """Since when."""

    @property
    def due_back(self) -> datetime | None:
        """By when they are back; None: nobody set an hour."""


def absence(away: Away, policy: AbsencePolicy) -> AbsenceFacts:
    """An absence that lasts.

    A line of the ledger without an hour is due when the longest absence of its kind would be over.
    """
    kind = AbsenceKind(away.kind)
    return AbsenceFacts(
        absence_id=away.id,
        person_id=away.person_id,
        kind=kind,
        left_at=away.at,
        due=away.due_back or away.at + policy.longest[kind],
    )


def ending_here(
    view: View, episode: Episode, policy: AbsencePolicy, facility: Facility
) -> AbsenceFacts | None:
    """The absence that a return to a house ends.

    A transfer ends wherever they arrive, if it is the right house; from court and leave they come back to
    the house that let them out, and nobody is expected at any other.
    """
    away = absence_of(view, episode, policy)
    elsewhere = episode.facility_id not in (None, facility.id)
    return None if away and away.kind is not AbsenceKind.TRANSFER and elsewhere else away


def awaited_at(view: View, episode: Episode) -> str | None:
    """The house to which somebody who is out is to come back; None while they are in."""
    if episode.facility_id is None or movements.under_way(view, episode.id) is None:
        return None
    return facilities.one(view, episode.facility_id).code


def facility_id(view: View, code: str | None) -> UUID | None:
    """The number of a facility that is named. Raises NotOnRecord."""
    return None if code is None else facilities.coded(view, code).id
