"""The gates as a program calls them: asked, held, signed, decided anew, broken off."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from api.contract.client import Umbral
from api.contract.closing import ClosingRequest
from api.contract.errors import Contradicts
from api.contract.gates import (
    CaptureExceptionIn,
    DepartureRequest,
    IntakeRequest,
    ReleaseRequest,
    ReturnRequest,
    VisitEntryRequest,
    VisitExitRequest,
    VisitorEnrolmentRequest,
)
from api.contract.visitors import NoticeIn
from api.gates.evidence import OrderKind
from api.gates.intake.policy import RecordField
from tests.support.house import POLICY, House, shown
from tests.support.offices import Offices

Acting = Callable[..., Umbral]
HELD = UUID(int=1)


@pytest.fixture
def house(offices: Offices) -> House:
    """One is held; the case system has registered what a test asks it to."""
    offices.house.prisoner(1)
    return offices.house


def ordered(house: House, kind: OrderKind, person: UUID | None = HELD) -> UUID:
    return house.order(kind.value, kind, person_id=person)


def test_somebody_is_received_once(acting: Acting, house: House) -> None:
    brought = IntakeRequest(
        facility=house.code,
        samples=shown(7),
        exceptions=(
            CaptureExceptionIn(
                modality="finger", reason="bandaged", positions=(1, 3, 4, 5), photographed=True
            ),
            CaptureExceptionIn(
                modality="finger", reason="amputated", positions=(6, 8, 9, 10), photographed=True
            ),
        ),
        order_id=ordered(house, OrderKind.COMMITMENT, None),
        name="Alma Reyes",
        born=date(1990, 2, 28),
        nationalities=(POLICY.scope.country,),
        legal_status="pre-trial",
        case_file="present",
        arrested_at=house.clock.now(),
        injured=False,
        ill_treated=False,
        record={name.value: "written" for name in RecordField},
    )
    desk = acting("intake-officer").gates
    told = [desk.intake(brought, key="brought-at-noon") for _ in range(2)]
    assert told[0] == told[1]
    came = told[0]
    for matter in came.awaited:
        came = acting("supervisor").passages.sign(came.passage_id, matter)
    assert came.outcome == "admit", came.reasons
    assert came.person_id is not None
    assert acting("intake-officer").custody.of(came.person_id).record.facility == house.code


def test_out_back_and_free(acting: Acting, house: House) -> None:
    officer, second = acting("gate-officer"), acting("supervisor")
    here = {"facility": house.code, "person_id": HELD, "samples": shown(1)}
    court = DepartureRequest.model_validate(
        here
        | {
            "kind": "court",
            "order_id": ordered(house, OrderKind.COURT),
            "due": house.clock.now() + timedelta(hours=3),
        }
    )
    out = officer.gates.depart(court)
    assert (out.outcome, out.awaited) == ("hold", ["departure"])
    assert second.passages.sign(out.passage_id, "departure").outcome == "admit"
    back = officer.gates.come_back(ReturnRequest.model_validate(here))
    if back.outcome == "hold":
        back = second.passages.sign(back.passage_id, "return")
    assert back.outcome == "admit"
    asked = ReleaseRequest.model_validate(here | {"order_id": ordered(house, OrderKind.RELEASE)})
    free = second.passages.sign(officer.gates.release(asked).passage_id, "release")
    assert (free.outcome, free.sentence) == ("admit", "Release the person now.")
    assert officer.custody.of(HELD).record.ended_at is not None


def test_in_and_out_of_a_visit(acting: Acting, house: House) -> None:
    officer = acting("gate-officer")
    visitor = house.visitor(5)
    house.expected(visitor, HELD)
    came = VisitEntryRequest(facility=house.code, visitor_id=visitor, prisoner_id=HELD, samples=shown(5))
    entered = officer.gates.enter_visit(came)
    assert entered.outcome == "admit", entered.reasons
    (inside,) = officer.visits.every(facility=house.code, inside=True)
    assert inside.visitor_id == visitor
    left = officer.gates.leave_visit(
        VisitExitRequest(facility=house.code, visit_id=inside.id, samples=shown(5))
    )
    assert left.outcome == "admit", left.reasons
    assert list(officer.visits.every(facility=house.code, inside=True)) == []
    assert officer.visits.one(inside.id).left_at is not None


def test_what_is_held_is_listed_decided_and_broken_off(acting: Acting, house: House) -> None:
    officer = acting("gate-officer")
    order = ordered(house, OrderKind.RELEASE)
    asked = ReleaseRequest(facility=house.code, person_id=HELD, order_id=order, samples=shown(1))
    held = officer.gates.release(asked)
    assert held.outcome == "hold"
    (waiting,) = officer.passages.held(house.code)
    assert (waiting.id, waiting.state) == (held.passage_id, "open")
    again = officer.passages.decide(held.passage_id)
    assert again.decision_id != held.decision_id
    officer.passages.abandon(held.passage_id)
    assert officer.passages.one(held.passage_id).state == "abandoned"
    assert list(officer.passages.held(house.code)) == []
    with pytest.raises(Contradicts):
        officer.passages.decide(held.passage_id)


def test_a_visitor_is_enrolled_once_and_a_house_is_closed(acting: Acting, house: House) -> None:
    officer = acting("gate-officer")
    comes = VisitorEnrolmentRequest(
        facility=house.code,
        samples=shown(8),
        name="Bruno Lima",
        kind="family",
        born=date(1985, 3, 1),
        consent="given",
        notice=NoticeIn(version=POLICY.visits.notice, language="es"),
    )
    told = [officer.gates.enrol_visitor(comes, key="enrolled-at-noon") for _ in range(2)]
    assert told[0] == told[1]
    assert officer.passages.latest(told[0].passage_id).outcome == told[0].outcome
    closing = officer.closings.ask(ClosingRequest(facility=house.code, search_ended=False))
    assert officer.closings.one(closing.id).begun_by == "gate-officer-1"
    ended = officer.closings.ask(ClosingRequest(facility=house.code, search_ended=True))
    assert (ended.id, ended.outcome) == (closing.id, "admit")


def test_who_leaves_takes_papers_along(acting: Acting, house: House) -> None:
    officer = acting("gate-officer")
    order = ordered(house, OrderKind.RELEASE)
    asked = ReleaseRequest(facility=house.code, person_id=HELD, order_id=order, samples=shown(1))
    free = acting("supervisor").passages.sign(officer.gates.release(asked).passage_id, "release")
    papers = list(officer.papers.of(free.passage_id))
    assert {one.document for one in papers} >= {"release-receipt", "record-copy"}
    assert officer.papers.numbered(papers[0].number) == papers[0]
    assert officer.papers.one(papers[0].id).content.document == papers[0].document
    assert officer.papers.numbered("0000-0000-0000") is None


def test_whom_the_gates_expect_and_by_which_rules(acting: Acting, house: House) -> None:
    officer = acting("gate-officer")
    assert officer.facilities.absences(house.code) == []
    assert POLICY.scope.name in {one.name for one in officer.policies.in_use().policies}
    assert list(acting("supervisor").warrants.of(house.code)) == []
