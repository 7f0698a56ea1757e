"""Whose signatures count: those that are fresh, each officer once, however often they signed."""

from datetime import datetime, timedelta

from api.gates.evidence import Attendance
from api.officers import known_as


def agreeing(attendance: Attendance, matter: str, *, within: timedelta, now: datetime) -> frozenset[str]:
    """The officers whose agreement to a matter counts now: signed, not yet stale, not dated ahead.

    Each as what they are known as (`api/officers.py`).
    """
    return frozenset(
        known_as(one.officer)
        for one in attendance.signed
        if one.matter == matter and timedelta(0) <= now - one.at <= within
    )
