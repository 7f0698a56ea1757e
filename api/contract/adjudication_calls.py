"""Adjudication and the moves between records that follow from it, as a client asks for them."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel

from api.contract.adjudication import (
    CaseList,
    CaseOut,
    CaseRequest,
    Created,
    KnownOut,
    KnownRequest,
    ReviewerList,
)
from api.contract.client import Client, parsed
from api.contract.relinking import MergeRequest, MoveRequest, OriginsOut, RelinkOut, UndoRequest

M = TypeVar("M", bound=BaseModel)

CASES = "/v1/adjudication/cases"


class AdjudicationCalls:
    """Calls of one actor (`ID; roles=a,b`). Every method raises ServiceRefused or ServiceUnreachable."""

    def __init__(self, client: Client, actor: str) -> None:
        self._client = client
        self._actor = actor

    def open_case(self, asked: CaseRequest) -> CaseOut:
        """Ask two reviewers."""
        return self._made(CaseOut, "POST", CASES, asked)

    def case(self, case_id: UUID) -> CaseOut:
        """Where a case stands."""
        return self._made(CaseOut, "GET", f"{CASES}/{case_id}")

    def cases(self) -> Sequence[CaseOut]:
        """Those that wait."""
        return self._made(CaseList, "GET", CASES).cases

    def reviewers(self) -> ReviewerList:
        """Error rates."""
        return self._made(ReviewerList, "GET", "/v1/adjudication/reviewers")

    def known(self) -> KnownOut:
        """How many pairs have a known answer."""
        return self._made(KnownOut, "GET", "/v1/adjudication/known")

    def add_known(self, pair: KnownRequest) -> UUID:
        """Mix a pair into the queue."""
        return self._made(Created, "POST", "/v1/adjudication/known", pair).id

    def origins(self, person_id: UUID) -> OriginsOut:
        """A person's encounters, and what came from where."""
        return self._made(OriginsOut, "GET", f"/v1/persons/{person_id}/origins")

    def merge(self, into: UUID, asked: MergeRequest) -> RelinkOut:
        """Two records are one person's."""
        return self._made(RelinkOut, "POST", f"/v1/persons/{into}/merge", asked)

    def move(self, person_id: UUID, asked: MoveRequest) -> RelinkOut:
        """Encounters are somebody else's."""
        return self._made(RelinkOut, "POST", f"/v1/persons/{person_id}/move", asked)

    def undo(self, relink_id: UUID, asked: UndoRequest) -> RelinkOut:
        """A merge or a move was wrong."""
        return self._made(RelinkOut, "POST", f"/v1/relinks/{relink_id}/undo", asked)

    def _made(self, model: type[M], method: str, path: str, body: BaseModel | None = None) -> M:
        return parsed(model, self._client.send(method, path, body, actor=self._actor))
