"""What a client of the service can meet."""

from api.contract.answers import Problem
from matcher.errors import UmbralError


class ServiceUnreachable(UmbralError):
    """No answer, or none that this contract knows."""

    code = "service-unreachable"
    advice = "Check that the service runs (`umbral serve`) and that the address is right."


class ServiceRefused(UmbralError):
    """The service answered with a problem."""

    code = "service-refused"

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem

    def diagnostics(self) -> str:
        """The service's own words, in the language that was asked for."""
        reasons = " ".join(f"{reason.title}." for reason in self.problem.reasons)
        return " ".join(filter(None, (self.problem.detail, reasons, self.problem.advice)))
