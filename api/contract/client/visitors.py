"""Visitors: on what footing they come, and what they agreed to."""

from collections.abc import Iterator
from uuid import UUID

from api.contract.client.calls import Calls, Seen
from api.contract.client.parameters import PAGE
from api.contract.visitors import VisitorIn, VisitorOut, VisitorPage, WithdrawalIn

HERE = "/v1/visitors"


class Visitors(Calls):
    """People on record as visitors."""

    def every(self, page_size: int = PAGE) -> Iterator[VisitorOut]:
        """All of them."""
        return self._pages(VisitorPage, lambda page: page.visitors, HERE, page_size)

    def one(self, person_id: UUID) -> Seen[VisitorOut]:
        """One of them, as `change` wants it."""
        return self._seen(VisitorOut, f"{HERE}/{person_id}")

    def enter(self, person_id: UUID, visitor: VisitorIn, *, key: str | None = None) -> VisitorOut:
        """Somebody on record comes as a visitor for the first time."""
        return self._write(VisitorOut, "PUT", f"{HERE}/{person_id}", visitor, key=key)

    def change(self, seen: Seen[VisitorOut], visitor: VisitorIn, *, key: str | None = None) -> VisitorOut:
        """What is known of them has changed."""
        address = f"{HERE}/{seen.record.person_id}"
        return self._write(VisitorOut, "PUT", address, visitor, key=key, seen=seen)

    def withdraw_consent(
        self, seen: Seen[VisitorOut], facility: str, *, key: str | None = None
    ) -> VisitorOut:
        """They take their consent back at a facility: their biometrics are destroyed."""
        address = f"{HERE}/{seen.record.person_id}/withdraw-consent"
        body = WithdrawalIn(facility=facility)
        return self._write(VisitorOut, "POST", address, body, key=key, seen=seen)
