"""Exit codes follow from who can mend the matter."""

import pytest

from api import errors, problems
from api.cli.exits import Exit, exit_of
from api.contract.errors import ServiceRefused, ServiceUnreachable
from matcher.decoding.errors import EmptyFile
from matcher.errors import UmbralError
from models.errors import ModelMissing


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.SettingsRefused("x"), Exit.USAGE),
        (errors.DirectoryInUse("x"), Exit.USAGE),
        (errors.NotReady("x"), Exit.UNREACHABLE),
        (ServiceUnreachable("x"), Exit.UNREACHABLE),
        (EmptyFile(), Exit.REFUSED),
        (errors.KeyMissing("x"), Exit.BROKEN),
        (ModelMissing("x"), Exit.BROKEN),
    ],
)
def test_of_an_error(error: Exception, code: Exit) -> None:
    assert exit_of(error) is code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.UnknownPerson("x"), Exit.NO_MATCH),
        (errors.PersonExists("x"), Exit.REFUSED),
        (errors.NotReady("x"), Exit.UNREACHABLE),
        (EmptyFile(), Exit.REFUSED),
        (errors.SealBroken("x"), Exit.BROKEN),
    ],
)
def test_of_the_same_told_by_the_service(error: UmbralError, code: Exit) -> None:
    assert exit_of(ServiceRefused(problems.problem(error, "en", None))) is code
