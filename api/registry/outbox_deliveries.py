"""How far each telling is: what is due, what was acknowledged, what was given up.

The order of a person is kept here: what is due is the earliest open event of each person, and nothing that
stands behind one that is pending or dead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, insert, select, update

from api.registry.outbox import NumberedEvent, at
from api.registry.outbox_tables import DeliveryState, delivery
from api.registry.unit import Unit, View


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event's telling to one subscription.

    attempts: made since it was queued; refusals: those that the receiver answered with a refusal;
    failing_since: the first of them that failed; failure: why the last one did, as a code; settled_at: when
    it ended.
    """

    subscription_id: UUID
    event: NumberedEvent
    state: DeliveryState
    attempts: int
    refusals: int
    due_at: datetime
    failing_since: datetime | None
    failure: str | None
    settled_at: datetime | None


def queue(unit: Unit, subscription_id: UUID, events: Iterable[NumberedEvent]) -> None:
    """Have a subscription told of events, each once."""
    rows = [
        {
            "subscription_id": subscription_id,
            "position": event.position,
            "person_id": event.person_id,
            "state": DeliveryState.PENDING,
            "attempts": 0,
            "refusals": 0,
            "due_at": event.recorded_at,
        }
        for event in events
    ]
    if rows:
        unit.connection.execute(insert(delivery), rows)


def ready(view: View, subscription_id: UUID, now: datetime, most: int) -> Sequence[Delivery]:
    """What can be told now: up to `most` of the earliest open events, no two of them of one person."""
    return _read(view, _heads(subscription_id).where(delivery.c.due_at <= now).limit(most))


def following(view: View, told: Delivery, now: datetime) -> Delivery | None:
    """What can be told now of the same person, once `told` is settled."""
    if told.event.person_id is None:
        return None
    first = _of(told.subscription_id).where(
        delivery.c.person_id == told.event.person_id,
        delivery.c.state.in_((DeliveryState.PENDING, DeliveryState.DEAD)),
    )
    found = _read(view, first.limit(1))
    if found and found[0].state is DeliveryState.PENDING and found[0].due_at <= now:
        return found[0]
    return None


def next_due(view: View, subscription_id: UUID) -> datetime | None:
    """When something can be told next; None where nothing is open."""
    first = _heads(subscription_id).order_by(None).order_by(delivery.c.due_at).limit(1)
    row = view.connection.execute(first).first()
    return row.due_at if row else None


def acknowledged(unit: Unit, told: Delivery) -> None:
    """The subscriber has it."""
    _settle(unit, told, DeliveryState.DELIVERED, attempts=told.attempts + 1, failure=None)


def failed(unit: Unit, told: Delivery, failure: str, *, refused: bool, due_at: datetime | None) -> None:
    """The subscriber does not have it. due_at: when it is tried again; None gives it up."""
    values = {
        "attempts": told.attempts + 1,
        "refusals": told.refusals + refused,
        "failing_since": told.failing_since or unit.now,
        "failure": failure,
    }
    if due_at is None:
        _settle(unit, told, DeliveryState.DEAD, **values)
    else:
        unit.connection.execute(update(delivery).where(*_this(told)).values(due_at=due_at, **values))


def queue_again(unit: Unit, subscription_id: UUID, positions: Sequence[int] | None) -> int:
    """Have these told once more, whatever became of them, or all that were given up; how many."""
    return _renew(
        unit,
        _chosen(subscription_id, positions),
        state=DeliveryState.PENDING,
        attempts=0,
        refusals=0,
        due_at=unit.now,
        failing_since=None,
        settled_at=None,
    )


def discard(unit: Unit, subscription_id: UUID, positions: Sequence[int] | None) -> int:
    """Let go of these, or of all that were given up; how many. Only what was given up can be let go."""
    given_up = delivery.c.state == DeliveryState.DEAD
    values = {"state": DeliveryState.DISCARDED, "settled_at": unit.now}
    return _renew(unit, [*_chosen(subscription_id, positions), given_up], **values)


def page(
    view: View, subscription_id: UUID, state: DeliveryState | None, after: int, most: int
) -> Sequence[Delivery]:
    """Up to `most` tellings of a subscription, in the order of events from the one after a position on."""
    wanted = _of(subscription_id).where(delivery.c.position > after)
    return _read(view, (wanted if state is None else wanted.where(delivery.c.state == state)).limit(most))


def counts(view: View, subscription_id: UUID) -> Mapping[DeliveryState, int]:
    """How many tellings of a subscription are in each state."""
    counted = select(delivery.c.state, func.count().label("many")).where(
        delivery.c.subscription_id == subscription_id
    )
    found = view.connection.execute(counted.group_by(delivery.c.state))
    return dict.fromkeys(DeliveryState, 0) | {row.state: row.many for row in found}


def _of(subscription_id: UUID) -> Select[tuple[object, ...]]:
    mine = delivery.c.subscription_id == subscription_id
    return select(delivery).where(mine).order_by(delivery.c.position)


def _heads(subscription_id: UUID) -> Select[tuple[object, ...]]:
    """What is pending with nothing open of the same person before it."""
    before = delivery.alias("before")
    earlier = select(before.c.position).where(
        before.c.subscription_id == subscription_id,
        before.c.person_id == delivery.c.person_id,
        before.c.position < delivery.c.position,
        before.c.state.in_((DeliveryState.PENDING, DeliveryState.DEAD)),
    )
    return _of(subscription_id).where(delivery.c.state == DeliveryState.PENDING, ~earlier.exists())


def _chosen(subscription_id: UUID, positions: Sequence[int] | None) -> list[ColumnElement[bool]]:
    chosen = delivery.c.state == DeliveryState.DEAD
    if positions is not None:
        chosen = delivery.c.position.in_(positions)
    return [delivery.c.subscription_id == subscription_id, chosen]


def _renew(unit: Unit, where: Sequence[ColumnElement[bool]], **values: object) -> int:
    return unit.connection.execute(update(delivery).where(*where).values(**values)).rowcount


def _settle(unit: Unit, told: Delivery, state: DeliveryState, **values: object) -> None:
    settled = update(delivery).where(*_this(told)).values(state=state, settled_at=unit.now, **values)
    unit.connection.execute(settled)


def _this(told: Delivery) -> list[ColumnElement[bool]]:
    """The row, as long as it is still to be told: what an administrator did meanwhile stands."""
    return [
        delivery.c.subscription_id == told.subscription_id,
        delivery.c.position == told.event.position,
        delivery.c.state == DeliveryState.PENDING,
    ]


def _read(view: View, wanted: Select[tuple[object, ...]]) -> list[Delivery]:
    rows = view.connection.execute(wanted).all()
    events = at(view, [row.position for row in rows])
    return [
        Delivery(
            row.subscription_id,
            events[row.position],
            row.state,
            row.attempts,
            row.refusals,
            row.due_at,
            row.failing_since,
            row.failure,
            row.settled_at,
        )
        for row in rows
    ]
