"""Visitors are enrolled and the visiting area is closed, as a program calls it."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

from api.contract.client import Umbral
from api.contract.closing import ClosingLookIn, ClosingRequest, ExplainedIn, ReconciledIn
from api.contract.gates import VisitEntryRequest, VisitorEnrolmentRequest
from api.contract.visitors import NoticeIn
from tests.support.house import shown
from tests.support.offices import Offices

Acting = Callable[..., Umbral]


def test_an_evening_from_the_first_look_to_the_lock(acting: Acting, offices: Offices) -> None:
    house, gate, chief = offices.house, acting("gate-officer"), acting("supervisor")
    carla = VisitorEnrolmentRequest(
        facility=house.code,
        name="Carla",
        kind="family",
        born=date(1980, 5, 1),
        consent="given",
        notice=NoticeIn(version="2026-1", language="es"),
        samples=shown(11),
    )
    visitor = gate.gates.enrol_visitor(carla).person_id
    assert visitor is not None
    prisoner = house.prisoner(1)
    house.expected(visitor, prisoner)
    asked = VisitEntryRequest(
        facility=house.code, visitor_id=visitor, prisoner_id=prisoner, samples=shown(11, 2)
    )
    visit = gate.gates.enter_visit(asked).visit_id
    assert visit is not None
    house.clock.advance(timedelta(hours=3))
    begun = gate.closings.ask(ClosingRequest(facility=house.code))
    found = gate.closings.look(begun.id, ClosingLookIn(id=uuid4(), samples=shown(77)))
    chief.closings.explain(begun.id, found.looks[0].id, ExplainedIn(reason="The cleaner."))
    held = gate.closings.ask(ClosingRequest(facility=house.code, search_ended=True))
    assert [(one.visit_id, one.standing) for one in held.visits] == [(visit, "left-unseen")]
    chief.closings.reconcile(visit, ReconciledIn(found="left-unseen", reason="Seen at the outer door."))
    assert gate.closings.ask(ClosingRequest(facility=house.code, search_ended=True)).outcome == "admit"
    assert gate.closings.one(begun.id).locked_at == house.clock.now()
    assert [len(list(gate.closings.every(running=running, page_size=1))) for running in (True, False)] == [
        0,
        1,
    ]
