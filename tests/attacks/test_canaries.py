"""A stolen disk tells nothing: canary names, templates and pictures are planted, and a part of life is lived;
then every octet of database, write-ahead log, backups, temporary files and logs is searched for them."""

import os
import secrets
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

import httpx
import psycopg
import pytest

from api.adjudication.judgement import Judgement
from api.backup.reading import parts, read_keys
from api.contract.answers import IdentifyRequest
from api.contract.gates import IntakeRequest, VisitEntryRequest
from api.contract.persons import Enrolment
from api.contract.samples import SampleIn
from api.errors import SealBroken
from api.gates.decision import Outcome
from api.gates.intake.policy import RecordField
from api.keys.envelope import DataKey
from api.registry.registry import Registry
from api.registry.rows import TEMPLATE
from matcher.domain import FingerPosition, Modality, Sample
from matcher.extraction import Extractors
from tests.support.backups import Kept
from tests.support.canaries import Canaries, files_below, word
from tests.support.clock import SimulatedClock
from tests.support.databases import Cluster, Where, file_in, postgresql
from tests.support.house import House, person_id, shown
from tests.support.prints import print_of
from tests.support.service import UMBRAL, RunningService, running_service

ALMA, BRUNO = 4711, 4712  # seeds of synthetic people
POSITIONS = (2, 7)
OFFICER = "officer-1; roles=intake-officer,administrator"
ROOT = Path(__file__).parents[2]


@dataclass
class Life:
    """A store that is backed up, and all places where something of it could lie."""

    kept: Kept
    cluster: Cluster | None
    canaries: Canaries = field(default_factory=Canaries)
    name: str = field(default_factory=word)

    def __post_init__(self) -> None:
        (self.kept.folder / "tmp").mkdir()
        self.canaries.say("name", self.name)

    @property
    def places(self) -> list[Path]:
        """Folders and files: data, rows, keys, witness, temporary files, the log; the cluster's files."""
        found = [self.kept.folder]
        if self.cluster is not None:
            self.cluster.execute("CHECKPOINT")
            found.append(self.cluster.socket)
        return found

    def leaks(self) -> list[str]:
        """Where which canaries lie."""
        return self.canaries.below(self.places)

    def samples(self) -> list[SampleIn]:
        """Alma's prints, as they are planted."""
        return [print_of(ALMA, position) for position in POSITIONS]

    def plant(self) -> None:
        """Look for her pictures."""
        for one in self.samples():
            self.canaries.show(f"picture {one.position}", one.data)

    def plant_templates(self) -> None:
        """Look for what is extracted from them."""
        extractors = Extractors()
        for one in self.samples():
            position = FingerPosition(one.position)
            for made in extractors.extract(Sample(Modality.FINGER, one.data, position, one.dpi)):
                self.canaries.show(f"template {one.position}", made.template.payload)


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """Of which every file is searched: nobody else's are in it."""
    with postgresql() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def life(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Life]:
    folder = tmp_path / "all"
    (folder / "home").mkdir(parents=True)
    cluster: Cluster | None = None
    with ExitStack() as lent:
        if request.param == "sqlite":
            where: Where = file_in(folder / "home")
        else:
            cluster = request.getfixturevalue("own_cluster")
            where = lent.enter_context(cluster.lent())  # gone afterwards: all files are read in every look
        made = Life(Kept.under_passphrase(folder, where), cluster)
        made.kept.configure(made.kept.home, where)
        monkeypatch.setenv("TMPDIR", str(folder / "tmp"))
        yield made


@pytest.mark.timeout(1200)
def test_a_stolen_disk_tells_nothing(life: Life) -> None:
    life.plant()
    life.plant_templates()
    assert len(life.canaries.needles) > 60
    cores = _cores()
    with running_service(life.kept.home, command=UMBRAL) as service:
        alma = _live(life, service)
        _backup(life, "before.rows")
        assert life.leaks() == []
        os.kill(service.process.pid, signal.SIGABRT)
        assert service.process.wait(60) == -signal.SIGABRT
    assert life.leaks() == []
    assert _cores() == cores
    keys_before = read_keys(life.kept.pieces().keys, life.kept.recovery)
    with running_service(life.kept.home, command=UMBRAL) as service:
        _erase(service, alma)
        assert life.canaries.among(_mapped(service.process.pid)) == []
        assert life.leaks() == []
    assert life.leaks() == []
    keys_after = read_keys(life.kept.pieces().keys, life.kept.recovery)
    assert _opened(life, alma, [key for (_, _), key in keys_before.keys.items()]) == len(POSITIONS)
    assert _opened(life, alma, [key for (_, _), key in keys_after.keys.items()]) == 0
    assert [str(path) for path in files_below([life.kept.folder / "tmp"])] == []


def _live(life: Life, service: RunningService) -> UUID:
    """Enrol, repeat, search, look at, under way: what a day at a counter leaves behind."""
    asked = Enrolment(name=life.name, gallery="visitors", samples=life.samples())
    with service.client() as client:
        client.enrol(Enrolment(name="Bruno Lima", gallery="visitors", samples=[print_of(BRUNO, 2)]))
    headers = {
        "umbral-actor": OFFICER,
        "content-type": "application/json",
        "idempotency-key": "once-and-again",
    }
    with httpx.Client(base_url=service.url, headers=headers, timeout=60) as http:
        answers = [http.post("/v1/persons", content=asked.model_dump_json()) for _ in range(2)]
        assert {answer.status_code for answer in answers} == {201}, answers[0].text
        broken = b'{"name": "' + life.name.encode()
        refused = http.post("/v1/persons", content=broken, headers={"idempotency-key": "another-one"})
        assert refused.status_code in (400, 422), refused.text
    alma = UUID(answers[0].json()["id"])
    with service.client() as client:
        found = client.identify(IdentifyRequest(samples=[print_of(ALMA, 2, 2)]))
        assert [one.person_id for one in found.candidates][:1] == [alma]
        person = client.person(alma)
        assert client.image(alma, person.samples[0].id) == life.samples()[0].data
    return alma


def _erase(service: RunningService, person: UUID) -> None:
    with service.client() as client:
        client.delete(person)
        found = client.identify(IdentifyRequest(samples=[print_of(ALMA, 2, 2)]))
        assert person not in {one.person_id for one in found.candidates}


def _backup(life: Life, name: str) -> None:
    command: list[str | Path] = [sys.executable, "-m", "api", "backup", "make", life.kept.rows / name]
    log = (life.kept.folder / "backup.log").open("wb")
    with closing(log):
        subprocess.run(
            [*command, "--home", life.kept.home], cwd=ROOT, check=True, stdout=log, stderr=subprocess.STDOUT
        )


def _opened(life: Life, person: UUID, keys: list[bytes]) -> int:
    """How many of a person's templates in the backup from before open under any of these keys."""
    encounters: set[str] = set()
    samples: set[str] = set()
    opened = 0
    for part in parts(life.kept.rows / "before.rows", life.kept.recovery):
        if not isinstance(part, tuple):
            continue
        row = dict(zip((name for name, _ in part[0].columns), part[1], strict=True))
        if part[0].name == "encounter" and row["person_id"] == person.hex:
            encounters.add(row["id"])
        elif part[0].name == "sample" and row["encounter_id"] in encounters:
            samples.add(row["id"])
        elif part[0].name == "template" and row["sample_id"] in samples:
            opened += any(_opens(key, person, UUID(row["sample_id"]), row["payload"]) for key in keys)
    assert len(samples) == len(POSITIONS)
    return opened


def _opens(key: bytes, person: UUID, row: UUID, sealed: bytes) -> bool:
    try:
        DataKey(person, key).open(TEMPLATE, row, sealed)
    except SealBroken:
        return False
    return True


def _mapped(pid: int) -> dict[str, bytes]:
    """Files that a process and those below it have mapped and that no search of folders sees."""
    found: dict[str, bytes] = {}
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, rights, _, _, _, *name = line.split(maxsplit=5)
        if not name or "r" not in rights:
            continue
        if "memfd:" in name[0] or name[0].endswith("(deleted)"):
            first, last = (int(number, 16) for number in span.split("-"))
            with Path(f"/proc/{pid}/mem").open("rb") as memory:
                memory.seek(first)
                found[f"{name[0]} at {span}"] = memory.read(last - first)
    return found


def _cores() -> set[str]:
    """Core files where they could lie: by the kernel's pattern, or where the process was started."""
    pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    folder = Path(pattern).parent if pattern.startswith("/") else Path.cwd()
    return {str(path) for path in folder.glob("*core*")} if folder.is_dir() else set()


def test_gates_and_papers_leave_nothing_readable(life: Life) -> None:
    """A newcomer is received, visitors come, one shows somebody else, reviewers look, what is due is told."""
    visitor, stranger = (10**17 + secrets.randbelow(10**17) for _ in range(2))
    life.canaries.say("visitor's samples", str(visitor), piece=14)
    life.canaries.say("stranger's samples", str(stranger), piece=14)
    registry = Registry.open(life.kept.where, life.kept.home / "keys")
    house = House(registry, SimulatedClock())
    prisoner = house.prisoner(1)
    house.expected(house.visitor(visitor), prisoner)
    newcomer = IntakeRequest(
        facility=house.code,
        samples=shown(stranger),
        order_id=house.order(life.name),
        name=life.name,
        born=date(1990, 2, 28),
        nationalities=("XA",),
        legal_status="pre-trial",
        case_file="present",
        arrested_at=house.clock.now(),
        injured=True,
        ill_treated=False,
        record={one.value: life.name for one in RecordField},
    )
    entry = VisitEntryRequest(
        facility=house.code, visitor_id=person_id(visitor), prisoner_id=prisoner, samples=shown(visitor)
    )
    house.ask(house.gates.intake, newcomer)
    for shows in (stranger, visitor):
        asked = entry.model_copy(update={"samples": shown(shows)})
        for _ in range(2):  # the second is a repeat
            house.ask(house.gates.entry, asked, key=f"showing-{shows}")
    house.review(Judgement.DIFFERENT)
    assert {one.decision.outcome for one in house.decided} >= {Outcome.ADMIT}
    assert registry.person(person_id(visitor)).name == f"Person {visitor}"
    life.kept.make("gates.rows")
    assert life.leaks() == []
    house.service.delete(person_id(visitor))
    assert life.leaks() == []
    house.service.close()


@pytest.mark.parametrize("where", ["log", "temporary file", "column", "compressed column"])
def test_a_planted_leak_is_found(life: Life, where: str) -> None:
    life.plant()
    Registry.open(life.kept.where, life.kept.home / "keys").close()
    assert life.leaks() == []
    match where:
        case "log":
            (life.kept.folder / "home.log").write_text(f'{{"says": "enrolled {life.name}"}}\n')
        case "temporary file":
            (life.kept.folder / "tmp" / ".upload").write_bytes(life.samples()[0].data)
        case "column":
            _write_plainly(life, life.name)
        case _:
            _write_plainly(life, f"The name is {life.name}. " * 200)
    assert life.leaks() != []


def _write_plainly(life: Life, text: str) -> None:
    if life.cluster is None:
        with closing(sqlite3.connect(life.kept.where)) as database:
            database.execute("CREATE TABLE leak (said TEXT)")
            database.execute("INSERT INTO leak VALUES (?)", [text])
            database.commit()
    else:
        with psycopg.connect(str(life.kept.where)) as database:
            database.execute("CREATE TABLE leak (said TEXT)")
            database.execute("INSERT INTO leak VALUES (%s)", [text])
