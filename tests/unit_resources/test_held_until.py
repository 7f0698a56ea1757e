"""Deadlines of what is held, over HTTP: who must settle what by when, and whether that has passed."""

from datetime import datetime, timedelta
from typing import Any

from api.contract.gates import ReleaseRequest
from api.gates.evidence import OrderKind
from tests.support.house import POLICY, person_id
from tests.support.offices import Offices

WHO = person_id(1)


def held(offices: Offices) -> str:
    """A release with nothing captured and nobody's signature; its number."""
    offices.house.prisoner(1)
    order = offices.house.order("1", OrderKind.RELEASE, person_id=WHO)
    request = ReleaseRequest(facility=offices.house.code, person_id=WHO, order_id=order)
    return str(offices.house.ask(offices.house.gates.release, request).passage.id)


def read(offices: Offices, passage: str) -> Any:
    return offices.get(f"/v1/passages/{passage}", "supervisor").json()


def test_what_is_held_says_who_must_settle_it_and_when_that_has_passed(offices: Offices) -> None:
    passage = held(offices)
    first = read(offices, passage)["deadlines"][0]
    assert first["decider"] in {POLICY.release.identity.doubt.decider, POLICY.release.by_hand.limit.decider}
    assert first["overdue"] is False
    listed = offices.get("/v1/passages", "supervisor", facility=offices.house.code).json()["passages"]
    assert [one["deadlines"] for one in listed] == [read(offices, passage)["deadlines"]]
    offices.house.clock.advance_to(datetime.fromisoformat(first["due"]) - timedelta.resolution)
    assert read(offices, passage)["deadlines"][0]["overdue"] is False
    offices.house.clock.advance(timedelta.resolution)
    assert read(offices, passage)["deadlines"][0]["overdue"] is True


def test_what_was_broken_off_says_why_and_waits_for_nobody(offices: Offices) -> None:
    passage = held(offices)
    offices.send("DELETE", f"/v1/passages/{passage}", "supervisor")
    told = read(offices, passage)
    assert (told["state"], told["ending"], told["deadlines"]) == ("abandoned", "by-officer", [])
