"""Two reviewers who see the truth: whether the one before the door is the person of a record."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from api.contract.adjudication import JudgementIn
from tests.support.story.callers import REVIEWERS, Wire

if TYPE_CHECKING:
    from tests.support.story.prison import Prison

Look = Callable[[UUID], tuple[UUID, UUID]]
"""Of a review the case and the person it is about: the service tells reviewers neither."""


class Reviewers:
    """They are shown pairs alone. look: into the store, which knows what a review is about."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._probes: dict[UUID, int] = {}

    def shown(self, case: UUID, body: int | None) -> None:
        """Whose body a case is about."""
        if body is not None:
            self._probes[case] = body

    def look(self, prison: "Prison") -> None:
        """At everything that waits."""
        for reviewer in REVIEWERS:
            while (review := _next(prison.wire, reviewer)) is not None:
                case, person = self._look(review)
                same = prison.bodies.get(person) == self._probes[case]
                said = JudgementIn(judgement="same" if same else "different")
                path = f"/v1/adjudication/reviews/{review}/judgement"
                prison.wire.send("PUT", path, reviewer, said, already=("already-judged", "case-not-open"))


def _next(wire: Wire, reviewer: str) -> UUID | None:
    answer = wire.post("/v1/adjudication/reviews", reviewer)
    while answer.status_code == 409:  # the answer was lost on the way: what is under way is shown again
        answer = wire.post("/v1/adjudication/reviews", reviewer)
    return None if answer.status_code == 204 else UUID(answer.json()["id"])
