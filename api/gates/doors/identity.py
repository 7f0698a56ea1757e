"""Rules about who stands at the door. What machines say holds at the most; people who looked can refuse."""

from collections.abc import Sequence
from datetime import datetime

from api.gates.decision import Adjudicate, Consequence, Countersign, Notify, Outcome, Party, Said
from api.gates.doors.answering import BY_HAND, answering, by_hand_takes, reported
from api.gates.doors.evidence import Passage
from api.gates.doors.policy import DoorPolicy
from api.gates.doors.ways import Way, by_hand_open, way
from api.gates.evidence import Comparison, SearchCandidate
from api.gates.excused import EXCEPTION, Excuse, excuse
from api.gates.likeness import confirmed, looks, rivals, standing
from api.gates.rule import Rule
from matcher.domain import Decision, Modality


class IsThePerson(Rule[Passage, DoorPolicy]):
    """The one at the door is the person who is to pass."""

    name = "is-the-person"

    def judge(self, evidence: Passage, policy: DoorPolicy, now: datetime) -> Said | None:
        """Not asked where identity is established by hand."""
        at = evidence.at_door
        match way(at, policy, now):
            case Way.BY_HAND:
                return None
            case Way.WAITING:
                return _waiting(evidence, policy, now)
            case Way.BIOMETRIC:
                pass
        limit = _doubt(evidence, policy, now)
        look = (Adjudicate(at.person_id), *limit)
        alarm = Notify(Party.SUPERVISOR, f"{evidence.gate}.not-the-person")
        reviewed = any(one.person_id == at.person_id for one in at.verdicts)
        match standing(at.verified, at.verdicts):
            case None:
                return Said(Outcome.HOLD, "prisoner-not-compared", consequences=limit)
            case Decision.MATCH:
                return Said(Outcome.ADMIT, "prisoner-confirmed")
            case Decision.DOUBTFUL:
                return Said(Outcome.HOLD, "prisoner-in-doubt", consequences=look)
            case Decision.NO_MATCH if reviewed:
                return Said(Outcome.REFUSE, "prisoner-is-somebody-else", consequences=(alarm, *limit))
            case Decision.NO_MATCH:
                return Said(Outcome.HOLD, "prisoner-not-confirmed", consequences=(alarm, *look))


class EachModality(Rule[Passage, DoorPolicy]):
    """Each modality that the policy asks for was compared and speaks for the person, or is excused by two.

    A lookalike passes one modality, not two: their sum must not hide that one of them speaks against.
    """

    name = "each-modality"

    def judge(self, evidence: Passage, policy: DoorPolicy, now: datetime) -> Said | None:
        """Asked wherever something was compared."""
        at = evidence.at_door
        if at.verified is None:
            return None
        limit = _doubt(evidence, policy, now)
        lacking = [one for one in Modality if one in policy.identity.modalities - at.verified.modalities]
        for modality in lacking:
            match excuse(at.captured, modality):
                case Excuse.NONE:
                    return Said(Outcome.HOLD, "prisoner-modality-missing", {"modality": modality}, limit)
                case Excuse.UNSIGNED:
                    told = (Countersign(EXCEPTION), *limit)
                    return Said(Outcome.HOLD, "prisoner-exception-unsigned", {"modality": modality}, told)
                case Excuse.COUNTERSIGNED:
                    pass
        against = _against(at.verified, policy.identity.modalities)
        if against is not None and not any(one.same for one in at.verdicts if one.person_id == at.person_id):
            look = (Adjudicate(at.person_id), *limit)
            return Said(Outcome.HOLD, "prisoner-modality-against", {"modality": against}, look)
        return Said(Outcome.ADMIT, "prisoner-modality-excused" if lacking else "prisoner-modalities-agree")


class NobodyElseMatches(Rule[Passage, DoorPolicy]):
    """Nobody else in custody matches better: a cellmate with the right card is like their own record."""

    name = "nobody-else-matches"

    def judge(self, evidence: Passage, policy: DoorPolicy, now: datetime) -> Said | None:
        """Asked of whoever gives biometrics, and of everybody of whom a search was made."""
        at = evidence.at_door
        if at.in_custody is None and way(at, policy, now) is not Way.BIOMETRIC:
            return None
        found = (
            ()
            if at.in_custody is None
            else rivals(at.in_custody, at.verified, at.verdicts, apart_from=at.person_id)
        )
        if found:
            return _like_another(evidence, found, policy, now)
        if at.in_custody is None or not at.in_custody.covers(policy.identity.galleries):
            return _not_searched(evidence, policy, now)
        return Said(Outcome.ADMIT, "nobody-else-matches", {"persons": at.in_custody.population})


def _like_another(
    evidence: Passage, alike: Sequence[SearchCandidate], policy: DoorPolicy, now: datetime
) -> Said:
    """Somebody else is as like: reviewers look, and what they say decides."""
    at, limit = evidence.at_door, _doubt(evidence, policy, now)
    alarm = Notify(Party.SUPERVISOR, f"{evidence.gate}.another-matches")
    if not confirmed(alike, at.verdicts):
        follows = (alarm, *looks(alike), *limit)
        return Said(Outcome.HOLD, "another-prisoner-as-alike", {"persons": len(alike)}, follows)
    if standing(at.verified, at.verdicts) is Decision.MATCH:
        merge = Countersign("person.merge")
        return Said(Outcome.HOLD, "prisoner-has-two-records", consequences=(merge, *limit))
    return Said(Outcome.REFUSE, "prisoner-is-another", consequences=(alarm, *limit))


def _not_searched(evidence: Passage, policy: DoorPolicy, now: datetime) -> Said:
    """A search that cannot be made keeps nobody longer than a sensor may: then people stand in for it."""
    at = evidence.at_door
    if not by_hand_open(at, policy, now):
        limit = _doubt(evidence, policy, now)
        return Said(Outcome.HOLD, "custody-not-searched", consequences=limit)
    signed = len(answering(at, BY_HAND, policy.officers, now))
    if signed < by_hand_takes(policy.officers):
        since = at.failed_at or at.asked_at
        limit = policy.by_hand.limit.follows(f"{evidence.gate}.sensor", since, now)
        told = (Countersign(BY_HAND), *limit)
        return Said(Outcome.HOLD, "custody-search-unsigned", {"signed": signed}, told)
    return Said(Outcome.ADMIT, "custody-search-by-hand", {"signed": signed}, reported(evidence.gate))


def _against(verified: Comparison, modalities: frozenset[Modality]) -> Modality | None:
    """The first modality that was asked for, was compared and does not speak for the person."""
    silent = (verified.modalities & modalities) - verified.in_favour
    return next((one for one in Modality if one in silent), None)


def _waiting(evidence: Passage, policy: DoorPolicy, now: datetime) -> Said:
    """Sensors have failed a moment ago: when the way by hand opens, and by when it must have been gone."""
    failed_at = evidence.at_door.failed_at or now
    opens = failed_at + policy.by_hand.opens_after
    minutes = max(1, -(-int((opens - now).total_seconds()) // 60))
    follows = policy.by_hand.limit.follows(f"{evidence.gate}.sensor", failed_at, now)
    return Said(Outcome.HOLD, "sensor-failed", {"minutes": minutes}, follows)


def _doubt(evidence: Passage, policy: DoorPolicy, now: datetime) -> tuple[Consequence, ...]:
    return policy.identity.doubt.follows(f"{evidence.gate}.identity", evidence.at_door.asked_at, now)
