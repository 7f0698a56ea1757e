"""An erasure in two transactions: the pictures first, the person later."""

from uuid import UUID

from sqlalchemy import delete, select

from api.registry.receipts import Erasure
from api.registry.schema import encounter, sample
from api.retention.erasing import Eraser


class ErasedInTwo(Eraser):
    """Killed in between, somebody is there by halves."""

    def carry_out(self, person_id: UUID) -> Erasure | None:
        """The samples in a transaction of their own."""
        theirs = select(encounter.c.id).where(encounter.c.person_id == person_id)
        with self._store.writing(self._clock.now()) as unit:
            unit.connection.execute(delete(sample).where(sample.c.encounter_id.in_(theirs)))
        return super().carry_out(person_id)
