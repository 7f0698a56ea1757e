"""Warrants: searches beyond what a gate may search."""

from collections.abc import Iterator
from uuid import UUID

from api.contract.client.calls import Calls
from api.contract.client.parameters import PAGE
from api.contract.warrants import WarrantIn, WarrantOut, WarrantPage

HERE = "/v1/warrants"


class Warrants(Calls):
    """`defects` of a warrant says why it allows nothing yet; under its id, `identify` searches."""

    def ask(self, warrant: WarrantIn, *, key: str | None = None) -> WarrantOut:
        """Ask for one; officers sign it."""
        return self._write(WarrantOut, "POST", HERE, warrant, key=key)

    def sign(self, warrant_id: UUID, *, key: str | None = None) -> WarrantOut:
        """Agree, in a role that the facility's policy names."""
        return self._write(WarrantOut, "POST", f"{HERE}/{warrant_id}/signatures", key=key)

    def revoke(self, warrant_id: UUID, *, key: str | None = None) -> WarrantOut:
        """It allows nothing from now on."""
        return self._write(WarrantOut, "POST", f"{HERE}/{warrant_id}/revoke", key=key)

    def one(self, warrant_id: UUID) -> WarrantOut:
        """Who signed, and all that was searched under it."""
        return self._read(WarrantOut, f"{HERE}/{warrant_id}")

    def of(self, facility: str, page_size: int = PAGE) -> Iterator[WarrantOut]:
        """All of a facility, the one asked for first before all others."""
        return self._pages(WarrantPage, lambda page: page.warrants, HERE, page_size, facility=facility)
