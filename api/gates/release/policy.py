"""The policy of release."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from api.gates.doors.policy import ByHandPolicy, IdentityPolicy, OfficersPolicy
from api.gates.limits import Limit
from api.gates.reading.faults import Fault
from api.gates.reading.reader import NotEmpty
from matcher.domain import Modality


class Paper(StrEnum):
    """What a person takes along."""

    RECEIPT = "release-receipt"
    RECORD_COPY = "record-copy"  # the official copy of their file (Nelson Mandela Rule 9)
    PROPERTY_LIST = "property-list"


@dataclass(frozen=True, slots=True)
class ReleasePolicy:
    """What the release gate goes by.

    carry_out_within: how long after an order came into force is still at once. papers: what the person gets.
    paper_orders: whether an order on paper counts once a second officer has asked the court; order_hold: by
    when and by whom something about an order must be settled.
    """

    identity: IdentityPolicy
    by_hand: ByHandPolicy
    officers: OfficersPolicy
    paper_orders: bool
    order_hold: Limit
    carry_out_within: timedelta
    papers: Annotated[tuple[Paper, ...], NotEmpty()]

    def faults(self) -> Iterator[Fault]:
        """Two modalities and two officers everywhere; receipt and copy of the record for everybody."""
        for modality in (one for one in Modality if one not in self.identity.modalities):
            yield Fault(("identity", "modalities"), "policy-must-name", {"wanted": modality})
        if self.officers.number < 2:
            told: dict[str, str | int] = {"least": 2, "most": 5, "given": self.officers.number}
            yield Fault(("officers", "number"), "policy-out-of-range", told)
        for paper in (Paper.RECEIPT, Paper.RECORD_COPY):
            if paper not in self.papers:
                yield Fault(("papers",), "policy-must-name", {"wanted": paper})
