"""Injuries: for health staff, and for whoever defends the person."""

from collections.abc import Sequence
from uuid import UUID

from api.contract.client.calls import Calls
from api.contract.injuries import InjuryIn, InjuryList, InjuryNoted, InjuryOut


class Injuries(Calls):
    """Of one person at a time. Nobody but health staff and the person's defender is told anything."""

    def record(self, person_id: UUID, told: InjuryIn, *, key: str | None = None) -> InjuryNoted:
        """What is seen, and what the person says of it; health staff do."""
        return self._write(InjuryNoted, "POST", _at(person_id), told, key=key)

    def of(self, person_id: UUID) -> Sequence[InjuryOut]:
        """All that were recorded, the first one first."""
        return self._read(InjuryList, _at(person_id)).injuries

    def picture(self, person_id: UUID, injury_id: UUID, picture_id: UUID) -> bytes:
        """A picture, octet for octet as it was taken."""
        return self._get(f"{_at(person_id)}/{injury_id}/pictures/{picture_id}", {}).content


def _at(person_id: UUID) -> str:
    return f"/v1/persons/{person_id}/injuries"
