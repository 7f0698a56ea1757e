"""Closing time at its desk: who is inside is found, who is gone is explained, and then the area is locked."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api.contract.closing import ClosingLookIn, ClosingRequest
from api.contract.gates import VisitEntryRequest, VisitExitRequest
from api.desks.visits.area import Area
from api.gates.decision import Outcome
from api.gates.rollcall.observations import ObservationsDiffer
from api.registry import closings, decisions, outbox, visits
from api.registry.closings import Finding
from api.registry.errors import AlreadyOnRecord, Conflict, NotOnRecord, SameOfficer
from api.registry.idempotency import Answer, Asked
from tests.support.house import OFFICER, OTHER, House, person_id, shown

PRISONERS, VISITORS = (1, 2, 3), (11, 12, 13)


@pytest.fixture
def visiting(house: House) -> dict[int, UUID]:
    """Three prisoners, each with a visitor inside; their visits."""
    inside: dict[int, UUID] = {}
    for prisoner, number in zip(PRISONERS, VISITORS, strict=True):
        house.prisoner(prisoner)
        house.expected(house.visitor(number), person_id(prisoner))
        inside[number] = enter(house, number, prisoner)
    house.clock.advance(timedelta(hours=1))
    return inside


def entering(house: House, number: int, prisoner: int) -> VisitEntryRequest:
    return VisitEntryRequest(
        facility=house.code,
        visitor_id=person_id(number),
        prisoner_id=person_id(prisoner),
        samples=shown(number),
    )


def enter(house: House, number: int, prisoner: int) -> UUID:
    came = house.ask(house.gates.entry, entering(house, number, prisoner))
    assert came.decision.outcome is Outcome.ADMIT
    return came.passage.id


def close(house: House, *, ended: bool = False, by: str = OFFICER.id) -> Area:
    asked = ClosingRequest(facility=house.code, search_ended=ended)
    with house.registry.writing(house.clock.now()) as unit:
        return house.gates.closing.ask(unit, asked, by)


def look(house: House, closing: UUID, asked: ClosingLookIn, key: str = "") -> Area:
    shows: list[Area] = []

    def show(area: Area, _sure: object) -> Answer:
        shows.append(area)
        return Answer(200, "text/plain", "seen")

    once = Asked(OFFICER.id, "POST looks", key or str(uuid4()), asked.model_dump_json())
    house.gates.closing.look(closing, asked, OFFICER, once, show)
    return shows[-1]


def seen(number: int) -> ClosingLookIn:
    return ClosingLookIn(id=uuid4(), samples=shown(number, 3))


def by_hand(number: int) -> ClosingLookIn:
    return ClosingLookIn(id=uuid4(), person_id=person_id(number), reason="declined")


def leave(house: House, visit: UUID, number: int) -> None:
    asked = VisitExitRequest(facility=house.code, visit_id=visit, samples=shown(number, 2))
    assert house.ask(house.gates.exit, asked).decision.outcome is Outcome.ADMIT


def reconcile(house: House, visit: UUID, by: str = OTHER.id) -> Area:
    with house.registry.writing(house.clock.now()) as unit:
        return house.gates.closing.reconcile(unit, visit, Finding.LEFT_UNSEEN, "Seen at the outer door.", by)


def codes(area: Area) -> set[str]:
    return {one.reason.code for one in area.decision.reasons}


def told(house: House) -> list[tuple[str, UUID | None]]:
    with house.registry.writing(house.clock.now()) as unit:
        numbered = outbox.number(unit, 100)
    return [(one.content.type, one.person_id) for one in numbered]


def test_an_empty_area_is_locked_once_it_was_searched(house: House) -> None:
    begun = close(house)
    assert codes(begun) == {"closing-search-under-way"}
    assert begun.closing.decision_id is None
    locked = close(house, ended=True)
    assert locked.closing.id == begun.closing.id
    assert locked.decision.outcome is Outcome.ADMIT
    assert locked.closing.locked == house.clock.now()
    assert close(house).closing.id != begun.closing.id, "the next one is another"


def test_a_closing_is_gone_on_with_until_everybody_is_accounted_for(
    house: House, visiting: dict[int, UUID]
) -> None:
    closing = close(house).closing.id
    leave(house, visiting[11], 11)
    found = look(house, closing, seen(12))
    assert [one.visitor_id for one in found.found.still_inside] == [person_id(12)]
    assert [one.visitor_id for one in found.found.unaccounted] == [person_id(13)]
    ended = close(house, ended=True)
    assert codes(ended) == {"closing-still-inside", "closing-left-unseen"}
    kinds = told(house)
    assert [one for one in kinds if one[0] == "visit.not-left"] == [
        ("visit.not-left", person_id(12)),
        ("visit.not-left", person_id(13)),
    ]
    assert len([kind for kind, _ in kinds if kind == "gate.notice"]) == 2
    again = close(house, ended=True)
    assert again.closing.searched == ended.closing.searched
    assert told(house) == [], "what was told is not told again"
    house.clock.advance(timedelta(minutes=5))
    leave(house, visiting[12], 12)
    reconcile(house, visiting[13])
    locked = close(house, ended=True)
    assert locked.decision.outcome is Outcome.ADMIT, codes(locked)
    with house.registry.reading() as view:
        assert visits.inside(view, house.facility) == ()
        gone = visits.one(view, visiting[13])
        assert gone.exit_decision_id is not None
        assert decisions.one(view, gone.exit_decision_id).officer == OTHER.id
        (why,) = closings.reconciliations(view, closing)
        assert (why.visit_id, why.officer, why.reason) == (visiting[13], OTHER.id, "Seen at the outer door.")


def test_only_who_was_searched_for_and_not_found_is_reconciled(
    house: House, visiting: dict[int, UUID]
) -> None:
    with pytest.raises(Conflict):
        reconcile(house, visiting[11])
    closing = close(house).closing.id
    with pytest.raises(Conflict):
        reconcile(house, visiting[11])
    look(house, closing, seen(11))
    close(house, ended=True)
    with pytest.raises(Conflict):
        reconcile(house, visiting[11])
    with pytest.raises(SameOfficer):
        reconcile(house, visiting[12], by=OFFICER.id)
    reconcile(house, visiting[12])
    with pytest.raises(Conflict):
        reconcile(house, visiting[12])


def test_who_is_found_after_their_exit_marks_a_swap_until_it_is_explained(
    house: House, visiting: dict[int, UUID]
) -> None:
    closing = close(house).closing.id
    look(house, closing, seen(11))
    house.clock.advance(timedelta(minutes=1))
    for number in VISITORS:
        leave(house, visiting[number], number)
    house.clock.advance(timedelta(minutes=1))
    assert look(house, closing, by_hand(12)).found.inside_after_exit[0].visit_id == visiting[12]
    held = close(house, ended=True)
    assert codes(held) == {"closing-inside-after-exit"}, "who was seen before they left is no swap"
    (odd,) = (one for one in held.looks.values() if one.person_id == person_id(12))
    with house.registry.writing(house.clock.now()) as unit:
        house.gates.closing.explain(unit, closing, odd.id, "Came back for a coat.", OTHER.id)
        with pytest.raises(AlreadyOnRecord):
            house.gates.closing.explain(unit, closing, odd.id, "Came back for a coat.", OTHER.id)
        with pytest.raises(NotOnRecord):
            house.gates.closing.explain(unit, closing, uuid4(), "Nobody.", OTHER.id)
    assert close(house, ended=True).decision.outcome is Outcome.ADMIT


def test_a_prisoner_and_a_stranger_are_found_without_a_visit(house: House) -> None:
    house.prisoner(1)
    closing = close(house).closing.id
    assert look(house, closing, seen(1)).found.without_visit == {person_id(1)}
    assert len(look(house, closing, seen(77)).found.unknown) == 1
    assert "closing-without-visit" in codes(close(house, ended=True))


def test_a_look_that_comes_twice_counts_once(house: House, visiting: dict[int, UUID]) -> None:
    closing = close(house).closing.id
    one = by_hand(11)
    look(house, closing, one)
    look(house, closing, one)
    with house.registry.reading() as view:
        assert len(closings.looks(view, closing)) == 1
    with pytest.raises(ObservationsDiffer):
        look(house, closing, one.model_copy(update={"person_id": person_id(12)}))


def test_nothing_is_added_once_the_area_is_locked(house: House) -> None:
    closing = close(house, ended=True).closing.id
    with pytest.raises(Conflict):
        look(house, closing, seen(11))
    assert house.gates.closing.read(closing).closing.locked is not None


def test_who_came_in_after_the_search_was_not_searched_for(house: House, visiting: dict[int, UUID]) -> None:
    for number in (12, 13):
        leave(house, visiting[number], number)
    visit = visiting[11]
    ended = close(house, ended=True)
    assert codes(ended) == {"closing-left-unseen"}
    house.expected(house.visitor(16), person_id(1))
    later = enter(house, 16, 1)
    standing = close(house)
    assert [one.visit_id for one in standing.found.unaccounted] == [later]
    assert [one.visit_id for one in standing.found.left_without_exit] == [visit]
    with pytest.raises(Conflict):
        reconcile(house, later)
    told(house)
    house.clock.advance(timedelta(minutes=1))
    again = close(house, ended=True)
    assert again.closing.searched == house.clock.now()
    assert {one.visit_id for one in again.found.left_without_exit} == {visit, later}
    assert [who for kind, who in told(house) if kind == "visit.not-left"] == [person_id(16)]
    for one in (visit, later):
        reconcile(house, one)
    assert close(house).decision.outcome is Outcome.ADMIT


def test_a_visit_that_nobody_went_to_uses_up_no_quota(house: House, visiting: dict[int, UUID]) -> None:
    for number in (12, 13):
        leave(house, visiting[number], number)
    close(house, ended=True)
    with house.registry.writing(house.clock.now()) as unit:
        house.gates.closing.reconcile(unit, visiting[11], Finding.NEVER_ENTERED, "Went home.", OTHER.id)
    for who, prisoner, outcome in ((11, 1, Outcome.ADMIT), (12, 2, Outcome.REFUSE)):
        house.book(person_id(who), person_id(prisoner))
        assert house.ask(house.gates.entry, entering(house, who, prisoner)).decision.outcome is outcome
