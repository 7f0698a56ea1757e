"""What can be wrong with a review or a ruling; in the families of `matcher.errors`."""

from matcher.errors import DataError


class UnknownReview(DataError):
    """This officer was lent nothing under this number."""

    code = "unknown-review"
    advice = "Take the next case from the queue."


class ReviewOver(DataError):
    """The time for this review is over; the case went back to the queue."""

    code = "review-over"
    advice = "Nothing was recorded. Take the next case; this one will be looked at by somebody."


class AlreadyJudged(DataError):
    """The review has an answer already, and it is another one."""

    code = "already-judged"
    advice = "An answer stands once it is given. Tell the supervisor if it was a slip."


class UnknownCase(DataError):
    """There is no case under this number."""

    code = "unknown-case"
    advice = "Check the number, or look at the list of cases."


class CaseNotOpen(DataError):
    """The case takes no more reviews: it is settled, in dispute or withdrawn."""

    code = "case-not-open"
    advice = "Take the next case from the queue."


class NotInDispute(DataError):
    """A supervisor rules only where two reviewers disagree."""

    code = "not-in-dispute"
    advice = "Wait until two reviewers have answered; where they agree, their answer stands."


class OwnCase(DataError):
    """Whoever captured the samples or reviewed the case can neither review nor rule on it."""

    code = "own-case"
    advice = "Somebody else must do it."


class NothingToCompare(DataError):
    """The two sides share no finger and no face that could be laid side by side."""

    code = "nothing-to-compare"
    advice = "Capture a finger that is on record, or a face, and open the case again."
