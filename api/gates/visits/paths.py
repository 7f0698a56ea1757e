"""By which way somebody's identity is established at a visit's doors, and how old they are there."""

from datetime import datetime, tzinfo

from api.gates.days import age
from api.gates.excused import nothing_left
from api.gates.visits.evidence import Consent, DocumentCheck, Leaving, Path, VisitorFacts
from api.gates.visits.passing import Arriving
from api.gates.visits.policy import VisitsPolicy


def is_minor(visitor: VisitorFacts, policy: VisitsPolicy, now: datetime, zone: tzinfo) -> bool:
    """Whether a guardian must be with them. An age that nobody knows makes no minor: another rule holds."""
    return visitor.born is not None and age(visitor.born, now, zone) < policy.minors.guarded_until


def below_floor(visitor: VisitorFacts, policy: VisitsPolicy, now: datetime, zone: tzinfo) -> bool:
    """Whether no biometrics may be taken of them."""
    return visitor.born is not None and age(visitor.born, now, zone) < policy.minors.age_floor


def way_in(arriving: Arriving, policy: VisitsPolicy, now: datetime) -> Path:
    """Of a visitor who comes."""
    if below_floor(arriving.visitor, policy, now, arriving.zone):
        return Path.ACCOMPANIED
    declined = arriving.visitor.consent is not Consent.GIVEN
    return Path.DOCUMENT if declined or nothing_left(arriving.captured, policy.modalities) else Path.BIOMETRIC


def way_out(leaving: Leaving, policy: VisitsPolicy) -> Path:
    """Of a visitor who goes: as they came, or by document where nothing can be compared any more."""
    if leaving.visit.path is Path.ACCOMPANIED:
        return Path.ACCOMPANIED
    declined = leaving.visitor.consent is not Consent.GIVEN
    by_document = (
        leaving.visit.path is Path.DOCUMENT or declined or nothing_left(leaving.captured, policy.modalities)
    )
    return Path.DOCUMENT if by_document else Path.BIOMETRIC


def convinces(document: DocumentCheck | None) -> bool:
    """Whether an officer found a document genuine and its portrait like the face."""
    return document is not None and document.genuine and document.agrees
