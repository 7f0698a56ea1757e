"""The built-in issuer as the pages see it: in the same process, so that nothing travels between both."""

from collections.abc import Mapping

from api.auth.jose import Keys
from api.auth.provider import Redeemed
from api.auth.sign_in_errors import SignInFailed
from api.issuer.clients import PAGES
from api.issuer.errors import ProtocolError
from api.issuer.issuer import Issuer


class OwnProvider:
    """See `api/auth/provider.py`."""

    client = PAGES
    wants: Mapping[str, str] = {"scope": "openid"}

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer

    @property
    def issuer(self) -> str:
        """See Provider."""
        return self._issuer.url

    def names_itself(self) -> bool:
        """See Provider."""
        return False

    def authorization_endpoint(self) -> str:
        """See Provider."""
        return f"{self._issuer.url}/authorize"

    def end_session_endpoint(self) -> str | None:
        """See Provider."""
        return f"{self._issuer.url}/end"

    def redeem(self, code: str, redirect: str, verifier: str) -> Redeemed:
        """See Provider."""
        try:
            tokens = self._issuer.redeem(PAGES, code, redirect, verifier)
        except ProtocolError as error:
            raise SignInFailed("The code counts for nothing.", error=error.error) from error
        assert tokens.identity is not None  # noqa: S101 - of a person
        return Redeemed(tokens.access, tokens.identity)

    @property
    def keys(self) -> Keys:
        """See Provider."""
        return self._issuer.keys
