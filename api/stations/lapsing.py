"""What a packet held and nobody took up does not wait for ever, nor does a replaced key open for ever."""

from datetime import datetime

from api.events.catalogue.stations import PacketLapsed
from api.events.event import Event, emit
from api.registry import facilities, packets, sealing_keys
from api.registry.store import Store
from api.stations.parameters import WAITS


def lapse(store: Store, now: datetime) -> int:
    """Destroy what waited too long, and tell; how many packets."""
    with store.reading() as view:
        if not packets.waits_since(view, now - WAITS) and not sealing_keys.over(view, now):
            return 0
    with store.writing(now) as unit:
        gone = packets.lapse(unit, now - WAITS)
        for one in gone:
            facts = PacketLapsed(packet_id=one.id, station_id=one.station_id)
            emit(unit, Event(facts, facilities.one(unit, one.facility_id).code, None))
        sealing_keys.forget(unit)
    store.scrub()
    return len(gone)
