"""What somebody said and showed who wants to be a visitor, as the gate of enrolment weighs it."""

from uuid import UUID

from api.contract.gates import VisitorEnrolmentRequest
from api.desks.case import Case
from api.gates.visits.evidence import Consent, DocumentCheck, NoticeGiven, VisitorFacts, VisitorKind
from api.registry import bans, coverage, documents, visitors
from api.registry.errors import Conflict
from api.registry.unit import View


def newcomer(view: View, case: Case[VisitorEnrolmentRequest]) -> VisitorFacts:
    """Under their own number where they are on record, else under that of this asking, which is nobody's.

    Raises Conflict where consent that stands is said to be declined: it is taken back by a withdrawal.
    """
    asked, now = case.asked, case.now
    own = asked.enrolled_as
    known = None if own is None else visitors.find(view, own)
    if known is not None and known.consented and not known.withdrawn and asked.consent == "declined":
        raise Conflict("Consent that stands is taken back by a withdrawal.", what="visitor")
    notice = asked.notice
    given = None if notice is None else NoticeGiven(notice.version, notice.language, case.passage.asked_at)
    return VisitorFacts(
        person_id=own or case.passage.id,
        kind=VisitorKind(asked.kind),
        born=asked.born,
        consent=Consent(asked.consent),
        notice=given,
        enrolled=frozenset() if own is None else coverage.modalities(view, own),
        guardians=frozenset({asked.guardian_id} if asked.guardian_id else ()),
        on_consent=own is None or coverage.on_consent(view, own),
        banned=own is not None and bans.is_banned(view, own, now),
    )


def documents_of(asked: VisitorEnrolmentRequest, officer: str) -> DocumentCheck | None:
    """All that was shown as one check: every document is genuine, one portrait at least is of this face."""
    shown = asked.documents
    if not shown:
        return None
    portraits = [one.agrees for one in shown if one.agrees is not None]
    return DocumentCheck(
        document=" + ".join(one.kind for one in shown),
        genuine=all(one.genuine and one.chip != "forged" for one in shown),
        agrees=bool(portraits) and all(portraits),
        officer=officer,
    )


def bearers_of(view: View, asked: VisitorEnrolmentRequest) -> frozenset[UUID] | None:
    """Who is on record with a document that was shown and has a portrait; None where none was shown."""
    shown = [one for one in asked.documents if one.agrees is not None]
    if not shown:
        return None
    return frozenset().union(*(documents.bearers(view, one.issuer, one.number) for one in shown))
