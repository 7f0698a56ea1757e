"""How many people stand behind signatures: one human under two accounts, shifts or names is one."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from api.gates.evidence import Attendance


def agreeing(attendance: Attendance, matter: str, *, within: timedelta, now: datetime) -> frozenset[str]:
    """The officers whose agreement to a matter counts now: signed, not yet stale, not dated ahead."""
    return frozenset(
        one.officer
        for one in attendance.signed
        if one.matter == matter and timedelta(0) <= now - one.at <= within
    )


def humans(officers: Iterable[str], one_human: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """The officers put together by who they are, each human once.

    one_human: codes that belong to one human, as far as the registry or a search among staff has shown; sets
    that share a code are one.
    """
    asked, known = frozenset(officers), tuple(one_human)
    groups = {frozenset({code}) for code in asked.union(*known)}
    for linked in known:
        joined = {group for group in groups if group & linked}
        groups = (groups - joined) | {frozenset[str]().union(*joined)}
    return tuple(group & asked for group in sorted(filter(None, groups), key=min) if group & asked)
