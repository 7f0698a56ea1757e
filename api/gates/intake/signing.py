"""What a second officer agreed to at reception, and the hold that asks for it."""

from datetime import datetime

from api.gates.decision import Consequence, Countersign, Outcome, Said
from api.gates.intake.evidence import IntakeEvidence
from api.gates.intake.policy import IntakePolicy
from api.gates.officers import agreeing
from api.officers import known_as


def countersigned(evidence: IntakeEvidence, matter: str, policy: IntakePolicy, now: datetime) -> bool:
    """Whether somebody other than the officer who asks agreed, and not too long ago."""
    agreed = agreeing(evidence.attendance, matter, within=policy.signatures_valid, now=now)
    return bool(agreed - {known_as(evidence.attendance.officer)})


def asks(code: str, matter: str, *consequences: Consequence) -> Said:
    """A hold until a second officer agrees."""
    return Said(Outcome.HOLD, code, consequences=(Countersign(matter), *consequences))
