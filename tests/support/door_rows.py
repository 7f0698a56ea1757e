"""What the rules say that every prisoner's door asks, on the evidence of a release."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from api.gates.decision import Outcome
from api.gates.evidence import GalleryKind, HoldFacts, OrderKind, Signature
from matcher.domain import Decision, FingerPosition, Modality
from tests.support.at_doors import BROKEN, RELEASES, order, releasing
from tests.support.gate_evidence import (
    CELLMATE,
    DAY,
    HOUR,
    IN_CUSTODY,
    NOW,
    PRISONER,
    attended,
    candidate,
    compared,
    excused,
    same,
    search,
    signed,
)
from tests.support.rule_rows import Row

ADMIT, HOLD, REFUSE = Outcome.ADMIT, Outcome.HOLD, Outcome.REFUSE
MINUTE = timedelta(minutes=1)

THUMB = frozenset({FingerPosition.RIGHT_THUMB})
SIGNED = ("release", "bea")
BY_HAND = attended(SIGNED, ("identified-by-hand", "bea"))
STRANGER = compared(PRISONER, Decision.NO_MATCH, finger=-2.0, face=-1.0)
CELLMATE_BETTER = candidate(CELLMATE, llr=12.0)


def on(**changes: Any) -> Any:
    """A release on another order."""
    return releasing(order=order(**changes))


def custody(*found: Any, **changes: Any) -> Any:
    """A release at which the search in custody brought these up, beside the person."""
    return releasing(in_custody=search(IN_CUSTODY, candidate(PRISONER, llr=9.0), *found), **changes)


def broken(since: timedelta, **changes: Any) -> Any:
    """A release at which no sensor has worked for so long."""
    return releasing(**BROKEN | {"failed_at": NOW - since} | changes)


def unsearched(since: timedelta, **changes: Any) -> Any:
    """A release of somebody verified, at which no search has been possible for so long."""
    return releasing(**{"in_custody": None, "failed_at": NOW - since} | changes)


ORDER_ROWS = [
    Row("order-there", releasing(), ADMIT, "order-there"),
    Row("order-there", releasing(order=None), REFUSE, "order-missing"),
    Row("order-there", on(kind=OrderKind.COMMITMENT), REFUSE, "order-of-another-kind"),
    Row("order-signed", releasing(), ADMIT, "order-signed"),
    Row("order-signed", releasing(order=None), None, None),
    Row("order-signed", on(signature=Signature.INVALID), REFUSE, "order-forged"),
    Row("order-signed", on(signature=Signature.UNKNOWN_KEY), HOLD, "order-unsigned"),
    Row("order-signed", on(signature=Signature.PAPER), HOLD, "order-on-paper-unsigned"),
    Row(
        "order-signed",
        releasing(
            order=order(signature=Signature.PAPER), attendance=attended(SIGNED, ("paper-order", "bea"))
        ),
        ADMIT,
        "order-on-paper",
    ),
    Row(
        "order-signed",
        on(signature=Signature.PAPER),
        HOLD,
        "order-unsigned",
        policy=replace(RELEASES, paper_orders=False),
    ),
    Row("order-names-person", releasing(), ADMIT, "order-names-person"),
    Row("order-names-person", on(person_id=None), HOLD, "order-names-nobody-on-record"),
    Row("order-names-person", on(person_id=CELLMATE), REFUSE, "order-for-another"),
    Row("order-stands", releasing(), ADMIT, "order-stands"),
    Row("order-stands", on(used_at=NOW - DAY), REFUSE, "order-used"),
    Row("order-stands", on(revoked_at=NOW), REFUSE, "order-revoked"),
    Row("order-for-here", releasing(), ADMIT, "order-for-here"),
    Row("order-for-here", on(facility="south"), HOLD, "order-elsewhere"),
    Row("order-in-time", releasing(), ADMIT, "order-in-time"),
    Row("order-in-time", on(valid_from=NOW + HOUR), HOLD, "order-not-yet"),
    Row("order-in-time", on(valid_from=NOW), ADMIT, "order-in-time"),
    Row("order-in-time", on(expires_at=NOW), HOLD, "order-expired"),
    Row("order-in-time", on(expires_at=None), ADMIT, "order-in-time"),
]

IDENTITY_ROWS = [
    Row("is-the-person", releasing(), ADMIT, "prisoner-confirmed"),
    Row("is-the-person", releasing(verified=None), HOLD, "prisoner-not-compared"),
    Row(
        "is-the-person",
        releasing(verified=compared(PRISONER, Decision.DOUBTFUL)),
        HOLD,
        "prisoner-in-doubt",
    ),
    Row(
        "is-the-person", releasing(verified=compared(PRISONER, contradicted=True)), HOLD, "prisoner-in-doubt"
    ),
    Row("is-the-person", releasing(verified=STRANGER), HOLD, "prisoner-not-confirmed"),
    Row(
        "is-the-person",
        releasing(verified=STRANGER, verdicts=same(PRISONER, same=False)),
        REFUSE,
        "prisoner-is-somebody-else",
    ),
    Row("is-the-person", releasing(verified=STRANGER, verdicts=same(PRISONER)), ADMIT, "prisoner-confirmed"),
    Row("is-the-person", broken(5 * MINUTE), HOLD, "sensor-failed"),
    Row("is-the-person", broken(20 * MINUTE), None, None),
    Row("is-the-person", broken(-5 * MINUTE), HOLD, "prisoner-not-compared"),
    Row("each-modality", releasing(), ADMIT, "prisoner-modalities-agree"),
    Row("each-modality", releasing(verified=None), None, None),
    Row(
        "each-modality",
        releasing(verified=compared(PRISONER, finger=None)),
        HOLD,
        "prisoner-modality-missing",
    ),
    Row(
        "each-modality",
        releasing(verified=compared(PRISONER, finger=None), captured=excused(Modality.FINGER, signed=False)),
        HOLD,
        "prisoner-exception-unsigned",
    ),
    Row(
        "each-modality",
        releasing(verified=compared(PRISONER, finger=None), captured=excused(Modality.FINGER)),
        ADMIT,
        "prisoner-modality-excused",
    ),
    Row(
        "each-modality",
        releasing(
            verified=compared(PRISONER, finger=None), captured=excused(Modality.FINGER, positions=THUMB)
        ),
        HOLD,
        "prisoner-modality-missing",
    ),
    Row(
        "each-modality",
        releasing(verified=compared(PRISONER, finger=-0.5, face=8.0)),
        HOLD,
        "prisoner-modality-against",
    ),
    Row(
        "each-modality",
        releasing(verified=compared(PRISONER, finger=-0.5, face=8.0), verdicts=same(PRISONER)),
        ADMIT,
        "prisoner-modalities-agree",
    ),
    Row("nobody-else-matches", releasing(), ADMIT, "nobody-else-matches"),
    Row("nobody-else-matches", releasing(in_custody=None), HOLD, "custody-not-searched"),
    Row("nobody-else-matches", releasing(in_custody=search(complete=False)), HOLD, "custody-not-searched"),
    Row(
        "nobody-else-matches",
        releasing(in_custody=search(frozenset({GalleryKind.FORMER}))),
        HOLD,
        "custody-not-searched",
    ),
    Row("nobody-else-matches", broken(20 * MINUTE), None, None),
    Row("nobody-else-matches", unsearched(14 * MINUTE, attendance=BY_HAND), HOLD, "custody-not-searched"),
    Row("nobody-else-matches", unsearched(15 * MINUTE), HOLD, "custody-search-unsigned"),
    Row("nobody-else-matches", unsearched(15 * MINUTE, attendance=BY_HAND), ADMIT, "custody-search-by-hand"),
    Row(
        "nobody-else-matches",
        unsearched(
            15 * MINUTE, in_custody=search(IN_CUSTODY, CELLMATE_BETTER, complete=False), attendance=BY_HAND
        ),
        HOLD,
        "another-prisoner-as-alike",
    ),
    Row("nobody-else-matches", custody(CELLMATE_BETTER), HOLD, "another-prisoner-as-alike"),
    Row("nobody-else-matches", custody(candidate(CELLMATE, llr=3.0)), HOLD, "another-prisoner-as-alike"),
    Row(
        "nobody-else-matches",
        custody(candidate(CELLMATE, Decision.NO_MATCH, llr=9.0)),
        HOLD,
        "another-prisoner-as-alike",
    ),
    Row(
        "nobody-else-matches",
        custody(candidate(CELLMATE, Decision.NO_MATCH, llr=8.9)),
        ADMIT,
        "nobody-else-matches",
    ),
    Row(
        "nobody-else-matches",
        custody(candidate(CELLMATE, Decision.DOUBTFUL, llr=3.0)),
        ADMIT,
        "nobody-else-matches",
    ),
    Row(
        "nobody-else-matches",
        custody(CELLMATE_BETTER, verdicts=same(CELLMATE, same=False)),
        ADMIT,
        "nobody-else-matches",
    ),
    Row(
        "nobody-else-matches",
        custody(CELLMATE_BETTER, verdicts=same(CELLMATE)),
        HOLD,
        "prisoner-has-two-records",
    ),
    Row(
        "nobody-else-matches",
        custody(CELLMATE_BETTER, verified=STRANGER, verdicts=same(CELLMATE)),
        REFUSE,
        "prisoner-is-another",
    ),
]

SIGNATURE_ROWS = [
    Row("identified-by-hand", releasing(), None, None),
    Row("identified-by-hand", broken(5 * MINUTE), None, None),
    Row("identified-by-hand", broken(20 * MINUTE), HOLD, "by-hand-unsigned"),
    Row("identified-by-hand", broken(20 * MINUTE, attendance=BY_HAND), ADMIT, "by-hand"),
    Row(
        "identified-by-hand",
        releasing(**BROKEN | {"captured": excused(*Modality)}, attendance=BY_HAND),
        ADMIT,
        "by-hand",
    ),
    Row("officers-signed", releasing(), ADMIT, "officers-signed"),
    Row("officers-signed", releasing(attendance=attended()), HOLD, "officers-missing"),
    Row("officers-signed", releasing(attendance=attended(("release", "ana"))), HOLD, "officers-missing"),
    Row("officers-signed", releasing(asked_at=NOW - 3 * HOUR), HOLD, "officers-missing"),
    Row(
        "officers-signed",
        releasing(asked_at=NOW - 3 * HOUR, attendance=attended(SIGNED, ("release", "carla"))),
        ADMIT,
        "officers-signed",
    ),
    Row(
        "officers-signed", releasing(attendance=attended(SIGNED, at=NOW - 3 * HOUR)), HOLD, "officers-missing"
    ),
    Row("officers-signed", releasing(attendance=attended(SIGNED, at=NOW + HOUR)), HOLD, "officers-missing"),
    Row("officers-signed", releasing(attendance=attended(("other", "bea"))), HOLD, "officers-missing"),
    Row(
        "officers-signed",
        releasing(attendance=attended(("release", str(PRISONER)))),
        HOLD,
        "officers-missing",
    ),
    Row(
        "officers-signed",
        releasing(attendance=replace(attended(), signed=signed(SIGNED, role="guard"))),
        HOLD,
        "officer-of-role-missing",
    ),
]

RELEASE_ROWS = [
    Row("no-other-hold", releasing(), ADMIT, "release-no-other-hold"),
    Row(
        "no-other-hold",
        releasing(holds=(HoldFacts(UUID(int=80), "warrant", "fourth-court", NOW - DAY),)),
        REFUSE,
        "release-other-hold",
    ),
    Row(
        "no-other-hold",
        releasing(holds=(HoldFacts(UUID(int=80), "warrant", "fourth-court", NOW - DAY, lifted_at=NOW),)),
        ADMIT,
        "release-no-other-hold",
    ),
    Row("over-detention", releasing(), ADMIT, "release-in-time"),
    Row("over-detention", on(valid_from=NOW - 7 * HOUR), ADMIT, "release-over-detention"),
    Row("over-detention", on(valid_from=NOW - 6 * HOUR), ADMIT, "release-in-time"),
    Row("over-detention", releasing(lawful_until=NOW - HOUR), ADMIT, "release-over-detention"),
    Row("over-detention", releasing(lawful_until=NOW + HOUR), ADMIT, "release-in-time"),
    Row("over-detention", releasing(order=None), ADMIT, "release-in-time"),
    Row("papers-due", releasing(), ADMIT, "release-papers-due"),
]
