"""Saturday evening: who is inside, who left unseen, and when the visiting area can be locked."""

from typing import Any
from uuid import uuid5

from api.contract.closing import ClosingLookIn, ClosingRequest, ReconciledIn
from tests.support.story.callers import ANA, BEA
from tests.support.story.prison import HERE, NUMBERS, Prison
from tests.support.story.visitors import enters, expected, leaves

CLOSING = "/v1/gates/visits/closing"


def told(prison: Prison) -> None:
    """Two have no exit. One of them is found in the area; the other went out behind a delivery."""
    stays, slips = "Dario Pinto", "Elisa Quiros"
    visits = {}
    for visitor in (stays, slips):
        expected(prison, visitor, "Karla Vidal")
        visits[visitor] = enters(prison, visitor, "Karla Vidal").admitted()
    prison.later(hours=1)
    closing = _asked(prison)
    assert _standings(prison, closing) == {stays: "unaccounted", slips: "unaccounted"}
    look = ClosingLookIn(id=uuid5(NUMBERS, "a look"), samples=prison.shown(122, 1))
    found = prison.wire.post(f"{CLOSING}/{closing['id']}/looks", ANA, look).json()
    assert _standings(prison, found) == {stays: "still-inside", slips: "unaccounted"}
    searched = _asked(prison, search_ended=True)
    assert searched["outcome"] == "hold"
    prison.telling.expects("supervisor: visits.still-inside; supervisor: visits.left-without-exit")
    assert _standings(prison, searched) == {stays: "still-inside", slips: "left-unseen"}
    prison.later(minutes=5)
    leaves(prison, stays, visits[stays]).admitted()
    seen = ReconciledIn(found="left-unseen", reason="Seen by the guard at the outer door.")
    locked = prison.wire.post(f"/v1/visits/{visits[slips].id}/reconcile", BEA, seen).json()
    if locked["locked_at"] is None:
        locked = _asked(prison, search_ended=True)
    assert (locked["outcome"], _standings(prison, locked)) == ("admit", {})


def _asked(prison: Prison, *, search_ended: bool = False) -> dict[str, Any]:
    asked = ClosingRequest(facility=HERE, search_ended=search_ended)
    told: dict[str, Any] = prison.wire.post(CLOSING, ANA, asked).json()
    return told


def _standings(prison: Prison, closing: dict[str, Any]) -> dict[str, str]:
    """By their names in the story."""
    names = {str(person): name for name, person in prison.known.items()}
    return {names[one["visitor_id"]]: one["standing"] for one in closing["visits"]}
