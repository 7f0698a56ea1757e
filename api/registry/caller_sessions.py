"""Sessions at the issuer, as far as they concern us: which began, which are over, and the word of their ends.

A session stands as a digest of what the issuer calls it, as long as anything of it may still be around.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, String, Table, delete, select, update

from api.registry.inserting import inserted
from api.registry.schema import Instant, metadata
from api.registry.unit import Unit, View

DIGEST, ACCOUNT = 64, 128

caller_session = Table(
    "caller_session",
    metadata,
    Column("about", String(DIGEST), primary_key=True),
    Column("account", String(ACCOUNT)),
    Column("began_at", Instant),
    Column("ended_at", Instant),
    Column("until", Instant, nullable=False, index=True),
)
logout_token = Table(
    "logout_token",
    metadata,
    Column("digest", String(DIGEST), primary_key=True),
    Column("until", Instant, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class CallerSession:
    """account: whose, if that is known. began_at: None where it ended before anything of it came here.

    ended_at: by the issuer's clock; None where it goes on.
    """

    account: str | None
    began_at: datetime | None
    ended_at: datetime | None


Known = Mapping[str, CallerSession]
"""By digest."""


def find(view: View, about: Collection[str]) -> Known:
    """Those that are known, by digest."""
    told = select(caller_session).where(caller_session.c.about.in_(about))
    return {
        row.about: CallerSession(row.account, row.began_at, row.ended_at)
        for row in view.connection.execute(told)
    }


def begin(unit: Unit, about: str, account: str, until: datetime) -> bool:
    """Something of a session came here; False, if that was so before. until: when it may be forgotten."""
    unit.connection.execute(delete(caller_session).where(caller_session.c.until < unit.now))
    row = {"about": about, "account": account, "began_at": unit.now, "until": until}
    return inserted(unit, caller_session, row)


def end(unit: Unit, about: str, at: datetime, until: datetime) -> None:
    """It is over, and stays so. at: by the issuer's clock."""
    row = {"about": about, "ended_at": at, "until": until}
    if not inserted(unit, caller_session, row):
        unit.connection.execute(
            update(caller_session).where(caller_session.c.about == about).values(ended_at=at, until=until)
        )


def spend(unit: Unit, digest: str, until: datetime) -> bool:
    """Take a logout token; False, if it was taken before. until: when it is too old in any case."""
    unit.connection.execute(delete(logout_token).where(logout_token.c.until < unit.now))
    return inserted(unit, logout_token, {"digest": digest, "until": until})
