"""Away for a time and back through the desks: the ledger says who is out, until when, and who came late."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from api.adjudication.judgement import Judgement
from api.contract.gates import CaptureExceptionIn
from api.gates.decision import Notify, Outcome, Party
from api.gates.evidence import OrderKind
from api.registry import custody, holds, movements, orders, outbox
from api.registry.errors import NotInCustody, NotOnRecord
from api.registry.galleries import Gallery
from api.registry.holds import Hold, HoldGround, HoldOrigin
from api.registry.movements import MovementKind
from api.registry.orders import OrderStatus
from tests.support.absences import (
    AWAY,
    HOURS,
    LOOKALIKE,
    OUT,
    _signs,
    asking,
    come_back,
    episode,
    leave,
    ordered,
    out,
)
from tests.support.house import ELSEWHERE, OFFICER, POLICY, House, person_id, said


@pytest.fixture
def prison(house: House) -> House:
    """Three are held."""
    for number in range(AWAY, AWAY + 3):
        house.prisoner(number)
    return house


def told(house: House) -> list[tuple[str, Any]]:
    """What partners hear, without the notices to parties."""
    with house.registry.writing(house.clock.now()) as unit:
        content = [one.content for one in outbox.number(unit, 50)]
    return [(one.type, one.facts) for one in content if one.type != "gate.notice"]


def test_to_court_and_back(prison: House) -> None:
    order = ordered(prison)
    due = prison.clock.now() + 4 * HOURS
    left = leave(prison, order)
    assert left.decision.outcome is Outcome.ADMIT, said(left)
    movement = out(prison)
    assert movement is not None
    assert (movement.id, movement.kind, movement.due_back) == (left.passage.id, MovementKind.COURT, due)
    assert (movement.origin_id, movement.order_id) == (prison.facility, order)
    assert (movement.officer, movement.decision_id) == (OFFICER.id, left.decision_id)
    with prison.registry.reading() as view:
        assert orders.one(view, order).status is OrderStatus.USED
        assert movements.overdue(view, due + HOURS) == (movement,)
    prison.clock.advance(3 * HOURS)
    back = come_back(prison)
    assert back.decision.outcome is Outcome.ADMIT, said(back)
    assert said(back)["back-in-time"] == "return-in-time"
    assert out(prison) is None
    with prison.registry.reading() as view:
        assert movements.of_episode(view, movement.episode_id)[-1].concluded == prison.clock.now()
    assert [(kind, facts.get("late")) for kind, facts in told(prison)] == [
        ("movement.held", None),
        ("order.used", None),
        ("movement.departed", None),
        ("movement.held", None),
        ("movement.returned", False),
    ]


def test_who_comes_late_is_let_in_and_noted(prison: House) -> None:
    leave(prison, ordered(prison))
    prison.clock.advance(5 * HOURS)
    back = come_back(prison)
    assert back.decision.outcome is Outcome.ADMIT
    assert said(back)["back-in-time"] == "return-late"
    assert Notify(Party.SUPERVISOR, "return.late") in back.decision.consequences
    kind, facts = told(prison)[-1]
    assert (kind, facts["late"]) == ("movement.returned", True)


def test_a_cellmate_does_not_leave_in_somebodys_place(prison: House) -> None:
    swapped = leave(prison, ordered(prison), shows=LOOKALIKE)
    assert swapped.decision.outcome is Outcome.HOLD
    assert said(swapped)["nobody-else-matches"] == "another-prisoner-as-alike"
    assert out(prison) is None
    kind, facts = told(prison)[-1]
    assert (kind, facts["decider"]) == ("movement.held", POLICY.absence.identity.doubt.decider)


def test_somebody_else_does_not_come_back(prison: House) -> None:
    leave(prison, ordered(prison))
    held = come_back(prison, shows=31)
    assert held.decision.outcome is Outcome.HOLD
    prison.review(Judgement.DIFFERENT)
    refused = prison.again(held.passage.id)
    assert refused.decision.outcome is Outcome.REFUSE
    assert out(prison) is not None
    kind, facts = told(prison)[-1]
    assert (kind, facts["kind"]) == ("movement.refused", "court")


def test_nobody_leaves_twice_nor_on_one_order_twice(prison: House) -> None:
    order = ordered(prison)
    leave(prison, order)
    again = leave(prison, order)
    assert again.decision.outcome is Outcome.REFUSE
    assert said(again)["order-stands"] == "order-used"
    second = leave(prison, ordered(prison, "2"))
    assert second.decision.outcome is Outcome.HOLD
    assert said(second)["not-away"] == "prisoner-away-already"


def test_of_ten_at_once_one_leaves(prison: House) -> None:
    order = ordered(prison)
    asked = [prison.ask(prison.gates.departure, asking(prison, order)).passage.id for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        outcomes = [one.decision.outcome for one in pool.map(lambda one: _signs(prison, one), asked)]
    assert outcomes.count(Outcome.ADMIT) == 1
    with prison.registry.reading() as view:
        ledger = movements.of_episode(view, custody.open_of(view, person_id(AWAY)).id)
    assert [line.kind for line in ledger].count(MovementKind.COURT) == 1


@pytest.mark.parametrize(
    ("changes", "code", "outcome"),
    [
        ({"due": None}, "absence-without-end", Outcome.HOLD),
        ({"kind": "transfer"}, "transfer-without-destination", Outcome.HOLD),
        ({"due": "far"}, "absence-too-long", Outcome.REFUSE),
    ],
)
def test_nobody_leaves_without_an_end(
    prison: House, changes: dict[str, Any], code: str, outcome: Outcome
) -> None:
    if changes.get("due") == "far":
        changes = {"due": prison.clock.now() + 15 * HOURS}
    kind = OrderKind(changes.get("kind", "court"))
    kept = leave(prison, ordered(prison, kind=kind), **changes)
    assert said(kept)["due-set"] == code
    assert kept.decision.outcome is outcome
    assert out(prison) is None


def test_an_order_of_another_kind_opens_no_door(prison: House) -> None:
    refused = leave(prison, ordered(prison, kind=OrderKind.RELEASE))
    assert said(refused)["order-there"] == "order-of-another-kind"
    assert told(prison)[-1][0] == "movement.refused"
    assert said(leave(prison, None))["order-there"] == "order-missing"
    with pytest.raises(NotOnRecord):
        leave(prison, UUID(int=99))
    with pytest.raises(NotOnRecord):
        leave(prison, ordered(prison, "2"), destination="nowhere")


def wanted(house: House) -> None:
    """Another court wants somebody kept."""
    hold = Hold(
        person_id=person_id(AWAY),
        ground=HoldGround.WARRANT,
        since=house.clock.now(),
        placed_by="case-system",
        origin=HoldOrigin("Juzgado Segundo"),
    )
    with house.registry.writing(house.clock.now()) as unit:
        holds.place(unit, hold)


def test_leave_is_not_for_whom_another_court_wants(prison: House) -> None:
    wanted(prison)
    order = ordered(prison, kind=OrderKind.TEMPORARY_RELEASE)
    refused = leave(prison, order, kind="temporary-release", due=prison.clock.now() + 48 * HOURS)
    assert said(refused)["no-hold-against-leave"] == "leave-against-hold"
    assert refused.decision.outcome is Outcome.REFUSE
    assert leave(prison, ordered(prison, "2")).decision.outcome is Outcome.ADMIT


def test_a_hold_that_comes_between_weighing_and_writing_counts(
    prison: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, late = prison.gates.departure, iter([True])
    decide = type(desk).decide

    def overtaken(*weighed: Any) -> Any:
        decision = decide(*weighed)
        if decision.outcome is Outcome.ADMIT and next(late, False):
            ThreadPoolExecutor(1).submit(wanted, prison).result()
        return decision

    order, due = ordered(prison, kind=OrderKind.TEMPORARY_RELEASE), prison.clock.now() + 48 * HOURS
    request = asking(prison, order, kind="temporary-release", due=due)
    asked = prison.ask(prison.gates.departure, request)
    monkeypatch.setattr(type(desk), "decide", overtaken)
    assert said(prison.sign(asked.passage.id, OUT))["no-hold-against-leave"] == "leave-against-hold"
    assert out(prison) is None


def test_a_transfer_ends_where_it_was_sent(prison: House) -> None:
    there = prison.elsewhere()
    order = ordered(prison, kind=OrderKind.TRANSFER)
    left = leave(prison, order, kind="transfer", destination=ELSEWHERE)
    assert left.decision.outcome is Outcome.ADMIT, said(left)
    assert {one.reason.code for one in left.decision.findings} >= {"transfer-told"}
    assert episode(prison).facility_id == prison.facility
    astray = come_back(prison)
    assert said(astray)["comes-here"] == "transfer-misdirected"
    assert astray.decision.outcome is Outcome.HOLD
    arrived = come_back(prison, facility=ELSEWHERE, wing="B")
    assert arrived.decision.outcome is Outcome.ADMIT, said(arrived)
    assert (episode(prison).facility_id, episode(prison).wing) == (there, "B")
    assert out(prison) is None
    with pytest.raises(NotInCustody):
        leave(prison, ordered(prison, "2"))


def test_from_court_one_comes_back_to_the_house_one_left(prison: House) -> None:
    prison.elsewhere()
    leave(prison, ordered(prison))
    astray = come_back(prison, facility=ELSEWHERE)
    assert said(astray)["was-away"] == "return-awaited-elsewhere"
    assert Notify(Party.SUPERVISOR, "return.misdirected") in astray.decision.consequences
    assert astray.decision.outcome is Outcome.HOLD
    assert out(prison) is not None


def test_who_was_not_away_and_stands_outside_raises_an_alarm(prison: House) -> None:
    held = come_back(prison)
    assert said(held)["was-away"] == "return-not-away"
    assert Notify(Party.SUPERVISOR, "return.not-away") in held.decision.consequences
    kind, facts = told(prison)[-1]
    assert (kind, facts["kind"], facts["movement_id"]) == ("movement.held", None, str(held.passage.id))


def test_a_broken_sensor_at_the_way_in(prison: House) -> None:
    leave(prison, ordered(prison))
    broken = tuple(CaptureExceptionIn(modality=one, reason="device-failed") for one in ("finger", "face"))
    waits = come_back(prison, samples=(), exceptions=broken)
    assert said(waits)["is-the-person"] == "sensor-failed"
    prison.clock.advance(POLICY.absence.by_hand.opens_after)
    back = prison.sign(waits.passage.id, "identified-by-hand")
    assert back.decision.outcome is Outcome.ADMIT, said(back)
    assert out(prison) is None


def test_only_who_is_held_can_leave_or_come_back(prison: House) -> None:
    stranger = prison.enrol(41, Gallery.FORMER)
    with pytest.raises(NotInCustody):
        leave(prison, ordered(prison), person_id=stranger)
    with pytest.raises(NotInCustody):
        come_back(prison, person_id=stranger)
