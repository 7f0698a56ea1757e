"""What does not open of the rows in a backup, and why: erased since, sealed anew since, or gone unaccounted.

A record is sealed anew under another key where the biometrics in it are destroyed, and where it goes to the
restricted archive. Rows that were made before lie under the key that is gone, so the record is not in them;
it is in those that were made after. That is told before anything is restored, and not restored unasked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.backup.errors import RecordsMissing
from api.backup.reading import Keys, Owner, Rows
from api.keys.envelope import DataKey
from api.registry.erased import Erased, Scope, name_of
from api.registry.schema import person_key


@dataclass(frozen=True, slots=True)
class SealedAnew:
    """A record that goes on under another key. owner: its person's number, or an archived record's."""

    owner: UUID
    scope: Scope
    at: datetime


@dataclass(frozen=True, slots=True)
class Missing:
    """lost: owners of all rows that do not open. erased: of them, persons who were erased wholly.

    anew: records that lie in later rows alone. unaccounted: persons whose key is neither there nor on the
    list of those that were destroyed.
    """

    lost: Sequence[UUID]
    erased: int
    anew: Sequence[SealedAnew]
    unaccounted: Sequence[UUID]

    @property
    def records(self) -> int:
        """How many records the service has that would not be restored."""
        return len(self.anew) + len(self.unaccounted)

    def require_none(self) -> None:
        """Raise RecordsMissing where there is any."""
        if self.records:
            since = max((one.at for one in self.anew), default=None)
            made = "" if since is None else f"; rows that were made after {since.isoformat()} have them"
            raise RecordsMissing(
                f"{len(self.anew)} records were sealed anew after these rows were made{made}. "
                f"{len(self.unaccounted)} persons have no key, and no list says why."
            )


def sorted_out(
    rows: Rows, keys: Keys, gone: Sequence[Erased]
) -> tuple[Sequence[tuple[Owner, bytes]], Missing]:
    """The keys that the rows lie under and that were not destroyed; and what all others mean."""
    destroyed = {one.key: one for one in gone}
    held = {name_of(DataKey(owner[1], key)): owner for owner, key in keys.keys.items()}
    whole: list[tuple[Owner, bytes]] = []
    lost, anew, unaccounted, erased = [], [], [], 0
    for owner, name in rows.owners.items():
        key = keys.keys.get(owner)
        if key is not None and held.get(name) == owner and name not in destroyed:
            whole.append((owner, key))
            continue
        lost.append(owner[1])
        entry = destroyed.get(name)
        if entry is not None and _goes_on(entry, destroyed, held):
            anew.append(SealedAnew(owner[1], entry.scope, entry.at))
        elif owner[0] == person_key.name:  # keys of rows are destroyed with what they belonged to
            erased += entry is not None
            unaccounted += [owner[1]] if entry is None else []
    return whole, Missing(lost, erased, anew, unaccounted)


def _goes_on(entry: Erased, destroyed: Mapping[str, Erased], held: Mapping[str, Owner]) -> bool:
    """Whether what stayed lies under a key that is there still, however often it was sealed anew."""
    passed: set[str] = set()
    following = entry.following
    while following is not None and following in destroyed and following not in passed:
        passed.add(following)
        following = destroyed[following].following
    return following in held
