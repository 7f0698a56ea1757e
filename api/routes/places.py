"""Facilities by their codes, and spans of time, as bodies name them."""

from datetime import datetime
from typing import overload
from uuid import UUID

from api.errors import InvalidRequest
from api.registry import facilities
from api.registry.unit import View


@overload
def code_of(view: View, facility_id: UUID) -> str: ...
@overload
def code_of(view: View, facility_id: UUID | None) -> str | None: ...
def code_of(view: View, facility_id: UUID | None) -> str | None:
    """The code of a facility on record."""
    return None if facility_id is None else facilities.one(view, facility_id).code


@overload
def id_of(view: View, code: str) -> UUID: ...
@overload
def id_of(view: View, code: str | None) -> UUID | None: ...
def id_of(view: View, code: str | None) -> UUID | None:
    """The facility that a code stands for. Raises NotOnRecord."""
    return None if code is None else facilities.coded(view, code).id


def require_order(since: datetime, until: datetime | None, *, ends: str = "until") -> None:
    """Raise InvalidRequest for a span that ends before it begins; ends: the name of its end."""
    if until is not None and until <= since:
        raise InvalidRequest(f"{ends}: must lie after the beginning")


def holds(since: datetime, until: datetime | None, ended: datetime | None, now: datetime) -> bool:
    """Whether something stands at an instant that may end by itself or by somebody's word."""
    return ended is None and since <= now and (until is None or now < until)
