"""Both databases that a store can lie in: a file of SQLite, and a PostgreSQL cluster of this test run's own.

The cluster is Debian's PostgreSQL in a temporary folder, reached by a Unix socket alone. It runs under an
unprivileged account where the tests run as root, which PostgreSQL refuses.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy.engine import make_url

from api.registry import engine as database

Where = Path | str
BINARIES = ("initdb", "pg_ctl", "postgres")
ABSENT = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "32MB",
    # whether the disk obeys is not what these tests ask, and every one of them would wait for it
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # hundreds of small databases are never worth cleaning up, nor their queries worth compiling
    "autovacuum": "off",
    "jit": "off",
}
SAYS_HOW = 150_000  # older versions copy files without being told


@dataclass
class Cluster:
    """A running server. owner: connected as its owner, outside every transaction. made: numbers the databases
    that were made for tests."""

    socket: Path
    owner: psycopg.Connection
    made: "count[int]" = field(default_factory=count)

    def url(self, name: str) -> str:
        """The address of a database of this cluster."""
        return _url(self.socket, name)

    def new(self) -> str:
        """The address of an empty store with all tables."""
        name = f"store_{next(self.made)}"
        # copied as files it takes a third of the processor time that copying block by block takes
        how = " STRATEGY FILE_COPY" if self.owner.info.server_version >= SAYS_HOW else ""
        self.execute(f"CREATE DATABASE {name} TEMPLATE store_template{how}")
        return self.url(name)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The same, gone afterwards: hundreds of them would fill the memory that they lie in."""
        address = self.new()
        yield address
        self.execute(f"DROP DATABASE {make_url(address).database} WITH (FORCE)")

    def bare(self) -> str:
        """The address of a database without any table."""
        name = f"bare_{next(self.made)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def execute(self, statement: str) -> None:
        """As the cluster's owner, outside every transaction."""
        self.owner.execute(statement.encode())


@contextmanager
def postgresql() -> Iterator[Cluster]:
    """A cluster with a template that has all tables; skips the test, saying why, where there is none."""
    programs = _programs()
    if programs is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(ABSENT)
    folder = Path(tempfile.mkdtemp(prefix="umbral-pg-"))
    account = _account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    run = _Runner(programs, account)
    data = folder / "data"
    try:
        run("initdb", "-D", data, "-U", "umbral", "--auth=trust", "--encoding=UTF8", "--no-locale", "-N")
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"-k {folder} {options}", "start")
        try:
            with psycopg.connect(_url(folder, "postgres"), autocommit=True) as owner:
                cluster = Cluster(folder, owner)
                cluster.execute("CREATE DATABASE store_template")
                database.open_database(cluster.url("store_template")).dispose()
                yield cluster
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One cluster for all tests of a run."""
    with postgresql() as running:
        yield running


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store with all tables: to be copied."""
    return file_in(tmp_path_factory.mktemp("empty"))


def file_in(folder: Path) -> Path:
    """The SQLite store in a folder; where there is none, an empty one: a copy of what was migrated once."""
    path = folder / "umbral.db"
    if not path.exists():
        path.touch(0o600)
        path.write_bytes(_migrated())
    return path


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory(prefix="umbral-empty-") as folder:
        path = Path(folder) / "umbral.db"
        database.open_database(path).dispose()
        return path.read_bytes()


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Where]:
    """Where a test's store lies: each test runs on both databases."""
    if request.param == "sqlite":
        yield file_in(tmp_path)
        return
    running: Cluster = request.getfixturevalue("cluster")
    with running.lent() as address:
        yield address


def _url(socket: Path, name: str) -> str:
    return f"postgresql://umbral@/{name}?host={quote(str(socket))}"


@dataclass(frozen=True)
class _Runner:
    programs: Path
    account: pwd.struct_passwd | None

    def __call__(self, program: str, *arguments: str | Path) -> None:
        """Run to its end; what it said is in the error."""
        done = subprocess.run(
            [self.programs / program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            user=None if self.account is None else self.account.pw_uid,
            group=None if self.account is None else self.account.pw_gid,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")


def _programs() -> Path | None:
    """The folder of the newest installed version."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin")]
    folders.sort(key=lambda folder: int(folder.parent.name), reverse=True)
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    return next((folder for folder in folders if all((folder / name).exists() for name in BINARIES)), None)


def _account() -> pwd.struct_passwd | None:
    """Whom to run it as: root may not."""
    return None if os.geteuid() else pwd.getpwnam("nobody")
