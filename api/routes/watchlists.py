"""/v1/listings: who is on which watchlist. Intake searches them; being on one keeps nobody out of prison."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from starlette.concurrency import run_in_threadpool

from api.auth.guard import Within
from api.auth.rights import Right
from api.contract.watchlists import ListingIn, ListingOut, ListingPage
from api.errors import InvalidRequest
from api.events.catalogue.persons import PersonDelisted, PersonListed
from api.events.event import Event, emit
from api.office import Office
from api.openapi import json_body_of
from api.registry import listings, moved, persons
from api.registry.belonging import shown
from api.registry.idempotency import Answer
from api.registry.listings import Listing
from api.registry.unit import Unit, View
from api.routes.once import READS, WRITES, After, Limit, Write, answers, reads, told, writes
from api.routes.places import code_of, id_of

router = APIRouter(prefix="/v1/listings", tags=["persons"])

Keeping = Annotated[Write, writes(Right.KEEP_WATCHLISTS)]
Reading = Annotated[Office, reads(Right.READ_WATCHLISTS)]


@router.post(
    "",
    status_code=201,
    operation_id="place_on_watchlist",
    openapi_extra=json_body_of(ListingIn),
    responses={**answers(ListingOut, made=True), **WRITES},
    response_class=Response,
)
async def place(write: Keeping) -> Response:
    """Somebody is on a list from now on: an intake that finds them holds until reviewers have looked."""
    asked = await write.body(ListingIn)
    return await write.once(partial(_place, asked, write), asked, about=asked.person_id)


@router.get("", operation_id="list_listings", responses=READS)
def page(
    office: Reading,
    within: Within,
    person_id: Annotated[UUID | None, Query(description="Of whom; none: of anybody")] = None,
    holds: Annotated[
        bool | None, Query(description="Only those that hold now, or only those that do not; none: all")
    ] = None,
    after: After = None,
    limit: Limit = 50,
) -> ListingPage:
    """All that were ever entered, or those that hold now, or the past ones."""
    now = office.clock.now()
    only = () if holds is None else (listings.holding(now, holds),)
    with office.store.reading() as view:
        found = listings.page(view, person_id, after, limit, *only, *shown("listing", within))
        listed = [_out(view, one, one.holds(now)) for one in found]
    return ListingPage(listings=listed, next=found[-1].id if len(found) == limit else None)


@router.get("/{listing_id}", operation_id="read_listing", responses=READS)
def one(listing_id: UUID, office: Reading) -> ListingOut:
    """One of them."""
    with office.store.reading() as view:
        found = listings.one(view, listing_id)
        return _out(view, found, found.holds(office.clock.now()))


@router.post(
    "/{listing_id}/lift",
    operation_id="lift_listing",
    responses={**answers(ListingOut), **WRITES},
    response_class=Response,
)
async def lift(listing_id: UUID, write: Keeping) -> Response:
    """End it before its time. That needs no version: an entry changes in no other way."""
    whose = await run_in_threadpool(_listed, write.office, listing_id)
    return await write.once(partial(_lift, listing_id, write), about=whose)


def _place(asked: ListingIn, write: Write, unit: Unit) -> Answer:
    if asked.until is not None and asked.until <= unit.now:
        raise InvalidRequest("until: it is over already")
    moved.require_current(unit, asked.person_id)
    persons.lock(unit, asked.person_id)
    new = Listing(
        person_id=asked.person_id,
        watchlist=asked.watchlist,
        facility_id=id_of(unit, asked.facility),
        since=unit.now,
        until=asked.until,
        listed_by=write.actor.id,
        reason=asked.reason,
    )
    made = _out(unit, listings.place(unit, new), standing=True)
    facts = PersonListed(listing_id=made.id, watchlist=made.watchlist)
    emit(unit, Event(facts, made.facility or "", made.person_id))
    return told(made, status=201, at=f"/v1/listings/{made.id}")


def _listed(office: Office, listing_id: UUID) -> UUID:
    with office.store.reading() as view:
        return listings.one(view, listing_id).person_id


def _lift(listing_id: UUID, write: Write, unit: Unit) -> Answer:
    seen = listings.one(unit, listing_id)
    persons.lock(unit, seen.person_id)
    listings.lift(unit, seen, by=write.actor.id)
    ended = _out(unit, listings.one(unit, listing_id), standing=False)
    facts = PersonDelisted(listing_id=ended.id, watchlist=ended.watchlist, lapsed=False)
    emit(unit, Event(facts, ended.facility or "", ended.person_id))
    return told(ended)


def _out(view: View, one: Listing, standing: bool) -> ListingOut:
    return ListingOut(
        id=one.id,
        person_id=one.person_id,
        watchlist=one.watchlist,
        facility=code_of(view, one.facility_id),
        since=one.since,
        until=one.until,
        ended_at=one.ended,
        listed_by=one.listed_by,
        lifted_by=one.lifted_by,
        reason=one.reason,
        holds=standing,
    )
