"""`umbral events`: what an administrator does on the machine, against an application in this process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from api.cli import events as commands
from api.cli.options import Where
from api.commands import umbral
from api.contract.client import Client
from api.events.event import emit
from api.registry.registry import Registry
from tests.support.clock import START
from tests.support.events import entered
from tests.support.plain_http import carried
from tests.support.wired import app_over, wired


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """The store behind the commands; nothing is delivered by itself."""
    service, registry = wired(tmp_path)
    with carried(app_over(service)) as transport:

        @contextmanager
        def connect(_where: Where) -> Iterator[Client]:
            with Client("http://127.0.0.1", transport=transport) as client:
                yield client

        monkeypatch.setattr(commands, "connect", connect)
        yield registry
    registry.close()


def run(*words: str, code: int = 0) -> Any:
    done = CliRunner().invoke(umbral(), ["events", words[0], "--json", *words[1:]])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def subscribe(*more: str) -> dict[str, Any]:
    made: dict[str, Any] = run("subscribe", "--partner", "court", "--type", "visit.entered", *more)
    return made


def test_a_subscription_from_its_beginning_to_its_end(registry: Registry) -> None:
    made = subscribe("--attribute", "visit_id", "--facility", "north", "--party", "court")
    assert made["secret"].startswith("whsec_")
    assert (made["attributes"], made["facilities"], made["party"]) == (["visit_id"], ["north"], "court")
    assert run("pause", made["id"])["state"] == "paused"
    assert run("resume", made["id"])["state"] == "active"
    assert run("secret", made["id"])["secret"] != made["secret"]
    assert [one["id"] for one in run("subscriptions")] == [made["id"]]
    assert run("unsubscribe", "--yes", made["id"]) == {"deleted": made["id"]}
    assert run("pause", made["id"], code=1)["code"] == "unknown-subscription"


def test_deliveries_and_dead_letters(registry: Registry) -> None:
    made = subscribe("--receiver", "http://127.0.0.1:9/")
    with registry.writing(START) as unit:
        told = str(emit(unit, entered()))
    subscribe()  # whoever subscribes has events numbered
    (delivery,) = run("list", made["id"])
    assert (delivery["event_id"], delivery["state"]) == (told, "pending")
    assert run("dead-letters", made["id"]) == []
    assert run("redeliver", made["id"]) == {"changed": 0}
    assert run("redeliver", made["id"], told) == {"changed": 1}
    assert run("discard", made["id"], told) == {"changed": 0}, "only what was given up can be let go"


def test_in_words(registry: Registry) -> None:
    made = subscribe()
    shown = CliRunner().invoke(umbral(), ["events", "subscriptions"])
    assert made["id"] in shown.stdout
    assert "court" in shown.stdout
    assert "umbral.release.done" in CliRunner().invoke(umbral(), ["events", "types"]).stdout
