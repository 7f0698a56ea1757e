"""Commands before a house in this process, under a clock that stands still."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from api.cli import acting
from api.cli.options import Where
from api.commands import umbral
from api.contract.client import Client
from api.registry.registry import Registry
from tests.support.clock import SimulatedClock
from tests.support.databases import file_in
from tests.support.house import House
from tests.support.offices import LOCAL, offices_over

Run = Callable[..., Any]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Where nobody is held and nobody expected; every command reaches it."""
    registry = Registry.open(file_in(tmp_path), tmp_path / "keys")
    with offices_over(House(registry, SimulatedClock())) as opened:

        @contextmanager
        def connect(where: Where) -> Iterator[Client]:
            with Client(LOCAL, language=where.language, transport=opened.transport) as client:
                yield client

        monkeypatch.setattr(acting, "connect", connect)
        yield opened.house
    registry.close()


@pytest.fixture
def run(house: House) -> Run:
    """A command with --json: what it answered. The exit code must be `code`."""

    def run_(*words: object, code: int = 0, stdin: str | None = None) -> Any:
        group, command, *rest = map(str, words)
        done = CliRunner().invoke(umbral(), [group, command, "--json", *rest], input=stdin)
        assert done.exit_code == code, (done.output, done.exception)
        return json.loads(done.stdout)

    return run_


@pytest.fixture
def told(house: House) -> Callable[..., str]:
    """A command in words: its standard output."""

    def told_(*words: object, code: int = 0) -> str:
        done = CliRunner().invoke(umbral(), [*map(str, words)])
        assert done.exit_code == code, (done.output, done.exception)
        return done.stdout

    return told_


@pytest.fixture
def captured(tmp_path: Path) -> Callable[[int], list[str]]:
    """Options that name the captures of somebody: two index fingers and a face."""

    def options(number: int) -> list[str]:
        path = tmp_path / f"person-{number}.png"
        path.write_text(f"person {number}, impression 1")
        return ["--finger", f"2={path}", "--finger", f"7={path}", "--face", str(path)]

    return options
