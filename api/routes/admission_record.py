"""/v1/persons/{person}/custody/admission-record: how far it is, and what is entered later."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import JsonValue

from api import problems
from api.auth.rights import Right
from api.contract.admission import AdmissionEntriesIn, AdmissionEntryOut, AdmissionRecordOut
from api.errors import InvalidRequest
from api.events.catalogue.intake import AdmissionRecordEntered
from api.events.event import Event, emit
from api.gates.decision import Party
from api.gates.intake.evidence import Entry
from api.gates.intake.policy import RecordField, RecordPolicy
from api.gates.intake.record import completeness, is_empty
from api.office import Office
from api.openapi import json_body_of
from api.registry import admission_records, custody, moved, persons
from api.registry.admission_records import AdmissionEntry
from api.registry.custody import Episode
from api.registry.errors import NotInCustody
from api.registry.idempotency import Answer
from api.registry.unit import Unit, View
from api.routes.once import READS, WRITES, Write, answers, reads, told, writes
from api.routes.places import code_of

router = APIRouter(prefix="/v1/persons/{person_id}/custody/admission-record", tags=["custody"])

ANSWERED: Final = {
    RecordField.INJURIES: frozenset({Party.HEALTH, Party.DEFENDER}),
    RecordField.COMPLAINTS: frozenset({Party.HEALTH, Party.DEFENDER, Party.OMBUDSMAN}),
}
"""Who hears where one of these is answered with yes, as at reception (`api.gates.intake.protection`)."""


@router.get("", operation_id="read_admission_record", responses={**READS, **problems.documented(409)})
def one(
    person_id: UUID, office: Annotated[Office, reads(Right.READ_ADMISSION_RECORDS)]
) -> AdmissionRecordOut:
    """What is written down, what is missing, and what came late. Raises NotInCustody, NoPolicy."""
    with office.store.reading() as view:
        moved.require_current(view, person_id)
        return _out(view, office, _latest(view, person_id))


@router.post(
    "",
    status_code=201,
    operation_id="enter_admission_record",
    openapi_extra=json_body_of(AdmissionEntriesIn),
    responses={**answers(AdmissionRecordOut, made=True), **WRITES},
    response_class=Response,
)
async def enter(person_id: UUID, write: Annotated[Write, writes(Right.KEEP_ADMISSION_RECORDS)]) -> Response:
    """Enter what was still missing, or correct it; nothing is taken away. What comes late stays marked."""
    asked = await write.body(AdmissionEntriesIn)
    entered = {RecordField(name): value for name, value in asked.entries.items()}
    _require_answers(entered)
    return await write.once(partial(_enter, person_id, entered, write), asked)


def _require_answers(entered: Mapping[RecordField, JsonValue]) -> None:
    for name, value in entered.items():
        if is_empty(value):
            raise InvalidRequest(f"entries.{name.value}: nothing is entered")
        if name in ANSWERED and not isinstance(value, bool):
            raise InvalidRequest(f"entries.{name.value}: true or false")


def _enter(person_id: UUID, entered: Mapping[RecordField, JsonValue], write: Write, unit: Unit) -> Answer:
    persons.lock(unit, person_id)
    moved.require_current(unit, person_id)
    episode = _latest(unit, person_id)
    admission_records.enter(unit, person_id, episode.id, entered, by=write.actor.id)
    record = _out(unit, write.office, episode)
    hears = frozenset[Party]().union(
        *(ANSWERED.get(name, ()) for name, said in entered.items() if said is True)
    )
    facts = AdmissionRecordEntered(
        episode_id=episode.id,
        items=tuple(sorted(name.value for name in entered)),
        missing=len(record.missing),
        late=unit.now > record.due,
        complaint=entered.get(RecordField.COMPLAINTS) is True,
    )
    emit(unit, Event(facts, code_of(unit, episode.facility_id) or "", person_id, hears))
    return told(record, status=201)


def _latest(view: View, person_id: UUID) -> Episode:
    found = custody.of(view, person_id)
    if not found:
        raise NotInCustody("The person was never in custody.")
    return found[-1]


def _out(view: View, office: Office, episode: Episode) -> AdmissionRecordOut:
    code = code_of(view, episode.facility_id) or ""
    policy = office.policies.of(code, episode.admitted).intake.record
    history = admission_records.history(view, episode.id)
    hour = Entry(RecordField.ADMISSION_HOUR, episode.admitted)  # the admission itself writes it
    made = [hour, *(Entry(one.item, one.entered_at) for one in history if not is_empty(one.value))]
    how_far = completeness(made, policy, episode.admitted)
    return AdmissionRecordOut(
        episode_id=episode.id,
        admitted_at=episode.admitted,
        due=episode.admitted + policy.within,
        entries=_entries(history, policy, episode),
        missing=[name.value for name in how_far.missing],
        share=how_far.share,
        complete=not how_far.missing,
    )


def _entries(
    history: Sequence[AdmissionEntry], policy: RecordPolicy, episode: Episode
) -> list[AdmissionEntryOut]:
    """In the order of the fields; the first entry says whether it came late, the last one what counts."""
    of_field = {name: [one for one in history if one.item is name] for name in RecordField}
    return [
        AdmissionEntryOut(
            field=name.value,
            value=made[-1].value,
            entered_at=made[0].entered_at,
            corrected_at=made[-1].entered_at if len(made) > 1 else None,
            entered_by=made[-1].entered_by,
            late=made[0].entered_at > episode.admitted + policy.within,
        )
        for name, made in of_field.items()
        if made
    ]
