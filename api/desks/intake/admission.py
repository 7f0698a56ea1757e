"""What an admission leaves on record: the person, the encounter, the custody, and what was written down."""

from datetime import UTC
from uuid import UUID

from pydantic import JsonValue

from api.contract.gates import IntakeRequest
from api.desks.case import Case
from api.desks.intake import facts
from api.events.catalogue.custody import OrderUsed
from api.events.event import Event, emit
from api.gates.intake.evidence import IntakeEvidence
from api.gates.intake.policy import RecordField
from api.registry import admission_records, circumstances, custody, legal_basis, names, orders, persons
from api.registry.circumstances import Circumstances, Purpose
from api.registry.custody import Episode, LegalStatus
from api.registry.errors import OrderUnusable
from api.registry.ids import uuid7
from api.registry.legal_basis import BasisPeriod
from api.registry.movements import Footing
from api.registry.names import NameKind
from api.registry.records import NewPerson
from api.registry.unit import Unit


def admit(unit: Unit, case: Case[IntakeRequest], evidence: IntakeEvidence, decision_id: UUID) -> UUID:
    """The person who is in custody from now on. Raises Conflict: AlreadyInCustody, OrderUnusable."""
    asked = case.asked
    if evidence.order is None:
        raise OrderUnusable("Nobody is received without an order.", status="missing")
    person_id = _on_record(unit, case)
    orders.claim(unit, evidence.order.order_id, decision_id)
    order = orders.one(unit, evidence.order.order_id)
    if order.person_id is None:
        orders.names(unit, order, person_id)
    episode = custody.admit(
        unit,
        Episode(
            id=case.passage.id,
            person_id=person_id,
            facility_id=case.facility.id,
            wing=asked.wing,
            admitted=unit.now,
            legal_status=LegalStatus(asked.legal_status),
            case_reference=None if asked.case_file == "missing" else order.text.case,
        ),
        Footing(case.passage.officer, order.id, decision_id),
    )
    legal_basis.begin(
        unit,
        BasisPeriod(
            episode_id=episode.id,
            person_id=person_id,
            basis=asked.legal_status,
            begins=min(asked.arrested_at or unit.now, unit.now).astimezone(UTC),
            entered_by=case.passage.officer,
            authority=order.text.court,
        ),
    )
    admission_records.enter(unit, person_id, episode.id, _written(unit, asked), by=case.passage.officer)
    used = OrderUsed(order_id=order.id, kind=order.kind.value)
    emit(unit, Event(used, case.facility.code, person_id))
    return person_id


def _written(unit: Unit, asked: IntakeRequest) -> dict[RecordField, JsonValue]:
    """All that was said at the desk; the hour of admission writes itself."""
    hour: dict[RecordField, JsonValue] = {RecordField.ADMISSION_HOUR: unit.now.isoformat()}
    return hour | facts.own_of(asked) | facts.written_of(asked)


def _on_record(unit: Unit, case: Case[IntakeRequest]) -> UUID:
    """A new person, or one more encounter of one who is known; under this name too, if it is another."""
    asked, encounter = case.asked, case.passage.id
    if asked.received_as is None:
        person_id = uuid7()
        new = NewPerson(person_id, asked.name, None, unit.now, encounter, case.seen.samples)
        persons.add(unit, new)
    else:
        person_id = asked.received_as
        persons.lock(unit, person_id)
        persons.add_encounter(unit, person_id, encounter, unit.now, case.seen.samples)
        if asked.name is not None and person_id not in names.bearing(unit, asked.name):
            names.add(unit, person_id, NameKind.CLAIMED, asked.name, by=case.passage.officer)
    circumstances.add(
        unit,
        Circumstances(
            encounter_id=encounter,
            purpose=Purpose.INTAKE,
            legal_basis=asked.legal_basis,
            notice=None,
            facility_id=case.facility.id,
            officer=case.passage.officer,
            station=None,
            devices=(),
        ),
    )
    return person_id
