"""A closing as a wire type: what speaks against locking the area, visit by visit and look by look."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from api.contract import words
from api.contract.closing import (
    ClosingLookOut,
    ClosingOut,
    ClosingVisitOut,
    InsideName,
    LookFound,
    ReconciledOut,
)
from api.contract.gates import DeadlineOut
from api.desks.visits.area import Area
from api.desks.visits.closing import Certainty
from api.gates.decision import Deadline
from api.gates.visits.closing import Reconciliation
from api.gates.visits.evidence import VisitFacts
from api.registry.closings import Look, Reconciled
from api.routes.answers import calibration_note
from api.routes.decisions import finding_out, likeness_out

NOTHING_COMPARED: Final[Certainty] = MappingProxyType({})


def closing_out(area: Area, language: str, sure: Certainty = NOTHING_COMPARED) -> ClosingOut:
    """All of it, in the reader's language. sure: of the look that it answers."""
    closing, decision = area.closing, area.decision
    due = [one for one in decision.consequences if isinstance(one, Deadline)]
    return ClosingOut.model_validate(
        {
            "id": closing.id,
            "facility": area.facility,
            "begun_at": closing.begun,
            "begun_by": closing.begun_by,
            "searched_at": closing.searched,
            "searched_by": closing.searched_by,
            "locked_at": closing.locked,
            "outcome": decision.outcome.value,
            "sentence": words.text(f"decision.{decision.gate}.{decision.outcome}", language),
            "findings": [finding_out(found, language) for found in decision.findings],
            "deadlines": [DeadlineOut(matter=one.matter, decider=one.decider, due=one.due) for one in due],
            "policy": decision.policy,
            "decision_id": closing.decision_id,
            "visits": list(_visits(area)),
            "looks": list(_looks(area)),
            "reconciled": [_reconciled(one) for one in area.reconciled],
            "likeness": likeness_out(sure.get("nearest"), True, language),
            "calibration": sure.get("calibration", {}),
            "calibration_note": calibration_note(sure.get("calibration", {}), language),
        }
    )


def _visits(area: Area) -> Iterator[ClosingVisitOut]:
    found = area.found
    alone = {one.visit_id for one in found.alone}
    groups: dict[InsideName, tuple[VisitFacts, ...]] = {
        "still-inside": found.still_inside,
        "unaccounted": found.unaccounted,
        "left-unseen": found.left_without_exit,
        "inside-after-exit": found.inside_after_exit,
    }
    for standing, visits in groups.items():
        for one in visits:
            yield ClosingVisitOut(
                visit_id=one.visit_id,
                visitor_id=one.visitor_id,
                prisoner_id=one.prisoner_id,
                standing=standing,
                entered_at=one.entered_at,
                left_at=one.left_at,
                due=one.due,
                overdue=one.overdue(area.decision.at),
                alone=one.visit_id in alone,
            )


def _looks(area: Area) -> Iterator[ClosingLookOut]:
    """Those that speak against locking: a supervisor can explain them, one by one."""
    explained = {one.look_id for one in area.reconciled}
    for look in area.looks.values():
        found_as = None if look.id in explained else _found_as(look, area.found)
        if found_as is not None:
            whom = None if found_as == "unknown" else look.person_id
            yield ClosingLookOut(id=look.id, at=look.at, officer=look.officer, found=found_as, person_id=whom)


def _found_as(look: Look, found: Reconciliation) -> LookFound | None:
    if look.id in {one.observation_id for one in found.unknown}:
        return "unknown"
    if look.id in {one.observation_id for one in found.doubtful}:
        return "doubtful"
    if look.person_id in found.without_visit:
        return "without-visit"
    after = any(one.visitor_id == look.person_id for one in found.inside_after_exit)
    return "inside-after-exit" if after else None


def _reconciled(one: Reconciled) -> ReconciledOut:
    return ReconciledOut(
        visit_id=one.visit_id,
        look_id=one.look_id,
        found=one.finding.value,
        officer=one.officer,
        at=one.at,
        reason=one.reason,
    )
