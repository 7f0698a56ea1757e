"""Facilities and orders, as a program calls them: an administrator's tool, a case system."""

from collections.abc import Iterator
from typing import TypeVar
from urllib.parse import quote
from uuid import UUID, uuid4

from pydantic import BaseModel

from api.contract.client import Client, parsed
from api.contract.facilities import FacilityIn, FacilityOut, FacilityPage
from api.contract.gates import OrderIn, OrderOut
from api.contract.orders import OrderPage

M = TypeVar("M", bound=BaseModel)


class RegistryCalls:
    """Calls as one actor, `ID; roles=a,b`. Every method raises ServiceRefused or ServiceUnreachable.

    key: of a write, one that the caller keeps to repeat it after an answer that was lost; none: a new one.
    """

    def __init__(self, client: Client, actor: str) -> None:
        self._client = client
        self._actor = actor

    def register_order(self, order: OrderIn, *, key: str | None = None) -> OrderOut:
        """Enter a court's order; `api.contract.signing.signed` signs one."""
        return self._write(OrderOut, "POST", "/v1/orders", order, key=key)

    def order(self, order_id: UUID) -> OrderOut:
        """One order."""
        return self._read(OrderOut, f"/v1/orders/{order_id}")

    def orders_of(self, person_id: UUID, page_size: int = 200) -> Iterator[OrderOut]:
        """All orders that name a person, page by page."""
        after = ""
        while True:
            page = self._read(OrderPage, f"/v1/orders?person_id={person_id}&limit={page_size}{after}")
            yield from page.orders
            if page.next is None:
                return
            after = f"&after={page.next}"

    def revoke_order(self, order_id: UUID, *, key: str | None = None) -> OrderOut:
        """The court takes it back."""
        return self._write(OrderOut, "POST", f"/v1/orders/{order_id}/revoke", key=key)

    def facilities(self, page_size: int = 200) -> Iterator[FacilityOut]:
        """All facilities by their codes, page by page."""
        after = ""
        while True:
            page = self._read(FacilityPage, f"/v1/facilities?limit={page_size}{after}")
            yield from page.facilities
            if page.next is None:
                return
            after = f"&after={quote(page.next, safe='')}"

    def facility(self, code: str) -> tuple[FacilityOut, str]:
        """One facility, and the tag of its version: `put_facility` wants it to change it."""
        answer = self._client.send("GET", _at(code), actor=self._actor)
        return parsed(FacilityOut, answer), answer.headers["ETag"]

    def put_facility(
        self, code: str, facility: FacilityIn, *, seen: str | None = None, key: str | None = None
    ) -> FacilityOut:
        """Enter a facility, or change the one that was read. seen: its tag as it was read."""
        return self._write(FacilityOut, "PUT", _at(code), facility, key=key, seen=seen)

    def _read(self, model: type[M], path: str) -> M:
        return parsed(model, self._client.send("GET", path, actor=self._actor))

    def _write(  # noqa: PLR0913 - what a request is made of
        self,
        model: type[M],
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        key: str | None,
        seen: str | None = None,
    ) -> M:
        more = {"Idempotency-Key": key or str(uuid4())} | ({"If-Match": seen} if seen else {})
        return parsed(model, self._client.send(method, path, body, actor=self._actor, more=more))


def _at(code: str) -> str:
    return f"/v1/facilities/{quote(code, safe='')}"
