"""What a client of the service can meet, in kinds that a program acts on differently."""

from enum import StrEnum
from typing import ClassVar

from api.contract.answers import Problem
from matcher.errors import UmbralError


class Mender(StrEnum):
    """Who can mend what was refused."""

    PROGRAM = "program"
    """Whoever wrote the caller: the request is not as the contract says."""
    OPERATOR = "operator"
    """Whoever captured or typed: another picture, another value."""
    READER = "reader"
    """Whoever decided on what they had read: read it again and decide anew."""
    AUTHORITY = "authority"
    """Somebody who has the role."""
    TIME = "time"
    """Nobody: send the same again in a moment."""
    ADMINISTRATOR = "administrator"
    """Whoever runs the service."""


class NothingSeen(ValueError):
    """What was read holds not what is to be changed: the caller's mistake, and nothing was sent."""


class ServiceUnreachable(UmbralError):
    """No answer, or none that this contract knows."""

    code = "service-unreachable"
    advice = "Check that the service runs (`umbral serve`) and that the address is right."
    mender: ClassVar[Mender] = Mender.ADMINISTRATOR


class ServiceRefused(UmbralError):
    """The service answered with a problem (RFC 9457).

    problem: the whole of it: `code` is stable, `detail` a sentence and `advice` what to do, in the language
    that was asked for. mender: who can mend it.
    """

    code = "service-refused"
    mender: Mender = Mender.ADMINISTRATOR

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem

    @property
    def sentence(self) -> str:
        """What is wrong, in the language that was asked for."""
        return self.problem.detail

    def diagnostics(self) -> str:
        """The service's own words, in the language that was asked for."""
        reasons = " ".join(f"{reason.title}." for reason in self.problem.reasons)
        return " ".join(filter(None, (self.problem.detail, reasons, self.problem.advice)))


class RequestUnusable(ServiceRefused):
    """What was sent cannot be used as it is (400, 405, 413, 415, 421, 422, 431)."""

    mender = Mender.PROGRAM

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        if problem.status in {413, 422} and problem.code != "invalid-request":
            self.mender = Mender.OPERATOR


class RightMissing(ServiceRefused):
    """Whoever acts is not known, or has none of the roles that this needs (401, 403)."""

    mender = Mender.AUTHORITY


class NotOnRecord(ServiceRefused):
    """There is no such record (404)."""

    mender = Mender.READER


class NoLongerKept(NotOnRecord):
    """It was on record, and is no more, or under the number of parameter `person` (410)."""


class Contradicts(ServiceRefused):
    """It contradicts what is on record (409): used before, there already, settled, not in custody."""

    mender = Mender.READER


class Outdated(ServiceRefused):
    """The record was changed since it was read (412), or was never read (428)."""

    mender = Mender.READER


class NotNow(ServiceRefused):
    """Nothing was done: too many requests (429), or the gallery is being loaded (503)."""

    mender = Mender.TIME


class ServiceBroken(ServiceRefused):
    """Something of the service's own is broken (500)."""


_KINDS: dict[int, type[ServiceRefused]] = {
    400: RequestUnusable,
    401: RightMissing,
    403: RightMissing,
    404: NotOnRecord,
    405: RequestUnusable,
    409: Contradicts,
    410: NoLongerKept,
    412: Outdated,
    413: RequestUnusable,
    415: RequestUnusable,
    421: RequestUnusable,
    422: RequestUnusable,
    428: Outdated,
    429: NotNow,
    431: RequestUnusable,
    500: ServiceBroken,
    503: NotNow,
}


def refusal(problem: Problem) -> ServiceRefused:
    """The error that a problem is."""
    return _KINDS.get(problem.status, ServiceRefused)(problem)
