"""What a detention clock counts by: legal bases, terms, extensions, suspensions."""

from collections.abc import Callable, Sequence
from uuid import UUID

from api.contract.client.calls import Calls, Seen
from api.contract.errors import NothingSeen
from api.contract.legal_basis import (
    BasisIn,
    BasisList,
    BasisOut,
    ExtensionIn,
    ExtensionOut,
    ResumeIn,
    SuspensionIn,
    SuspensionOut,
    TermIn,
)


class LegalBases(Calls):
    """Of one person's custody at a time. Every change wants what was seen: the list, of its last basis.

    NothingSeen, before anything is sent, where the list holds not what is to be changed.
    """

    def of(self, person_id: UUID) -> Seen[BasisList]:
        """All of a custody, the first one first; the tag is that of the last one."""
        return self._seen(BasisList, _at(person_id))

    def begin(
        self, person_id: UUID, basis: BasisIn, seen: Seen[BasisList], *, key: str | None = None
    ) -> BasisOut:
        """Another basis from now on. seen: also where the list is empty."""
        last = seen if seen.record.periods else None
        return self._write(BasisOut, "POST", _at(person_id), basis, key=key, seen=last)

    def set_term(
        self, person_id: UUID, term: TermIn, seen: Seen[BasisList], *, key: str | None = None
    ) -> BasisOut:
        """How long the last basis lasts at most, by the court's word."""
        return self._write(BasisOut, "PUT", _last(person_id, seen), term, key=key, seen=seen)

    def extend(
        self, person_id: UUID, extension: ExtensionIn, seen: Seen[BasisList], *, key: str | None = None
    ) -> BasisOut:
        """A court has extended the last basis."""
        address = f"{_last(person_id, seen)}/extensions"
        return self._write(BasisOut, "POST", address, extension, key=key, seen=seen)

    def suspend(
        self, person_id: UUID, suspension: SuspensionIn, seen: Seen[BasisList], *, key: str | None = None
    ) -> BasisOut:
        """Days that do not count."""
        address = f"{_last(person_id, seen)}/suspensions"
        return self._write(BasisOut, "POST", address, suspension, key=key, seen=seen)

    def resume(
        self,
        person_id: UUID,
        suspension_id: UUID,
        seen: Seen[BasisList],
        ends: ResumeIn = ResumeIn(),  # noqa: B008 - it never changes
        *,
        key: str | None = None,
    ) -> BasisOut:
        """The clock goes on."""
        address = f"{_last(person_id, seen)}/suspensions/{suspension_id}/resume"
        return self._write(BasisOut, "POST", address, ends, key=key, seen=seen)

    def revoke_extension(
        self, person_id: UUID, extension_id: UUID, seen: Seen[BasisList], *, key: str | None = None
    ) -> BasisOut:
        """The court took it back, or it was entered by mistake. Of an earlier basis, too."""
        of = _with(seen, extension_id, lambda basis: basis.extensions)
        address = f"{_at(person_id)}/{of.record.id}/extensions/{extension_id}/revoke"
        return self._write(BasisOut, "POST", address, key=key, seen=of)

    def revoke_suspension(
        self, person_id: UUID, suspension_id: UUID, seen: Seen[BasisList], *, key: str | None = None
    ) -> BasisOut:
        """It was entered by mistake: its days count. Of an earlier basis, too."""
        of = _with(seen, suspension_id, lambda basis: basis.suspensions)
        address = f"{_at(person_id)}/{of.record.id}/suspensions/{suspension_id}/revoke"
        return self._write(BasisOut, "POST", address, key=key, seen=of)


def _at(person_id: UUID) -> str:
    return f"/v1/persons/{person_id}/custody/legal-basis"


def _last(person_id: UUID, seen: Seen[BasisList]) -> str:
    """The address of the last basis that was seen."""
    if not seen.record.periods:
        raise NothingSeen("no legal basis was seen")
    return f"{_at(person_id)}/{seen.record.periods[-1].id}"


def _with(
    seen: Seen[BasisList], entry: UUID, entries: Callable[[BasisOut], Sequence[ExtensionOut | SuspensionOut]]
) -> Seen[BasisOut]:
    """The basis that has an extension or a suspension."""
    for one in seen.record.periods:
        if entry in [each.id for each in entries(one)]:
            return Seen(one, f'"{one.version}"')
    raise NothingSeen("no such extension or suspension was seen")
