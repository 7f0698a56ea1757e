"""Wire types of what is held at the gates."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.contract.gates import GateName
from api.contract.samples import WireModel


class PassageOut(WireModel):
    """An asking of a gate: what was decided last stands under `decision_id`."""

    id: UUID
    gate: GateName
    facility: str
    asked_at: datetime
    officer: str
    person_id: UUID | None
    state: Literal["open", "admitted", "refused", "abandoned"]
    settled_at: datetime | None
    decision_id: UUID | None


class HeldList(WireModel):
    """Whatever waits at a facility, the longest first."""

    passages: list[PassageOut]
