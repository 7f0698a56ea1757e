"""Wire types of orders on record, beside those that the gates and the case system share."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from api.contract.gates import OrderIn, OrderOut
from api.contract.samples import WireModel


class OrderPage(WireModel):
    """In the order of their numbers of record; pass `next` as `after` for the following page."""

    orders: list[OrderOut]
    next: UUID | None


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    OrderIn: {
        "kind": "release",
        "court": "Juzgado Tercero",
        "number": "77/2026",
        "issued": "2026-03-01T09:00:00-04:00",
        "valid_from": "2026-03-01T09:00:00-04:00",
        "expires": "2026-03-08T09:00:00-04:00",
        "facility": "penal-norte",
        "person_id": f"{UUID(int=1)}",
        "case": "1042/26",
        "named": "Alma Reyes",
        "key_id": "court-2026",
        "signature": "A" * 86,
    },
}
"""Of each body that a caller sends, for the OpenAPI document."""
