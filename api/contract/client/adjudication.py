"""Doubtful matches, and the moves between records that follow from them."""

from collections.abc import Iterator
from uuid import UUID

from api.contract.adjudication import (
    CaseList,
    CaseOut,
    CaseRequest,
    Created,
    KnownOut,
    KnownRequest,
    ReviewerList,
)
from api.contract.client.calls import Calls
from api.contract.client.parameters import PAGE
from api.contract.relinking import MergeRequest, MoveRequest, OriginsOut, RelinkList, RelinkOut, UndoRequest

HERE = "/v1/adjudication"


class Adjudication(Calls):
    """Two reviewers decide blind; a supervisor where they differ; records follow their word."""

    def open_case(self, asked: CaseRequest, *, key: str | None = None) -> CaseOut:
        """Ask two reviewers."""
        return self._write(CaseOut, "POST", f"{HERE}/cases", asked, key=key)

    def case(self, case_id: UUID) -> CaseOut:
        """Where a case stands."""
        return self._read(CaseOut, f"{HERE}/cases/{case_id}")

    def cases(self, page_size: int = PAGE) -> Iterator[CaseOut]:
        """Those that wait, the oldest first."""
        return self._pages(CaseList, lambda page: page.cases, f"{HERE}/cases", page_size)

    def reviewers(self) -> ReviewerList:
        """Error rates."""
        return self._read(ReviewerList, f"{HERE}/reviewers")

    def known(self) -> KnownOut:
        """How many pairs have a known answer."""
        return self._read(KnownOut, f"{HERE}/known")

    def add_known(self, pair: KnownRequest, *, key: str | None = None) -> UUID:
        """Mix a pair into the queue."""
        return self._write(Created, "POST", f"{HERE}/known", pair, key=key).id

    def origins(self, person_id: UUID) -> OriginsOut:
        """A person's encounters, and what came from where."""
        return self._read(OriginsOut, f"/v1/persons/{person_id}/origins")

    def relinks(self, person_id: UUID) -> list[RelinkOut]:
        """What was moved to or from a person, and which decisions relied on the wrong link."""
        return self._read(RelinkList, f"/v1/persons/{person_id}/relinks").relinks

    def merge(self, into: UUID, asked: MergeRequest, *, key: str | None = None) -> RelinkOut:
        """Two records are one person's."""
        return self._write(RelinkOut, "POST", f"/v1/persons/{into}/merge", asked, key=key)

    def move(self, person_id: UUID, asked: MoveRequest, *, key: str | None = None) -> RelinkOut:
        """Encounters are somebody else's."""
        return self._write(RelinkOut, "POST", f"/v1/persons/{person_id}/move", asked, key=key)

    def undo(self, relink_id: UUID, asked: UndoRequest, *, key: str | None = None) -> RelinkOut:
        """A merge or a move was wrong."""
        return self._write(RelinkOut, "POST", f"/v1/relinks/{relink_id}/undo", asked, key=key)
