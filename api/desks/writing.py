"""What a decision leaves in the store: itself, what follows from it, and what partners are told."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import JsonValue

from api.desks.case import Case, Decided
from api.desks.certainty import certainty_of
from api.desks.desk import Desk
from api.desks.omitting import omit
from api.desks.standing import waits_of
from api.events.event import Event, emit
from api.events.notices import addressed_by, notices
from api.gates.decision import Adjudicate, Deadline, Erase, Finding, GateDecision, Outcome
from api.papers.issuing import issue
from api.registry import adjudication, coverage, deadlines, decisions, passages
from api.registry.decisions import StoredDecision
from api.registry.errors import Conflict
from api.registry.ids import uuid7
from api.registry.passages import Passage, PassageState
from api.registry.unit import Unit

SETTLES = {Outcome.ADMIT: PassageState.ADMITTED, Outcome.REFUSE: PassageState.REFUSED}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A case with its evidence and what the gate made of it."""

    case: Case[Any]
    evidence: Any
    decision: GateDecision


def write(unit: Unit, desk: Desk[Any, Any, Any], weighed: Weighed, passage: Passage) -> Decided:
    """Store a decision and carry it out. Raises Conflict where the store has changed since it was weighed."""
    case, decision = weighed.case, weighed.decision
    _require_heeded(unit, case)
    certainty = certainty_of(desk.looked(weighed.evidence), case)
    decision_id = _record(unit, case, decision, certainty)
    passage = passages.decided(unit, passage, decision_id)
    reviews = _reviews(unit, weighed, passage)
    written: tuple[UUID, ...] = ()
    if decision.outcome is Outcome.ADMIT:
        written = desk.carry_out(unit, case, weighed.evidence, decision_id)
        if written and passage.person_id is None:
            passage = passages.identified(unit, passage, written[0])
            decisions.about_person(unit, decision_id, written[0])
    erased = _erase(unit, decision)
    passage, forgotten = omit(unit, decision, case.asked, passage)
    if decision.outcome in SETTLES:
        passage = passages.settle(unit, passage, SETTLES[decision.outcome])
    deadlines.put(unit, passage.id, _due(decision))
    papers = issue(unit, case, decision, decision_id, passage.person_id)
    _tell(unit, desk, weighed, passage, decision_id)
    gone = forgotten or bool(erased)
    changed = (*written, *erased)
    return Decided(passage, decision_id, decision, reviews, changed, gone, tuple(papers), certainty)


def _require_heeded(unit: Unit, case: Case[Any]) -> None:
    """Raises Conflict where reviewers have spoken since the case was weighed: then it is weighed anew."""
    if adjudication.verdicts(unit, passages.reviews(unit, case.passage.id)) != case.verdicts:
        raise Conflict("Reviewers have spoken just now.", what="case")


def _due(decision: GateDecision) -> list[Deadline]:
    """By when who must settle what; nothing where nothing waits any more."""
    if decision.outcome in SETTLES:
        return []
    return [one for one in decision.consequences if isinstance(one, Deadline)]


def _erase(unit: Unit, decision: GateDecision) -> tuple[UUID, ...]:
    """Destroy what the rules want destroyed; of whom."""
    persons = tuple(dict.fromkeys(one.person_id for one in decision.consequences if isinstance(one, Erase)))
    for person in persons:
        coverage.destroy(unit, person)
    return persons


def _tell(
    unit: Unit, desk: Desk[Any, Any, Any], weighed: Weighed, passage: Passage, decision_id: UUID
) -> None:
    """What happened, to whoever follows such things; and what the rules want told, to those they name."""
    case, decision = weighed.case, weighed.decision
    facility, person_id = case.facility.code, passage.person_id
    told = (desk.told(case, weighed.evidence, decision), *desk.also_told(case, weighed.evidence, decision))
    for facts in told:
        emit(unit, Event(facts, facility, person_id))
    for notice in notices(decision, decision_id, facility=facility, person_id=person_id):
        emit(unit, notice)


def _record(unit: Unit, case: Case[Any], decision: GateDecision, certainty: dict[str, JsonValue]) -> UUID:
    stored = StoredDecision(
        id=uuid7(),
        gate=decision.gate.value,
        subject_id=case.passage.person_id,
        facility_id=case.facility.id,
        outcome=decision.outcome.value,
        findings=tuple(map(finding_of, decision.findings)),
        policy=decision.policy,
        at=decision.at,
        officer=case.passage.officer,
        waits=waits_of(decision),
        certainty=certainty,
        addressed=addressed_by(decision),
    )
    return decisions.record(unit, stored).id


def finding_of(found: Finding) -> dict[str, JsonValue]:
    """A finding as it is stored."""
    return {
        "rule": found.rule,
        "outcome": found.outcome.value,
        "code": found.reason.code,
        "parameters": dict(found.reason.parameters),
    }


def _reviews(unit: Unit, weighed: Weighed, passage: Passage) -> tuple[UUID, ...]:
    """A case for everybody of whom the decision wants reviewers to say whether it is they."""
    held = {adjudication.one(unit, one).row.person_id: one for one in passages.reviews(unit, passage.id)}
    for wanted in weighed.decision.consequences:
        if isinstance(wanted, Adjudicate) and wanted.person_id not in held:
            probe = weighed.case.seen.samples
            officer = passage.officer
            opened = adjudication.open_case(
                unit, wanted.person_id, probe, opened_by=officer, captured_by=[officer]
            )
            passages.await_review(unit, passage.id, opened)
            held[wanted.person_id] = opened
    return tuple(held.values())
