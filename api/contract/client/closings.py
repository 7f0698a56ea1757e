"""Closing time of a visiting area, look by look."""

from collections.abc import Iterator
from uuid import UUID

from api.contract.client.calls import Calls
from api.contract.client.parameters import PAGE
from api.contract.closing import (
    ClosingLine,
    ClosingLookIn,
    ClosingOut,
    ClosingPage,
    ClosingRequest,
    ExplainedIn,
    ReconciledIn,
)

HERE = "/v1/gates/visits/closing"


class Closings(Calls):
    """A closing lives in the service: whoever comes to it goes on with the one that runs."""

    def ask(self, asked: ClosingRequest, *, key: str | None = None) -> ClosingOut:
        """May the area be locked? Begins a closing, or goes on with the one that runs."""
        return self._write(ClosingOut, "POST", HERE, asked, key=key)

    def look(self, closing_id: UUID, look: ClosingLookIn, *, key: str | None = None) -> ClosingOut:
        """Somebody was found in the area."""
        return self._write(ClosingOut, "POST", f"{HERE}/{closing_id}/looks", look, key=key)

    def explain(
        self, closing_id: UUID, look_id: UUID, found_out: ExplainedIn, *, key: str | None = None
    ) -> ClosingOut:
        """A supervisor found out who somebody is who was found, and where they are now."""
        path = f"{HERE}/{closing_id}/looks/{look_id}/explain"
        return self._write(ClosingOut, "POST", path, found_out, key=key)

    def reconcile(self, visit_id: UUID, found_out: ReconciledIn, *, key: str | None = None) -> ClosingOut:
        """A supervisor found out what became of a visitor without exit: the visit is over."""
        return self._write(ClosingOut, "POST", f"/v1/visits/{visit_id}/reconcile", found_out, key=key)

    def one(self, closing_id: UUID) -> ClosingOut:
        """How it stands now; one after which the area was locked, as it stood then."""
        return self._read(ClosingOut, f"{HERE}/{closing_id}")

    def every(
        self, facility: str | None = None, *, running: bool | None = None, page_size: int = PAGE
    ) -> Iterator[ClosingLine]:
        """Closings, the oldest first. running: whether they go on; None: either way."""
        return self._pages(
            ClosingPage, lambda page: page.closings, HERE, page_size, facility=facility, running=running
        )
