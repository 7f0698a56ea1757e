"""The policy of visits: what a country or a facility decides for itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from api.gates.evidence import GalleryKind
from api.gates.limits import Limit
from api.gates.reading.faults import Fault
from api.gates.reading.reader import Between, Form, NotEmpty
from api.gates.visits.evidence import VisitorKind
from api.gates.visits.grants import Grantor
from matcher.domain import Modality

Relationship = Annotated[str, Form("small letters and hyphens", r"[a-z]+(-[a-z]+)*")]


@dataclass(frozen=True, slots=True)
class Quota:
    """At most so many visits in so many legal days, today included."""

    visits: Annotated[int, Between(1, 100)]
    days: Annotated[int, Between(1, 366)]


@dataclass(frozen=True, slots=True)
class Minors:
    """In years. age_floor: below it no biometrics are taken; guarded_until: from it on one comes alone."""

    age_floor: Annotated[int, Between(5, 18)]
    guarded_until: Annotated[int, Between(5, 21)]

    def faults(self) -> Iterator[Fault]:
        """Whoever gives no biometrics is known by their guardian, and so needs one."""
        if self.guarded_until < self.age_floor:
            yield Fault(("guarded_until",), "policy-out-of-order", {"other": "age_floor"})


@dataclass(frozen=True, slots=True)
class DocumentOnly:
    """The path of a visitor who declines biometrics. allowed: false only where a law demands them."""

    allowed: bool
    second_officer: bool


class Omitted(StrEnum):
    """What the record of a visit can do without."""

    PROBE_IMAGES = "probe-images"  # what was captured at the gate, reviewers' copies too, once it is settled
    SEARCH_RESULT = "search-result"  # of whom reviewers were asked whether it is they, once it is settled
    PRISONER = "prisoner"  # whom they saw, in what partners are told


@dataclass(frozen=True, slots=True)
class MinimalRecord:
    """kinds: visitors of whom little may be kept (Nelson Mandela Rule 61); omit: what, of every visit."""

    kinds: frozenset[VisitorKind]
    omit: tuple[Omitted, ...]


class OfBanned(StrEnum):
    """What becomes of a banned visitor's biometrics who withdraws consent."""

    KEPT = "kept-while-banned"  # found by searches among the banned alone, and destroyed with the ban's end
    ERASED = "erased"  # at once: from then on the ban follows a name and no face


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A visitor's consent ends when they take it back; a ban is another ground, and ends with the ban.

    Without the first choice whoever is banned could withdraw and come back under another name. basis: the
    law, as a code, that lets a house keep what a ban needs against the visitor's will (GDPR article 17(3)(b),
    Convention 108+ article 11); without one it is to be erased.
    """

    of_banned: OfBanned = OfBanned.KEPT
    basis: Annotated[str, Form("small letters, digits and hyphens", r"[a-z][a-z0-9-]{0,63}")] | None = None

    def faults(self) -> Iterator[Fault]:
        """Nothing is kept against somebody's will without a law that says so, and no law is named in vain."""
        if self.of_banned is OfBanned.KEPT and self.basis is None:
            yield Fault(("basis",), "policy-missing-key")
        if self.of_banned is OfBanned.ERASED and self.basis is not None:
            yield Fault(("basis",), "policy-contradiction", {"other": "of_banned"})


@dataclass(frozen=True, slots=True)
class VisitsPolicy:
    """What the visiting gates go by.

    enrolment_galleries, galleries, exit_galleries: those that enrolment, entry and exit search.
    modalities: what must be compared at both doors. notice: the version that counts today. grantors: whose
    word an authorisation needs; grantors_untried: the same where the prisoner is not tried yet. exempt: kinds
    that come by their office: no appointment, no quota, and no sanction of the prisoner's stops them (lawyers
    see their clients in the punishment cell too). early, late: how long before its hour and after it an
    appointment is honoured. at_once: visitors whom one prisoner may have inside.
    """

    enrolment_galleries: Annotated[frozenset[GalleryKind], NotEmpty()]
    galleries: Annotated[frozenset[GalleryKind], NotEmpty()]
    exit_galleries: Annotated[frozenset[GalleryKind], NotEmpty()]
    modalities: Annotated[frozenset[Modality], NotEmpty()]
    notice: str
    relationships: Annotated[frozenset[Relationship], NotEmpty()]
    grantors: frozenset[Grantor]
    grantors_untried: frozenset[Grantor]
    exempt: frozenset[VisitorKind]
    appointment_needed: bool
    early: timedelta
    late: timedelta
    at_once: Annotated[int, Between(1, 50)]
    visitor_quota: Quota
    prisoner_quota: Quota
    minors: Minors
    document_only: DocumentOnly
    withdrawal: Withdrawal
    minimal_record: MinimalRecord
    entry_hold: Limit
    exit_hold: Limit

    def faults(self) -> Iterator[Fault]:
        """A ban is found among visitors, a swap among those in custody."""
        if GalleryKind.CUSTODY not in self.exit_galleries:
            yield Fault(("exit_galleries",), "policy-must-name", {"wanted": GalleryKind.CUSTODY})
        for name in ("enrolment_galleries", "galleries"):
            if GalleryKind.VISITORS not in getattr(self, name):
                yield Fault((name,), "policy-must-name", {"wanted": GalleryKind.VISITORS})
