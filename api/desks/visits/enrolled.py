"""What an enrolment leaves on record: the person, their encounter, names, documents, and the visitor."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.contract.gates import IdentityDocumentIn, VisitorEnrolmentRequest
from api.desks.case import Case
from api.gates.visits.evidence import Path, VisitorKind
from api.registry import circumstances, documents, galleries, names, persons, visitors
from api.registry.circumstances import Circumstances, Purpose
from api.registry.documents import ChipResult, Document, DocumentContent, DocumentKind
from api.registry.galleries import Gallery
from api.registry.ids import uuid7
from api.registry.names import NameKind
from api.registry.records import NewPerson
from api.registry.unit import Unit
from api.registry.visitors import Visitor, VisitorDetails


def enrol(unit: Unit, case: Case[VisitorEnrolmentRequest], *, keeps: bool, path: Path) -> UUID:
    """The person who is a visitor from now on. keeps: they consent to what was captured.

    Raises UnknownPerson, Overtaken where their record changed meanwhile.
    """
    asked = case.asked
    samples = case.seen.samples if keeps and path is not Path.ACCOMPANIED else ()
    encounter = case.passage.id
    if asked.enrolled_as is None:
        person_id = uuid7()
        persons.add(unit, NewPerson(person_id, asked.name, Gallery.VISITORS, unit.now, encounter, samples))
    else:
        person_id = asked.enrolled_as
        persons.lock(unit, person_id)
        persons.add_encounter(unit, person_id, encounter, unit.now, samples)
        if keeps or not _withdrew(unit, person_id):
            galleries.enter(unit, person_id, Gallery.VISITORS)
        _named(unit, case, person_id, NameKind.CLAIMED, asked.name)
    circumstances.add(unit, _circumstances(case, "consent" if samples else "visits"))
    for name in asked.other_names:
        _named(unit, case, person_id, NameKind.ALIAS, name)
    for shown in asked.documents:
        documents.add(unit, _document(case, person_id, shown, unit.now))
        if shown.holder is not None and shown.genuine:
            _named(unit, case, person_id, NameKind.OFFICIAL, shown.holder)
    _visitor(unit, case, person_id)
    return person_id


def _named(
    unit: Unit, case: Case[VisitorEnrolmentRequest], person_id: UUID, kind: NameKind, name: str
) -> None:
    """One more name, unless they bear it as of this kind already."""
    borne = names.of(unit, [person_id])[person_id]
    if not any(one.kind is kind and one.name == name for one in borne):
        names.add(unit, person_id, kind, name, by=case.passage.officer)


def _withdrew(unit: Unit, person_id: UUID) -> bool:
    """Whether what is on record of them may be kept for a ban alone, and so be searched among no visitors."""
    seen = visitors.find(unit, person_id)
    return seen is not None and seen.withdrawn is not None


def _circumstances(case: Case[VisitorEnrolmentRequest], legal_basis: str) -> Circumstances:
    return Circumstances(
        encounter_id=case.passage.id,
        purpose=Purpose.VISITOR_ENROLMENT,
        legal_basis=legal_basis,
        notice=case.asked.notice.version if case.asked.notice else None,
        facility_id=case.facility.id,
        officer=case.passage.officer,
        station=None,
        devices=(),
    )


def _document(
    case: Case[VisitorEnrolmentRequest], person_id: UUID, shown: IdentityDocumentIn, now: datetime
) -> Document:
    return Document(
        person_id=person_id,
        kind=DocumentKind(shown.kind),
        chip=ChipResult(shown.chip),
        shown_at=now,
        shown_to=case.passage.officer,
        content=DocumentContent(shown.issuer, shown.number, shown.expires, shown.holder),
    )


def _visitor(unit: Unit, case: Case[VisitorEnrolmentRequest], person_id: UUID) -> None:
    """On what footing they come from now on; consent given anew ends a withdrawal."""
    asked, seen = case.asked, visitors.find(unit, person_id)
    note = seen.details.note if seen else None
    agreed = asked.consent == "given"
    stated: dict[str, Any] = {
        "kind": VisitorKind(asked.kind),
        "guardian_id": asked.guardian_id,
        "notice": asked.notice.version if asked.notice else None,
        "notice_language": asked.notice.language if asked.notice else None,
        "noticed": case.passage.asked_at if asked.notice else None,
        "details": VisitorDetails(asked.born, asked.address, asked.telephone, note),
    }
    if seen is None:
        consented = case.passage.asked_at if agreed else None
        visitors.add(unit, Visitor(person_id=person_id, consented=consented, withdrawn=None, **stated))
        return
    if agreed:
        stated |= {"consented": case.passage.asked_at, "withdrawn": None}
    visitors.change(unit, seen, **stated)
