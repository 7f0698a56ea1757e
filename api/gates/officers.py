"""Whose signatures count: those that are fresh, each officer once, however often they signed."""

from datetime import datetime, timedelta

from api.gates.evidence import Attendance


def agreeing(attendance: Attendance, matter: str, *, within: timedelta, now: datetime) -> frozenset[str]:
    """The officers whose agreement to a matter counts now: signed, not yet stale, not dated ahead."""
    return frozenset(
        one.officer
        for one in attendance.signed
        if one.matter == matter and timedelta(0) <= now - one.at <= within
    )
