"""Rules about whether it is the visitor who stands at the way in."""

from collections.abc import Collection
from datetime import datetime

from api.gates.decision import Adjudicate, Countersign, Outcome, Said
from api.gates.evidence import Captured
from api.gates.excused import EXCEPTION, Excuse, excuse
from api.gates.likeness import standing
from api.gates.rule import Rule
from api.gates.visits.evidence import Consent, Enrolling, Entering, Path
from api.gates.visits.passing import Arriving, Passing
from api.gates.visits.paths import convinces, way_in
from api.gates.visits.policy import VisitsPolicy
from matcher.domain import Decision, Modality

OWN_RECORD = "visitor.own-record"
"""What a second officer signs who has seen that a document is of the person on record."""


class VisitorVerified(Rule[Entering, VisitsPolicy]):
    """The one who comes is the one who was enrolled. A comparison alone turns nobody away: reviewers look."""

    name = "visitor-verified"

    def judge(self, evidence: Entering, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Asked of whoever comes by biometrics."""
        if way_in(evidence, policy, now) is not Path.BIOMETRIC:
            return None
        if not evidence.visitor.enrolled:
            return Said(Outcome.HOLD, "visitor-not-enrolled")
        return _compared(evidence, policy, now)


class OwnRecord(Rule[Enrolling, VisitsPolicy]):
    """Whoever is enrolled under a record that exists is the person of that record.

    Where nothing is left on it to compare with, as after a withdrawal, a document shows it and two officers
    sign: or else anybody could take somebody's place with their own face.
    """

    name = "own-record"

    def judge(self, evidence: Enrolling, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Asked where a record is named; of whoever gives no biometrics the document is asked anyway."""
        if not evidence.on_record or way_in(evidence, policy, now) is not Path.BIOMETRIC:
            return None
        if evidence.visitor.enrolled:
            return _compared(evidence, policy, now)
        if convinces(evidence.document) and evidence.attendance.agreed(OWN_RECORD):
            return Said(Outcome.ADMIT, "visitor-record-by-document")
        return Said(Outcome.HOLD, "visitor-record-unproven", consequences=(Countersign(OWN_RECORD),))


class EnoughCompared(Rule[Passing, VisitsPolicy]):
    """Every modality that the policy asks for was compared, or is excused under two officers' signatures."""

    name = "enough-compared"

    def judge(self, evidence: Passing, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Asked wherever something was compared."""
        if evidence.verified is None:
            return None
        stops = _unexcused(evidence.captured, policy.modalities - evidence.verified.modalities)
        if stops is not None:
            return stops
        whole = policy.modalities <= evidence.verified.modalities
        return Said(Outcome.ADMIT, "visitor-modalities-compared" if whole else "visitor-modality-excused")


class EnoughCaptured(Rule[Enrolling, VisitsPolicy]):
    """Of whoever is enrolled each modality is captured that the doors will ask for, or it is excused."""

    name = "enough-captured"

    def judge(self, evidence: Enrolling, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Asked of whoever gives biometrics."""
        if way_in(evidence, policy, now) is not Path.BIOMETRIC:
            return None
        stops = _unexcused(evidence.captured, policy.modalities - evidence.captured.modalities)
        if stops is not None:
            return stops
        whole = policy.modalities <= evidence.captured.modalities
        return Said(Outcome.ADMIT, "visitor-modalities-captured" if whole else "visitor-modality-excused")


class ByDocument(Rule[Arriving, VisitsPolicy]):
    """A visitor who gives no biometrics, or cannot, is known by a document, and has no other detriment."""

    name = "by-document"

    def judge(self, evidence: Arriving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Whoever cannot give biometrics may come so, whatever the policy says of those who will not."""
        if way_in(evidence, policy, now) is not Path.DOCUMENT:
            return None
        if evidence.visitor.consent is not Consent.GIVEN and not policy.document_only.allowed:
            return None
        if evidence.document is None:
            return Said(Outcome.HOLD, "visitor-document-needed")
        if not convinces(evidence.document):
            limit = policy.entry_hold.follows("visit.entry", evidence.asked_at, now)
            return Said(Outcome.HOLD, "visitor-document-doubtful", consequences=limit)
        if policy.document_only.second_officer and not evidence.attendance.agreed("visit.document"):
            told = (Countersign("visit.document"),)
            return Said(Outcome.HOLD, "visitor-document-unsigned", consequences=told)
        return Said(Outcome.ADMIT, "visitor-by-document")


def _compared(evidence: Entering | Enrolling, policy: VisitsPolicy, now: datetime) -> Said:
    """What the comparison with a visitor's own references says, and what reviewers made of it."""
    limit = policy.entry_hold.follows("visit.entry", evidence.asked_at, now)
    look = (Adjudicate(evidence.visitor.person_id), *limit)
    reviewed = any(one.person_id == evidence.visitor.person_id for one in evidence.verdicts)
    match standing(evidence.verified, evidence.verdicts):
        case None:
            return Said(Outcome.HOLD, "visitor-not-compared", consequences=limit)
        case Decision.MATCH:
            return Said(Outcome.ADMIT, "visitor-verified")
        case Decision.DOUBTFUL:
            return Said(Outcome.HOLD, "visitor-in-doubt", consequences=look)
        case Decision.NO_MATCH if reviewed:
            return Said(Outcome.REFUSE, "visitor-is-somebody-else", consequences=limit)
        case Decision.NO_MATCH:
            return Said(Outcome.HOLD, "visitor-not-confirmed", consequences=look)


def _unexcused(captured: Captured, lacking: Collection[Modality]) -> Said | None:
    """What stops, if one of these modalities is not excused under two signatures."""
    for modality in (one for one in Modality if one in lacking):
        told = {"modality": modality}
        match excuse(captured, modality):
            case Excuse.NONE:
                return Said(Outcome.HOLD, "visitor-modality-missing", told)
            case Excuse.UNSIGNED:
                signing = (Countersign(EXCEPTION),)
                return Said(Outcome.HOLD, "visitor-exception-unsigned", told, signing)
            case Excuse.COUNTERSIGNED:
                pass
    return None
