"""Whom a gate's search goes through: the roster's galleries, who is listed and which visitors are banned."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from api.desks.looking import Group
from api.gates.evidence import GalleryKind
from api.registry import bans, galleries
from api.registry.galleries import Gallery
from api.registry.unit import View
from api.roster import Roster
from matcher.gallery.groups import Listed

_GALLERY: Final = MappingProxyType(
    {
        GalleryKind.CUSTODY: Gallery.CUSTODY,
        GalleryKind.FORMER: Gallery.FORMER,
        GalleryKind.VISITORS: Gallery.VISITORS,
        GalleryKind.STAFF: Gallery.STAFF,
    }
)
_NO_LISTS: Final[Mapping[UUID, str]] = MappingProxyType({})


class RosterGroups:
    """Memberships as searches see them: those of the roster."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    def of(self, view: View, kinds: Collection[GalleryKind], now: datetime) -> Sequence[Group]:
        """One for each kind, in the order of the galleries' names."""
        return [self._group(view, kind, now) for kind in sorted(kinds)]

    def _group(self, view: View, kind: GalleryKind, now: datetime) -> Group:
        if kind is GalleryKind.BANNED_VISITORS:
            return Group(kind, Listed(bans.banned_visitors(view, now)), _NO_LISTS)
        if kind is GalleryKind.WATCHLISTS:
            lists = galleries.listed(view)
            return Group(kind, Listed(frozenset(lists)), lists)
        among = self._roster.among([_GALLERY[kind]])
        assert among is not None  # noqa: S101 - a gallery is named
        return Group(kind, among, _NO_LISTS)
