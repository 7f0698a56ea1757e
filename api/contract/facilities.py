"""Wire types of facilities."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.contract.plain import Line, Short
from api.contract.samples import WireModel

HouseCode = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$", description="Short and stable, as orders name the facility")
]
Places = Annotated[int, Field(ge=0, le=1_000_000, description="For how many there is room")]


class WingIn(WireModel):
    """A part that is counted by itself."""

    code: Short
    name: Line
    capacity: Places | None = None


class FacilityIn(WireModel):
    """What `PUT /v1/facilities/{code}` takes. zone: IANA name; legal days are counted in it."""

    name: Line
    zone: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_+/-]+$")]
    capacity: Places
    wings: Annotated[tuple[WingIn, ...], Field(max_length=200)] = ()


class FacilityOut(FacilityIn):
    """A facility on record."""

    code: str


class FacilityPage(WireModel):
    """By their codes; pass `next` as `after` for the following page."""

    facilities: list[FacilityOut]
    next: str | None


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    FacilityIn: {
        "name": "Penal Norte",
        "zone": "America/Santiago",
        "capacity": 400,
        "wings": [{"code": "A", "name": "North", "capacity": 120}, {"code": "B", "name": "South"}],
    },
}
"""Of each body that a caller sends, for the OpenAPI document."""
