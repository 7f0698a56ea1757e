"""For which gates a station speaks: a silent gate must not be covered up by a machine that stands elsewhere.

One that was enrolled for a gate speaks for that gate. One that was enrolled for none speaks for the gates of
its facility at which no other station stands.
"""

from uuid import UUID

from api.registry import stations
from api.registry.unit import View
from api.stations.errors import StationAtAnotherGate


def require_gate(view: View, station_id: UUID, gate: str) -> None:
    """Raises StationAtAnotherGate, and StationNotInUse for one that was suspended meanwhile.

    gate: of the station's own facility, by its name in small letters.
    """
    found = stations.one(view, station_id)
    stations.require_enrolled(found)
    if found.gate is None:
        speaks = not stations.stand_at(view, found.facility_id, gate)
    else:
        speaks = found.gate.lower() == gate
    if not speaks:
        raise StationAtAnotherGate("The station was not enrolled for this gate.", gate=gate)
