"""Wire types of watchlists: who is on which, why, and until when."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from api.contract.facilities import HouseCode
from api.contract.plain import Moment, Prose
from api.contract.samples import WireModel

WatchlistCode = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$", description="Which list, such as `international`")
]


class ListingIn(WireModel):
    """What `POST /v1/listings` takes: somebody on record is on a watchlist from now on."""

    person_id: UUID
    watchlist: WatchlistCode
    facility: HouseCode | None = Field(default=None, description="Which house enters it")
    until: Moment | None = Field(default=None, description="None: until it is lifted")
    reason: Prose


class ListingOut(WireModel):
    """An entry of a watchlist, past or present."""

    id: UUID
    person_id: UUID
    watchlist: str
    facility: str | None
    since: datetime
    until: datetime | None
    ended_at: datetime | None
    listed_by: str
    lifted_by: str | None = Field(description="None: it holds, or its time was over")
    reason: str
    holds: bool = Field(description="Whether it holds now")


class ListingPage(WireModel):
    """In the order in which they were entered; pass `next` as `after` for the following page."""

    listings: list[ListingOut]
    next: UUID | None


EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    ListingIn: {
        "person_id": f"{UUID(int=1)}",
        "watchlist": "international",
        "until": "2027-03-01T00:00:00Z",
        "reason": "Notice 2026/118 of the central office.",
    },
}
"""Of each body that a caller sends, for the OpenAPI document."""
