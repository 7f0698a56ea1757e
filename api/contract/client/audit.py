"""The audit log: its heads, its leaves, what was done about somebody."""

from collections.abc import Iterator
from uuid import UUID

from api.contract.audit import BundleOut, ConsistencyOut, HeadPage, LeafPage, LogOut
from api.contract.client.calls import Calls

HERE = "/v1/audit"
AT_ONCE = 1_000


class Audit(Calls):
    """For auditors and defenders, and for whoever keeps heads."""

    def log(self) -> LogOut:
        """Its name, key and last head."""
        return self._read(LogOut, HERE)

    def heads(self, *, after: int = 0, limit: int = 50) -> HeadPage:
        """Signed heads over more than `after` leaves."""
        return self._read(HeadPage, f"{HERE}/heads", after=after, limit=limit)

    def leaves(self) -> Iterator[str]:
        """All of it, as it was hashed."""
        first, size = 0, 1
        while first < size:
            page = self._read(LeafPage, f"{HERE}/leaves", first=first, count=AT_ONCE)
            yield from page.leaves
            first, size = first + len(page.leaves), page.size if page.leaves else 0

    def consistency(self, older: int, newer: int) -> ConsistencyOut:
        """That the log of so many leaves begins that of so many."""
        return self._read(ConsistencyOut, f"{HERE}/consistency", older=older, newer=newer)

    def account(self, person_id: UUID, *, kept: int = 0) -> BundleOut:
        """Everything that was done about a person, provably; kept: leaves of the head that was kept."""
        return self._read(BundleOut, f"{HERE}/persons/{person_id}", kept=kept)
