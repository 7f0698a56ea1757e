"""Tuesday: who goes free, and who does not."""

from datetime import timedelta

from api.contract.custody import HoldIn
from tests.support.story.callers import BEA
from tests.support.story.doors import (
    BROKEN,
    FIRST,
    another_in_their_place,
    by_hand,
    orders_that_do_not_serve,
    released,
)
from tests.support.story.prison import Prison

ORDINARY = range(44, 50)
"""Prisoners who are released, and that is all."""


def told(prison: Prison) -> None:
    """From eight to noon."""
    prison.at(10, 8)
    _the_lookalike(prison)
    orders_that_do_not_serve(prison, "release", "release", "Liam Webb", 8)
    _another_courts_hold(prison)
    _a_broken_sensor(prison)
    _a_day_late(prison)
    for body in ORDINARY:
        name = f"Prisoner {body}"
        prison.order(f"R-{body}", "release", name)
        goes = released(prison, name, body, f"R-{body}").held(FIRST)
        goes.signed("release").admitted()
        assert goes.told is None or goes.told.papers == ["release-receipt", "record-copy", "property-list"]
    prison.telling.in_order()
    prison.telling.parties_heard_what_was_theirs()


def _the_lookalike(prison: Prison) -> None:
    """Zoe Kent stands there under the order of Yago Jara. He goes himself, and his order serves once."""
    prison.order("R-1", "release", "Yago Jara")
    swapped = released(prison, "Yago Jara", 34, "R-1")
    alike = {"is-the-person": prison.captures.lookalike, "each-modality": "prisoner-modality-against"}
    another_in_their_place(swapped, "release", alike)
    himself = released(prison, "Yago Jara", 33, "R-1")
    rival, told = {"nobody-else-matches": "another-prisoner-as-alike"}, "supervisor: release.another-matches"
    if prison.captures.lookalike == "prisoner-confirmed":
        himself.held(FIRST | rival, tells=told).reviewed()
    else:  # no camera takes him for Zoe Kent
        rival, told = {}, ""
    himself.held(FIRST)
    himself.signed("release").admitted()
    spent = released(prison, "Yago Jara", 33, "R-1")
    used = rival | {"order-stands": "order-used"}
    spent.refused(FIRST | used, tells=f"supervisor: release.order-spent; {told}")


def _another_courts_hold(prison: Prison) -> None:
    """One court sets Mina Xavier free, another wants her kept; its hold is lifted the same day."""
    prison.order("R-2", "release", "Mina Xavier")
    path = f"/v1/persons/{prison.known['Mina Xavier']}/custody/holds"
    hold = HoldIn(ground="other-case", authority="Juzgado Quinto", case="88/25")
    placed = prison.wire.post(path, BEA, hold).json()["id"]
    kept = released(prison, "Mina Xavier", 25, "R-2")
    kept.refused(FIRST | {"no-other-hold": "release-other-hold"}, tells="defender: release.other-hold")
    prison.wire.post(f"{path}/{placed}/lift", BEA)
    released(prison, "Mina Xavier", 25, "R-2").held(FIRST).signed("release").admitted()


def _a_broken_sensor(prison: Prison) -> None:
    """It keeps Olga Zapata no longer than the policy allows."""
    prison.order("R-3", "release", "Olga Zapata")
    broken = released(prison, "Olga Zapata", 26, "R-3", samples=(), exceptions=BROKEN)
    by_hand(prison, "release", broken, minutes=20)
    assert any(one["type"] == "umbral.release.manual" for one in prison.telling.heard)


def _a_day_late(prison: Prison) -> None:
    """The order for Karla Vidal came yesterday."""
    yesterday = prison.clock.now() - timedelta(days=1)
    prison.order("R-4", "release", "Karla Vidal", valid_from=yesterday)
    late = {"over-detention": "release-over-detention"}
    told = "court defender ombudsman: release.over-detention"
    owed = released(prison, "Karla Vidal", 23, "R-4").held(FIRST | late, tells=told)
    owed.signed("release").admitted(late, tells=told)
