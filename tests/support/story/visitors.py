"""Visitors at their three doors: the counter where they are enrolled, the way in, the way out."""

from typing import Any

from api.contract.gates import (
    DocumentCheckIn,
    IdentityDocumentIn,
    VisitEntryRequest,
    VisitExitRequest,
    VisitorEnrolmentRequest,
)
from api.contract.visitors import NoticeIn
from tests.support.story.ordinary import Changed
from tests.support.story.passage import Passage
from tests.support.story.prison import HERE, POLICY, Prison

SEEN = DocumentCheckIn(document="identity card", genuine=True, agrees=True)
BY_DOCUMENT: Changed = dict.fromkeys(
    ("visitor-verified", "enough-compared", "not-banned-by-another-name", "known-once")
)
"""Rules that are not asked of whoever gives no biometrics."""


def card(name: str) -> IdentityDocumentIn:
    """An identity card of their own."""
    return IdentityDocumentIn(
        kind="identity-card", issuer="XA", number=name, chip="authentic", genuine=True, agrees=True
    )


def enrolled(prison: Prison, name: str, body: int, **changes: Any) -> Passage:
    """Somebody wants to be a visitor: consents, under the notice that counts, with a finger and the face."""
    said: dict[str, Any] = {
        "facility": HERE,
        "samples": prison.shown(body),
        "name": name,
        "kind": "family",
        "born": "1980-05-01",
        "consent": "given",
        "notice": NoticeIn(version=POLICY.visits.notice, language="es"),
        "documents": (card(name),),
    }
    asked = VisitorEnrolmentRequest.model_validate(said | changes)
    return prison.asks("enrolment", name, asked, shows=body)


def expected(prison: Prison, visitor: str, prisoner: str) -> None:
    """Authorised and booked for now."""
    prison.authorises(visitor, prisoner)
    prison.books(visitor, prisoner)


def enters(prison: Prison, visitor: str, prisoner: str, shows: int | None = None, **changes: Any) -> Passage:
    """A visitor comes in to a prisoner. shows: somebody else's body; samples: other captures than theirs."""
    person = prison.known[visitor]
    body = prison.bodies[person] if shows is None else shows
    said: dict[str, Any] = {
        "facility": HERE,
        "samples": prison.shown(body, 1),
        "visitor_id": person,
        "prisoner_id": prison.known[prisoner],
    }
    prison.visits += 1
    return prison.asks("entry", visitor, VisitEntryRequest.model_validate(said | changes), shows=body)


def leaves(prison: Prison, visitor: str, visit: Passage, shows: int | None = None, **changes: Any) -> Passage:
    """Somebody goes out under a visit."""
    body = prison.bodies[prison.known[visitor]] if shows is None else shows
    said: dict[str, Any] = {"facility": HERE, "samples": prison.shown(body, 1), "visit_id": visit.id}
    return prison.asks("exit", visitor, VisitExitRequest.model_validate(said | changes), shows=body)
