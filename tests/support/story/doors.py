"""Prisoners at a door: release, departure, return. What goes wrong with orders and devices at any of them."""

from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.contract.gates import CaptureExceptionIn, DepartureRequest, ReleaseRequest, ReturnRequest
from tests.support.story.callers import COURT
from tests.support.story.ordinary import Changed
from tests.support.story.passage import Passage
from tests.support.story.policy import ELSEWHERE
from tests.support.story.prison import HERE, Prison

FIRST: Changed = {"officers-signed": "officers-missing"}
"""Whoever asks is one officer; two are needed."""
UNORDERED = ("order-signed", "order-names-person", "order-stands", "order-for-here", "order-in-time")
"""Rules that are not asked where there is no order."""
BROKEN = (
    CaptureExceptionIn(modality="finger", reason="device-failed"),
    CaptureExceptionIn(modality="face", reason="device-failed"),
)
UNSEEN: Changed = {"is-the-person": None, "each-modality": None, "nobody-else-matches": None}
BY_HAND: Changed = {**UNSEEN, "identified-by-hand": "by-hand"}
"""What is said of whoever passed without a machine's answer."""


def released(prison: Prison, who: str, body: int, order: str | None, **changes: Any) -> Passage:
    """Somebody is to go free. body: who stands at the door; order: its number."""
    asked = ReleaseRequest.model_validate(_said(prison, who, body, order, changes))
    return prison.asks("release", who, asked, shows=body)


def leaves(prison: Prison, who: str, body: int, order: str | None, **changes: Any) -> Passage:
    """Somebody is to leave for a time: to court and back by the evening, unless another kind is named."""
    said = {"kind": "court", "due": prison.clock.now() + timedelta(hours=8)} | changes
    asked = DepartureRequest.model_validate(_said(prison, who, body, order, said))
    return prison.asks("departure", who, asked, shows=body)


def returns(prison: Prison, who: str, body: int, **changes: Any) -> Passage:
    """Somebody comes back."""
    asked = ReturnRequest.model_validate(_said(prison, who, body, None, changes))
    return prison.asks("return", who, asked, shows=body)


def orders_that_do_not_serve(prison: Prison, gate: str, kind: str, who: str, body: int) -> None:
    """Every way in which an order can be wrong, at one door; nobody passes."""
    ask = released if gate == "release" else leaves
    late = {"over-detention": "release-over-detention"} if gate == "release" else {}
    telling_late = "; court defender ombudsman: release.over-detention" if late else ""
    now, day = prison.clock.now(), timedelta(days=1)

    def order(number: str, of_kind: str = kind, names: str = who, **changes: Any) -> str:
        prison.order(number, of_kind, names, **changes)
        return number

    def asked(number: str | None) -> Passage:
        return ask(prison, who, body, number)

    nothing = dict.fromkeys(
        ("order-signed", "order-names-person", "order-stands", "order-for-here", "order-in-time")
    )
    asked(None).refused(FIRST | nothing | {"order-there": "order-missing"})
    other = order(f"{gate}-kind", "transfer")
    asked(other).refused(FIRST | {"order-there": "order-of-another-kind"})
    forged = order(f"{gate}-forged", key=Ed25519PrivateKey.generate())
    told = f"supervisor court: {gate}.order-forged"
    asked(forged).refused(FIRST | {"order-signed": "order-forged"}, tells=told)
    paper = asked(order(f"{gate}-paper", key=None))
    paper.held(FIRST | {"order-signed": "order-unsigned"}, tells=f"court: {gate}.order-unsigned").abandoned()
    another = asked(order(f"{gate}-another", names="Prisoner 50"))
    told = f"supervisor: {gate}.order-for-another"
    another.refused(FIRST | {"order-names-person": "order-for-another"}, tells=told)
    revoked = order(f"{gate}-revoked")
    prison.wire.post(f"/v1/orders/{prison.orders[revoked]}/revoke", COURT)
    told = f"supervisor: {gate}.order-spent"
    asked(revoked).refused(FIRST | {"order-stands": "order-revoked"}, tells=told)
    elsewhere = asked(order(f"{gate}-elsewhere", facility=ELSEWHERE))
    told = f"court: {gate}.order-elsewhere"
    elsewhere.held(FIRST | {"order-for-here": "order-elsewhere"}, tells=told).abandoned()
    expired = asked(order(f"{gate}-expired", valid_from=now - 2 * day, expires=now - day))
    told = f"court defender: {gate}.order-expired{telling_late}"
    expired.held(FIRST | late | {"order-in-time": "order-expired"}, tells=told).abandoned()
    ahead = asked(order(f"{gate}-ahead", valid_from=now + day, expires=now + 2 * day))
    ahead.held(FIRST | {"order-in-time": "order-not-yet"}).abandoned()


def by_hand(prison: Prison, gate: str, passage: Passage, minutes: int) -> Passage:
    """Sensors fail. After some minutes the way by hand opens, for two officers: marked and reported."""
    passage.held(FIRST | UNSEEN | {"is-the-person": "sensor-failed"})
    prison.later(minutes=minutes)
    passage.again().held(FIRST | UNSEEN | {"identified-by-hand": "by-hand-unsigned"})
    marked = f"supervisor ombudsman: {gate}.by-hand"
    passage.signed("identified-by-hand").held(FIRST | BY_HAND, tells=marked)
    return passage.signed(gate).admitted(BY_HAND, tells=marked)


def another_in_their_place(passage: Passage, gate: str, alike: Changed, tells: str = "") -> None:
    """Somebody else stands at the door under the name of a prisoner; reviewers see it, and nobody passes.

    alike: what is said of finger and face before anybody has looked; tells: what is told beside.
    """
    denied = alike["is-the-person"] == "prisoner-not-confirmed"
    other = f"supervisor: {gate}.another-matches; {tells}"
    not_they = f"supervisor: {gate}.not-the-person; {other}"
    passage.held(
        FIRST | alike | {"nobody-else-matches": "another-prisoner-as-alike"},
        tells=not_they if denied else other,
    )
    seen = {"is-the-person": "prisoner-is-somebody-else", "nobody-else-matches": "prisoner-is-another"}
    passage.reviewed().refused(FIRST | alike | seen, tells=not_they)


def _said(prison: Prison, who: str, body: int, order: str | None, said: dict[str, Any]) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "facility": HERE,
        "person_id": prison.known[who],
        "samples": prison.shown(body, 2),
    }
    return asked | ({} if order is None else {"order_id": prison.orders[order]}) | said
