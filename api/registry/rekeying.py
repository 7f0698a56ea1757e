"""A person's data key gives way to a new one: what stays is sealed anew, what the old one sealed is lost.

So an old copy's images are lost with the key, while the record goes on. By what the audit log names the
person stays the same: their account is theirs as long as they are on record.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from api.keys.envelope import DataKey
from api.registry import erased
from api.registry.adjudication_tables import adjudication_case
from api.registry.belongings import BELONGINGS, Belonging
from api.registry.erased import Erased, Scope
from api.registry.resealing import seal_samples_anew
from api.registry.schema import encounter, person_key, sample
from api.registry.sealing import SECRET, SUBJECT, key_of_person
from api.registry.unit import Unit

SEALED = (
    *(one for one in BELONGINGS if one.sealed),
    Belonging(adjudication_case, sealed={"grounds": "adjudication_case.grounds"}),
)
"""Whatever lies under a person's key beside the samples; a test holds it against the schema."""


def destroy_samples(unit: Unit, person_id: UUID, encounters: Sequence[UUID]) -> None:
    """Destroy the samples of these encounters, and the key that they lay under. Raises UnknownPerson."""
    unit.connection.execute(delete(sample).where(sample.c.encounter_id.in_(encounters)))
    old = key_of_person(unit, person_id)
    new, wrapped = unit.keyring.issue(person_id)
    secret = old.derive(SUBJECT)
    for belonging in SEALED:
        _seal_anew(unit, belonging, person_id, old, new)
    theirs = select(encounter.c.id).where(encounter.c.person_id == person_id)
    seal_samples_anew(unit, sample.c.encounter_id.in_(theirs), old, new)
    values = {
        "kek": wrapped.kek,
        "wrapped": wrapped.octets,
        "secret": new.seal(SECRET, person_id, secret),
    }
    this = person_key.c.person_id == person_id
    unit.connection.execute(update(person_key).where(this).values(values))
    new.keep(SUBJECT, secret)
    unit.opened[person_id] = new
    erased.note(unit, Erased(erased.name_of(old), Scope.BIOMETRICS, unit.now, erased.name_of(new)))


def _seal_anew(unit: Unit, belonging: Belonging, person_id: UUID, old: DataKey, new: DataKey) -> None:
    columns = [belonging.table.c[name] for name in belonging.sealed]
    rows = select(belonging.row.label("row"), *columns).where(belonging.person == person_id)
    for row in unit.connection.execute(rows).all():
        values: dict[str, Any] = {
            name: new.seal(seal, row.row, old.open(seal, row.row, row._mapping[belonging.table.c[name]]))
            for name, seal in belonging.sealed.items()
            if row._mapping[belonging.table.c[name]] is not None
        }
        if values:
            unit.connection.execute(update(belonging.table).where(belonging.row == row.row).values(values))
