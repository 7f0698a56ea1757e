"""A hundred approvals at once by one officer, under several sessions, tokens and spellings: never two.

Whatever asks for a second officer stands here. The officer has begun it, or agreed to it first; then all
their sessions agree at once, and it is as it was.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle, islice
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from api.adjudication.case import State
from api.audit.act import job
from api.auth.actor import Actor, Role
from api.contract.closing import ClosingRequest
from api.contract.gates import CaptureExceptionIn, VisitEntryRequest
from api.desks.case import Decided
from api.gates.doors.answering import BY_HAND
from api.registry import adjudication, decisions, legal_holds, passages, visits
from api.registry.schema import encounter
from tests.support.adjudication import take
from tests.support.house import House, person_id, shown
from tests.support.keeping import let_go
from tests.support.papers import arriving
from tests.support.releases import BROKEN, asking, ordered, with_five
from tests.support.tokened import Tokened

TIMES, SESSIONS = 100, 5
OFFICER = Actor("officer-7", frozenset({Role.GATE_OFFICER}))
ROLES = ["supervisor", "adjudicator", "gate-officer"]
HOLD = {"biometrics": True, "authority": "Juzgado Tercero", "reason": "habeas corpus"}
CHANCE = Random(3)


@dataclass(frozen=True)
class Matter:
    """What a second officer has to agree to. method, path, body: by which they do; counted: that they did.

    taken: how many of a hundred approvals are, as the officer's own.
    """

    path: str
    counted: Callable[[], bool]
    body: Any = None
    method: str = "POST"
    taken: frozenset[int] = field(default=frozenset({0}))


def tokens(service: Tokened, *subjects: str) -> list[str]:
    """Of several sessions, two of each."""
    return [
        service.token(sub=subject, sid=f"session-of-{subject}-{number // 2}", umbral_roles=ROLES)
        for subject in subjects
        for number in range(2 * SESSIONS)
    ]


def sent(service: Tokened, path: str, body: Any = None, sub: str = OFFICER.id) -> Mapping[str, Any]:
    """Something that is begun by an officer."""
    answer = service.send("POST", path, service.token(sub=sub, umbral_roles=ROLES), body)
    assert answer.status_code in {200, 201}, answer.text
    told: Mapping[str, Any] = answer.json()
    return told


def signed(house: House, asked: Decided, matter: str) -> Matter:
    """A passage that a second officer is to sign."""

    def counted() -> bool:
        with house.registry.reading() as view:
            these = passages.decisions(view, asked.passage.id)
            return any(decisions.countersigned(view, one) for one in these)

    return Matter(f"/v1/passages/{asked.passage.id}/signatures", counted, {"matter": matter})


def release(service: Tokened) -> Matter:
    house = with_five(service.house)
    asked = house.ask(house.gates.release, asking(house, ordered(house)), by=OFFICER)
    return signed(house, asked, "release")


def by_hand(service: Tokened) -> Matter:
    house = with_five(service.house)
    request = asking(house, ordered(house), None, exceptions=BROKEN)
    return signed(house, house.ask(house.gates.release, request, by=OFFICER), BY_HAND)


def exception(service: Tokened) -> Matter:
    house = service.house
    return signed(house, house.ask(house.gates.intake, arriving(house), by=OFFICER), "intake.exception")


def visit_without_biometrics(service: Tokened) -> Matter:
    house = service.house
    house.prisoner(1)
    house.expected(house.visitor(11), person_id(1))
    declined = CaptureExceptionIn(modality="finger", reason="bandaged")
    request = VisitEntryRequest(
        facility=house.code,
        visitor_id=person_id(11),
        prisoner_id=person_id(1),
        samples=shown(11)[2:],
        exceptions=(declined,),
    )
    return signed(house, house.ask(house.gates.entry, request, by=OFFICER), "capture-exception")


def warrant(service: Tokened) -> Matter:
    asked = sent(
        service,
        "/v1/warrants",
        {
            "facility": service.house.code,
            "galleries": ["visitors"],
            "purpose": "A print on a parcel",
            "legal_basis": "art-212",
            "case": "1042/26",
            "expires_at": (service.house.clock.now() + timedelta(days=7)).isoformat(),
        },
    )
    path = f"/v1/warrants/{asked['id']}"

    def counted() -> bool:
        told = service.get(path, service.token(umbral_roles=ROLES)).json()
        return "warrant-too-few-officers" not in told["defects"]

    return Matter(f"{path}/signatures", counted, taken=frozenset({1}))


def erasure(service: Tokened) -> Matter:
    who = service.house.visitor(5)
    asked = sent(service, "/v1/erasures/requests", {"person_id": str(who), "reason": "by mistake"})

    def counted() -> bool:
        return service.house.registry.persons([who]) == {}

    return Matter(f"/v1/erasures/requests/{asked['id']}/sign", counted)


def hold_to_place(service: Tokened) -> Matter:
    hold = placed(service)
    return Matter(f"/v1/legal-holds/{hold}/sign", lambda: of(service, hold).since is not None)


def hold_to_lift(service: Tokened) -> Matter:
    hold = placed(service)
    sent(service, f"/v1/legal-holds/{hold}/sign", sub="officer-8")
    path = f"/v1/legal-holds/{hold}/lift"
    return Matter(path, lambda: of(service, hold).lifted is not None, taken=frozenset({1}))


def placed(service: Tokened) -> UUID:
    who = service.house.prisoner(3)
    let_go(service.house, who)
    return UUID(sent(service, "/v1/legal-holds", {"person_id": str(who), **HOLD})["id"])


def of(service: Tokened, hold: UUID) -> legal_holds.PlacedHold:
    with service.house.registry.reading() as view:
        return legal_holds.one(view, hold)


def visit_without_exit(service: Tokened) -> Matter:
    """Whoever let a visitor in does not say by themselves that they are out."""
    house = service.house
    house.prisoner(1)
    house.expected(house.visitor(11), person_id(1))
    request = VisitEntryRequest(
        facility=house.code, visitor_id=person_id(11), prisoner_id=person_id(1), samples=shown(11)
    )
    visit = house.ask(house.gates.entry, request, by=OFFICER).passage.id
    with house.registry.writing(house.clock.now()) as unit:
        searched = ClosingRequest(facility=house.code, search_ended=True)
        house.gates.closing.ask(unit, searched, OFFICER.id)

    def counted() -> bool:
        with house.registry.reading() as view:
            return visits.one(view, visit).left is not None

    said = {"found": "left-unseen", "reason": "Seen at the outer door."}
    return Matter(f"/v1/visits/{visit}/reconcile", counted, said)


def review(service: Tokened) -> Matter:
    """Two reviewers look; the answer of the first is taken as often as it is given, and is one."""
    house = service.house
    who, other = house.visitor(1), house.visitor(2)
    with house.registry.writing(house.clock.now()) as unit:
        theirs = select(encounter.c.id).where(encounter.c.person_id == other)
        probe = unit.connection.execute(theirs).scalar_one()
        case = adjudication.open_case(unit, who, probe, opened_by="holder", captured_by=[])
    lent = take(house.registry, OFFICER.id, house.clock.now(), CHANCE)

    def counted() -> bool:
        for spelling in SPELLINGS:  # what is under way goes on; there is nothing more for any of them
            assert take(house.registry, spelling, house.clock.now(), CHANCE) in {None, lent}, spelling
        with house.registry.reading() as view:
            return adjudication.one(view, case).state not in {State.OPEN, State.REVIEWED_ONCE}

    path = f"/v1/adjudication/reviews/{lent}/judgement"
    return Matter(path, counted, {"judgement": "same"}, "PUT", frozenset(range(TIMES + 1)))


MATTERS = (
    release,
    by_hand,
    exception,
    visit_without_biometrics,
    warrant,
    erasure,
    hold_to_place,
    hold_to_lift,
    visit_without_exit,
    review,
)
SPELLINGS = (OFFICER.id, "Officer-7", "OFFICER-7")


@pytest.mark.parametrize("begun", MATTERS)
def test_one_officer_is_never_two(service: Tokened, begun: Callable[[Tokened], Matter]) -> None:
    with job("test"):
        matter = begun(service)
        assert not matter.counted()
        answers = at_once(service, matter, tokens(service, *SPELLINGS))
        assert not matter.counted(), answers
    assert sum(status < 300 for status, _ in answers) in matter.taken, answers
    assert {status for status, _ in answers} <= {200, 204, 404, 409}, answers


def at_once(service: Tokened, matter: Matter, by: list[str]) -> list[tuple[int, str]]:
    """A hundred approvals: status and code of each."""

    def one(token: str) -> tuple[int, str]:
        answer = service.send(matter.method, matter.path, token, matter.body)
        return answer.status_code, "" if answer.is_success else answer.json()["code"]

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(one, islice(cycle(by), TIMES)))
