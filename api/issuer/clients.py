"""Who may send people here to sign in: the service's own pages and its own commands."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from api.issuer.parameters import COMMANDS_TOKEN_LIVES, TOKEN_LIVES

PAGES, COMMANDS = "umbral-pages", "umbral-commands"
LOOPBACK = frozenset({"127.0.0.1", "::1"})
RETURNS = "/signed-in"
"""Path of the commands' own listener, and of the pages."""


@dataclass(frozen=True, slots=True)
class Client:
    """redirect: where people are sent back, exactly; None: to their own port on loopback (RFC 8252, 7.3).

    leaves: where they may be sent after signing out. confidential: redeems codes in this process alone.
    """

    id: str
    redirect: str | None
    leaves: str | None
    token_lives: timedelta
    confidential: bool

    def returns_to(self, address: str) -> bool:
        """Whether people may be sent back to this address."""
        if self.redirect is not None:
            return address == self.redirect
        try:
            parts = urlsplit(address)
            return address == f"http://{parts.netloc}{RETURNS}" and _loopback_port(parts.netloc)
        except ValueError:
            return False


def clients(address: str) -> dict[str, Client]:
    """By their ids. address: of the service, without a slash at its end."""
    pages = Client(PAGES, f"{address}{RETURNS}", f"{address}/signed-out", TOKEN_LIVES, confidential=True)
    commands = Client(COMMANDS, None, None, COMMANDS_TOKEN_LIVES, confidential=False)
    return {pages.id: pages, commands.id: commands}


def _loopback_port(netloc: str) -> bool:
    parts = urlsplit(f"//{netloc}")
    bare = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return parts.hostname in LOOPBACK and parts.port is not None and netloc == f"{bare}:{parts.port}"
