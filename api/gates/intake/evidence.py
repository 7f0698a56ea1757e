"""What the intake gate weighs: the order, what was captured, who it is like, and what was written down.

No names and no free text: rules need to know that something is there, not what it says.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from uuid import UUID

from api.gates.evidence import Attendance, Captured, Comparison, OrderFacts, Search, Verdict
from api.gates.intake.policy import RecordField
from matcher.domain import Decision


class CaseFile(StrEnum):
    """Whether the court has a file of the case that the order names."""

    PRESENT = "present"
    MISSING = "missing"  # NO_CASE_FILE
    NOT_ASKED = "not-asked"  # the court's system could not be reached


class ChipProof(StrEnum):
    """What passive authentication of an identity card's chip showed (ICAO Doc 9303, part 11)."""

    GENUINE = "genuine"
    UNKNOWN_ISSUER = "unknown-issuer"
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class ChipCheck:
    """An identity card that was read. face: the chip's portrait against the live face; None: not compared."""

    proof: ChipProof
    face: Decision | None


class Consulate(StrEnum):
    """What a foreigner wants their consulate to hear (Convention on Consular Relations, article 36)."""

    ASKED_FOR = "asked-for"
    DECLINED = "declined"
    PROTECTED = "protected"  # refugee or asylum seeker: never without their own word
    NOT_YET_ASKED = "not-yet-asked"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who stands at reception, as they say. born: None where nobody knows.

    may_be_child: somebody doubts the age. nationalities: ISO 3166-1 alpha-2; empty: unknown or stateless.
    """

    born: date | None
    nationalities: frozenset[str]
    consulate: Consulate = Consulate.NOT_YET_ASKED
    may_be_child: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of the admission record that was filled in, also with "none"."""

    field: RecordField
    at: datetime


@dataclass(frozen=True, slots=True)
class AdmissionRecord:
    """What has been written down so far. arrested_at, injured, ill_treated: None where it is not yet entered.

    injured: injuries were seen; ill_treated: the person complains of ill-treatment before admission.
    """

    entries: tuple[Entry, ...] = ()
    arrested_at: datetime | None = None
    injured: bool | None = None
    ill_treated: bool | None = None


@dataclass(frozen=True, slots=True)
class IntakeEvidence:
    """Everything that is known when reception is asked for.

    asked_at: when it was first; zone: the facility's. received_as: the person on record under whom they are
    to be received; None: as a new person. named: 1:1 against the person whom the order names, where that is
    somebody on record. search: 1:N, None: not made. bearing_name: those among the candidates whose record
    bears the name that is claimed now. verdicts: of reviewers on this session's probe.
    """

    facility: str
    zone: tzinfo
    asked_at: datetime
    attendance: Attendance
    newcomer: Newcomer
    captured: Captured
    record: AdmissionRecord
    order: OrderFacts | None = None
    case_file: CaseFile = CaseFile.NOT_ASKED
    received_as: UUID | None = None
    named: Comparison | None = None
    search: Search | None = None
    bearing_name: frozenset[UUID] = frozenset()
    verdicts: tuple[Verdict, ...] = ()
    chip: ChipCheck | None = None
