"""Rules about whether the one who leaves is the one who entered, and not a prisoner in their place."""

from collections.abc import Sequence
from datetime import datetime

from api.gates.decision import Adjudicate, Consequence, Countersign, Notify, Outcome, Party, Said
from api.gates.evidence import SearchCandidate
from api.gates.likeness import confirmed, looks, rivals, standing
from api.gates.rule import Rule
from api.gates.visits.evidence import Leaving, Path
from api.gates.visits.paths import convinces, way_out
from api.gates.visits.policy import VisitsPolicy
from matcher.domain import Decision

ALARM = Notify(Party.SUPERVISOR, "visit.substitution")
IN_PLACE = "visit.prisoner-in-place"
"""What a second officer signs who has seen the visited prisoner back in the wing."""


class VisitOpen(Rule[Leaving, VisitsPolicy]):
    """Nobody has left under this visit before, and it goes on in this house."""

    name = "visit-open"

    def judge(self, evidence: Leaving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Whoever left first is outside; who stands here now must be found out."""
        if evidence.visit.open and evidence.elsewhere is not None:
            told = (ALARM, *_limit(evidence, policy, now))
            return Said(Outcome.HOLD, "exit-of-another-house", {"facility": evidence.elsewhere}, told)
        if evidence.visit.open:
            return Said(Outcome.ADMIT, "exit-visit-open")
        told = (Notify(Party.SUPERVISOR, "visit.left-twice"), *_limit(evidence, policy, now))
        return Said(Outcome.HOLD, "exit-left-already", consequences=told)


class SameAsEntered(Rule[Leaving, VisitsPolicy]):
    """The one who leaves is the one who entered: compared with what was captured of the visitor."""

    name = "same-as-entered"

    def judge(self, evidence: Leaving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Asked of whoever entered by biometrics and can still give them."""
        if way_out(evidence, policy) is not Path.BIOMETRIC:
            return None
        limit = _limit(evidence, policy, now)
        look = (Adjudicate(evidence.visit.visitor_id), *limit)
        reviewed = any(one.person_id == evidence.visit.visitor_id for one in evidence.verdicts)
        match standing(evidence.verified, evidence.verdicts):
            case None:
                return Said(Outcome.HOLD, "exit-not-compared", consequences=limit)
            case Decision.MATCH:
                return Said(Outcome.ADMIT, "exit-same-person")
            case Decision.DOUBTFUL:
                return Said(Outcome.HOLD, "exit-in-doubt", consequences=look)
            case Decision.NO_MATCH if reviewed:
                return Said(Outcome.REFUSE, "exit-somebody-else", consequences=(ALARM, *limit))
            case Decision.NO_MATCH:
                return Said(Outcome.HOLD, "exit-not-confirmed", consequences=(ALARM, *look))


class NobodyInCustody(Rule[Leaving, VisitsPolicy]):
    """Nobody in custody matches better than the visitor.

    Whoever matches a prisoner stays at a closed door, under an alarm and with a deadline, until reviewers
    have looked: it may be the prisoner with the visitor's card, or a brother. Their word alone refuses.
    """

    name = "nobody-in-custody"

    def judge(self, evidence: Leaving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Asked of whoever gives biometrics, and of everybody of whom a search was made."""
        search = evidence.in_custody
        if search is None and way_out(evidence, policy) is not Path.BIOMETRIC:
            return None
        found = (
            ()
            if search is None
            else rivals(search, evidence.verified, evidence.verdicts, apart_from=evidence.visit.visitor_id)
        )
        if found:
            return _like_a_prisoner(evidence, found, policy, now)
        if search is not None and search.covers(policy.exit_galleries):
            return Said(Outcome.ADMIT, "exit-nobody-in-custody", {"persons": search.population})
        if _in_place(evidence):
            report = (Notify(Party.SUPERVISOR, "visit.left-unsearched"),)
            return Said(Outcome.ADMIT, "exit-prisoner-counted", consequences=report)
        told = (Countersign(IN_PLACE), *_limit(evidence, policy, now))
        return Said(Outcome.HOLD, "exit-custody-not-searched", consequences=told)


class LeavesByDocument(Rule[Leaving, VisitsPolicy]):
    """Whoever leaves without biometrics is known by a document, two officers, and the prisoner back in place.

    Here the count of the prisoner shows that nobody was swapped: the visitor is asked nothing more.
    """

    name = "leaves-by-document"

    def judge(self, evidence: Leaving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Marked and reported where the visitor came in by biometrics."""
        if way_out(evidence, policy) is not Path.DOCUMENT:
            return None
        limit = _limit(evidence, policy, now)
        if evidence.document is None:
            return Said(Outcome.HOLD, "exit-document-needed", consequences=limit)
        if not convinces(evidence.document):
            return Said(Outcome.HOLD, "exit-document-doubtful", consequences=(ALARM, *limit))
        if not evidence.attendance.agreed("visit.document"):
            told = (Countersign("visit.document"), *limit)
            return Said(Outcome.HOLD, "exit-document-unsigned", consequences=told)
        if not _in_place(evidence):
            told = (Countersign(IN_PLACE), *limit)
            return Said(Outcome.HOLD, "exit-prisoner-not-counted", consequences=told)
        marked = evidence.visit.path is Path.BIOMETRIC
        report = (Notify(Party.SUPERVISOR, "visit.left-by-document"),) if marked else ()
        return Said(Outcome.ADMIT, "exit-by-document", consequences=report)


def _like_a_prisoner(
    evidence: Leaving, alike: Sequence[SearchCandidate], policy: VisitsPolicy, now: datetime
) -> Said:
    """Somebody in custody is as like: reviewers look, and what they say decides."""
    limit = _limit(evidence, policy, now)
    if confirmed(alike, evidence.verdicts):
        return Said(Outcome.REFUSE, "exit-is-a-prisoner", consequences=(ALARM, *limit))
    follows = (ALARM, *looks(alike), *limit)
    same = standing(evidence.verified, evidence.verdicts) is Decision.MATCH
    if not same and any(one.decision is Decision.MATCH for one in alike):
        return Said(Outcome.HOLD, "exit-matches-a-prisoner", consequences=follows)
    return Said(Outcome.HOLD, "exit-prisoner-as-alike", {"persons": len(alike)}, follows)


def _in_place(evidence: Leaving) -> bool:
    """Whether the visited prisoner is back: by comparison, or seen by a second officer."""
    seen = evidence.prisoner_in_place
    if seen is None:
        return evidence.attendance.agreed(IN_PLACE)
    return seen.decision is Decision.MATCH and not seen.contradicted


def _limit(evidence: Leaving, policy: VisitsPolicy, now: datetime) -> tuple[Consequence, ...]:
    return policy.exit_hold.follows("visit.exit", evidence.asked_at, now)
