"""Wire types of who defends whom."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.contract.samples import WireModel

Account = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$", description="Under which they call the service"),
]


class DefenderOut(WireModel):
    """An account defends somebody since then; until: no more."""

    account: str
    since: datetime
    until: datetime | None = None
    named_by: str


class DefenderList(WireModel):
    """Everybody who ever did, the first one first."""

    defenders: list[DefenderOut]
