"""Who may see whom, when they are expected, who is inside."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from api.contract.client.calls import Calls, Seen
from api.contract.client.parameters import PAGE
from api.contract.visiting import (
    AppointmentIn,
    AppointmentOut,
    AppointmentPage,
    AuthorisationIn,
    AuthorisationOut,
    AuthorisationPage,
    VisitOut,
    VisitPage,
)

AUTHORISATIONS, APPOINTMENTS, VISITS = "/v1/authorisations", "/v1/appointments", "/v1/visits"


class Authorisations(Calls):
    """Which visitor may see which prisoner, as what."""

    def of(
        self,
        *,
        visitor_id: UUID | None = None,
        prisoner_id: UUID | None = None,
        page_size: int = PAGE,
    ) -> Iterator[AuthorisationOut]:
        """All that were ever granted to a visitor, for a prisoner, to both or at all."""
        return self._pages(
            AuthorisationPage,
            lambda page: page.authorisations,
            AUTHORISATIONS,
            page_size,
            visitor_id=visitor_id,
            prisoner_id=prisoner_id,
        )

    def one(self, authorisation_id: UUID) -> Seen[AuthorisationOut]:
        """One of them, as `revoke` wants it."""
        return self._seen(AuthorisationOut, f"{AUTHORISATIONS}/{authorisation_id}")

    def grant(self, authorisation: AuthorisationIn, *, key: str | None = None) -> AuthorisationOut:
        """A visitor on record may see a prisoner."""
        return self._write(AuthorisationOut, "POST", AUTHORISATIONS, authorisation, key=key)

    def revoke(self, seen: Seen[AuthorisationOut], *, key: str | None = None) -> AuthorisationOut:
        """The visitor may see the prisoner no more."""
        address = f"{AUTHORISATIONS}/{seen.record.id}/revoke"
        return self._write(AuthorisationOut, "POST", address, key=key, seen=seen)


class Appointments(Calls):
    """When visitors are expected."""

    def between(
        self, facility: str, begins: datetime, ends: datetime, page_size: int = PAGE
    ) -> Iterator[AppointmentOut]:
        """A facility's slots that begin in a span, whatever became of them; instants with their zone."""
        return self._pages(
            AppointmentPage,
            lambda page: page.appointments,
            APPOINTMENTS,
            page_size,
            facility=facility,
            begins=begins.isoformat(),
            ends=ends.isoformat(),
        )

    def one(self, appointment_id: UUID) -> Seen[AppointmentOut]:
        """One of them, as `cancel` wants it."""
        return self._seen(AppointmentOut, f"{APPOINTMENTS}/{appointment_id}")

    def book(self, appointment: AppointmentIn, *, key: str | None = None) -> AppointmentOut:
        """Expect a visitor."""
        return self._write(AppointmentOut, "POST", APPOINTMENTS, appointment, key=key)

    def cancel(self, seen: Seen[AppointmentOut], *, key: str | None = None) -> AppointmentOut:
        """Nobody is expected any more."""
        address = f"{APPOINTMENTS}/{seen.record.id}/cancel"
        return self._write(AppointmentOut, "POST", address, key=key, seen=seen)


class Visits(Calls):
    """Who is inside now, and who was."""

    def every(
        self,
        *,
        facility: str | None = None,
        inside: bool | None = None,
        visitor_id: UUID | None = None,
        page_size: int = PAGE,
    ) -> Iterator[VisitOut]:
        """Visits, the earliest first; inside: only those of visitors who are inside, or who left."""
        return self._pages(
            VisitPage,
            lambda page: page.visits,
            VISITS,
            page_size,
            facility=facility,
            inside=inside,
            visitor_id=visitor_id,
        )

    def one(self, visit_id: UUID) -> VisitOut:
        """One visit."""
        return self._read(VisitOut, f"{VISITS}/{visit_id}")
