"""Papers are written in the transaction of the decision that they tell of: no decision without its papers."""

import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from api.contract.gates import DepartureRequest, IntakeRequest, ReleaseRequest
from api.contract.papers import (
    DeadlineOnPaper,
    DecisionOnPaper,
    PaperContent,
    ReasonOnPaper,
    SignatureOnPaper,
    fingerprint,
)
from api.desks.case import Case
from api.gates.decision import Deadline, Finding, GateDecision
from api.papers import extracts
from api.papers.due import Document, due
from api.papers.numbers import new_number
from api.registry import papers
from api.registry.papers import Paper
from api.registry.unit import Unit

SALT_BYTES = 16
PROPERTY = "property"
ON_LEAVE = "temporary-release"
UNDER_ORDER = (IntakeRequest, ReleaseRequest, DepartureRequest)


def issue(
    unit: Unit, case: Case[Any], decision: GateDecision, decision_id: UUID, person_id: UUID | None
) -> Sequence[Document]:
    """Write what is due to the person of this passage; nothing where nobody on record stands there."""
    on_leave = isinstance(case.asked, DepartureRequest) and case.asked.kind == ON_LEAVE
    documents = due(decision, on_leave=on_leave)
    if person_id is None or not documents:
        return ()
    told = _decision(case, decision, decision_id)
    for document in documents:
        content = _content(unit, case, told, document, person_id)
        papers.issue(
            unit,
            Paper(
                number=content.number,
                document=document.value,
                person_id=person_id,
                passage_id=case.passage.id,
                decision_id=decision_id,
                facility_id=case.facility.id,
                issued_at=unit.now,
                sha256=fingerprint(content),
                content=content,
            ),
        )
    return documents


def _content(
    unit: Unit, case: Case[Any], told: DecisionOnPaper, document: Document, person_id: UUID
) -> PaperContent:
    zone = ZoneInfo(case.facility.zone)
    bare = PaperContent(
        document=document.value,
        number=new_number(case.facility.code, unit.now, zone),
        salt=secrets.token_hex(SALT_BYTES),
        facility=case.facility.code,
        facility_name=case.facility.name,
        zone=case.facility.zone,
        issued_at=unit.now,
        person=extracts.person(unit, person_id),
        decision=told,
        order=extracts.order(unit, case.asked.order_id if isinstance(case.asked, UNDER_ORDER) else None),
        due_back=case.asked.due if document is Document.LEAVE_SLIP else None,
    )
    episode = extracts.last_custody(unit, person_id)
    if episode is None:
        return bare
    match document:
        case Document.RECORD_COPY:
            more = {
                "custody": extracts.whole(unit, episode),
                "record": extracts.entries(unit, episode),
                "injuries": extracts.wounds(unit, episode),
            }
        case Document.ADMISSION_RECORD:
            more = {
                "custody": extracts.outline(unit, episode),
                "record": extracts.entries(unit, episode),
                "injuries": extracts.wounds(unit, episode),
            }
        case Document.PROPERTY_LIST:
            listed = tuple(one for one in extracts.entries(unit, episode) if one.field == PROPERTY)
            more = {"custody": extracts.outline(unit, episode), "record": listed}
        case Document.RELEASE_RECEIPT | Document.LEAVE_SLIP:
            more = {"custody": extracts.outline(unit, episode)}
        case Document.DECISION_NOTICE:
            more = {}
    return bare.model_copy(update=more)


def _decision(case: Case[Any], decision: GateDecision, decision_id: UUID) -> DecisionOnPaper:
    asked = SignatureOnPaper(officer=case.passage.officer, role=None, matter=None, at=case.passage.asked_at)
    signed = [
        SignatureOnPaper(officer=one.officer, role=one.role, matter=one.matter, at=one.at)
        for one in case.attendance.signed
    ]
    return DecisionOnPaper(
        id=decision_id,
        gate=decision.gate.value,
        outcome=decision.outcome.value,
        at=decision.at,
        policy=decision.policy,
        officers=[asked, *signed],
        reasons=[_reason(found) for found in decision.reasons],
        deadlines=[
            DeadlineOnPaper(matter=one.matter, decider=one.decider, due=one.due)
            for one in decision.consequences
            if isinstance(one, Deadline)
        ],
    )


def _reason(found: Finding) -> ReasonOnPaper:
    return ReasonOnPaper(
        rule=found.rule,
        outcome=found.outcome.value,
        code=found.reason.code,
        parameters=dict(found.reason.parameters),
    )
