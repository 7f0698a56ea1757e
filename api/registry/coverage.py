"""What there is of a person to compare with."""

from uuid import UUID

from sqlalchemy import select

from api.registry.schema import encounter, sample
from api.registry.unit import View
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
