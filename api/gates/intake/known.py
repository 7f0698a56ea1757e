"""Rules that ask, before a person id is minted, whether somebody on record stands here."""

from datetime import datetime
from uuid import UUID

from api.gates.decision import Adjudicate, Notify, Outcome, Party, Said
from api.gates.evidence import GalleryKind, SearchCandidate
from api.gates.intake.candidates import clear, likely, looks, uncleared
from api.gates.intake.evidence import IntakeEvidence
from api.gates.intake.policy import IntakePolicy
from api.gates.intake.signing import asks, countersigned
from api.gates.likeness import confirmed, standing
from api.gates.rule import Rule
from matcher.domain import Decision

UNSEARCHED = "intake.unsearched"
SEARCH_OWED = "intake.search-owed"
LIKENESS = "intake.likeness"
UNPROVEN = "intake.record-unproven"
COMPARISON_OWED = "intake.comparison-owed"
DUPLICATE = "intake.already-in-custody"


class Searched(Rule[IntakeEvidence, IntakePolicy]):
    """Everybody who arrives is searched in every gallery that the policy names, to its end.

    Where that cannot be (no prints to search by, a gallery that is being rebuilt), two officers may go on,
    and the search has to be made up for.
    """

    name = "searched"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """How many people were searched is kept with the decision."""
        search = evidence.search
        if search is not None and search.covers(policy.galleries):
            return Said(Outcome.ADMIT, "intake-searched", {"persons": search.population})
        if not countersigned(evidence, UNSEARCHED, policy, now):
            return asks("intake-not-searched", UNSEARCHED)
        owed = policy.owed.follows(SEARCH_OWED, evidence.asked_at, now)
        return Said(Outcome.ADMIT, "intake-search-owed", consequences=owed)


class NotInsideAlready(Rule[IntakeEvidence, IntakePolicy]):
    """Nobody who is in custody arrives: somebody got out, or somebody inside is held in another's place.

    Only a clear match says so; reviewers look before it counts.
    """

    name = "not-inside-already"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """Also where the order names the person who is in custody."""
        if evidence.search is None:
            return None
        inside = likely(evidence, GalleryKind.CUSTODY)
        if not inside:
            return Said(Outcome.ADMIT, "intake-not-inside")
        limit = policy.doubt.follows(DUPLICATE, evidence.asked_at, now)
        if confirmed(inside, evidence.verdicts):
            parties = (Party.SUPERVISOR, Party.COURT, Party.DEFENDER)
            told = (*(Notify(party, DUPLICATE) for party in parties), *limit)
            return Said(Outcome.HOLD, "intake-inside-confirmed", consequences=told)
        return Said(Outcome.HOLD, "intake-inside-already", consequences=(*looks(inside), *limit))


class KnownBefore(Rule[IntakeEvidence, IntakePolicy]):
    """Whoever was here before is received under their own record, and nobody gets a second one.

    A doubt waits for reviewers or not, as the policy says; where it does not wait, they look afterwards, and
    two records can still be put together. Once somebody's own record is shown to be theirs, doubts about
    others mean little: up to half of all searches leave one.
    """

    name = "known-before"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """Candidates beside the record under which the person is to be received."""
        if evidence.search is None:
            return None
        own = evidence.received_as
        known = [one for one in likely(evidence, GalleryKind.FORMER) if one.person_id != own]
        limit = policy.doubt.follows(LIKENESS, evidence.asked_at, now)
        if confirmed(known, evidence.verdicts):
            return Said(Outcome.HOLD, "intake-known-person", consequences=limit)
        if known:
            return Said(Outcome.HOLD, "intake-likely-known", consequences=(*looks(known), *limit))
        reviewed = () if _is_own(evidence) else looks(_doubts(evidence))
        if reviewed and policy.doubt_waits:
            return Said(Outcome.HOLD, "intake-perhaps-known", consequences=(*reviewed, *limit))
        if reviewed:
            return Said(Outcome.ADMIT, "intake-perhaps-known-later", consequences=reviewed)
        return Said(Outcome.ADMIT, "intake-not-known")


class OwnRecord(Rule[IntakeEvidence, IntakePolicy]):
    """Whoever is received under a record that exists is the person of that record.

    Under the name that it bears, a clear match is enough. Under another name two reviewers confirm it, and
    the name becomes an alias. Where nothing can be compared, two officers may go on.
    """

    name = "own-record"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """By the reviewers' word, else by the comparison with the person named or by the search."""
        own = evidence.received_as
        if own is None:
            return None
        word = _word(own, evidence)
        limit = policy.doubt.follows(LIKENESS, evidence.asked_at, now)
        if word is False:
            return Said(Outcome.HOLD, "intake-record-of-another", consequences=limit)
        if returns_as(evidence) is not None:
            return Said(Outcome.ADMIT, "intake-returning")
        if word:
            told = Notify(Party.SUPERVISOR, "intake.alias")
            return Said(Outcome.ADMIT, "intake-alias", consequences=(told,))
        if _nothing_compared(own, evidence):
            return _unproven(evidence, policy, now)
        code = "intake-alias-unconfirmed" if _shown(own, evidence) else "intake-record-not-shown"
        return Said(Outcome.HOLD, code, consequences=(Adjudicate(own), *limit))


def returns_as(evidence: IntakeEvidence) -> UUID | None:
    """The record under which somebody returns: it bears the name that they say and was shown to be theirs."""
    own = evidence.received_as
    return own if own in evidence.bearing_name and _is_own(evidence) else None


def _doubts(evidence: IntakeEvidence) -> tuple[SearchCandidate, ...]:
    """Whoever may be the one who stands here, though it is not clear, among those who are or were here."""
    found = (*uncleared(evidence, GalleryKind.FORMER), *uncleared(evidence, GalleryKind.CUSTODY))
    return tuple(one for one in found if not clear(one) and one.person_id != evidence.received_as)


def _is_own(evidence: IntakeEvidence) -> bool:
    """Whether the record under which somebody is to be received was shown to be theirs."""
    own = evidence.received_as
    if own is None:
        return False
    word = _word(own, evidence)
    return _shown(own, evidence) if word is None else word


def _word(own: UUID, evidence: IntakeEvidence) -> bool | None:
    """What reviewers said of the person of the record; None: nothing."""
    return next((one.same for one in evidence.verdicts if one.person_id == own), None)


def _unproven(evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said:
    """No prints, no face, no search: what was not shown has to be shown later."""
    if not countersigned(evidence, UNPROVEN, policy, now):
        return asks("intake-record-not-compared", UNPROVEN)
    owed = policy.owed.follows(COMPARISON_OWED, evidence.asked_at, now)
    return Said(Outcome.ADMIT, "intake-record-comparison-owed", consequences=owed)


def _shown(own: UUID, evidence: IntakeEvidence) -> bool:
    """Whether the comparison or the search says clearly that it is the person of the record."""
    found = () if evidence.search is None else evidence.search.candidates
    if any(one.person_id == own and clear(one) for one in found):
        return True
    named = evidence.named
    return named is not None and named.person_id == own and standing(named, ()) is Decision.MATCH


def _nothing_compared(own: UUID, evidence: IntakeEvidence) -> bool:
    """Whether nothing was held against the record at all."""
    named = evidence.named
    compared = named is not None and named.person_id == own and named.compared
    return evidence.search is None and not compared
