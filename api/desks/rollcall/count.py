"""How a count stands: what the store has of it, as the pure tally takes it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.gates.rollcall.observations import Found, Observation, Round
from api.gates.rollcall.tally import Tally, tally
from api.registry import adjudication, custody, detentions, facilities, roll_calls
from api.registry.detentions import Held
from api.registry.roll_calls import Counted, Extra, Look, RollCall
from api.registry.unit import View
from matcher.domain import Decision


@dataclass(frozen=True, slots=True)
class Count:
    """A roll-call as it stands. facility: a code. extra: of each who is one too many, why.

    looks: by their numbers. counted: what is kept of it if it is closed now.
    """

    call: RollCall
    facility: str
    tally: Tally
    extra: Mapping[UUID, Extra]
    looks: Mapping[UUID, Look]
    counted: Counted


def count(view: View, call: RollCall, now: datetime) -> Count:
    """A count that is closed stands as it was closed, but for what reviewers have said of doubts since."""
    looks = roll_calls.looks(view, call.id)
    found = Round(frozenset(_observation(view, one) for one in looks), call.closed)
    listed = roll_calls.expected(view, call.id)
    seen = frozenset(one.person_id for one in found.observations if one.person_id is not None)
    held = {one.person_id: one for one in detentions.of_persons(view, seen | listed.keys())}
    if call.closed is None:
        away = {who: since for who in listed if (since := _gone(view, call, held.get(who), who, now))}
        joined = frozenset(who for who in seen - listed.keys() if _came(call, held.get(who)))
    else:
        away = {who: since for who, since in listed.items() if since is not None}
        joined = frozenset()
    told = tally(frozenset(listed) | joined, found, away)
    kept = roll_calls.surplus(view, call.id)
    extra = {who: kept.get(who) or _why(call, held.get(who)) for who in told.extra}
    return Count(
        call=call,
        facility=facilities.one(view, call.facility_id).code,
        tally=told,
        extra=extra | dict.fromkeys(told.back, Extra.AWAY),
        looks={one.id: one for one in looks},
        counted=Counted(away, joined, extra),
    )


def expected_at(view: View, facility_id: UUID, wing: str | None) -> frozenset[UUID]:
    """Whom a facility, or a wing of it, answers for now."""
    held = detentions.at_facility(view, facility_id)
    return frozenset(one.person_id for one in held if wing is None or one.wing == wing)


def _observation(view: View, look: Look) -> Observation:
    """A look as the tally takes it; what reviewers concluded of it stands for what the search left open."""
    if look.person_id is None:
        return Observation(look.id, look.at, look.officer)
    if look.decision is None:
        return Observation(look.id, look.at, look.officer, by_hand=look.person_id)
    found = Found(look.person_id, look.decision, look.contradicted)
    for verdict in () if look.case_id is None else adjudication.verdicts(view, [look.case_id]):
        found = Found(look.person_id, Decision.MATCH if verdict.same else Decision.NO_MATCH)
    return Observation(look.id, look.at, look.officer, found)


def _gone(view: View, call: RollCall, held: Held | None, who: UUID, now: datetime) -> datetime | None:
    """Since when somebody who was expected is not to be; None where they are.

    Since now at the latest: of a move within the house the hour is not on record.
    """
    if held is None:
        return next((one.ended for one in reversed(custody.of(view, who)) if one.ended), now)
    if held.out_since is not None:
        return held.out_since
    return None if call.listed or _belongs(call, held) else now


def _came(call: RollCall, held: Held | None) -> bool:
    """Whether somebody who was not expected came to the place while it was counted."""
    return not call.listed and held is not None and held.out_since is None and _belongs(call, held)


def _belongs(call: RollCall, held: Held) -> bool:
    return held.facility_id == call.facility_id and call.wing in (None, held.wing)


def _why(call: RollCall, held: Held | None) -> Extra:
    if held is None:
        return Extra.FREE
    if held.facility_id not in (None, call.facility_id):
        return Extra.ELSEWHERE
    if held.out_since is not None:
        return Extra.AWAY
    another = call.wing is not None and held.wing is not None and held.wing != call.wing
    return Extra.ANOTHER_WING if another else Extra.UNLISTED


def in_house(view: View, facility_id: UUID, persons: Collection[UUID]) -> Sequence[UUID]:
    """Those of these persons whom a facility answers for; people entered without a word of where too."""
    held = detentions.of_persons(view, persons)
    return [one.person_id for one in held if one.facility_id in (None, facility_id)]
