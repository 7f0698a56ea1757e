"""Killed, and with the disk failing: nothing acknowledged has no leaf, no leaf tells what is not there."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from api.audit.verify import root_of, subject_of
from api.registry import audit_log
from api.registry.registry import Registry
from tests.support.campaigns import finds, record, share
from tests.support.failing_calls import CALLS
from tests.support.forking import Forked
from tests.support.registry import NOW

KILLS = share(500)
SEED = 20261122
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Verdict:
    """unaccounted: acknowledged, or on record, without a leaf; untrue: leaves about nobody on record."""

    acknowledged: int
    unaccounted: int
    untrue: int
    whole: bool


def examine(home: Path, acknowledged: Counter[tuple[str, UUID]]) -> Verdict:
    """Hold the log against what was acknowledged and against the store."""
    with closing(Registry.open(home / "umbral.db", home / "keys")) as registry:
        present = {person.id for person in registry.page(None, 10_000_000)}
        with registry.reading() as view:
            size = audit_log.size(view)
            lines = audit_log.leaves(view, 0, size)
            names = {
                subject_of(secret, str(person)): person
                for person, secret in audit_log.secrets_of(view, present).items()
            }
        with registry.housekeeping(NOW) as unit:
            whole = (len(lines), audit_log.sign_head(unit).root) == root_of(lines)
    told = Counter[tuple[str, UUID]]()
    untrue = 0
    for leaf in map(json.loads, lines):
        for subject in leaf["subjects"]:
            if subject in names:
                told[leaf["act"], names[subject]] += 1
            else:
                untrue += 1
    missing = sum((acknowledged - told).values()) + sum(told["enrol", one] != 1 for one in present)
    return Verdict(sum(acknowledged.values()), missing, untrue, whole and size == len(lines))


def run_and_kill(home: Path, store: str, random: Random) -> Counter[str]:
    """Run the loop until it is killed; what it printed, line by line."""
    with Forked("tests.faults.accounting_loop", [home, store]) as process:
        lines = [process.stdout.readline() for _ in range(random.randint(1, 30))]
        threading.Event().wait(random.uniform(0, 0.01))
        process.kill()
        lines += process.stdout.readlines()
    return Counter(line.decode().strip() for line in lines if line.endswith(b"\n"))


def acts(printed: Counter[str]) -> Counter[tuple[str, UUID]]:
    """What was acknowledged, as leaves tell it."""
    words = {"enrolled": "enrol", "looked": "look"}
    pairs = (line.split() for line in printed)
    return Counter((words[word], UUID(whom)) for word, whom in pairs if word in words)


def killed(home: Path, store: str, kills: int) -> Verdict:
    """The campaign."""
    random, printed = Random(SEED), Counter[str]()
    for _ in range(kills):
        printed += run_and_kill(home, store, random)
    return examine(home, acts(printed))


@pytest.mark.campaign
@pytest.mark.timeout(20 * KILLS + 120)
def test_killed_at_random_points(tmp_path: Path) -> None:
    verdict = killed(tmp_path, "real", KILLS)
    record("log_kills", "tests/faults/test_accounts.py", {"kills": KILLS, **vars(verdict)})
    assert verdict.acknowledged >= KILLS
    assert verdict == Verdict(verdict.acknowledged, 0, 0, whole=True)


@pytest.mark.campaign
def test_the_campaign_finds_a_store_that_accounts_afterwards(tmp_path: Path) -> None:
    assert finds(tmp_path, lambda home: killed(home, "accounts-afterwards", 6).unaccounted)


def test_each_call_of_a_commit_fails_once(tmp_path: Path) -> None:
    if shutil.which("fiu-run") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("fiu-run is not installed (Debian: fiu-utils)")
    command = ["fiu-run", "-x", sys.executable, "-m", "tests.faults.failing_disk", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    printed = Counter(done.stdout.splitlines())
    verdict = examine(tmp_path, acts(printed))
    assert verdict == Verdict(verdict.acknowledged, 0, 0, whole=True)
    assert verdict.acknowledged >= 2 + len(CALLS) - 2, "before, after, and for calls that are not reached"
    assert printed["refused fdatasync"] == 1
    assert printed["refused write"] > 10
