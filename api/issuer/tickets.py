"""One-time links: by which a new officer sets a password, or somebody at this machine is signed in.

A ticket reads ACCOUNT~SECRET; its digest lies sealed in the account. Before there is any account, the service
itself gives out one by which the first administrator's is made.
"""

import hmac
import secrets
import threading
from datetime import datetime, timedelta
from hashlib import sha256

from api.issuer.errors import TicketSpent
from api.issuer.parameters import TICKET_LIVES
from api.registry import accounts
from api.registry.accounts import Account, Secret, Ticket
from api.registry.errors import NotOnRecord
from api.registry.unit import Unit, View

MARK = "~"


def issue(
    unit: Unit, account: Account, *, sets_password: bool, lives: timedelta = TICKET_LIVES
) -> tuple[Account, str]:
    """The account with a new ticket, which takes the place of any older one; and the ticket."""
    secret = secrets.token_urlsafe(32)
    ticket = Ticket(_digest(secret), unit.now + lives, sets_password)
    kept = Secret(None if sets_password else account.secret.password, account.secret.key, ticket)
    return accounts.change(unit, account, kept), f"{account.name}{MARK}{secret}"


def find(view: View, ticket: str, now: datetime) -> Account:
    """Whose it is. Raises TicketSpent."""
    name, _, secret = ticket.partition(MARK)
    try:
        account = accounts.named(view, name)
    except NotOnRecord:
        raise TicketSpent("This link was used, or is too old.") from None
    kept = account.secret.ticket
    if kept is None or now >= kept.until or not hmac.compare_digest(kept.digest, _digest(secret)):
        raise TicketSpent("This link was used, or is too old.")
    return account


class FirstTicket:
    """The one by which the first account is made. Thread-safe; a new one with every start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secret: str | None = None

    def issue(self) -> str:
        """A ticket; one that was issued before is no good any more."""
        with self._lock:
            self._secret = secrets.token_urlsafe(32)
            return f"{MARK}{self._secret}"

    def fits(self, ticket: str) -> bool:
        """Whether it is the one."""
        with self._lock:
            return self._secret is not None and hmac.compare_digest(
                ticket.encode(), f"{MARK}{self._secret}".encode()
            )

    def spend(self) -> None:
        """It was used, or is not needed."""
        with self._lock:
            self._secret = None


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
