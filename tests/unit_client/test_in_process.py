"""A client of an application in this process: what is refused is told as over HTTP."""

from pathlib import Path
from uuid import UUID

import pytest

from api.contract.errors import NotOnRecord
from api.inprocess import in_process
from tests.support.wired import app_over, wired


def test_a_refusal_leaves_the_application_as_it_is(tmp_path: Path) -> None:
    service, _ = wired(tmp_path)

    def ask() -> None:
        with in_process(app_over(service), actor="tester; roles=supervisor") as client:
            client.person(UUID(int=99))

    with pytest.raises(NotOnRecord) as refused:
        ask()
    assert refused.value.problem.code == "unknown-person"
