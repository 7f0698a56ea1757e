"""Rounds in which people are looked for one after the other: roll-calls, and closing times of visiting areas.

A round has a facility and a column that is empty while it goes on. A look belongs to one round; its number is
made where the look was made, so that a look that is sent again is known.
"""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Table

from api.gates.rollcall.observations import ObservationsDiffer
from api.registry.typed_rows import Record, TypedRows
from api.registry.unit import View

R = TypeVar("R", bound=Record)


class Rounds(TypedRows[R]):
    """ended: the column that is empty while a round goes on."""

    def __init__(self, table: Table, kind: type[R], *, ended: str) -> None:
        super().__init__(table, kind, owner=None)
        self._ended = table.c[ended]

    def some(
        self,
        view: View,
        *only: ColumnElement[bool],
        facility_id: UUID | None,
        running: bool | None,
        after: UUID | None,
        limit: int,
    ) -> Sequence[R]:
        """Up to `limit` from the one after `after` on; running: whether they go on, None: either way."""
        these = [] if facility_id is None else [self.table.c.facility_id == facility_id]
        if running is not None:
            these.append(self._ended.is_(None) if running else self._ended.is_not(None))
        return self.page(view, *these, *only, after=after, limit=limit)


class Looks(TypedRows[R]):
    """of: the column with the round of a look. A blind column `request` stands for what was sent."""

    def __init__(self, table: Table, kind: type[R], *, of: str) -> None:
        super().__init__(table, kind, owner=None)
        self._round = table.c[of]

    def all_of(self, view: View, round_id: UUID) -> Sequence[R]:
        """All looks of a round, the first one first."""
        order = [self.table.c.at, self.table.c.id]
        return self.find(view, self._round == round_id, order=order)

    def numbered(self, view: View, look_id: UUID) -> R | None:
        """The look of this number, of whichever round."""
        found = self.find(view, self.table.c.id == look_id)
        return found[0] if found else None

    def digest(self, view: View, request: str) -> str:
        """What is kept of what was sent with a look."""
        return self.index(view, "request", request)

    def known(self, view: View, round_id: UUID, look_id: UUID, request: str) -> R | None:
        """The look of this number, if it came before.

        Raises ObservationsDiffer where it belonged to another round, or said something else then.
        """
        found = self.numbered(view, look_id)
        if found is not None and not self.find(
            view,
            self.table.c.id == look_id,
            self._round == round_id,
            self.lookup(view, "request", request),
        ):
            raise ObservationsDiffer("One observation came twice and said two things.")
        return found
