"""Rules about what was captured: enough of everybody, and a good reason for what is missing."""

from collections.abc import Iterable
from datetime import datetime

from api.gates.decision import Consequence, Notify, Outcome, Party, Said
from api.gates.evidence import Captured, CaptureException, ExceptionReason
from api.gates.intake.evidence import IntakeEvidence
from api.gates.intake.policy import IntakePolicy
from api.gates.intake.signing import asks
from api.gates.rule import Rule
from matcher.domain import FingerPosition, Modality

EXCEPTION = "intake.exception"
CAPTURE_OWED = "intake.capture-owed"
FINGERS = len(FingerPosition) - 1  # without UNKNOWN

LASTING = frozenset({ExceptionReason.AMPUTATED, ExceptionReason.DECLINED})
"""Reasons that no second attempt mends. Whoever declines is asked again by people, not by a deadline."""


class EnoughCaptured(Rule[IntakeEvidence, IntakePolicy]):
    """Of everybody as much is captured as the policy asks, or as much as there is to capture.

    What cannot be captured is an exception that two officers saw, with a picture of its reason; a broken
    device needs no picture. Nobody waits for a body or a device to mend: what is owed gets a deadline.
    """

    name = "enough-captured"

    def judge(self, evidence: IntakeEvidence, policy: IntakePolicy, now: datetime) -> Said | None:
        """First what is missing without a reason, then whether the reasons are in order."""
        captured, asked = evidence.captured, policy.coverage
        within_reach = FINGERS - len(_excused_fingers(captured))
        missing = max(0, min(asked.fingers, within_reach) - len(captured.fingers))
        if missing:
            return Said(Outcome.HOLD, "intake-fingers-missing", {"count": missing})
        if asked.face and not captured.face and not captured.excused(Modality.FACE):
            return Said(Outcome.HOLD, "intake-face-missing")
        relied_on = _relied_on(captured, asked.fingers, asked.face)
        if any(not one.countersigned for one in relied_on):
            return asks("intake-exception-unsigned", EXCEPTION)
        if asked.photograph and any(
            not one.photographed and not one.reason.of_the_device for one in relied_on
        ):
            return Said(Outcome.HOLD, "intake-exception-without-picture")
        if not relied_on:
            return Said(Outcome.ADMIT, "intake-captured")
        follows = _owed(evidence, relied_on, policy, now)
        if not captured.modalities:
            return Said(Outcome.ADMIT, "intake-nothing-captured", consequences=follows)
        return Said(Outcome.ADMIT, "intake-captured-with-exceptions", consequences=follows)


def _excused_fingers(captured: Captured) -> frozenset[FingerPosition]:
    """Fingers that an exception names, all of them where it names the whole modality; not those captured."""
    every = frozenset(FingerPosition) - {FingerPosition.UNKNOWN}
    named = frozenset[FingerPosition]().union(
        *(one.positions or every for one in captured.excused(Modality.FINGER))
    )
    return named - captured.fingers


def _relied_on(captured: Captured, fingers: int, face: bool) -> tuple[CaptureException, ...]:
    """The exceptions without which too little would have been captured."""
    short = len(captured.fingers) < fingers
    excused = captured.excused(Modality.FINGER) if short else ()
    return (*excused, *(captured.excused(Modality.FACE) if face and not captured.face else ()))


def _owed(
    evidence: IntakeEvidence, relied_on: Iterable[CaptureException], policy: IntakePolicy, now: datetime
) -> tuple[Consequence, ...]:
    """What a later attempt can mend gets a deadline; where nothing was captured, a supervisor hears."""
    follows: tuple[Consequence, ...] = ()
    if not evidence.captured.modalities:
        follows = (Notify(Party.SUPERVISOR, "intake.nothing-captured"),)
    if any(one.reason not in LASTING for one in relied_on):
        follows = (*follows, *policy.owed.follows(CAPTURE_OWED, evidence.asked_at, now))
    return follows
