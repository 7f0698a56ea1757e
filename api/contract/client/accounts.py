"""Accounts of the built-in issuer."""

from collections.abc import Sequence
from urllib.parse import quote

from api.contract.accounts import AccountIn, AccountList, AccountMade, AccountOut, LinkIn, LinkOut
from api.contract.client.calls import Calls

HERE = "/v1/accounts"


class Accounts(Calls):
    """For administrators."""

    def every(self) -> Sequence[AccountOut]:
        """All that may sign in, by name."""
        return self._read(AccountList, HERE).accounts

    def make(self, account: AccountIn, *, key: str | None = None) -> AccountMade:
        """A new one."""
        return self._write(AccountMade, "POST", HERE, account, key=key)

    def link(self, name: str, wanted: LinkIn = LinkIn(), *, key: str | None = None) -> LinkOut:  # noqa: B008 - it never changes
        """A new one-time link."""
        return self._write(LinkOut, "POST", f"{_at(name)}/link", wanted, key=key)

    def remove(self, name: str, *, key: str | None = None) -> None:
        """Nobody signs in with it any more."""
        self._written("DELETE", _at(name), key=key)


def _at(name: str) -> str:
    return f"{HERE}/{quote(name, safe='')}"
