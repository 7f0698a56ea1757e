"""What rules say at a visitor's enrolment alone; the other rows are those of the way in."""

from dataclasses import replace
from datetime import date

from api.gates.decision import Outcome
from api.gates.evidence import Captured, GalleryKind
from api.gates.visits.cards import CARD_OF_ANOTHER
from api.gates.visits.evidence import Consent, Enrolling
from api.gates.visits.identity import OWN_RECORD
from matcher.domain import Decision, Modality
from tests.support.gate_evidence import (
    AMONG_VISITORS,
    CAPTURED,
    GUARDIAN,
    IN_CUSTODY,
    OTHER,
    VISITOR,
    attended,
    candidate,
    compared,
    excused,
    same,
    search,
)
from tests.support.rule_rows import Row
from tests.support.visiting import BAN, ENROLLING, FAMILY

HELD = Outcome.HOLD
BANNED = GalleryKind.BANNED_VISITORS


def alike(decision: Decision, gallery: GalleryKind = GalleryKind.VISITORS) -> Enrolling:
    """A newcomer who is like another visitor."""
    found = search(AMONG_VISITORS | IN_CUSTODY, candidate(OTHER, decision, gallery=gallery))
    return replace(ENROLLING, among_visitors=found)


def returning(**changes: object) -> Enrolling:
    """Somebody on record, with prints and face to compare with."""
    told: dict[str, object] = {"visitor": FAMILY, "on_record": True, "verified": compared(VISITOR)}
    return replace(ENROLLING, **told | changes)  # type: ignore[arg-type] # fields of it


NOTHING_LEFT = replace(FAMILY, enrolled=frozenset())
PRISONERS = GalleryKind.CUSTODY
YOUNG = replace(FAMILY, enrolled=frozenset(), born=date(2011, 1, 1))


CARD_KNOWN = replace(ENROLLING, bearers=frozenset({OTHER}))
CARD_OF_BANNED = replace(CARD_KNOWN, restrictions=(replace(BAN, person_id=OTHER),))


ENROLMENT_ROWS = [
    Row("card-of-one", ENROLLING, None, None),
    Row("card-of-one", replace(ENROLLING, bearers=frozenset()), Outcome.ADMIT, "visitor-card-of-one"),
    Row(
        "card-of-one", replace(ENROLLING, bearers=frozenset({VISITOR})), Outcome.ADMIT, "visitor-card-of-one"
    ),
    Row("card-of-one", CARD_KNOWN, HELD, "visitor-card-of-another"),
    Row("card-of-one", CARD_OF_BANNED, HELD, "visitor-card-of-banned"),
    Row(
        "card-of-one",
        replace(CARD_OF_BANNED, attendance=attended((CARD_OF_ANOTHER, "bea"))),
        Outcome.ADMIT,
        "visitor-card-explained",
    ),
    Row("not-banned-by-another-name", ENROLLING, Outcome.ADMIT, "visitor-no-ban-found"),
    Row("not-banned-by-another-name", alike(Decision.MATCH, BANNED), HELD, "visitor-may-be-banned"),
    Row(
        "not-banned-by-another-name", alike(Decision.DOUBTFUL, BANNED), Outcome.ADMIT, "visitor-ban-in-doubt"
    ),
    Row("known-once", alike(Decision.MATCH), HELD, "visitor-may-have-two-records"),
    Row("known-once", alike(Decision.DOUBTFUL), Outcome.ADMIT, "visitor-known-once"),
    Row("known-once", replace(alike(Decision.MATCH), verdicts=same(OTHER)), HELD, "visitor-known-already"),
    Row("not-in-custody", ENROLLING, Outcome.ADMIT, "visitor-no-prisoner"),
    Row("not-in-custody", alike(Decision.DOUBTFUL, PRISONERS), Outcome.ADMIT, "visitor-no-prisoner"),
    Row("not-in-custody", alike(Decision.MATCH, PRISONERS), HELD, "visitor-like-a-prisoner"),
    Row(
        "not-in-custody",
        replace(alike(Decision.MATCH, PRISONERS), verdicts=same(OTHER)),
        Outcome.REFUSE,
        "visitor-is-a-prisoner",
    ),
    Row("not-in-custody", returning(held=True), Outcome.REFUSE, "visitor-in-custody"),
    Row("not-in-custody", replace(ENROLLING, among_visitors=search(AMONG_VISITORS)), None, None),
    Row("own-record", ENROLLING, None, None),
    Row("own-record", returning(), Outcome.ADMIT, "visitor-verified"),
    Row("own-record", returning(verified=None), HELD, "visitor-not-compared"),
    Row(
        "own-record",
        returning(verified=compared(VISITOR, Decision.NO_MATCH), verdicts=same(VISITOR, same=False)),
        Outcome.REFUSE,
        "visitor-is-somebody-else",
    ),
    Row("own-record", returning(visitor=NOTHING_LEFT, verified=None), HELD, "visitor-record-unproven"),
    Row(
        "own-record",
        returning(
            visitor=NOTHING_LEFT, verified=None, attendance=attended((OWN_RECORD, "bea")), document=None
        ),
        HELD,
        "visitor-record-unproven",
    ),
    Row(
        "own-record",
        returning(visitor=NOTHING_LEFT, verified=None, attendance=attended((OWN_RECORD, "bea"))),
        Outcome.ADMIT,
        "visitor-record-by-document",
    ),
    Row("guardian-named", ENROLLING, None, None),
    Row("guardian-named", replace(ENROLLING, visitor=YOUNG), HELD, "minor-guardian-unknown"),
    Row(
        "guardian-named",
        replace(ENROLLING, visitor=replace(YOUNG, guardians=frozenset({GUARDIAN}))),
        Outcome.ADMIT,
        "minor-guardian-named",
    ),
    Row("enough-captured", ENROLLING, Outcome.ADMIT, "visitor-modalities-captured"),
    Row(
        "enough-captured",
        replace(ENROLLING, captured=Captured(CAPTURED.fingers)),
        HELD,
        "visitor-modality-missing",
    ),
    Row(
        "enough-captured",
        replace(ENROLLING, captured=excused(Modality.FACE, signed=False)),
        HELD,
        "visitor-exception-unsigned",
    ),
    Row(
        "enough-captured",
        replace(ENROLLING, captured=excused(Modality.FACE)),
        Outcome.ADMIT,
        "visitor-modality-excused",
    ),
    Row(
        "enough-captured",
        replace(ENROLLING, visitor=replace(FAMILY, consent=Consent.DECLINED)),
        None,
        None,
    ),
]
