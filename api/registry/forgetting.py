"""What is about a person and does not hang on their row: by their number alone, or under keys of its own.

`api/retention/fates.py` names every table and what becomes of it.
"""

from uuid import UUID

from sqlalchemy import delete, or_, select, update

from api.registry import adjudication, idempotency
from api.registry.accounts import account
from api.registry.adjudication_rows import CASES, destroy
from api.registry.adjudication_tables import adjudication_case, adjudication_sample
from api.registry.closings import closing_look, reconciled
from api.registry.deadlines import passage_deadline
from api.registry.packets import packet, packet_content
from api.registry.passages import Ending, PassageState, passage, passage_review
from api.registry.sealing import destroy_row_keys
from api.registry.unit import Unit
from api.registry.visits import visit


def forget(unit: Unit, person_id: UUID) -> None:
    """Destroy it, in the unit that destroys the person's row and key."""
    forget_captures(unit, person_id)
    _row_keys(unit, person_id)
    idempotency.forget_about(unit, person_id)


def forget_captures(unit: Unit, person_id: UUID) -> None:
    """Of it, all that was captured: pictures in cases of reviewers, at gates, in packets of stations."""
    adjudication.forget_person(unit, person_id)
    _passages(unit, person_id)
    _packets(unit, person_id)


def _passages(unit: Unit, person_id: UUID) -> None:
    """What they showed at a gate: of one that is held still, and in cases that were opened for it."""
    theirs = select(passage.c.id).where(passage.c.person_id == person_id)
    cases = select(passage_review.c.case_id).where(passage_review.c.passage_id.in_(theirs))
    shown = select(adjudication_sample.c.id).where(adjudication_sample.c.case_id.in_(cases))
    destroy(unit, unit.connection.execute(shown).scalars().all())
    waiting = adjudication_case.c.closed_at.is_(None)
    for case in CASES.find(unit, adjudication_case.c.id.in_(cases), waiting):
        CASES.change(unit, case, closed_at=unit.now)
    held = theirs.where(passage.c.state == PassageState.OPEN)
    ids = list(unit.connection.execute(held).scalars())
    unit.connection.execute(delete(passage_deadline).where(passage_deadline.c.passage_id.in_(ids)))
    over = {"state": PassageState.ABANDONED, "settled_at": unit.now, "ending": Ending.PERSON_ERASED}
    unit.connection.execute(
        update(passage).where(passage.c.id.in_(ids)).values(asked=None, version=passage.c.version + 1, **over)
    )
    destroy_row_keys(unit, ids)


def _packets(unit: Unit, person_id: UUID) -> None:
    """What a station sent of them, and how the counter told it from others."""
    theirs = select(passage.c.id).where(passage.c.person_id == person_id)
    ids = list(unit.connection.execute(select(packet.c.id).where(packet.c.passage_id.in_(theirs))).scalars())
    held = select(packet_content.c.id).where(packet_content.c.packet_id.in_(ids))
    contents = list(unit.connection.execute(held).scalars())
    unit.connection.execute(delete(packet_content).where(packet_content.c.id.in_(contents)))
    unit.connection.execute(update(packet).where(packet.c.id.in_(ids)).values(label=None))
    destroy_row_keys(unit, [*ids, *contents])


def _row_keys(unit: Unit, person_id: UUID) -> None:
    """Keys of rows that go with the person's row, while their keys would stay."""
    visits = select(visit.c.id).where(visit.c.visitor_id == person_id)
    looks = select(closing_look.c.id).where(closing_look.c.person_id == person_id)
    found_out = select(reconciled.c.id).where(
        or_(reconciled.c.visit_id.in_(visits), reconciled.c.look_id.in_(looks))
    )
    accounts = select(account.c.id).where(account.c.person_id == person_id)
    for rows in (found_out, accounts):
        destroy_row_keys(unit, list(unit.connection.execute(rows).scalars()))
