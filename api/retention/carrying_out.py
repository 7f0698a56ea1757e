"""One step of retention, within one transaction: after it the person is as before, or wholly as is due.

The commit point is the destruction of the data key. All that comes later (the gallery, the database's log,
the search, the receipt) changes nothing any more, and is done again after a stop (`erasing.py`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import func, select

from api.audit import act
from api.desks.policies import PolicyShelf
from api.events.catalogue.persons import PersonErased
from api.events.event import Event, emit
from api.gates.decision import Party
from api.gates.retention.standing import Standing, Step
from api.registry import archives, erased, forgetting, legal_holds, persons, receipts, rekeying, sealed
from api.registry.archives import Archived, Shelved
from api.registry.belongings import BELONGINGS, rows_of
from api.registry.erased import Erased, Scope
from api.registry.ids import uuid7
from api.registry.receipts import Erasure
from api.registry.schema import encounter, sample, template
from api.registry.unit import Unit, View
from api.retention import archiving


@dataclass(frozen=True, slots=True)
class Ordered:
    """By which rule something goes. facility: under whose policy; zone: in which an archive's days count.

    officers: who asked and who agreed, where it is not automatic.
    """

    rule: str
    facility: str | None = None
    zone: tzinfo = UTC
    officers: tuple[str, str] | None = None


def carry_out(
    unit: Unit, person_id: UUID, told: Standing, ordered: Ordered, policies: PolicyShelf
) -> Erasure | None:
    """What is due of somebody whose row is locked; None where nothing was destroyed by it.

    Raises UnknownPerson, SealBroken.
    """
    match told.step:
        case Step.SEAL:
            sealed.seal(unit, person_id)
        case Step.UNSEAL:
            sealed.unseal(unit, person_id)
        case Step.BIOMETRICS:
            return _biometrics(unit, person_id, told, ordered)
        case Step.ARCHIVE:
            last = told.archive_until
            until = None if last is None else datetime.combine(last, time(), ordered.zone)
            return _archive(unit, person_id, ordered, policies, until)
        case Step.ERASE:
            return erase(unit, person_id, ordered)
    return None


def erase(unit: Unit, person_id: UUID, ordered: Ordered) -> Erasure:
    """Destroy everything. Raises UnknownPerson."""
    destroyed = _counts(unit, person_id)
    persons.erase(unit, person_id)
    legal_holds.forget(unit, person_id)
    return _recorded(unit, person_id, Scope.ERASED, ordered, destroyed)


def erase_archived(unit: Unit, shelved: Shelved, ordered: Ordered) -> Erasure:
    """Destroy a record of the archive and its key."""
    key = archives.key(unit, shelved.id)
    erased.note(unit, Erased(erased.name_of(key), Scope.ERASED, unit.now))
    archives.destroy(unit, shelved.id)
    legal_holds.forget(unit, shelved.person_id)
    return _recorded(unit, shelved.person_id, Scope.ERASED, ordered, {"archived_records": 1, "keys": 1})


def _biometrics(unit: Unit, person_id: UUID, told: Standing, ordered: Ordered) -> Erasure:
    held = select(encounter.c.id).where(encounter.c.person_id == person_id)
    theirs = set(unit.connection.execute(held).scalars())
    going = sorted(told.encounters & theirs)
    destroyed = _captures(unit, going)
    forgetting.forget_captures(unit, person_id)
    rekeying.destroy_samples(unit, person_id, going)
    sealed.unseal(unit, person_id)
    return _recorded(unit, person_id, Scope.BIOMETRICS, ordered, destroyed | {"keys": 1})


def _archive(
    unit: Unit, person_id: UUID, ordered: Ordered, policies: PolicyShelf, until: datetime | None
) -> Erasure:
    destroyed = _counts(unit, person_id)
    content = archiving.content(unit, person_id, policies)
    gives_way: str | None = None
    if (earlier := archives.of_person(unit, person_id)) is not None:
        content = archiving.joined(earlier.content, content)
        gives_way = erased.name_of(archives.key(unit, earlier.id))
        archives.destroy(unit, earlier.id)
    new = Archived(
        id=uuid7(),
        person_id=person_id,
        archived_at=unit.now,
        erased_from=until,
        rule=ordered.rule,
        content=content,
    )
    key = archives.put(unit, new, archiving.defenders(unit, person_id))
    if gives_way is not None:
        erased.note(unit, Erased(gives_way, Scope.ARCHIVED, unit.now, erased.name_of(key)))
    persons.erase(unit, person_id, erased.name_of(key))
    return _recorded(unit, person_id, Scope.ARCHIVED, ordered, destroyed)


def _recorded(
    unit: Unit, person_id: UUID, scope: Scope, ordered: Ordered, destroyed: dict[str, JsonValue]
) -> Erasure:
    asked, signed = ordered.officers or (None, None)
    done = receipts.record(
        unit,
        Erasure(
            scope=scope,
            rule=ordered.rule,
            facility=ordered.facility,
            at=unit.now,
            asked_by=asked,
            signed_by=signed,
            destroyed=destroyed,
        ),
    )
    facts = PersonErased(receipt_id=done.id, scope=scope.value)
    emit(unit, Event(facts, ordered.facility or "", person_id, (Party.DEFENDER,)))
    act.told(facility=ordered.facility, outcome=scope.value)
    return done


def _counts(view: View, person_id: UUID) -> dict[str, JsonValue]:
    held = select(encounter.c.id).where(encounter.c.person_id == person_id)
    encounters = list(view.connection.execute(held).scalars())
    rows = sum(len(rows_of(view, one, person_id)) for one in BELONGINGS)
    return {**_captures(view, encounters), "rows": rows, "keys": 1}


def _captures(view: View, encounters: list[UUID]) -> dict[str, JsonValue]:
    these = sample.c.encounter_id.in_(encounters)
    images = select(func.count()).select_from(sample).where(these)
    templates = select(func.count()).select_from(template.join(sample)).where(these)
    return {
        "images": view.connection.execute(images).scalar_one(),
        "templates": view.connection.execute(templates).scalar_one(),
    }
