"""Why a sign-in of the pages comes to nothing."""

from api.errors import DeploymentError
from matcher.errors import DataError


class SignInFailed(DataError):
    """What somebody brought back from the issuer does not count. error: which part of it."""

    code = "sign-in-failed"
    advice = "Begin again. If it happens twice, tell the administrator."


class SignInUnavailable(DeploymentError):
    """The issuer does not answer, or not as one."""

    code = "sign-in-unavailable"
    advice = "Try again in a moment. If it stays so, the administrator looks at the issuer and the settings."


class PagesClosed(DeploymentError):
    """Programs and commands prove who they are; nobody has set how people do at the pages."""

    code = "pages-closed"
    advice = "The administrator sets pages_client, as the issuer knows the pages (docs/oidc.md)."
