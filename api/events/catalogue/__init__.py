"""All types of events: the one list that subscriptions, schemas and the documentation are made from."""

from types import MappingProxyType

from api.events.catalogue import clock, custody, gates, intake, persons, roll_calls, stations, visits
from api.events.facts import Facts

CATALOGUE: MappingProxyType[str, type[Facts]] = MappingProxyType(
    {
        facts.type: facts
        for module in (intake, visits, custody, clock, roll_calls, gates, persons, stations)
        for facts in module.TYPES
    }
)
"""By name without prefix, such as "intake.admitted", in the order of the documentation."""
