"""The policy of intake: what has to be captured and written down, and how long a matter may stay open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Final

from api.gates.evidence import GalleryKind
from api.gates.limits import Limit
from api.gates.reading.faults import Fault
from api.gates.reading.reader import Between, Form, NotEmpty

Country = Annotated[str, Form("two capital letters", r"[A-Z]{2}")]


class RecordField(StrEnum):
    """What the admission record holds (Nelson Mandela Rule 7; ICPPED article 17, paragraph 3)."""

    CLAIMED_NAME = "claimed-name"  # rule 7 (a)
    GENDER = "gender"  # as the person says; 7 (a)
    BIRTH_DATE = "birth-date"
    NATIONALITY = "nationality"
    GROUNDS = "grounds"  # reasons for the commitment; 7 (b)
    ORDERING_AUTHORITY = "ordering-authority"  # ICPPED 17 (3) (b)
    SUPERVISING_AUTHORITY = "supervising-authority"  # ICPPED 17 (3) (d)
    ARREST_TIME = "arrest-time"  # 7 (b)
    ARREST_PLACE = "arrest-place"
    ARREST_AUTHORITY = "arrest-authority"
    ADMISSION_HOUR = "admission-hour"  # 7 (c)
    INJURIES = "injuries"  # visible ones, or that there are none; 7 (d)
    COMPLAINTS = "complaints"  # of prior ill-treatment, or that there are none; 7 (d)
    PROPERTY = "property"  # 7 (e)
    FAMILY = "family"  # with the children's ages, place and guardian; 7 (f)
    EMERGENCY_CONTACT = "emergency-contact"  # 7 (g)
    LAWYER = "lawyer"
    LANGUAGE = "language"  # and whether an interpreter is needed
    INFORMATION_GIVEN = "information-given"  # of rights and of this record, in a language they understand


RULE_7: Final = frozenset(
    {
        RecordField.CLAIMED_NAME,
        RecordField.GENDER,
        RecordField.GROUNDS,
        RecordField.ORDERING_AUTHORITY,
        RecordField.ARREST_TIME,
        RecordField.ARREST_PLACE,
        RecordField.ADMISSION_HOUR,
        RecordField.INJURIES,
        RecordField.COMPLAINTS,
        RecordField.PROPERTY,
        RecordField.FAMILY,
        RecordField.EMERGENCY_CONTACT,
    }
)
"""What no policy can leave out."""

NEWCOMERS: Final = frozenset(
    {GalleryKind.CUSTODY, GalleryKind.FORMER, GalleryKind.WATCHLISTS, GalleryKind.BANNED_VISITORS}
)
"""Where no policy can leave a newcomer unsearched."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The least that is captured of everybody. photograph: an exception needs a picture of its reason."""

    fingers: Annotated[int, Between(0, 10)]
    face: bool
    photograph: bool

    def faults(self) -> Iterator[Fault]:
        """Something is captured of everybody, or nobody is told from anybody."""
        if not self.fingers and not self.face:
            yield Fault(("fingers",), "policy-contradiction", {"other": "face"})


@dataclass(frozen=True, slots=True)
class RecordPolicy:
    """required: what must be written down; at_once: which of it before anybody is received.

    within: how long after reception was first asked for an entry is not late.
    """

    required: Annotated[frozenset[RecordField], NotEmpty()]
    at_once: frozenset[RecordField]
    within: timedelta

    def faults(self) -> Iterator[Fault]:
        """What Nelson Mandela Rule 7 asks is asked everywhere."""
        for extra in sorted(self.at_once - self.required):
            yield Fault(("required",), "policy-must-name", {"wanted": extra})
        for missing in sorted(RULE_7 - self.required):
            yield Fault(("required",), "policy-must-name", {"wanted": missing})


class ConsularNotice(StrEnum):
    """When a foreigner's consulate is told."""

    ON_REQUEST = "on-request"
    ALWAYS = "always"  # as some treaties ask


@dataclass(frozen=True, slots=True)
class IntakePolicy:
    """What reception goes by.

    galleries: those that every newcomer is searched in. home: whose nationals are no foreigners here.
    adult_age: in years. paper_orders: whether an order on paper counts, countersigned. doubt_waits: whether
    a doubtful likeness holds until reviewers have looked. arrest_to_intake: from when on a defender hears of
    the hours in between. signatures_valid: for how long a second officer's agreement counts. The limits say
    how long each matter may stay open, and who settles it: no order, no court file, not the person named, a
    likeness, a child, somebody on a list, what was owed at reception and has to be made up for.
    """

    galleries: Annotated[frozenset[GalleryKind], NotEmpty()]
    adult_age: Annotated[int, Between(12, 25)]
    home: Annotated[frozenset[Country], NotEmpty()]
    paper_orders: bool
    doubt_waits: bool
    consular_notice: ConsularNotice
    arrest_to_intake: timedelta
    signatures_valid: timedelta
    coverage: Coverage
    record: RecordPolicy
    no_order: Limit
    no_case_file: Limit
    wrong_person: Limit
    doubt: Limit
    child: Limit
    listed: Limit
    owed: Limit

    def faults(self) -> Iterator[Fault]:
        """Nobody becomes a new person before those on record and the lists were searched."""
        for missing in sorted(NEWCOMERS - self.galleries):
            yield Fault(("galleries",), "policy-must-name", {"wanted": missing})
