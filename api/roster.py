"""Who is in which gallery, for searches: filled when the gallery is loaded, told of every change since."""

from collections.abc import Collection
from uuid import UUID

from api.registry.galleries import Gallery
from matcher.gallery.groups import Groups, RowFilter

_BITS = {gallery: 1 << place for place, gallery in enumerate(Gallery)}
_EVERYBODY = 1 << len(_BITS)


class Roster:
    """The galleries of everybody who can be searched for. Thread-safe."""

    def __init__(self) -> None:
        self._groups = Groups()

    def __len__(self) -> int:
        return len(self._groups)

    def __contains__(self, person: object) -> bool:
        return person in self._groups

    def place(self, person: UUID, galleries: Collection[Gallery]) -> None:
        """The person is in exactly these galleries from now on."""
        self._groups.assign(person, _EVERYBODY | _bits(galleries))

    def drop(self, person: UUID) -> None:
        """The person can be searched for no more."""
        self._groups.drop(person)

    def of(self, person: UUID) -> frozenset[Gallery]:
        """The galleries that a person is in."""
        return frozenset(gallery for gallery, bit in _BITS.items() if self._groups.of(person) & bit)

    def among(
        self, galleries: Collection[Gallery], without: frozenset[UUID] = frozenset()
    ) -> RowFilter | None:
        """Whom a search may name: those in any of these galleries, everybody if none is named, but for some.

        None: everybody, without any exception.
        """
        if not galleries and not without:
            return None
        return self._groups.among(_bits(galleries) or _EVERYBODY, without)


def _bits(galleries: Collection[Gallery]) -> int:
    return sum(_BITS[gallery] for gallery in set(galleries))
