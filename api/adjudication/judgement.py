"""What somebody says of two sets of samples."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Judgement(StrEnum):
    """Of one person, of two, or not to be told from these images; the last is an answer, not a failure."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class Said:
    """A judgement with who gave it and when. at: aware."""

    by: str
    judgement: Judgement
    at: datetime
