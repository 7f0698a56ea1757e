"""A board followed over a real connection by a program and a command, until the service stops."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.contract.board import BoardOut, HeartbeatIn
from api.contract.client import Umbral
from api.contract.errors import ServiceUnreachable
from api.contract.facilities import FacilityIn
from api.policies import SHIPPED, shipped
from tests.support.policies import governed
from tests.support.service import UMBRAL, RunningService, running_service

POLICY = shipped(SHIPPED[0])
HOUSE = POLICY.scope.facility


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningService]:
    """A service with a house and its policy."""
    home = tmp_path / "home"
    governed(home)
    with running_service(home) as service:
        with Umbral.at(service.url, "chief", ["administrator"]) as chief:
            chief.facilities.enter(
                HOUSE, FacilityIn(name="Penal Norte", zone=POLICY.scope.zone.key, capacity=40)
            )
        yield service


def test_followed_by_a_program_and_a_command_until_the_service_stops(running: RunningService) -> None:
    url, heartbeat = running.url, HeartbeatIn(build="1", clock=datetime.now(UTC))
    with Umbral.at(url, "ana", ["supervisor"]) as ana, subprocess.Popen(
        [*UMBRAL, "board", HOUSE, "--watch", "--json", "--url", url], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"},
    ) as watching:  # fmt: skip
        assert watching.stdout is not None
        followed = ana.boards.follow(HOUSE)
        first = next(followed)
        assert (first.custody.capacity, first.gates.gates) == (40, [])
        assert BoardOut.model_validate_json(watching.stdout.readline()).custody == first.custody
        assert ana.boards.is_there(HOUSE, "east", heartbeat).online
        assert next(followed).gates.online == 1
        assert BoardOut.model_validate_json(watching.stdout.readline()).gates.online == 1
        ana.boards.is_there(HOUSE, "east", heartbeat)
        began = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - began < 8  # ten seconds is how long a server waits for who stays
        with pytest.raises(ServiceUnreachable):
            next(followed)
        assert json.loads(watching.stdout.readline())["code"] == "service-unreachable"
        assert watching.wait(30) == 5
