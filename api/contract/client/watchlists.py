"""Who is on which watchlist."""

from collections.abc import Iterator
from uuid import UUID

from api.contract.client.calls import Calls
from api.contract.client.parameters import PAGE
from api.contract.watchlists import ListingIn, ListingOut, ListingPage

HERE = "/v1/listings"


class Watchlists(Calls):
    """Lists that intake searches."""

    def every(
        self, *, person_id: UUID | None = None, holds: bool | None = None, page_size: int = PAGE
    ) -> Iterator[ListingOut]:
        """All that were ever entered of somebody, or of anybody; holds: now, or no more."""
        asked = {"person_id": person_id, "holds": holds}
        return self._pages(ListingPage, lambda page: page.listings, HERE, page_size, **asked)

    def one(self, listing_id: UUID) -> ListingOut:
        """One of them."""
        return self._read(ListingOut, f"{HERE}/{listing_id}")

    def place(self, listing: ListingIn, *, key: str | None = None) -> ListingOut:
        """Somebody is on a list from now on."""
        return self._write(ListingOut, "POST", HERE, listing, key=key)

    def lift(self, listing_id: UUID, *, key: str | None = None) -> ListingOut:
        """End it before its time."""
        return self._write(ListingOut, "POST", f"{HERE}/{listing_id}/lift", key=key)
