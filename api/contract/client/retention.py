"""Retention: what is due to go, what may not, what went, and what lies in the archive."""

from collections.abc import Iterator
from uuid import UUID

from api.contract.archive import ArchiveOut
from api.contract.client.calls import Calls
from api.contract.client.papers import HTML
from api.contract.retention import (
    DueList,
    DueOut,
    EndingIn,
    EndingOut,
    ErasureIn,
    ErasureOut,
    ErasurePage,
    ErasureRequestOut,
    ErasureRequestPage,
    LegalHoldIn,
    LegalHoldOut,
    LegalHoldPage,
    RunOut,
)

HOLDS, ERASURES, REQUESTS = "/v1/legal-holds", "/v1/erasures", "/v1/erasures/requests"


class Retention(Calls):
    """For supervisors, auditors and the case system."""

    def due(self, within_days: int | None = None) -> list[DueOut]:
        """Of whom something is due or kept back by a hold; within_days: and what changes so soon."""
        return self._read(DueList, "/v1/retention/due", within_days=within_days).due

    def run(self, *, key: str | None = None) -> int:
        """Carry out what is due now; how many erasures it were."""
        return self._write(RunOut, "POST", "/v1/retention/runs", key=key).done

    def ended(self, person_id: UUID, told: EndingIn, *, key: str | None = None) -> EndingOut:
        """How somebody's last custody ended in law; the case system says it."""
        return self._write(EndingOut, "POST", f"/v1/persons/{person_id}/endings", told, key=key)

    def hold(self, told: LegalHoldIn, *, key: str | None = None) -> LegalHoldOut:
        """Something is not to be destroyed: a court's word, or an officer's that another is to sign."""
        return self._write(LegalHoldOut, "POST", HOLDS, told, key=key)

    def holds(self) -> Iterator[LegalHoldOut]:
        """Those that were not lifted."""
        return self._pages(LegalHoldPage, lambda page: page.holds, HOLDS)

    def sign_hold(self, hold_id: UUID, *, key: str | None = None) -> LegalHoldOut:
        """A second officer agrees."""
        return self._write(LegalHoldOut, "POST", f"{HOLDS}/{hold_id}/sign", key=key)

    def lift_hold(self, hold_id: UUID, *, key: str | None = None) -> LegalHoldOut:
        """A court at once; of two officers the first asks."""
        return self._write(LegalHoldOut, "POST", f"{HOLDS}/{hold_id}/lift", key=key)

    def ask(self, told: ErasureIn, *, key: str | None = None) -> ErasureRequestOut:
        """Ask that somebody be erased before it is due."""
        return self._write(ErasureRequestOut, "POST", REQUESTS, told, key=key)

    def requests(self) -> Iterator[ErasureRequestOut]:
        """Those that wait for a second officer."""
        return self._pages(ErasureRequestPage, lambda page: page.requests, REQUESTS)

    def sign(self, request_id: UUID, *, key: str | None = None) -> ErasureOut:
        """A second officer agrees: the person is erased."""
        return self._write(ErasureOut, "POST", f"{REQUESTS}/{request_id}/sign", key=key)

    def withdraw(self, request_id: UUID, *, key: str | None = None) -> None:
        """Nothing is to be erased."""
        self._written("POST", f"{REQUESTS}/{request_id}/withdraw", key=key)

    def erasures(self) -> Iterator[ErasureOut]:
        """All there ever were."""
        return self._pages(ErasurePage, lambda page: page.erasures, ERASURES)

    def erasure(self, erasure_id: UUID) -> ErasureOut:
        """One, with its receipt."""
        return self._read(ErasureOut, f"{ERASURES}/{erasure_id}")

    def receipt(self, erasure_id: UUID) -> str:
        """To print: HTML in the connection's language."""
        return self._connection.send("GET", f"{ERASURES}/{erasure_id}", actor=self._actor, more=HTML).text

    def archived(self, person_id: UUID) -> ArchiveOut:
        """What lies in the restricted archive: for auditors, the defender and the person themselves."""
        return self._read(ArchiveOut, f"/v1/archive/{person_id}")

    def admit_reader(self, person_id: UUID, account: str, *, key: str | None = None) -> None:
        """An account defends somebody whose record is in the archive; the case system says so."""
        self._written("PUT", f"/v1/archive/{person_id}/readers/{account}", key=key)
