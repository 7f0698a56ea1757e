"""The worked example against a real service: orders signed, somebody received and released, all of it heard.

Each program runs as its README says, in a process of its own; officers' captures are made-up prints and a
public-domain portrait.
"""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from api.contract import webhook
from api.contract.client import Umbral
from api.contract.errors import NotOnRecord
from api.contract.events import SubscriptionIn
from api.contract.facilities import FacilityIn
from api.contract.gates import IntakeRequest
from api.contract.samples import SampleIn
from api.gates.intake.policy import RecordField
from api.policies import SHIPPED, shipped
from tests.support.policies import governed
from tests.support.portraits import portrait_jpeg
from tests.support.prints import print_of
from tests.support.receiver import free_port
from tests.support.service import running_service

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "case_system"
POLICY = shipped(SHIPPED[0])
FACILITY = POLICY.scope.facility
FINGERS = (2, 3, 7, 8)
TYPES = ["intake.admitted", "release.done", "release.held", "release.refused", "order.revoked"]
RELEASED = ("release.held", "release.done")
HEARD_WITHIN = 30.0  # seconds until a webhook must have come


@dataclass(frozen=True)
class CaseSystem:
    """A folder in which the example's programs run, and the service that they call."""

    folder: Path
    url: str

    def run(self, program: str, *words: object, code: int = 0) -> str:
        """One program to its end; what it printed."""
        done = subprocess.run(
            self.command(program, *words), cwd=self.folder, env=environment(), capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def order(self, kind: str, number: str, *words: object) -> UUID:
        """Given out by the court."""
        given = self.run("court", self.url, "court-2026", kind, number, "--facility", FACILITY, *words)
        return UUID(given.strip())

    @staticmethod
    def command(program: str, *words: object) -> list[str]:
        """As a shell would be told."""
        return [sys.executable, str(EXAMPLE / f"{program}.py"), *map(str, words)]

    def states(self) -> dict[str, str]:
        """What the case system knows of its orders."""
        with closing(sqlite3.connect(self.folder / "ledger.db")) as database:
            return dict(database.execute("SELECT number, state FROM orders"))


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="module")
def courts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseSystem]:
    """Before a service that knows its key, a house, and the house's policy."""
    folder = tmp_path_factory.mktemp("courts")
    home = tmp_path_factory.mktemp("prison") / "home"
    governed(home)
    (home / "umbral.toml").write_text('webhook_networks = ["127.0.0.0/8"]\n')
    CaseSystem(folder, "").run("keys", "court-2026", home / "case-keys")
    with running_service(home) as running, Umbral.at(running.url, "chief", ["administrator"]) as chief:
        house = FacilityIn(name="Penal Norte", zone=POLICY.scope.zone.key, capacity=400)
        chief.facilities.enter(FACILITY, house)
        yield CaseSystem(folder, running.url)


@pytest.fixture(scope="module")
def subscription(courts: CaseSystem) -> UUID:
    """What the case system reads from the feed."""
    asked = SubscriptionIn(partner="courts", types=TYPES, attributes=("order_id",))
    with Umbral.at(courts.url, "chief", ["administrator"]) as chief:
        return chief.subscriptions.make(asked).id


def captured(folder: Path, impression: int) -> list[str]:
    """The captures of one person as files, named as `release.py` takes them."""
    said = []
    for position in FINGERS:
        path = folder / f"{position}-{impression}.png"
        path.write_bytes(print_of(1, position, impression).data)
        said.append(f"{position}={path}")
    face = folder / "face.jpg"
    face.write_bytes(portrait_jpeg())
    return [*said, f"face={face}"]


def received(courts: CaseSystem, order: UUID) -> UUID:
    """Somebody is in custody under an order."""
    brought = IntakeRequest(
        facility=FACILITY,
        samples=(
            *(print_of(1, position, 1) for position in FINGERS),
            SampleIn.holding(portrait_jpeg(), "face"),
        ),
        order_id=order,
        name="Alma Reyes",
        born=date(1990, 2, 28),
        nationalities=(POLICY.scope.country,),
        legal_status="sentenced",
        case_file="present",
        arrested_at=datetime.now(UTC) - timedelta(hours=1),
        injured=False,
        ill_treated=False,
        record={name.value: "written" for name in RecordField},
    )
    with Umbral.at(courts.url, "officer-1", ["intake-officer"]) as officer:
        came = officer.gates.intake(brought)
    assert came.outcome == "admit", came.reasons
    assert came.person_id is not None
    return came.person_id


@contextmanager
def receiving(courts: CaseSystem, secret: str, port: int) -> Iterator[str]:
    """The receiver of the example; its address."""
    command = courts.command("receiver", port, secret)
    with subprocess.Popen(command, cwd=courts.folder, env=environment(), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().decode().split()[-1]
        finally:
            process.kill()


def heard(courts: CaseSystem) -> list[str]:
    with closing(sqlite3.connect(courts.folder / "events.db")) as database:
        return [kind for (kind,) in database.execute("SELECT type FROM told ORDER BY rowid")]


def test_from_the_order_to_the_release(courts: CaseSystem, subscription: UUID, tmp_path: Path) -> None:
    port = free_port()
    asked = SubscriptionIn(
        partner="courts", types=TYPES, attributes=("order_id",), url=f"http://127.0.0.1:{port}/"
    )
    with Umbral.at(courts.url, "chief", ["administrator"]) as chief:
        secret = chief.subscriptions.make(asked).secret
    with receiving(courts, secret, port) as address:
        person = received(courts, courts.order("commitment", "1/26", "--named", "Alma Reyes"))
        order = courts.order("release", "77/26", "--person", person, "--case", "1042/26")
        assert courts.order("release", "77/26", "--person", person) == order, "run again: the same order"
        said = courts.run("release", courts.url, FACILITY, person, order, *captured(tmp_path, 2))
        assert said.splitlines()[0].startswith("hold: ")
        assert "admit: Release the person now." in said
        assert told_in_time(courts) == [
            "umbral.intake.admitted",
            "umbral.release.held",
            "umbral.release.done",
        ]
        forged(address)
        again = courts.run("release", courts.url, FACILITY, person, order, *captured(tmp_path, 3), code=9)
        assert "carried out before" in again
    assert "executed: released" in courts.run("follow", courts.url, subscription, "--once")
    assert courts.states() == {"1/26": "executed: in custody", "77/26": "executed: released"}
    assert courts.run("follow", courts.url, subscription, "--once") == "", "it goes on where it was"


def told_in_time(courts: CaseSystem) -> list[str]:
    """What the receiver was told, once it is all."""
    deadline = time.monotonic() + HEARD_WITHIN
    while "umbral.release.done" not in heard(courts):
        assert time.monotonic() < deadline, heard(courts)
        time.sleep(0.1)
    return heard(courts)


def forged(address: str) -> None:
    """An event that somebody else signed."""
    body = b'{"specversion":"1.0","id":"forged","type":"umbral.release.done","data":{}}'
    headers = webhook.sign("forged", int(time.time()), body, [webhook.new_secret()])
    assert httpx.post(address, content=body, headers=headers, trust_env=False).status_code == 400


def test_what_goes_wrong_is_told_with_who_can_mend_it(courts: CaseSystem) -> None:
    nobody = UUID(int=99)
    words = ["release", "78/26", "--person", nobody, "--facility", FACILITY]
    said = courts.run("court", courts.url, "court-2026", *words, code=1)
    assert "unknown-person; to be mended by: reader" in said
    courts.run("keys", "unknown", courts.folder / "elsewhere")
    assert "unknown-key" in courts.run("court", courts.url, "unknown", "commitment", "79/26", code=1)
    with Umbral.at(courts.url, "courts", ["case-system"]) as umbral, pytest.raises(NotOnRecord):
        umbral.orders.one(nobody)
