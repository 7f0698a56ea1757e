"""Custody: since when somebody is held, on what footing, what else keeps them, and what the clock says."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.contract.admission import AdmissionEntriesIn, AdmissionRecordOut
from api.contract.client.calls import Calls, Seen
from api.contract.client.parameters import PAGE
from api.contract.custody import (
    CaseLinkIn,
    CustodyLine,
    CustodyOut,
    CustodyPage,
    HoldIn,
    HoldOut,
    PlaceIn,
    PrisonerFound,
    PrisonersFound,
)


class Custody(Calls):
    """Of one person at a time."""

    def of(self, person_id: UUID) -> Seen[CustodyOut]:
        """The custody that somebody is in or was in last, with the state of its detention clock now."""
        return self._seen(CustodyOut, _at(person_id))

    def held(
        self, facility: str, *, wing: str | None = None, clock: str | None = None, page_size: int = PAGE
    ) -> Iterator[CustodyLine]:
        """Everybody whom a facility answers for. clock: `ok`, `near`, `over` or `no_case_file` alone."""
        return self._pages(
            CustodyPage,
            lambda page: page.held,
            "/v1/custody",
            page_size,
            facility=facility,
            wing=wing,
            clock=clock,
        )

    def find(self, facility: str, name: str) -> Sequence[PrisonerFound]:
        """Who is held there under a whole name, or under a number."""
        found = self._read(PrisonersFound, "/v1/custody/found", facility=facility, name=name)
        return found.found

    def link_case(
        self,
        seen: Seen[CustodyOut],
        case: str,
        *,
        order_id: UUID | None = None,
        key: str | None = None,
    ) -> CustodyOut:
        """The court's file is found: the custody is listed as without case file no more."""
        body, address = CaseLinkIn(case=case, order_id=order_id), f"{_at(seen.record.person_id)}/case"
        return self._write(CustodyOut, "PUT", address, body, key=key, seen=seen)

    def place(self, seen: Seen[CustodyOut], where: PlaceIn, *, key: str | None = None) -> CustodyOut:
        """In which wing and cell somebody is held from now on."""
        address = f"{_at(seen.record.person_id)}/place"
        return self._write(CustodyOut, "PUT", address, where, key=key, seen=seen)

    def admission_record(self, person_id: UUID) -> AdmissionRecordOut:
        """What was written down at reception and since, what is missing, and what came late."""
        return self._read(AdmissionRecordOut, f"{_at(person_id)}/admission-record")

    def enter_admission_record(
        self, person_id: UUID, entered: AdmissionEntriesIn, *, key: str | None = None
    ) -> AdmissionRecordOut:
        """Enter what was missing; what comes after the time for the record stays marked as late."""
        address = f"{_at(person_id)}/admission-record"
        return self._write(AdmissionRecordOut, "POST", address, entered, key=key)

    def place_hold(self, person_id: UUID, hold: HoldIn, *, key: str | None = None) -> HoldOut:
        """Another ground to keep somebody whom one order would set free."""
        return self._write(HoldOut, "POST", f"{_at(person_id)}/holds", hold, key=key)

    def lift_hold(self, person_id: UUID, hold_id: UUID, *, key: str | None = None) -> HoldOut:
        """End a hold."""
        return self._write(HoldOut, "POST", f"{_at(person_id)}/holds/{hold_id}/lift", key=key)


def _at(person_id: UUID) -> str:
    return f"/v1/persons/{person_id}/custody"
