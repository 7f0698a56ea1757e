"""Whether everything in a store is whole: each passage with all that it led to, and nothing without one."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from api.registry import engine as database
from api.registry.custody import episode
from api.registry.decisions import decision
from api.registry.movements import movement
from api.registry.orders import court_order
from api.registry.passages import passage
from api.registry.schema import encounter
from api.registry.visits import visit
from tests.support.databases import Where

OUTCOMES = {"open": "hold", "admitted": "admit", "refused": "refuse"}
ON_ORDER = ("intake", "release", "departure")


def half_done(where: Where) -> list[str]:
    """In words what is there without its other half."""
    engine = database.connect(where)
    with database.reading(engine) as connection:
        found = [*_passages(connection), *_consequences(connection)]
    engine.dispose()
    return found


def _passages(connection: Connection) -> Iterator[str]:
    """A passage stands as its last decision says."""
    outcomes = {one.id: one.outcome for one in connection.execute(select(decision.c.id, decision.c.outcome))}
    for one in connection.execute(select(passage)):
        said = outcomes.get(one.decision_id)
        if one.state != "abandoned" and said != OUTCOMES[one.state]:
            yield f"passage {one.id} at {one.gate} is {one.state}, its decision says {said}"
        if (one.state == "open") != (one.asked is not None):
            yield f"passage {one.id} is {one.state}, and what was asked is kept or gone"


def _consequences(connection: Connection) -> Iterator[str]:
    """Who was admitted is in or out, on record and under an order that is used; and nobody else is."""
    admitted = connection.execute(select(passage).where(passage.c.state == "admitted")).all()
    visits = connection.execute(select(visit)).all()
    moves = connection.execute(select(movement)).all()
    exits = set(connection.execute(select(decision.c.id).where(decision.c.gate == "visit-exit")).scalars())
    used = select(court_order.c.decision_id).where(court_order.c.status == "used")
    pairs: dict[str, tuple[set[UUID | None], set[UUID | None]]] = {
        "custody": (_ids(admitted, "intake"), {one.id for one in connection.execute(select(episode))}),
        "visit": (_ids(admitted, "visit-entry"), {one.id for one in visits}),
        "exit": (
            _decisions(admitted, "visit-exit"),
            exits & {one.exit_decision_id for one in visits},  # closing time ends visits too
        ),
        "departure": (
            _ids(admitted, "departure"),
            {one.id for one in moves if one.kind not in ("admission", "release")},
        ),
        "release": (
            _decisions(admitted, "release"),
            {one.decision_id for one in moves if one.kind == "release"},
        ),
        "order": (
            set().union(*(_decisions(admitted, gate) for gate in ON_ORDER)),
            set(connection.execute(used).scalars()),
        ),
    }
    for what, (passed, led_to) in pairs.items():
        yield from (f"{what} of {one} is missing" for one in passed - led_to)
        yield from (f"{what} of {one} came from nowhere" for one in led_to - passed)
    captured = {one.id for one in connection.execute(select(encounter.c.id))}
    for gate in ("intake", "visitor-enrolment"):
        yield from (f"encounter {one} is missing" for one in _ids(admitted, gate) - captured)


def _ids(admitted: Sequence[Row[Any]], gate: str) -> set[UUID | None]:
    return {one.id for one in admitted if one.gate == gate}


def _decisions(admitted: Sequence[Row[Any]], gate: str) -> set[UUID | None]:
    return {one.decision_id for one in admitted if one.gate == gate}
