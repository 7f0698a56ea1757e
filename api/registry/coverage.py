"""What there is of a person to compare with, until it is destroyed."""

from uuid import UUID

from sqlalchemy import delete, select

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


def destroy(unit: Unit, person_id: UUID) -> None:
    """Delete every sample of a person with its templates; that they were captured, when and why, stays."""
    theirs = select(encounter.c.id).where(encounter.c.person_id == person_id)
    unit.connection.execute(delete(sample).where(sample.c.encounter_id.in_(theirs)))
