"""What there is of a person to compare with, until it is destroyed."""

from uuid import UUID

from sqlalchemy import delete, select

from api.registry import galleries
from api.registry.galleries import Gallery
from api.registry.schema import encounter, sample
from api.registry.unit import Unit, View
from matcher.domain import Modality


def modalities(view: View, person_id: UUID) -> frozenset[Modality]:
    """Of which a sample is on record."""
    wanted = (
        select(sample.c.modality)
        .join(encounter, encounter.c.id == sample.c.encounter_id)
        .where(encounter.c.person_id == person_id)
        .distinct()
    )
    return frozenset(map(Modality, view.connection.execute(wanted).scalars()))


def on_consent(view: View, person_id: UUID) -> bool:
    """Whether what is on record of somebody rests on a visitor's consent, and not on a law.

    A law keeps what was captured of whoever is or was in custody, is on a watchlist or belongs to the staff.
    """
    return galleries.of(view, [person_id])[person_id] <= {Gallery.VISITORS}


def destroy(unit: Unit, person_id: UUID) -> None:
    """Delete every sample of a person with its templates; that they were captured, when and why, stays."""
    theirs = select(encounter.c.id).where(encounter.c.person_id == person_id)
    unit.connection.execute(delete(sample).where(sample.c.encounter_id.in_(theirs)))
