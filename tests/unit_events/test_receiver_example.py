"""The documented receiver, as a process of its own: what it refuses, and that an event counts once."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from api.clock import SystemClock
from api.contract import webhook
from api.registry.store import Store
from tests.support.clock import SimulatedClock
from tests.support.events import Line, entered, left, tell
from tests.support.receiver import free_port

ROOT = Path(__file__).parents[2]
SECRET = webhook.new_secret()
ANN = UUID(int=1)


@dataclass
class Example:
    """A running receiver. told: what it took, in its order."""

    url: str
    folder: Path

    def told(self) -> list[tuple[str, str, str]]:
        """Subject, sequence and type of what it did."""
        with closing(sqlite3.connect(self.folder / "events.db")) as database:
            return database.execute("SELECT subject, sequence, type FROM told ORDER BY rowid").fetchall()


def running(folder: Path, secret: str, port: int = 0) -> Iterator[Example]:
    folder.mkdir(exist_ok=True)
    example = ROOT / "docs/examples/case_system/receiver.py"
    command: list[str | Path] = [sys.executable, example, str(port), secret]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield Example(process.stdout.readline().decode().split()[-1], folder)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from running(tmp_path_factory.mktemp("receiver"), SECRET)


def post(example: Example, event_id: str, *, secret: str = SECRET, age: int = 0, spoil: bytes = b"") -> int:
    body = b'{"specversion":"1.0","id":"%s","type":"umbral.visit.left","data":{}}' % event_id.encode()
    headers = webhook.sign(event_id, int(time.time()) - age, body, [secret])
    return httpx.post(
        example.url, content=body + spoil, headers=headers, trust_env=False, timeout=30
    ).status_code


def test_it_takes_what_is_signed_and_refuses_the_rest(example: Example) -> None:
    assert post(example, "other", secret=webhook.new_secret()) == 400
    assert post(example, "spoilt", spoil=b" ") == 400
    assert post(example, "old", age=webhook.TOLERANCE + 60) == 400
    assert httpx.post(example.url, content=b"{}", trust_env=False, timeout=30).status_code == 400
    before = len(example.told())
    assert post(example, "first") == 204
    assert post(example, "first") == 204, "a repeat is acknowledged, or it would come for ever"
    assert len(example.told()) == before + 1


def test_the_service_tells_it_in_order(store: Store, tmp_path: Path) -> None:
    """With the sender of the service itself."""
    clock = SimulatedClock(SystemClock().now())
    port = free_port()
    line = Line(store, clock, f"http://127.0.0.1:{port}/")
    tell(store, clock, entered(ANN), left(ANN), entered(ANN))
    for example in running(tmp_path / "receiver", line.secrets[0], port):
        line.run()
        assert [sequence for _, sequence, _ in example.told()] == [f"{one:012}" for one in (1, 2, 3)]
