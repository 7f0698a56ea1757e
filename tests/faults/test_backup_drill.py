"""The drill: a backup is made by command while others write, search and erase; the machine is lost; it is
restored by command on an empty one, killed on the way, and held against what had been acknowledged."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from subprocess import STDOUT

import pytest

from api.audit import proofs, verify
from api.backup.errors import BackupRewritten, BackupUnreadable
from api.backup.making import make
from api.keys.kek import KeyFolder
from api.registry import audit_log
from api.registry.records import SampleRecord
from api.registry.registry import Registry
from matcher.gallery.local import LocalGallery
from matcher.identify import identify
from tests.faults.backup_loop import sealed_anew
from tests.faults.mutants.backup_in_moments import InMoments
from tests.support.backups import ADMINISTRATOR, PASSPHRASE, Kept, restore
from tests.support.campaigns import finds, share
from tests.support.databases import Cluster, Where
from tests.support.forking import Forked
from tests.support.house import person_id
from tests.support.made_up import templates

ROUNDS = share(20)
ENOUGH = 12  # acknowledged enrolments before a backup is asked for
SOME = 10  # acknowledged enrolments after it, so that somebody was sealed anew
KILLS = 2
LONGEST = 600.0  # seconds: a machine on which everybody tests at once
PATIENCE = 20  # a database notices after a moment that who wrote to it is dead
SEED = 20261122
Arguments = Sequence[str | Path]


@dataclass
class Ledger:
    """What the process under way acknowledged, by what it said."""

    said: dict[str, set[int]] = field(
        default_factory=lambda: {"enrolled": set(), "erased": set(), "listed": set(), "sealed": set()}
    )
    enough: threading.Event = field(default_factory=threading.Event)
    grown: threading.Condition = field(default_factory=threading.Condition)

    def read(self, process: Forked) -> None:
        """To the end of what it says."""
        for line in process.stdout:
            what, _, number = line.decode().strip().partition(" ")
            if line.endswith(b"\n"):
                self.said[what].add(int(number))
            with self.grown:
                self.grown.notify_all()
            if len(self.said["enrolled"]) >= ENOUGH and self.said["listed"] and self.said["sealed"]:
                self.enough.set()

    def wait_for_more(self, enrolled: int) -> None:
        """Until so many more are acknowledged."""
        wanted = len(self.said["enrolled"]) + enrolled
        with self.grown:
            assert self.grown.wait_for(lambda: len(self.said["enrolled"]) >= wanted, LONGEST)


@dataclass(frozen=True)
class Verdict:
    """Acknowledged before the backup, and not there; there though erased; not whole; found otherwise.

    told: whether the restore said, before it wrote anything, that records were sealed anew since.
    """

    lost: frozenset[int] = frozenset()
    back: frozenset[int] = frozenset()
    half: frozenset[int] = frozenset()
    otherwise: frozenset[int] = frozenset()
    log_holds: bool = True
    told: bool = True


@contextmanager
def at_work(kept: Kept, ledger: Ledger) -> Iterator[None]:
    """The loop, killed in the end."""
    where = [kept.where] if isinstance(kept.where, str) else []
    with Forked("tests.faults.backup_loop", [kept.folder, *where]) as process:
        reader = threading.Thread(target=ledger.read, args=(process,))
        reader.start()
        try:
            assert ledger.enough.wait(LONGEST), "nothing was acknowledged"
            yield
        finally:
            process.kill()
            reader.join()


@contextmanager
def umbral(*arguments: str | Path) -> Iterator[Forked]:
    """A command under way; ended in the end."""
    environment = {**os.environ, "UMBRAL_RECOVERY_PASSPHRASE": PASSPHRASE}
    with Forked("api", ["backup", *arguments], environment=environment, errors=STDOUT) as process:
        try:
            yield process
        finally:
            process.kill()


def done(*arguments: str | Path) -> int:
    """What a command ends with."""
    with umbral(*arguments) as process:
        process.stdout.read()
        return process.wait()


def killed(*arguments: str | Path, after: float) -> None:
    """A restore, so many seconds after it began to write, unless it has ended by then."""
    with umbral(*arguments) as process:
        for line in process.stdout:
            if line.startswith(b"write"):
                break
        threading.Event().wait(after)


def lost_and_restored(kept: Kept, new: Path, where: Where, random: Random) -> Verdict:
    """One round."""
    ledger = Ledger()
    kept.configure(kept.home, kept.where)
    with at_work(kept, ledger):
        before, sealed = set(ledger.said["enrolled"]), set(ledger.said["sealed"])
        assert done("make", kept.rows / "one.rows", "--home", kept.home) == 0
        ledger.wait_for_more(SOME)
    kept.configure(new, where)
    pieces = kept.pieces()
    command: Arguments = [
        *("restore", pieces.rows, "--keys", pieces.keys, "--recovery", kept.folder / "recovery"),
        *("--witness", kept.witness, "--home", new),
    ]
    told = done(*command) != 0 and not (new / "keys" / "kek").exists()
    command = [*command, "--without-records"]
    for _ in range(KILLS):
        killed(*command, after=random.uniform(0, 0.4))
    for _ in range(PATIENCE):
        if (ended := done(*command)) == 0:
            break
        threading.Event().wait(1.0)
    assert ended in (0, 2), ended  # 2: it was whole already when it was killed
    before -= {number for number in before - sealed if sealed_anew(number)}
    return replace(examine(kept, new, where, ledger, before), told=told)


def examine(kept: Kept, new: Path, where: Where, ledger: Ledger, before: set[int]) -> Verdict:
    """Hold what was restored against the ledger, and against the store that was lost.

    before: who must be there unless they were erased.
    """
    with (
        closing(Registry.open(where, new / "keys")) as registry,
        closing(Registry.open(kept.where, kept.home / "keys")) as lost,
    ):
        there = {one.id: one for one in registry.page(None, 10_000)}
        numbers = {one.int for one in there}
        half = {
            number
            for number in numbers
            if not _whole(registry, number, there[person_id(number)].samples)
            and not (sealed_anew(number) and not there[person_id(number)].samples)
        }
        captured = {number for number in numbers if there[person_id(number)].samples}
        return Verdict(
            frozenset(before - ledger.said["erased"] - numbers),
            frozenset((ledger.said["listed"] & numbers) | (ledger.said["sealed"] & captured)),
            frozenset(half),
            frozenset(_found_otherwise(registry, lost, numbers)),
            _log_holds(registry),
        )


def _whole(registry: Registry, number: int, samples: Sequence[SampleRecord]) -> bool:
    held = [registry.sample(person_id(number), one.id).template for one in samples]
    return held == list(templates(number))


def _found_otherwise(registry: Registry, lost: Registry, numbers: set[int]) -> set[int]:
    """Of some that both stores have: whose search answers anything else than it did."""
    galleries = []
    for store in (registry, lost):
        gallery = LocalGallery()
        gallery.upsert_all((one.id, one.templates) for one in store.templates() if one.id.int in numbers)
        galleries.append(gallery)
    common = sorted(one for one in numbers if lost.persons([person_id(one)]))
    for one in numbers - set(common):
        galleries[0].delete(person_id(one))
    asked = [
        identify(one, templates(number, 1), k=3, fpir=0.01) for number in common[:6] for one in galleries
    ]
    return {
        number
        for number, new, old in zip(common, asked[::2], asked[1::2], strict=False)
        if new.candidates != old.candidates
    }


def _log_holds(registry: Registry) -> bool:
    with registry.reading() as view:
        size = audit_log.size(view)
        return verify.root_of(audit_log.leaves(view, 0, size)) == (
            size,
            proofs.root(audit_log.nodes(view), size),
        )


@pytest.mark.campaign
@pytest.mark.timeout(300 * ROUNDS + 900)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_drill(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    random = Random(SEED)
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        where: Where
        if kind == "postgresql":
            cluster: Cluster = request.getfixturevalue("cluster")
            kept, where = Kept.under_passphrase(folder, cluster.bare()), cluster.bare()
        else:
            kept, where = (
                Kept.under_passphrase(folder, folder / "home" / "umbral.db"),
                folder / "new" / "umbral.db",
            )
        assert lost_and_restored(kept, folder / "new", where, random) == Verdict(), number


@pytest.mark.campaign
@pytest.mark.timeout(1200)
def test_the_drill_finds_a_backup_of_several_moments(tmp_path: Path) -> None:
    assert finds(tmp_path, made_in_moments_and_refused)


def made_in_moments_and_refused(folder: Path) -> bool:
    """Whether its restore is refused, also to somebody who would do without records sealed anew since."""
    kept, ledger = Kept.under_passphrase(folder, folder / "home" / "umbral.db"), Ledger()
    with at_work(kept, ledger):
        store = InMoments.open(kept.where, KeyFolder(kept.home / "keys"))
        store.between = lambda: ledger.wait_for_more(4)
        with closing(store):
            make(store, kept.home, kept.rows / "one.rows", kept.places, ADMINISTRATOR)
    pieces = replace(kept.pieces(), without_records=True)
    try:
        restore(pieces, folder / "new", folder / "new" / "umbral.db")
    except (BackupRewritten, BackupUnreadable):
        return True
    return False
