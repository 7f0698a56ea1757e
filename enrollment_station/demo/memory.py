"""Whom the demo enrolled before: somebody deleted on the page must not come back with the next start."""

import json
from pathlib import Path
from uuid import UUID

from api.contract.waiting import FOLDER


class Memory:
    """Ids of everybody the demo ever enrolled in this data directory, one JSON list."""

    def __init__(self, home: Path) -> None:
        self._path = home / FOLDER / "enrolled.json"
        self._ids = _read(self._path)

    def forget(self) -> None:
        """The store is empty: everybody may be enrolled anew."""
        self._ids.clear()

    def __bool__(self) -> bool:
        return bool(self._ids)

    def __contains__(self, person: UUID) -> bool:
        return person in self._ids

    def add(self, person: UUID) -> None:
        """Remember somebody across starts."""
        self._ids.add(person)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(sorted(map(str, self._ids)), indent=0))
        fresh.replace(self._path)


def _read(path: Path) -> set[UUID]:
    try:
        return {UUID(one) for one in json.loads(path.read_text())}
    except (OSError, ValueError, TypeError, AttributeError):
        return set()
