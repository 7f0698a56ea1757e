"""Rules about lists: watchlists, and visitors who are banned. Being on a list keeps nobody out of prison."""

from datetime import datetime

from api.gates.decision import Notify, Outcome, Party, Said
from api.gates.evidence import GalleryKind
from api.gates.intake.candidates import likely, looks
from api.gates.intake.evidence import IntakeEvidence
from api.gates.intake.known import returns_as
from api.gates.intake.policy import IntakePolicy
from api.gates.likeness import confirmed
from api.gates.rule import Rule

LISTED = "intake.listed"
BANNED_VISITOR = "intake.banned-visitor"


class OnWatchlist(Rule[IntakeEvidence, IntakePolicy]):
    """Whoever is on a watchlist is received all the same; who keeps the list hears of it once it is certain.

    A match holds until two reviewers have looked, since being taken for somebody on a list does harm of its
    own. A doubt alone does nothing: it is left by up to half of all searches for strangers.
    """

    name = "on-watchlist"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """Which list it is stays with the candidate: it is no part of the reason that is shown."""
        if evidence.search is None:
            return None
        listed = likely(evidence, GalleryKind.WATCHLISTS)
        certain = confirmed(listed, evidence.verdicts)
        told = (Notify(Party.POLICE, LISTED), Notify(Party.SUPERVISOR, LISTED)) if certain else ()
        waiting = [one for one in listed if one not in certain]
        if waiting:
            limit = policy.listed.follows(LISTED, evidence.asked_at, now)
            return Said(Outcome.HOLD, "intake-on-list", consequences=(*told, *looks(waiting), *limit))
        if certain:
            return Said(Outcome.ADMIT, "intake-on-list-confirmed", consequences=told)
        return Said(Outcome.ADMIT, "intake-on-no-list")


class BannedVisitor(Rule[IntakeEvidence, IntakePolicy]):
    """A banned visitor who becomes a prisoner: the house learns whom they must be kept apart from.

    It keeps nobody out and needs no certainty before reception; reviewers look while the person is received.
    Where the ban is on the record under which somebody returns, by its name, there is nothing to look for.
    """

    name = "banned-visitor"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """Advice alone: it never holds."""
        if evidence.search is None:
            return None
        banned = likely(evidence, GalleryKind.BANNED_VISITORS)
        if returns_as(evidence) in {one.person_id for one in banned}:
            told = Notify(Party.SUPERVISOR, BANNED_VISITOR)
            return Said(Outcome.ADMIT, "intake-banned-visitor-returns", consequences=(told,))
        if confirmed(banned, evidence.verdicts):
            told = Notify(Party.SUPERVISOR, BANNED_VISITOR)
            return Said(Outcome.ADMIT, "intake-banned-visitor-confirmed", consequences=(told,))
        if banned:
            return Said(Outcome.ADMIT, "intake-banned-visitor", consequences=looks(banned))
        return Said(Outcome.ADMIT, "intake-no-banned-visitor")
