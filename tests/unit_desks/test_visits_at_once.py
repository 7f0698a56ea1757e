"""At the ways in and out of visits: of many at once one passes, and nobody who never came."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from api.contract.gates import ReleaseRequest, VisitEntryRequest, VisitExitRequest
from api.gates.decision import Outcome
from api.registry import visits
from api.registry.errors import NotInCustody, NotOnRecord
from api.registry.visits import Visit
from tests.support.house import House, person_id, said, shown


@pytest.fixture
def expecting(house: House) -> House:
    """A prisoner, and a visitor who is expected."""
    house.prisoner(1)
    house.expected(house.visitor(11), person_id(1))
    return house


def entering(house: House, prisoner: int = 1) -> VisitEntryRequest:
    return VisitEntryRequest(
        facility=house.code,
        visitor_id=person_id(11),
        prisoner_id=person_id(prisoner),
        samples=shown(11, 2),
    )


def test_of_fifty_at_the_way_out_at_once_one_leaves(expecting: House) -> None:
    came = expecting.ask(expecting.gates.entry, entering(expecting))
    asked = VisitExitRequest(facility=expecting.code, visit_id=came.passage.id, samples=shown(11, 3))
    with ThreadPoolExecutor(50) as pool:
        for each in [pool.submit(expecting.ask, expecting.gates.exit, asked) for _ in range(50)]:
            assert each.exception() is None
    went = [one.decision.outcome for one in expecting.decided[1:]]
    assert (went.count(Outcome.ADMIT), went.count(Outcome.HOLD)) == (1, 49)
    (visit,) = visits_of(expecting, 11)
    assert visit.left is not None


def visits_of(house: House, number: int) -> list[Visit]:
    with house.registry.reading() as view:
        return list(visits.of_visitor(view, person_id(number)))


def test_nobody_leaves_who_never_came(expecting: House) -> None:
    unknown = VisitExitRequest(facility=expecting.code, visit_id=uuid4(), samples=shown(1))
    with pytest.raises(NotOnRecord):
        expecting.ask(expecting.gates.exit, unknown)
    refused = expecting.ask(expecting.gates.entry, entering(expecting, prisoner=2))
    assert refused.decision.outcome is Outcome.REFUSE
    under_it = VisitExitRequest(facility=expecting.code, visit_id=refused.passage.id, samples=shown(11))
    with pytest.raises(NotOnRecord):
        expecting.ask(expecting.gates.exit, under_it)


def test_nobody_is_released_or_visited_who_was_never_admitted(expecting: House) -> None:
    free = expecting.visitor(12)
    asked = ReleaseRequest(facility=expecting.code, person_id=free, samples=shown(12))
    with pytest.raises(NotInCustody):
        expecting.ask(expecting.gates.release, asked)
    refused = expecting.ask(expecting.gates.entry, entering(expecting, prisoner=12))
    assert said(refused)["prisoner-here"] == "prisoner-not-held"
