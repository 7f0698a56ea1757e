"""Whose time on a watchlist is over."""

from datetime import datetime

from api.events.catalogue.persons import PersonDelisted
from api.events.event import Event, emit
from api.registry import facilities, listings, persons
from api.registry.store import Store

MOST_AT_ONCE = 500
"""In one round; the next one ends the rest."""


def end_listings(store: Store, now: datetime) -> int:
    """End and tell what is over, each once; how many there were."""
    with store.reading() as view:
        found = listings.over(view, now, MOST_AT_ONCE)
    for one in found:
        with store.writing(now) as unit:
            persons.lock(unit, one.person_id)
            if listings.end(unit, one, by=None):
                house = "" if one.facility_id is None else facilities.one(unit, one.facility_id).code
                facts = PersonDelisted(listing_id=one.id, watchlist=one.watchlist, lapsed=True)
                emit(unit, Event(facts, house, one.person_id))
    return len(found)
