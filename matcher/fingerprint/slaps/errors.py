"""What can be wrong with a slap; each is a remark on a `Slap` that a caller may also raise."""

from matcher.errors import OperatorError


class SlapProblem(OperatorError):
    """The hand should be laid down again."""


class WrongHand(SlapProblem):
    """The other hand was laid down than was asked for."""

    code = "wrong-hand"
    advice = "Lay the hand that is asked for on the scanner and capture again."


class TooFewFingers(SlapProblem):
    """Not all fingers that should be there are on the image."""

    code = "too-few-fingers"
    advice = "Press all fingers flat on the scanner, or note those that the person does not have."


class FingersUnclear(SlapProblem):
    """The fingertips do not tell which hand, or which of its fingers, they are."""

    code = "fingers-unclear"
    advice = (
        "Capture again with all fingers flat on the scanner, or note those that the person does not have."
    )
