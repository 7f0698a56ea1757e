"""Courts' orders, as the case system registers them."""

from collections.abc import Iterator
from uuid import UUID

from api.contract.client.calls import Calls
from api.contract.client.parameters import PAGE
from api.contract.orders import OrderIn, OrderOut, OrderPage

HERE = "/v1/orders"


class Orders(Calls):
    """Each order serves once, at a gate."""

    def register(self, order: OrderIn, *, key: str | None = None) -> OrderOut:
        """Enter a court's order; `api.contract.signing.signed` signs one with the case system's key."""
        return self._write(OrderOut, "POST", HERE, order, key=key)

    def one(self, order_id: UUID) -> OrderOut:
        """One order: whether it is open, used or revoked, and what its signature is worth."""
        return self._read(OrderOut, f"{HERE}/{order_id}")

    def of(self, person_id: UUID, page_size: int = PAGE) -> Iterator[OrderOut]:
        """All orders that name a person, in the order of their registration."""
        return self._pages(OrderPage, lambda page: page.orders, HERE, page_size, person_id=person_id)

    def revoke(self, order_id: UUID, *, key: str | None = None) -> OrderOut:
        """The court takes it back. Needs no version: it overrules whatever else was changed."""
        return self._write(OrderOut, "POST", f"{HERE}/{order_id}/revoke", key=key)
