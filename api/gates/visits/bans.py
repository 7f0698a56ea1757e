"""Rules about who may not come, under whatever name: bans, and a second record of the same visitor."""

from datetime import datetime, tzinfo

from api.gates.decision import Consequence, Countersign, Notify, Outcome, Party, Said
from api.gates.evidence import GalleryKind, Search, SearchCandidate
from api.gates.likeness import confirmed, looks, rivals
from api.gates.rule import Rule
from api.gates.visits.evidence import Enrolling, Path, Restriction
from api.gates.visits.passing import Arriving
from api.gates.visits.paths import way_in
from api.gates.visits.policy import VisitsPolicy
from matcher.domain import Decision

UNSEARCHED = "visit.unsearched"
"""What a second officer signs where no search can be made: a machine that is down turns away no families."""


class NotBanned(Rule[Arriving, VisitsPolicy]):
    """No ban stands against the visitor on their own record."""

    name = "not-banned"

    def judge(self, evidence: Arriving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """A ban that is about one prisoner stops only visits to that prisoner."""
        for ban in evidence.restrictions:
            if ban.binds(evidence.visitor.person_id, evidence.prisoner_id, now):
                return until_lifted("visitor-banned", ban, evidence.zone)
        return Said(Outcome.ADMIT, "visitor-not-banned")


class NotBannedByAnotherName(Rule[Arriving, VisitsPolicy]):
    """A ban follows the person: nobody who is banned under another name matches this visitor.

    A search alone turns nobody away: a match holds until two reviewers have looked, and what they confirm
    refuses. A doubt, which up to half of the searches for strangers leave, stops nobody; at enrolment, where
    there is no record of their own to be liker, reviewers look meanwhile.
    """

    name = "not-banned-by-another-name"

    def judge(self, evidence: Arriving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Asked of everybody who gives biometrics; of the others only their own record can be asked."""
        if way_in(evidence, policy, now) is not Path.BIOMETRIC:
            return None
        search = evidence.among_visitors
        limit = policy.entry_hold.follows("visit.entry", evidence.asked_at, now)
        found = () if search is None else others(search, evidence)
        alike = [one for one in found if _banned(one, evidence, now)]
        if confirmed(alike, evidence.verdicts):
            alarm = Notify(Party.SUPERVISOR, "visit.ban-evaded")
            return Said(Outcome.REFUSE, "visitor-banned-by-another-name", consequences=(alarm,))
        if any(one.decision is not Decision.DOUBTFUL for one in alike):
            return Said(Outcome.HOLD, "visitor-may-be-banned", consequences=(*looks(alike), *limit))
        if search is None or not search.covers(policy.galleries):
            if evidence.attendance.agreed(UNSEARCHED):
                report: list[Consequence] = [*looks(alike), Notify(Party.SUPERVISOR, UNSEARCHED)]
                return Said(Outcome.ADMIT, "visitor-search-waived", consequences=tuple(report))
            signing = (Countersign(UNSEARCHED), *limit)
            return Said(Outcome.HOLD, "visitors-not-searched", consequences=signing)
        if alike:
            return Said(Outcome.ADMIT, "visitor-ban-in-doubt", consequences=looks(alike))
        return Said(Outcome.ADMIT, "visitor-no-ban-found", {"persons": search.population})


class NotInCustody(Rule[Enrolling, VisitsPolicy]):
    """Nobody who is in custody comes as a visitor: somebody got out, or somebody inside is in their place.

    Only a clear match says so. A doubt stops nobody here: every exit searches those in custody again.
    """

    name = "not-in-custody"

    def judge(self, evidence: Enrolling, policy: VisitsPolicy, now: datetime) -> Said | None:
        """By the registry, where a record is named; by a search, where one was made."""
        limit = policy.entry_hold.follows("visit.entry", evidence.asked_at, now)
        alarm = (Notify(Party.SUPERVISOR, "visitor.prisoner"), *limit)
        if evidence.held:
            return Said(Outcome.REFUSE, "visitor-in-custody", consequences=alarm)
        search = evidence.among_visitors
        if search is None or GalleryKind.CUSTODY not in search.galleries:
            return None
        alike = [
            one
            for one in others(search, evidence)
            if one.gallery is GalleryKind.CUSTODY and one.decision is Decision.MATCH
        ]
        if confirmed(alike, evidence.verdicts):
            return Said(Outcome.REFUSE, "visitor-is-a-prisoner", consequences=alarm)
        if alike:
            return Said(Outcome.HOLD, "visitor-like-a-prisoner", consequences=(*looks(alike), *alarm))
        return Said(Outcome.ADMIT, "visitor-no-prisoner")


class KnownOnce(Rule[Arriving, VisitsPolicy]):
    """One visitor, one record: nobody enrols a second time under another name.

    Only a clear match speaks of a second record. A doubt is left by up to half of all searches for strangers,
    and would stop visitors who have done nothing.
    """

    name = "known-once"

    def judge(self, evidence: Arriving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Until two records are one the visitor waits; a newcomer is enrolled under the one they have."""
        search = evidence.among_visitors
        if search is None or way_in(evidence, policy, now) is not Path.BIOMETRIC:
            return None
        alike = [
            one
            for one in others(search, evidence)
            if one.gallery is GalleryKind.VISITORS and one.decision is Decision.MATCH
        ]
        limit = policy.entry_hold.follows("visit.entry", evidence.asked_at, now)
        if (same := confirmed(alike, evidence.verdicts)) and not evidence.on_record:
            known = {"person": str(same[0].person_id)}
            return Said(Outcome.HOLD, "visitor-known-already", known, consequences=limit)
        if same:
            told = (Notify(Party.SUPERVISOR, "visitor.two-records"), *limit)
            return Said(Outcome.HOLD, "visitor-has-two-records", consequences=told)
        if alike:
            told = (*looks(alike), *limit)
            return Said(Outcome.HOLD, "visitor-may-have-two-records", consequences=told)
        return Said(Outcome.ADMIT, "visitor-known-once")


def others(search: Search, evidence: Arriving) -> tuple[SearchCandidate, ...]:
    """Whom the search brought up beside the visitor themself, and nobody has cleared."""
    return rivals(search, evidence.verified, evidence.verdicts, apart_from=evidence.visitor.person_id)


def until_lifted(code: str, restriction: Restriction, zone: tzinfo) -> Said:
    """A refusal with the day from which it no longer stands, where that is known."""
    if restriction.until is None:
        return Said(Outcome.REFUSE, code)
    day = restriction.until.astimezone(zone).date().isoformat()
    return Said(Outcome.REFUSE, f"{code}-until", {"until": day})


def _banned(candidate: SearchCandidate, evidence: Arriving, now: datetime) -> bool:
    """By a restriction of theirs that binds here and now, or by the gallery they stand in.

    The gallery tells of bans at other houses too. It says nothing of somebody who is kept from one prisoner
    alone, and that is another one.
    """
    theirs = [ban for ban in evidence.restrictions if ban.person_id == candidate.person_id]
    if any(ban.binds(candidate.person_id, evidence.prisoner_id, now) for ban in theirs):
        return True
    of_another = bool(theirs) and all(ban.prisoner_id is not None for ban in theirs)
    return candidate.gallery is GalleryKind.BANNED_VISITORS and not of_another
