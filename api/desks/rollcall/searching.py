"""Who is it? Asked of those whom the house holds first, and only then of everybody in custody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from api.desks.looking import Group, Groups, Rates, search
from api.errors import NotReady
from api.gates.evidence import GalleryKind, SearchCandidate
from api.registry import detentions
from api.registry.unit import View
from api.serving import Sight
from matcher.domain import Decision
from matcher.gallery.groups import Listed


@dataclass(frozen=True, slots=True)
class Lookout:
    """Searches for a count. groups: the custody gallery; rates: how often a stranger may be taken for one."""

    groups: Groups
    rates: Rates

    def first(self, view: View, seen: Sight, facility_id: UUID, now: datetime) -> SearchCandidate | None:
        """The likeliest of the house; where none of them is certain, of everybody in custody.

        None where nobody comes near. Raises NotReady where part of the gallery could not be read: that nobody
        was found would say nothing then.
        """
        here = frozenset(one.person_id for one in detentions.at_facility(view, facility_id))
        own = self._best(seen, [Group(GalleryKind.CUSTODY, Listed(here), MappingProxyType({}))])
        if own is not None and _certain(own):
            return own
        wide = self._best(seen, self.groups.of(view, [GalleryKind.CUSTODY], now))
        return wide if own is None or (wide is not None and _certain(wide)) else own

    def _best(self, seen: Sight, among: Sequence[Group]) -> SearchCandidate | None:
        found = search(seen.gallery, among, seen.probe, self.rates)
        if found is None:
            return None
        if not found.complete:
            raise NotReady("Part of the gallery cannot be read.")
        return next(iter(found.candidates), None)


def _certain(one: SearchCandidate) -> bool:
    return one.decision is Decision.MATCH and not one.contradicted
