"""`kill -9` in the middle of a rotation of 10,000 persons' keys, while others are enrolled."""

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from api.clock import SystemClock
from api.registry import persons
from api.registry.registry import Registry
from api.rotating import KeyRotation
from matcher.errors import UmbralError
from tests.support.campaigns import finds, share
from tests.support.forking import Forked
from tests.support.records import new_person, new_sample
from tests.support.registry import NOW

KILLS = share(200)
PERSONS = 10_000 if os.environ.get("UMBRAL_CAMPAIGN") == "full" else 2_000
SEED = 20261122


@dataclass
class Verdict:
    """starts_refused: the store did not open. lost: acknowledged, but not there. changed: any template."""

    acknowledged: int = 0
    starts_refused: int = 0
    lost: int = 0
    changed: bool = False
    keys_in_use: int = 0


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    registry = Registry.open(home / "umbral.db", home / "keys")
    with closing(registry), registry.writing(NOW) as unit:
        for number in range(PERSONS):
            persons.add(unit, new_person("Alma Reyes", new_sample(payload=number.to_bytes(4))))
    return home


def templates(registry: Registry) -> dict[UUID, str]:
    """What a gallery would be filled with, by person."""
    return {
        one.id: sha256(b"".join(made.payload for made in one.templates if made is not None)).hexdigest()
        for one in registry.templates()
    }


def campaign(home: Path, rotation: str, kills: int) -> Verdict:
    """Kill it again and again over one store; then end the rotation and look at everything."""
    random, verdict = Random(SEED), Verdict()
    with closing(Registry.open(home / "umbral.db", home / "keys")) as registry:
        before = templates(registry)
    acknowledged: set[UUID] = set()
    for _ in range(kills):
        acknowledged |= _rotate_and_kill(home, rotation, random)
        try:
            Registry.open(home / "umbral.db", home / "keys").close()
        except UmbralError:
            verdict.starts_refused += 1
            return verdict
    with closing(Registry.open(home / "umbral.db", home / "keys")) as registry:
        last = KeyRotation(registry, SystemClock())
        last.resume()
        last.join()
        after = templates(registry)
    verdict.acknowledged, verdict.lost = len(acknowledged), len(acknowledged - after.keys())
    verdict.changed = any(after.get(person) != made for person, made in before.items())
    with closing(sqlite3.connect(home / "umbral.db")) as database:
        found = database.execute("SELECT kek FROM person_key UNION SELECT kek FROM row_key").fetchall()
    verdict.keys_in_use = len(found)
    return verdict


def _rotate_and_kill(home: Path, rotation: str, random: Random) -> set[UUID]:
    with Forked("tests.faults.rotating_loop", [home, rotation]) as process:
        # Not by the clock alone: on a machine that is busy otherwise nobody might be enrolled in time.
        lines = [process.stdout.readline() for _ in range(random.randint(1, 4))]
        threading.Event().wait(random.uniform(0, 0.3))
        process.kill()
        lines += process.stdout.readlines()
    return {UUID(line.decode().strip()) for line in lines if line.endswith(b"\n") and line != b"rotating\n"}


@pytest.mark.campaign
@pytest.mark.timeout(20 * KILLS + 120)
def test_everything_opens_under_exactly_one_key(filled: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(filled, tmp_path / "home"))
    verdict = campaign(home, "real", KILLS)
    assert verdict.acknowledged > 0
    assert verdict == Verdict(verdict.acknowledged, keys_in_use=1)
    assert [path.name for path in (home / "keys").iterdir()] == ["kek"]


@pytest.mark.campaign
def test_the_campaign_finds_a_key_that_goes_too_early(filled: Path, tmp_path: Path) -> None:
    def refused(home: Path) -> int:
        return campaign(shutil.copytree(filled, home / "home"), "key-gone-early", 5).starts_refused

    assert finds(tmp_path, refused)
