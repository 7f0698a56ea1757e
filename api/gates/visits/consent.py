"""Rules about what a visitor was told and what they agreed to."""

from datetime import datetime

from api.gates.decision import Consequence, Erase, Omit, Outcome, Said
from api.gates.rule import Rule
from api.gates.visits.evidence import Consent, Leaving, Path, VisitorFacts
from api.gates.visits.passing import Arriving, Passing
from api.gates.visits.paths import way_in
from api.gates.visits.policy import OfBanned, VisitsPolicy

BIOMETRICS = "biometrics"
"""What is erased: templates and images of a visitor."""
CAPTURES = "captures"
"""What is omitted at once, also while somebody waits: what was captured of them in spite of a no."""


class NoticeCurrent(Rule[Arriving, VisitsPolicy]):
    """Every visitor was given the information notice in the version that counts today.

    A child below the age floor gives nothing that the notice is about.
    """

    name = "notice-current"

    def judge(self, evidence: Arriving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Which version was given is kept with the decision."""
        if way_in(evidence, policy, now) is Path.ACCOMPANIED:
            return None
        given = evidence.visitor.notice
        if given is None or given.at > now:
            return Said(Outcome.HOLD, "visitor-notice-missing", {"version": policy.notice})
        told = {"version": given.version, "current": policy.notice}
        if given.version != policy.notice:
            return Said(Outcome.HOLD, "visitor-notice-outdated", told)
        return Said(Outcome.ADMIT, "visitor-notice-current", {"version": given.version})


class ConsentHeard(Rule[Arriving, VisitsPolicy]):
    """Biometrics are taken of whoever consents; a no is heard and costs nothing that the law does not demand.

    What is on record of a visitor who withdraws is erased; so is what was captured of one who declined. Of
    one who is banned it stays until the ban has ended, where the policy says so: a ban is another ground.
    """

    name = "consent-heard"

    def judge(self, evidence: Arriving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Only a policy that allows no other way turns a no into a refusal."""
        visitor = evidence.visitor
        if way_in(evidence, policy, now) is Path.ACCOMPANIED:
            return None
        if visitor.consent is Consent.GIVEN:
            return Said(Outcome.ADMIT, "visitor-consent-given")
        follows = _erased(evidence, policy)
        if not policy.document_only.allowed:
            return Said(Outcome.REFUSE, "visitor-consent-needed", consequences=follows)
        return Said(Outcome.ADMIT, _heard(visitor, policy), consequences=follows)


class WithdrawnAtExit(Rule[Leaving, VisitsPolicy]):
    """Consent can be withdrawn inside too: what is kept is erased, and the way out is by document."""

    name = "consent-withdrawn-inside"

    def judge(self, evidence: Leaving, policy: VisitsPolicy, now: datetime) -> Said | None:
        """Nobody is kept inside for having withdrawn."""
        if evidence.visitor.consent is not Consent.WITHDRAWN:
            return None
        return Said(Outcome.ADMIT, _heard(evidence.visitor, policy), consequences=_erased(evidence, policy))


class MinimalRecord(Rule[Passing, VisitsPolicy]):
    """Little is kept of visits by those who defend, protect or inspect (Nelson Mandela Rules 61, 62, 84)."""

    name = "minimal-record"

    def judge(self, evidence: Passing, policy: VisitsPolicy, now: datetime) -> Said | None:
        """What must not be kept follows from the decision: the store cannot forget to leave it out."""
        kind = evidence.visitor.kind
        if kind not in policy.minimal_record.kinds:
            return None
        omitted = tuple(Omit(what) for what in policy.minimal_record.omit)
        return Said(Outcome.ADMIT, "visit-kept-minimal", consequences=omitted)


def erasable(visitor: VisitorFacts, policy: VisitsPolicy) -> bool:
    """Whether references are on record that go once consent is no ground to keep them any more."""
    return bool(visitor.enrolled) and visitor.on_consent and not _kept_for_ban(visitor, policy)


def _kept_for_ban(visitor: VisitorFacts, policy: VisitsPolicy) -> bool:
    return bool(visitor.enrolled) and visitor.banned and policy.withdrawal.of_banned is OfBanned.KEPT


def _heard(visitor: VisitorFacts, policy: VisitsPolicy) -> str:
    """What is said to a no: whoever hears that something is erased must be able to rely on it."""
    if visitor.consent is Consent.WITHDRAWN and _kept_for_ban(visitor, policy):
        return "visitor-consent-withdrawn-kept"
    return f"visitor-consent-{visitor.consent}"


def _erased(evidence: Passing | Arriving, policy: VisitsPolicy) -> tuple[Consequence, ...]:
    """What must go: the record, where there is one, and what was captured now in spite of a no."""
    follows: list[Consequence] = []
    if erasable(evidence.visitor, policy):
        follows.append(Erase(evidence.visitor.person_id, BIOMETRICS))
    if evidence.captured.modalities:
        follows.append(Omit(CAPTURES))
    return tuple(follows)
