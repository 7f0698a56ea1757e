"""Papers: what somebody was handed at a gate."""

from collections.abc import Iterator
from uuid import UUID

from api.contract.client.calls import Calls
from api.contract.papers import PaperHead, PaperList, PaperOut

HERE = "/v1/papers"
HTML = {"Accept": "text/html"}


class Papers(Calls):
    """They say what they said when they were issued, whatever the record says today."""

    def of(self, passage_id: UUID) -> Iterator[PaperHead]:
        """All that were issued at a passage, the first one first."""
        yield from self._read(PaperList, f"/v1/passages/{passage_id}/papers").papers

    def numbered(self, number: str) -> PaperHead | None:
        """The paper of a number as it is printed; None: nobody ever issued such a paper."""
        return next(iter(self._read(PaperList, HERE, number=number).papers), None)

    def one(self, paper_id: UUID) -> PaperOut:
        """What it says; `api.contract.papers.fingerprint` of its content is the hash that is printed."""
        return self._read(PaperOut, f"{HERE}/{paper_id}")

    def page(self, paper_id: UUID) -> str:
        """To print: HTML in the connection's language."""
        return self._connection.send("GET", f"{HERE}/{paper_id}", actor=self._actor, more=HTML).text
