"""Searches beyond a gate's galleries: two officers sign, each use is on record, and one officer is one."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

import pytest

from api.auth.actor import Actor, Role
from api.desks.searches import Searches, Wanted
from api.errors import SearchForbidden
from api.registry import warrants
from api.registry.errors import AlreadyOnRecord, NotOnRecord
from api.registry.galleries import Gallery
from tests.support.house import ELSEWHERE, POLICY, person_id, shown
from tests.support.offices import Offices, code

HERE = "/v1/warrants"
DAY = timedelta(days=1)
SEARCHER = Actor("searcher-1", frozenset({Role.GATE_OFFICER}))
VISITOR = 11


def asked(offices: Offices, **changes: Any) -> dict[str, Any]:
    body = {
        "facility": offices.house.code,
        "galleries": ["visitors", "staff"],
        "purpose": "A print on a parcel",
        "legal_basis": "art-212",
        "case": "1042/26",
        "expires_at": (offices.house.clock.now() + 7 * DAY).isoformat(),
    } | changes
    answer = offices.send("POST", HERE, "gate-officer", body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


WHY = {"legal_basis": "art-212", "reference": "visit/2026-311"}


def sign(offices: Offices, warrant: str, officer: str, role: str = "supervisor") -> Any:
    headers = {"Umbral-Actor": f"{officer}; roles={role}", "Idempotency-Key": f"{officer}-{role}-{warrant}"}
    return offices.http.post(f"{HERE}/{warrant}/signatures", headers=headers)


def identify(offices: Offices, role: str = "gate-officer", **more: Any) -> Any:
    samples = [one.model_dump(mode="json") for one in shown(VISITOR)]
    return offices.http.post(
        "/v1/identify", json={"samples": samples, **more}, headers={"Umbral-Actor": f"{role}-1; roles={role}"}
    )


@pytest.fixture
def held(offices: Offices) -> Offices:
    offices.house.visitor(VISITOR)
    offices.house.prisoner(1)
    return offices


def test_a_search_names_its_purpose_or_comes_with_a_warrant_of_two(held: Offices) -> None:
    free = identify(held)
    assert code(free) == (403, "search-forbidden")
    assert [one["code"] for one in free.json()["reasons"]] == ["warrant-missing"]
    here = held.house.code
    unsaid = identify(held, facility=here, purpose="visits", galleries=["visitors"], legal_basis="art-212")
    assert code(unsaid) == (422, "invalid-request")
    own = identify(held, facility=here, purpose="visits", galleries=["visitors"], **WHY)
    assert own.status_code == 200, own.text
    assert own.json()["candidates"][0]["person_id"] == str(person_id(VISITOR))
    beyond = identify(held, facility=here, purpose="release", galleries=["custody", "visitors"], **WHY)
    assert code(beyond) == (403, "search-forbidden")
    warrant = asked(held)["id"]
    with_it = {"facility": here, "galleries": ["visitors"], "warrant_id": warrant}
    assert [one["code"] for one in identify(held, **with_it).json()["reasons"]] == [
        "warrant-too-few-officers"
    ]
    assert sign(held, warrant, "bea").status_code == 200
    assert code(identify(held, **with_it)) == (403, "search-forbidden")
    whole = sign(held, warrant, "eva", "auditor").json()
    assert (whole["defects"], [one["officer"] for one in whole["signatures"]]) == ([], ["bea", "eva"])
    found = identify(held, **with_it)
    assert (found.status_code, found.json()["gallery_size"]) == (200, 1)
    assert code(identify(held, **with_it | {"galleries": ["custody"]})) == (403, "search-forbidden")
    uses = held.get(f"{HERE}/{warrant}", "auditor").json()["searches"]
    assert [one["defects"] for one in uses] == [
        ["warrant-too-few-officers"],
        ["warrant-too-few-officers"],
        [],
        ["warrant-for-other-galleries"],
    ]
    assert {one["officer"] for one in uses} == {"gate-officer-1"}


def test_where_nothing_is_named_all_that_is_open_is_searched_and_no_more(held: Offices) -> None:
    among = identify(held, facility=held.house.code, purpose="visits", **WHY).json()
    assert among["gallery_size"] == 1, "visitors; nobody in custody"
    assert code(identify(held, facility=held.house.code, **WHY)) == (403, "search-forbidden")


def test_one_officer_is_one_however_many_sessions_sign_at_once(offices: Offices) -> None:
    warrant = UUID(asked(offices)["id"])
    registry, now = offices.house.registry, offices.house.clock.now()

    def once(session: str) -> bool:
        with registry.writing(now) as unit:
            try:
                warrants.sign(unit, warrant, officer="bea", role=session)
            except AlreadyOnRecord:
                return False
        return True

    sessions = [role for role, _ in zip(cycle(("supervisor", "auditor")), range(100), strict=False)]
    with ThreadPoolExecutor(20) as pool:
        signed = list(pool.map(once, sessions))
    assert sum(signed) == 1
    told = offices.get(f"{HERE}/{warrant}", "auditor").json()
    assert (len(told["signatures"]), told["defects"]) == (1, ["warrant-too-few-officers"])


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_signed_and_when_only_two_officers_of_the_right_roles_open_a_gallery(
    offices: Offices, seed: int
) -> None:
    chance, house = random.Random(seed), offices.house
    searches = Searches(house.registry, house.gates.house.policies, house.clock)
    warrant = UUID(asked(offices, galleries=["visitors"])["id"])
    expires = house.clock.now() + 7 * DAY
    signed: dict[str, tuple[str, datetime]] = {}
    revoked = False
    for _ in range(40):
        match chance.choice(("sign", "sign", "search", "search", "wait", "revoke")):
            case "sign":
                officer, role = chance.choice("abc"), chance.choice(("supervisor", "auditor", "gate-officer"))
                counts = role in POLICY.galleries.warrant_roles and not revoked
                counts = counts and officer not in signed and house.clock.now() < expires
                assert (sign(offices, str(warrant), officer, role).status_code == 200) == (
                    counts or signed.get(officer, ("",))[0] == role
                )
                if counts:
                    signed[officer] = (role, house.clock.now())
            case "search":
                gallery = chance.choice((Gallery.VISITORS, Gallery.STAFF))
                fresh = [at for _, at in signed.values() if house.clock.now() - at < DAY]
                stands = len(fresh) >= 2 and not revoked and house.clock.now() < expires
                wanted = Wanted(house.code, None, warrant, (gallery,))
                if stands and gallery is Gallery.VISITORS:
                    assert searches.permit(wanted, SEARCHER) == (gallery,)
                else:
                    with pytest.raises(SearchForbidden):
                        searches.permit(wanted, SEARCHER)
            case "wait":
                house.clock.advance(timedelta(hours=chance.choice((1, 9, 30))))
            case "revoke" if chance.random() < 0.2:
                answer = offices.send("POST", f"{HERE}/{warrant}/revoke", "supervisor")
                assert answer.status_code == (409 if revoked else 200)
                revoked = True


def test_a_warrant_serves_its_own_house_alone(offices: Offices) -> None:
    offices.house.elsewhere()
    warrant = UUID(asked(offices)["id"])
    searches = Searches(
        offices.house.registry, offices.house.gates.house.policies, offices.house.clock, free=True
    )
    with pytest.raises(NotOnRecord):
        searches.permit(Wanted(ELSEWHERE, None, warrant, (Gallery.VISITORS,)), SEARCHER)
    searches.require_free()


def test_who_may_and_what_cannot_be(offices: Offices) -> None:
    warrant = asked(offices)["id"]
    assert code(sign(offices, warrant, "gustavo", "gate-officer")) == (403, "role-missing")
    sign(offices, warrant, "bea")
    headers = {"Umbral-Actor": "bea; roles=auditor", "Idempotency-Key": "another-session"}
    twice = offices.http.post(f"{HERE}/{warrant}/signatures", headers=headers)
    assert code(twice) == (409, "already-on-record")
    assert code(offices.get(f"{HERE}/{warrant}", "partner")) == (403, "role-missing")
    assert code(offices.get(f"{HERE}/{UUID(int=9)}", "auditor")) == (404, "not-on-record")
    (listed,) = offices.get(HERE, "auditor", facility=offices.house.code).json()["warrants"]
    assert listed["id"] == warrant
    refused = offices.send("POST", HERE, "gate-officer", {"facility": offices.house.code})
    assert code(refused) == (422, "invalid-request")
    assert code(identify(offices, "partner", facility=offices.house.code, purpose="visits")) == (
        403,
        "role-missing",
    )
