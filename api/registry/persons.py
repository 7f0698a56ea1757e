"""Persons within a unit: entered with what was captured of them, locked, erased."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from api.errors import PersonExists, UnknownPerson
from api.registry import audit_log, custody, erased, forgetting, galleries, moved, names, orders
from api.registry.custody import Episode, LegalStatus
from api.registry.erased import Erased, Scope
from api.registry.galleries import Gallery
from api.registry.names import NameKind
from api.registry.records import NewPerson, NewSample
from api.registry.rows import sample_row, template_rows
from api.registry.schema import encounter, person, sample, template
from api.registry.sealing import issue_person_key, key_of_person
from api.registry.unit import Unit


def add(unit: Unit, new: NewPerson) -> None:
    """A person with key, name, encounter, samples and templates. Raises PersonExists.

    Somebody entered into custody without more words gets an episode without facility, legal status and case
    file, which is listed until it is mended; a gate enters nobody so, but admits them (`custody.admit`).
    """
    try:
        with unit.connection.begin_nested():
            unit.connection.execute(insert(person), {"id": new.id, "enrolled_at": new.enrolled_at})
    except IntegrityError as error:
        raise PersonExists("A person is already enrolled under this number.") from error
    issue_person_key(unit, new.id)
    if new.name is not None:
        names.add(unit, new.id, NameKind.CLAIMED, new.name)
    add_encounter(unit, new.id, new.encounter_id, new.enrolled_at, new.samples)
    if new.gallery is Gallery.CUSTODY:
        custody.admit(unit, _unrecorded(new))
    elif new.gallery is not None:
        galleries.enter(unit, new.id, new.gallery)


def add_encounter(
    unit: Unit, person_id: UUID, encounter_id: UUID, captured_at: datetime, samples: Sequence[NewSample]
) -> None:
    """One more capture session of somebody on record, samples in the order of capture.

    Raises UnknownPerson.
    """
    key = key_of_person(unit, person_id)
    row = {"id": encounter_id, "person_id": person_id, "captured_at": captured_at}
    unit.connection.execute(insert(encounter), row)
    if samples:
        rows = [sample_row(encounter_id, ordinal, new, key) for ordinal, new in enumerate(samples)]
        unit.connection.execute(insert(sample), rows)
        unit.connection.execute(insert(template), [row for new in samples for row in template_rows(new, key)])


def lock(unit: Unit, *persons: UUID) -> None:
    """Nobody else writes about these persons until the unit closes. Raises UnknownPerson.

    Whoever decides by what is on record about a person locks them before they read it. Several are locked in
    the order of their ids, so that two units never wait for each other.
    """
    rows = select(person.c.id).where(person.c.id.in_(persons)).order_by(person.c.id).with_for_update()
    if len(unit.connection.execute(rows).all()) < len(set(persons)):
        raise UnknownPerson("Nobody is enrolled under this number.")


def erase(unit: Unit, person_id: UUID, following: str | None = None) -> None:
    """Destroy the person's key and every row that belongs to them, orders that name them too.

    following: the name of the key that what is archived of them lies under (`erased.name_of`).

    Whoever ceased into them goes with them, and what was handed over to be compared with them.

    Raises UnknownPerson. Of decisions there stays that they were made, about the id of nobody. Copies: what
    SQLite's write-ahead log holds, `Store.scrub` empties; of PostgreSQL, `postgres.py` tells.
    """
    for ceased in reversed(moved.ceased_into(unit, person_id)):  # whoever ceased into them went before
        erase(unit, ceased, following)
    audit_log.keep_secret(unit, person_id)
    scope = Scope.ERASED if following is None else Scope.ARCHIVED
    erased.note(unit, Erased(erased.name_of(key_of_person(unit, person_id)), scope, unit.now, following))
    forgetting.forget(unit, person_id)
    orders.destroy(unit, [order.id for order in orders.of_person(unit, person_id)])
    gone = unit.connection.execute(delete(person).where(person.c.id == person_id))
    unit.opened.pop(person_id, None)
    if not gone.rowcount:
        raise UnknownPerson("Nobody is enrolled under this number.")


def _unrecorded(new: NewPerson) -> Episode:
    return Episode(
        person_id=new.id,
        facility_id=None,
        admitted=new.enrolled_at,
        legal_status=LegalStatus.UNRECORDED,
        case_reference=None,
    )
