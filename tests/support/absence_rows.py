"""What the rules about departures and returns say."""

from dataclasses import replace
from uuid import UUID

from api.gates.absence.evidence import AbsenceKind
from api.gates.decision import Outcome
from api.gates.evidence import HoldFacts, OrderKind
from matcher.domain import Decision
from tests.support.at_doors import absence, departing, order, returning
from tests.support.gate_evidence import DAY, HOUR, NOW, PRISONER, attended, compared
from tests.support.rule_rows import Row

ADMIT, HOLD, REFUSE = Outcome.ADMIT, Outcome.HOLD, Outcome.REFUSE
TRANSFER, COURT, LEAVE = AbsenceKind.TRANSFER, AbsenceKind.COURT, AbsenceKind.TEMPORARY_RELEASE
WANTED = (HoldFacts(UUID(int=80), "warrant", "fourth-court", NOW - DAY),)
UNKNOWN = compared(PRISONER, Decision.NO_MATCH, finger=-2.0, face=-1.0)

DEPARTURES = [
    Row("order-there", departing(order=order(OrderKind.RELEASE)), REFUSE, "order-of-another-kind"),
    Row("order-there", departing(order=None), REFUSE, "order-missing"),
    Row("is-the-person", departing(verified=None), HOLD, "prisoner-not-compared"),
    Row("officers-signed", departing(attendance=attended(), asked_at=NOW - DAY), HOLD, "officers-missing"),
    Row("no-hold-against-leave", departing(COURT, holds=WANTED), None, None),
    Row("no-hold-against-leave", departing(LEAVE), ADMIT, "leave-no-hold"),
    Row("no-hold-against-leave", departing(LEAVE, holds=WANTED), REFUSE, "leave-against-hold"),
    Row("not-away", departing(), ADMIT, "prisoner-not-away"),
    Row("not-away", departing(away=absence(ended_at=NOW)), ADMIT, "prisoner-not-away"),
    Row("not-away", departing(away=absence()), HOLD, "prisoner-away-already"),
    Row("due-set", departing(), ADMIT, "absence-due-set"),
    Row("due-set", departing(due=None), HOLD, "absence-without-end"),
    Row("due-set", departing(due=NOW), HOLD, "absence-without-end"),
    Row("due-set", departing(due=NOW + 15 * HOUR), REFUSE, "absence-too-long"),
    Row("due-set", departing(LEAVE, due=NOW + 72 * HOUR), ADMIT, "absence-due-set"),
    Row("due-set", departing(TRANSFER, destination=None), HOLD, "transfer-without-destination"),
    Row("transfer-told", departing(), None, None),
    Row("transfer-told", departing(TRANSFER), ADMIT, "transfer-told"),
]
ARRIVES = absence(TRANSFER)
RETURNS = [
    Row("was-away", returning(), ADMIT, "return-was-away"),
    Row("was-away", returning(away=None), HOLD, "return-not-away"),
    Row("was-away", returning(away=absence(ended_at=NOW - HOUR)), HOLD, "return-not-away"),
    Row("was-away", returning(away=None, awaited_at="west"), HOLD, "return-awaited-elsewhere"),
    Row("comes-here", returning(), None, None),
    Row("comes-here", returning(away=ARRIVES), ADMIT, "transfer-arrived"),
    Row("comes-here", returning(away=replace(ARRIVES, destination="west")), HOLD, "transfer-misdirected"),
    Row("is-the-person", returning(verified=UNKNOWN), HOLD, "prisoner-not-confirmed"),
    Row("is-the-person", returning(verified=None), HOLD, "prisoner-not-compared"),
    Row("back-in-time", returning(), ADMIT, "return-in-time"),
    Row("back-in-time", returning(away=absence(due=NOW)), ADMIT, "return-in-time"),
    Row("back-in-time", returning(away=absence(due=NOW - HOUR / 2)), ADMIT, "return-late"),
    Row("back-in-time", returning(away=None), None, None),
]
