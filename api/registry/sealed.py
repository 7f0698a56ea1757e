"""Whose biometrics a legal hold keeps beyond their limit: on the disk, where no search reaches them."""

from uuid import UUID

from sqlalchemy import Column, Table, delete, insert, select

from api.registry.columns import whose
from api.registry.schema import Instant, metadata
from api.registry.unit import Unit, View

sealed_person = Table(
    "sealed_person",
    metadata,
    whose(primary_key=True, index=False),
    Column("since", Instant, nullable=False),
)


def seal(unit: Unit, person_id: UUID) -> None:
    """Nobody is found by what there is of them; whoever calls tells the gallery."""
    unit.connection.execute(insert(sealed_person), {"person_id": person_id, "since": unit.now})


def unseal(unit: Unit, person_id: UUID) -> None:
    """They are held, or come as a visitor, again."""
    unit.connection.execute(delete(sealed_person).where(sealed_person.c.person_id == person_id))


def every(view: View) -> frozenset[UUID]:
    """All of them."""
    return frozenset(view.connection.execute(select(sealed_person.c.person_id)).scalars())
