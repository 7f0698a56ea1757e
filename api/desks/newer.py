"""Who came on record after somebody was searched for: two desks with one person at once make one record."""

from typing import Any
from uuid import UUID

from api.desks.case import Case
from api.desks.looking import Group, Rates, search
from api.gates.evidence import GalleryKind, Search
from api.registry.errors import Conflict
from matcher.gallery.groups import Listed


def require_nobody_newer(case: Case[Any], searched: Search | None, own: UUID | None, rates: Rates) -> None:
    """Nobody like them came on record after they were searched for. Raises Conflict: search again.

    Asked by one who may write. Two desks would both find nobody, and each make a record. own: as whom they
    are on record already; searched: None where nobody may be searched for, and then nobody is here.
    """
    if searched is None:
        return
    newer = case.seen.newer() - {own, *(one.person_id for one in searched.candidates)}
    if not newer:
        return
    group = Group(GalleryKind.CUSTODY, Listed(frozenset(newer)), {})
    again = search(case.seen.gallery, [group], case.seen.probe, rates)
    if again is not None and again.candidates:
        raise Conflict("Somebody like them came on record just now.", what="person")
