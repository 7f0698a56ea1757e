"""What the built-in issuer refuses, in the protocol's words (RFC 6749, sections 4.1.2.1 and 5.2)."""

from matcher.errors import DataError


class ProtocolError(DataError):
    """error: the protocol's code, for programs. The sentence is for whoever writes one."""

    code = "sign-in-refused"
    advice = "Begin again at the page that you came from; if it happens twice, tell the administrator."

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description, error=error)
        self.error = error
        self.description = description


class WrongPassword(DataError):
    """Account and password do not go together; which of them is wrong is not told."""

    code = "wrong-password"
    advice = "Check both and try again."


class TooManyTries(DataError):
    """Wrong passwords came too often; seconds: how long to wait."""

    code = "too-many-tries"
    advice = "Wait, or ask an administrator for a new link."

    def __init__(self, seconds: int) -> None:
        super().__init__("The password was wrong too often.", seconds=seconds)
        self.seconds = seconds


class PasswordRefused(DataError):
    """Not one that the issuer takes as new."""

    code = "password-refused"
    advice = "Take a longer one: several words that do not belong together are good."


class TicketSpent(DataError):
    """A one-time link that was used, is too old, or was never given out."""

    code = "ticket-spent"
    advice = "Ask an administrator for a new link."


class AccountNameRefused(DataError):
    """Not a name that an account can have."""

    code = "account-name-refused"
    advice = "Take letters, digits and . _ : @ -, beginning with a letter or a digit."
