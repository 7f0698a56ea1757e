"""Bans keep a visitor out, sanctions keep a prisoner from visits."""

from collections.abc import Iterator
from uuid import UUID

from api.contract.bans import BanIn, BanOut, BanPage
from api.contract.client.calls import Calls
from api.contract.client.parameters import PAGE

HERE = "/v1/bans"


class Bans(Calls):
    """They follow a person under every name."""

    def every(self, *, person_id: UUID | None = None, page_size: int = PAGE) -> Iterator[BanOut]:
        """All that were ever imposed on somebody, or on anybody."""
        return self._pages(BanPage, lambda page: page.bans, HERE, page_size, person_id=person_id)

    def one(self, ban_id: UUID) -> BanOut:
        """One of them."""
        return self._read(BanOut, f"{HERE}/{ban_id}")

    def impose(self, ban: BanIn, *, key: str | None = None) -> BanOut:
        """Keep somebody out, or from visits."""
        return self._write(BanOut, "POST", HERE, ban, key=key)

    def lift(self, ban_id: UUID, *, key: str | None = None) -> BanOut:
        """End it before its time."""
        return self._write(BanOut, "POST", f"{HERE}/{ban_id}/lift", key=key)
