"""Passages: what a gate holds, until it is settled."""

from collections.abc import Iterator
from uuid import UUID

from api.contract.client.calls import Calls
from api.contract.client.parameters import PAGE
from api.contract.gates import DecisionOut, SignatureIn
from api.contract.passages import HeldList, PassageOut

HERE = "/v1/passages"


class Passages(Calls):
    """What was asked at the gates and is not settled yet."""

    def held(self, facility: str, page_size: int = PAGE) -> Iterator[PassageOut]:
        """Whatever waits at a facility, the longest first."""
        return self._pages(HeldList, lambda page: page.passages, HERE, page_size, facility=facility)

    def one(self, passage_id: UUID) -> PassageOut:
        """One asking of a gate, settled or not."""
        return self._read(PassageOut, f"{HERE}/{passage_id}")

    def latest(self, passage_id: UUID) -> DecisionOut:
        """What was decided last, and what that waits for. Nothing is decided anew."""
        return self._read(DecisionOut, f"{HERE}/{passage_id}/decision")

    def sign(self, passage_id: UUID, matter: str, *, key: str | None = None) -> DecisionOut:
        """Agree, as another officer than the one who asked, to a matter of `awaited`; it is decided anew."""
        body = SignatureIn(matter=matter)
        return self._write(DecisionOut, "POST", f"{HERE}/{passage_id}/signatures", body, key=key)

    def decide(self, passage_id: UUID, *, key: str | None = None) -> DecisionOut:
        """Decide anew: reviewers looked, an order came, time has passed."""
        return self._write(DecisionOut, "POST", f"{HERE}/{passage_id}/decision", key=key)

    def abandon(self, passage_id: UUID, *, key: str | None = None) -> None:
        """Whoever asked went away: what was captured is destroyed."""
        self._written("DELETE", f"{HERE}/{passage_id}", key=key)
