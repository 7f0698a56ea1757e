"""One look of one reviewer at one pair: lent for some minutes, answered once.

A review of a case and one of a known-answer pair are the same value: nothing in it tells them apart.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from api.adjudication.errors import AlreadyJudged, ReviewOver, UnknownReview
from api.adjudication.judgement import Judgement, Said


@dataclass(frozen=True, slots=True)
class Review:
    """id: random, so that it tells neither age nor kind. swapped: the second side is shown on the left.

    until: when it goes back to the queue unless it is answered; aware.
    """

    id: UUID
    reviewer: str
    swapped: bool
    until: datetime
    judgement: Judgement | None = None
    judged_at: datetime | None = None

    @property
    def said(self) -> Said | None:
        """The answer; None while there is none."""
        if self.judgement is None or self.judged_at is None:
            return None
        return Said(self.reviewer, self.judgement, self.judged_at)

    def runs(self, now: datetime) -> bool:
        """Whether the reviewer still has time."""
        return self.judgement is None and now < self.until

    def judged(self, by: str, judgement: Judgement, now: datetime) -> Self:
        """With its answer; the same answer again changes nothing.

        Raises UnknownReview for anybody but the reviewer, ReviewOver, AlreadyJudged.
        """
        if by != self.reviewer:
            raise UnknownReview("No review was given to you under this number.")
        if self.judgement is judgement:
            return self
        if self.judgement is not None:
            raise AlreadyJudged("This review has another answer already.")
        if not self.runs(now):
            raise ReviewOver("The time for this review is over.")
        return replace(self, judgement=judgement, judged_at=now)
