"""`kill -9` in the middle of the store's own work, where a commit is always under way.

The campaign over HTTP (`test_kill9_enrol.py`) spends most of its time in extraction; this one is
killed while it writes.
"""

import os
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from api.registry.registry import Registry
from tests.faults.enrol_loop import IMAGE, SAMPLES
from tests.support.campaigns import finds
from tests.support.forking import Forked

KILLS = 100 if os.environ.get("UMBRAL_CAMPAIGN") == "full" else 8
SEED = 20260302
MOST_BEFORE_KILL = 40  # acknowledgements
LONGEST_WAIT = 0.01  # seconds, about two enrolments


@dataclass(frozen=True)
class Verdict:
    """Acknowledged in all; of them lost; there but not whole; what SQLite and foreign keys complain of."""

    acknowledged: int
    lost: set[UUID]
    half: set[UUID]
    complaints: list[object]


def campaign(home: Path, store: str, kills: int) -> Verdict:
    """Kill the enrolling process again and again over one store, then open that."""
    random = Random(SEED)
    acknowledged: set[UUID] = set()
    for _ in range(kills):
        acknowledged |= _enrol_and_kill(home, store, random)
    return _examine(home, acknowledged)


def _enrol_and_kill(home: Path, store: str, random: Random) -> set[UUID]:
    with Forked("tests.faults.enrol_loop", [home, store]) as process:
        lines = [process.stdout.readline() for _ in range(random.randint(1, MOST_BEFORE_KILL))]
        threading.Event().wait(random.uniform(0, LONGEST_WAIT))
        process.kill()
        lines += process.stdout.readlines()
    return {UUID(line.decode().strip()) for line in lines if line.endswith(b"\n")}


def _examine(home: Path, acknowledged: set[UUID]) -> Verdict:
    registry = Registry.open(home / "umbral.db", home / "keys")
    present = {person.id: person for person in registry.page(None, 1_000_000)}
    half = {
        id_
        for id_, person in present.items()
        if len(person.samples) != SAMPLES
        or any(registry.sample(id_, sample.id).sample.data != IMAGE for sample in person.samples)
    }
    assert {person.id for person in registry.templates()} == present.keys()
    registry.close()
    database = sqlite3.connect(home / "umbral.db")
    complaints = [row for (row,) in database.execute("PRAGMA integrity_check") if row != "ok"]
    complaints += list(database.execute("PRAGMA foreign_key_check"))
    database.close()
    return Verdict(len(acknowledged), acknowledged - present.keys(), half, complaints)


@pytest.mark.campaign
@pytest.mark.timeout(20 * KILLS + 120)
def test_whole_or_not_at_all(tmp_path: Path) -> None:
    verdict = campaign(tmp_path, "real", KILLS)
    assert verdict.acknowledged >= KILLS
    assert (verdict.lost, verdict.half, verdict.complaints) == (set(), set(), [])


@pytest.mark.campaign
def test_the_campaign_finds_a_store_that_commits_in_two_steps(tmp_path: Path) -> None:
    assert finds(tmp_path, lambda home: campaign(home, "in-two-steps", 8).half)
