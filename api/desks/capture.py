"""What was captured at a desk, in the gates' terms."""

from collections.abc import Sequence

from api.contract.gates import CaptureExceptionIn
from api.gates import excused
from api.gates.evidence import Attendance, Captured, CaptureException, ExceptionReason
from api.gates.intake import coverage
from api.outcomes import Read
from matcher.domain import FingerPosition, Modality

EXCEPTIONS = frozenset({excused.EXCEPTION, coverage.EXCEPTION})
"""Matters under which a second officer agrees to what could not be captured."""


def captured_of(
    read: Sequence[Read], exceptions: Sequence[CaptureExceptionIn], attendance: Attendance
) -> Captured:
    """Fingers and face that can be compared, and what could not be captured, countersigned or not."""
    agreed = next((one.officer for one in attendance.signed if one.matter in EXCEPTIONS), None)
    return Captured(
        fingers=frozenset(one.position for one in read if one.modality is Modality.FINGER),
        face=any(one.modality is Modality.FACE for one in read),
        exceptions=tuple(_exception(one, attendance.officer, agreed) for one in exceptions),
    )


def _exception(told: CaptureExceptionIn, officer: str, agreed: str | None) -> CaptureException:
    return CaptureException(
        Modality(told.modality),
        ExceptionReason(told.reason),
        officer,
        frozenset(map(FingerPosition, told.positions)),
        agreed,
        told.photographed,
    )
