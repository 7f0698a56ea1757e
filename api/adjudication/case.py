r"""A case: is the one whose samples these are that enrolled person? Two reviewers, perhaps a supervisor.

    open --answer--> reviewed once --answer--> the same: settled
                                           \-> another: in dispute --supervisor rules--> settled

A case is withdrawn when what it asks has no object any more. Nothing leads out of settled or withdrawn.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from api.adjudication.errors import CaseNotOpen, NotInDispute, OwnCase
from api.adjudication.judgement import Judgement, Said
from api.adjudication.review import Review
from api.officers import one_officer

REVIEWERS = 2


class State(StrEnum):
    """How far a case is."""

    OPEN = "open"
    REVIEWED_ONCE = "reviewed-once"
    IN_DISPUTE = "in-dispute"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Case:
    """captured_by: the officers who captured either side; reviews: all that were lent, answered or not."""

    captured_by: frozenset[str]
    reviews: tuple[Review, ...] = ()
    ruling: Said | None = None
    withdrawn: bool = False

    @property
    def answers(self) -> tuple[Said, ...]:
        """What the reviewers said, in the order in which they said it."""
        given = (said for review in self.reviews if (said := review.said) is not None)
        return tuple(sorted(given, key=lambda said: said.at))

    @property
    def state(self) -> State:
        """Where it stands."""
        answers = self.answers
        if self.withdrawn:
            return State.WITHDRAWN
        if len(answers) < REVIEWERS:
            return (State.OPEN, State.REVIEWED_ONCE)[len(answers)]
        return State.SETTLED if self.result is not None else State.IN_DISPUTE

    @property
    def result(self) -> Judgement | None:
        """What is settled: the reviewers' common answer, or the supervisor's where they disagree."""
        if self.withdrawn:
            return None
        if self.ruling is not None:
            return self.ruling.judgement
        judgements = {said.judgement for said in self.answers}
        return judgements.pop() if len(self.answers) == REVIEWERS and len(judgements) == 1 else None

    @property
    def settled_by(self) -> frozenset[str]:
        """Those who looked for themselves and said what is settled; empty until it is."""
        said = (*self.answers, *((self.ruling,) if self.ruling else ()))
        return frozenset(one.by for one in said if one.judgement is self.result)

    def waits_for(self, reviewer: str, now: datetime) -> bool:
        """Whether this officer may be lent the case: a place is free, and they know nothing of it yet."""
        if self.state not in (State.OPEN, State.REVIEWED_ONCE) or self._captured(reviewer):
            return False
        busy = [review for review in self.reviews if review.said is not None or review.runs(now)]
        return len(busy) < REVIEWERS and not any(one_officer(review.reviewer, reviewer) for review in busy)

    def lent(self, review: Review, now: datetime) -> Self:
        """With a review under way. Raises OwnCase, CaseNotOpen."""
        if self._captured(review.reviewer):
            raise OwnCase("Whoever captured the samples does not review them.")
        if not self.waits_for(review.reviewer, now):
            raise CaseNotOpen("This case waits for no review of yours.")
        return replace(self, reviews=(*self.reviews, review))

    def judged(self, review: Review, judgement: Judgement, now: datetime) -> Self:
        """With the answer of one of its reviews. Raises what `Review.judged` does, and CaseNotOpen."""
        answered = review.judged(review.reviewer, judgement, now)
        if answered is review:
            return self
        if self.state not in (State.OPEN, State.REVIEWED_ONCE):
            raise CaseNotOpen("This case takes no more answers.")
        return replace(self, reviews=tuple(answered if one == review else one for one in self.reviews))

    def ruled(self, supervisor: str, judgement: Judgement, now: datetime) -> Self:
        """With the supervisor's ruling. Raises NotInDispute, OwnCase."""
        if self.state is not State.IN_DISPUTE:
            raise NotInDispute("There is no disagreement to rule on.")
        if self._captured(supervisor) or any(one_officer(said.by, supervisor) for said in self.answers):
            raise OwnCase("Whoever captured the samples or reviewed the case does not rule on it.")
        return replace(self, ruling=Said(supervisor, judgement, now))

    def taken_back(self) -> Self:
        """Withdrawn. Raises CaseNotOpen where it is settled or withdrawn already."""
        if self.state in (State.SETTLED, State.WITHDRAWN):
            raise CaseNotOpen("This case is closed.")
        return replace(self, withdrawn=True)

    def _captured(self, officer: str) -> bool:
        return any(one_officer(one, officer) for one in self.captured_by)
