"""Friday: to court and back, on leave, and to another house."""

from datetime import timedelta

from api.contract.custody import HoldIn
from tests.support.story.callers import BEA
from tests.support.story.doors import (
    BROKEN,
    FIRST,
    another_in_their_place,
    by_hand,
    leaves,
    orders_that_do_not_serve,
    returns,
)
from tests.support.story.policy import ELSEWHERE
from tests.support.story.prison import Prison

ALIKE_IN_NOTHING = {"is-the-person": "prisoner-not-confirmed", "each-modality": "prisoner-modality-against"}


def told(prison: Prison) -> None:
    """From eight in the morning to seven in the evening."""
    prison.at(6, 8)
    orders_that_do_not_serve(prison, "departure", "court", "Pablo Alba", 17)
    _to_court(prison)
    _on_leave(prison)
    _to_another_house(prison)
    _late_and_uncalled(prison)
    prison.telling.in_order()
    prison.telling.parties_heard_what_was_theirs()


def _to_court(prison: Prison) -> None:
    """Pablo Alba, and nobody in his place; then with broken sensors Quima Bravo."""
    prison.order("C-1", "court", "Pablo Alba")
    swapped = leaves(prison, "Pablo Alba", 41, "C-1")
    another_in_their_place(swapped, "departure", ALIKE_IN_NOTHING)
    himself = leaves(prison, "Pablo Alba", 17, "C-1").held(FIRST)
    himself.signed("departure").admitted()
    prison.order("C-2", "court", "Quima Bravo")
    broken = leaves(prison, "Quima Bravo", 18, "C-2", samples=(), exceptions=BROKEN)
    by_hand(prison, "departure", broken, minutes=10)


def _on_leave(prison: Prison) -> None:
    """Vera Gil: not against another authority's hold, not for too long, and not twice."""
    prison.order("L-1", "temporary-release", "Vera Gil")
    hold = HoldIn(ground="warrant", authority="Juzgado Quinto")
    path = f"/v1/persons/{prison.known['Vera Gil']}/custody/holds"
    placed = prison.wire.post(path, BEA, hold).json()["id"]
    sunday = prison.clock.now() + timedelta(days=2)
    leave = {"kind": "temporary-release", "due": sunday}
    against = leaves(prison, "Vera Gil", 19, "L-1", **leave)
    against.refused(FIRST | {"no-hold-against-leave": "leave-against-hold"})
    prison.wire.post(f"{path}/{placed}/lift", BEA)
    free = {"no-hold-against-leave": "leave-no-hold"}
    month = {"kind": "temporary-release", "due": prison.clock.now() + timedelta(days=30)}
    too_long = leaves(prison, "Vera Gil", 19, "L-1", **month)
    too_long.refused(FIRST | free | {"due-set": "absence-too-long"})
    goes = leaves(prison, "Vera Gil", 19, "L-1", **leave).held(FIRST | free)
    goes.signed("departure").admitted(free)
    prison.order("L-2", "temporary-release", "Vera Gil")
    twice = leaves(prison, "Vera Gil", 19, "L-2", **leave)
    away = {"not-away": "prisoner-away-already"}
    twice.held(FIRST | free | away, tells="supervisor: departure.away-already").abandoned()


def _to_another_house(prison: Prison) -> None:
    """Wanda Hoyos, whose family and defender hear of it; brought back here by mistake, she arrives there."""
    prison.order("T-1", "transfer", "Wanda Hoyos")
    transfer = {"kind": "transfer", "destination": ELSEWHERE}
    told = {"transfer-told": "transfer-told"}
    nowhere = leaves(prison, "Wanda Hoyos", 20, "T-1", kind="transfer")
    nowhere.held(FIRST | told | {"due-set": "transfer-without-destination"}).abandoned()
    goes = leaves(prison, "Wanda Hoyos", 20, "T-1", **transfer).held(FIRST | told)
    goes.signed("departure").admitted(told, tells="family defender court: departure.transfer")
    prison.later(hours=2)
    misdirected = returns(prison, "Wanda Hoyos", 20)
    misdirected.held(
        FIRST | {"comes-here": "transfer-misdirected"}, tells="supervisor: return.misdirected"
    ).abandoned()
    there = returns(prison, "Wanda Hoyos", 20, facility=ELSEWHERE, wing="A")
    arrived = {"comes-here": "transfer-arrived"}
    there.held(FIRST | arrived).signed("return").admitted(arrived)


def _late_and_uncalled(prison: Prison) -> None:
    """The afternoon: one comes back by hand, one who was not away, one in another's place, and one late."""
    prison.at(6, 15, 30)
    by_hand(prison, "return", returns(prison, "Quima Bravo", 18, samples=(), exceptions=BROKEN), minutes=10)
    uncalled = returns(prison, "Prisoner 43", 43)
    not_away = {"was-away": "return-not-away", "back-in-time": None}
    uncalled.held(FIRST | not_away, tells="supervisor: return.not-away").abandoned()
    prison.at(6, 17)
    late, told = {"back-in-time": "return-late"}, "supervisor: return.late"
    swapped = returns(prison, "Pablo Alba", 42)
    another_in_their_place(swapped, "return", ALIKE_IN_NOTHING | late, tells=told)
    himself = returns(prison, "Pablo Alba", 17).held(FIRST | late, tells=told)
    himself.signed("return").admitted(late, tells=told)
