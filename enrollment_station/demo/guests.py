"""The accounts of the demo: a newcomer's, who may do whatever a house's staff may, and a colleague's."""

from api.contract.accounts import AccountIn, LinkIn, RoleName
from api.contract.client import Client, Umbral

NEWCOMER: tuple[RoleName, ...] = ("intake-officer", "gate-officer", "supervisor", "adjudicator", "auditor")
GUESTS: dict[str, tuple[RoleName, ...]] = {"demo": NEWCOMER, "colleague": ("supervisor",)}


def invite(client: Client) -> dict[str, str]:
    """A one-time link for each, by which they are in without a password; paths at the service's address.

    Raises ServiceRefused and ServiceUnreachable.
    """
    administrator = Umbral(client, "demo-administrator; roles=administrator")
    known = {account.name for account in administrator.accounts.every()}
    for name, roles in GUESTS.items():
        if name not in known:
            administrator.accounts.make(AccountIn(name=name, roles=roles))
    return {name: administrator.accounts.link(name, LinkIn(to="sign-in")).link for name in GUESTS}
