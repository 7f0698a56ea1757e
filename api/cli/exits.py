"""Exit codes that a script can rely on."""

from enum import IntEnum

from api.contract.errors import ServiceRefused, ServiceUnreachable
from api.errors import DeploymentError, NotFound, NotReady
from matcher.errors import DataError, OperatorError

NOT_ON_RECORD = frozenset({404, 410})


class Exit(IntEnum):
    """What a command ends with."""

    OK = 0  # done, or: a match
    NO_MATCH = 1  # nobody matches, or the person is not on record
    USAGE = 2  # the command line or a setting is wrong
    DOUBTFUL = 3  # a person must look
    REFUSED = 4  # an image or a request cannot be used
    UNREACHABLE = 5  # no service answers, or it is not ready
    BROKEN = 6  # something of ours is broken
    POLICY = 7  # a policy forbids what was asked about
    HELD = 8  # a gate holds: somebody must settle something first
    TURNED_AWAY = 9  # a gate refuses


HELP = (
    "Exit codes: 0 done or match, 1 no match or not on record, 2 usage, 3 doubtful, "
    "4 input refused, 5 service not reached or not ready, 6 broken, 7 forbidden by a policy; "
    "of a gate: 0 admit, 8 hold, 9 refuse."
)


def exit_of(error: Exception) -> Exit:
    """The code for an error that ended a command."""
    if isinstance(error, ServiceRefused):
        return _exit_of_problem(error.problem.status, error.problem.code)
    if isinstance(error, ServiceUnreachable | NotReady):
        return Exit.UNREACHABLE
    if isinstance(error, DeploymentError):
        return Exit.USAGE
    if isinstance(error, OperatorError | DataError):
        return Exit.REFUSED
    return Exit.BROKEN


def _exit_of_problem(status: int, code: str) -> Exit:
    if status in NOT_ON_RECORD and code != NotFound.code:  # no such address: another version's command
        return Exit.NO_MATCH
    if status == 503:
        return Exit.UNREACHABLE
    return Exit.REFUSED if status < 500 else Exit.BROKEN
