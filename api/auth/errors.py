"""Why somebody is not let in, each with the challenge that a client is answered (RFC 6750, section 3)."""

from collections.abc import Sequence
from datetime import timedelta

from api.errors import DeploymentError
from matcher.errors import DataError

REALM = 'Bearer realm="umbral"'
ANEW = "Get a new token from the issuer, and send it again."
CORRECT = "The administrator compares the issuer's settings with this service's."


class Unauthorised(DataError):
    """Who acts is not known, or not well enough. Answered with 401 and `challenge` as WWW-Authenticate."""

    @property
    def challenge(self) -> str:
        """What the client is asked for."""
        return f'{REALM}, error="invalid_token", error_description="{self.code}"'


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


class TokenUnreadable(Unauthorised):
    """No signed token: another form, too large, encrypted, or with header fields that none of ours has."""

    code = "token-unreadable"
    advice = "The program that sent it must be corrected."


class TokenForged(Unauthorised):
    """Not signed by a key of the issuer's, under an algorithm that is accepted."""

    code = "token-forged"
    advice = ANEW


class TokenKindRefused(Unauthorised):
    """Another token of the issuer's than it should be: an ID token, say, in an access token's place."""

    code = "token-kind-refused"
    advice = "Send the access token, of type at+jwt, not the ID token."


class TokenOfAnotherIssuer(Unauthorised):
    """The issuer it names is not the one that this service takes tokens from."""

    code = "token-of-another-issuer"
    advice = CORRECT


class TokenForAnother(Unauthorised):
    """It was issued for another service."""

    code = "token-for-another"
    advice = CORRECT


class TokenExpired(Unauthorised):
    """Its time is over."""

    code = "token-expired"
    advice = ANEW


class TokenTooEarly(Unauthorised):
    """It counts from a later time on, or was issued in the future: somebody's clock is wrong."""

    code = "token-too-early"
    advice = "Compare the clocks of the issuer and of this service."


class TokenLivesTooLong(Unauthorised):
    """It would count for longer than a shift."""

    code = "token-lives-too-long"
    advice = "The administrator shortens the life of access tokens at the issuer."


class TokenIncomplete(Unauthorised):
    """A claim is missing or unusable. claim: which."""

    code = "token-incomplete"
    advice = CORRECT


class SessionOver(Unauthorised):
    """It belongs to a session that was ended."""

    code = "session-over"
    advice = "Sign in again."


class StepUpNeeded(Unauthorised):
    """A sensitive act needs that the one who acts signed in lately, and strongly enough (RFC 9470)."""

    code = "step-up-needed"
    advice = "Sign in again, then repeat it."

    def __init__(self, within: timedelta, wanted: Sequence[str]) -> None:
        """within: how lately; wanted: levels of assurance, of which one suffices."""
        seconds = int(within.total_seconds())
        super().__init__(
            "This needs that you have signed in just now.", minutes=seconds // 60, seconds=seconds
        )
        self.within, self.wanted = seconds, tuple(wanted)

    @property
    def challenge(self) -> str:
        """RFC 9470, section 3."""
        levels = f', acr_values="{" ".join(self.wanted)}"' if self.wanted else ""
        return f'{REALM}, error="insufficient_user_authentication", max_age="{self.within}"{levels}'


class LogoutRefused(DataError):
    """A logout token that does not count; `reason` says why, as the code of the check that failed."""

    code = "logout-refused"
    advice = CORRECT


class IssuerUnreachable(DeploymentError):
    """The issuer's keys cannot be had, and those known are missing or too old to go on with."""

    code = "issuer-unreachable"
    advice = "Try again in a moment. If it stays so, the administrator looks at the issuer and the way to it."
