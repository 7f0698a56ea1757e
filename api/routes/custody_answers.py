"""Custody, its ledger and holds as wire types."""

from datetime import datetime

from api.contract.custody import ClockOut, CustodyOut, HoldOut, MovementOut
from api.desks.detention import clock_of
from api.desks.policies import PolicyShelf
from api.gates.clock.detention import ClockReading
from api.registry import holds, movements
from api.registry.custody import Episode
from api.registry.holds import Hold
from api.registry.movements import Movement
from api.registry.unit import View
from api.routes.places import code_of
from api.routes.places import holds as stands


def custody_out(view: View, episode: Episode, policies: PolicyShelf, now: datetime) -> CustodyOut:
    """A custody with the state of its clock now."""
    reading = clock_of(view, episode, policies, now)
    return CustodyOut(
        episode_id=episode.id,
        person_id=episode.person_id,
        facility=code_of(view, episode.facility_id),
        wing=episode.wing,
        cell=episode.cell,
        admitted_at=episode.admitted,
        ended_at=episode.ended,
        legal_status=episode.legal_status.value,
        case=episode.case_reference,
        clock=None if reading is None else _clock_out(reading),
        movements=[_movement_out(view, one) for one in movements.of_episode(view, episode.id)],
        holds=[hold_out(one, now) for one in holds.of(view, episode.person_id)],
    )


def hold_out(one: Hold, now: datetime) -> HoldOut:
    """A hold, and whether it stands now."""
    return HoldOut(
        id=one.id,
        ground=one.ground.value,
        authority=one.origin.authority,
        case=one.origin.case,
        reason=one.origin.reason,
        since=one.since,
        until=one.until,
        lifted_at=one.lifted,
        placed_by=one.placed_by,
        lifted_by=one.lifted_by,
        holds=stands(one.since, one.until, one.lifted, now),
    )


def _clock_out(reading: ClockReading) -> ClockOut:
    return ClockOut(
        state=reading.state.value,
        on=reading.on,
        days=reading.days,
        suspended_days=reading.suspended_days,
        limit_days=reading.limit_days,
        last_day=reading.last_day,
    )


def _movement_out(view: View, one: Movement) -> MovementOut:
    return MovementOut(
        id=one.id,
        kind=one.kind.value,
        at=one.at,
        origin=code_of(view, one.origin_id),
        destination=code_of(view, one.destination_id),
        due_back=one.due_back,
        concluded_at=one.concluded,
        order_id=one.order_id,
        decision_id=one.decision_id,
    )
