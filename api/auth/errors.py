"""Why somebody is not let in, each with the challenge that a client is answered (RFC 6750, section 3)."""

from matcher.errors import DataError

REALM = 'Bearer realm="umbral"'


class Unauthorised(DataError):
    """Who acts is not known, or not well enough. Answered with 401 and `challenge` as WWW-Authenticate."""

    @property
    def challenge(self) -> str:
        """What the client is asked for."""
        return f'{REALM}, error="invalid_token"'


class TokenMissing(Unauthorised):
    """The request carries no credentials."""

    code = "token-missing"
    advice = "Sign in and send it again."

    @property
    def challenge(self) -> str:
        """Without an error: nothing was tried (RFC 6750, section 3.1)."""
        return REALM


class ActorHeaderRefused(Unauthorised):
    """`Umbral-Actor` where callers prove who they are: refused rather than overlooked."""

    code = "actor-header-refused"
    advice = "Take the header out of the program that sent it, and send a token."


class CredentialsTwice(Unauthorised):
    """More than one thing that says who acts: which of them counts is not guessed."""

    code = "credentials-twice"
    advice = "Send one of them."
