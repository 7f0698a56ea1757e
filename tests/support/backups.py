"""A store with everything that its backups need: folders for rows, keys and witnesses, and a recovery key."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from api.auth.actor import Actor, Role
from api.backup import recovery, restoring
from api.backup.keeping import KeysElsewhere
from api.backup.making import Made, make
from api.backup.places import KEYS_FILE, Places
from api.backup.restoring import Pieces, Restored
from api.backup.target import Target
from api.clock import SystemClock
from api.home import DataDirectory
from api.keys.kek import KeyFolder
from api.registry.beside import Beside
from api.registry.registry import Registry
from api.witnessing import Notary
from tests.support.databases import Where

PASSPHRASE = "a passphrase on paper"  # noqa: S105 - of tests
ADMINISTRATOR = Actor("admin-1", frozenset({Role.ADMINISTRATOR}))


@dataclass
class Kept:
    """A store that is backed up. where: its database."""

    folder: Path
    where: Where
    recovery: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)

    def __post_init__(self) -> None:
        for one in (self.home, self.rows, self.keys, self.witness):
            one.mkdir(parents=True, exist_ok=True)

    @classmethod
    def under_passphrase(cls, folder: Path, where: Where) -> "Kept":
        """With a recovery key in a file; where none is there yet, a copy of the one of this process."""
        made, path = cls(folder, where), folder / "recovery"
        if path.exists():
            made.recovery = recovery.load(path, PASSPHRASE)
        else:
            octets, made.recovery = _made_once()
            path.write_bytes(octets)
        return made

    def configure(self, home: Path, where: Where) -> None:
        """What an administrator sets."""
        lines = [
            f'backup_recovery = "{self.recovery.public_key().public_bytes_raw().hex()}"',
            f'backup_keys = ["{self.keys}"]',
            'callers = "believed"',
            f'audit_witnesses = ["{self.witness}"]',
            *([f'database = "{where}"'] if isinstance(where, str) else []),
        ]
        home.mkdir(exist_ok=True)
        (home / "umbral.toml").write_text("\n".join(lines))

    @property
    def home(self) -> Path:
        """Its data directory."""
        return self.folder / "home"

    @property
    def rows(self) -> Path:
        """Where rows go."""
        return self.folder / "rows"

    @property
    def keys(self) -> Path:
        """Where keys go."""
        return self.folder / "keys-elsewhere"

    @property
    def witness(self) -> Path:
        """The audit log's witness."""
        return self.folder / "witness"

    @property
    def places(self) -> Places:
        """What the settings would say."""
        return Places(self.recovery.public_key(), [self.keys], [self.witness])

    def open(self) -> Registry:
        """The store, as the service has it."""
        return Registry.open(self.where, self.home / "keys")

    def make(self, name: str = "one.rows") -> Made:
        """As the command does it, beside a service or without one."""
        store = Beside.open(self.where, KeyFolder(self.home / "keys"))
        try:
            return make(store, self.home, self.rows / name, self.places, ADMINISTRATOR)
        finally:
            store.close()

    def keeper(self, registry: Registry) -> KeysElsewhere:
        """What replaces the keys' piece while the service runs."""
        return KeysElsewhere(registry, self.places)

    def notarize(self, registry: Registry) -> None:
        """A signed head, at the witness too."""
        Notary(registry, SystemClock(), [self.witness]).sign()

    def pieces(
        self, name: str = "one.rows", *, witnessed: bool = True, without_newer: bool = False
    ) -> Pieces:
        """What is restored."""
        witnesses = [self.witness] if witnessed else []
        return Pieces(self.rows / name, self.keys / KEYS_FILE, self.recovery, witnesses, without_newer)


@cache
def _made_once() -> tuple[bytes, X25519PrivateKey]:
    """A recovery key's file and what opens out of it: a passphrase costs a second whenever it is tried."""
    with tempfile.TemporaryDirectory(prefix="umbral-recovery-") as folder:
        path = Path(folder) / "recovery"
        recovery.make(path, PASSPHRASE)
        return path.read_bytes(), recovery.load(path, PASSPHRASE)


def restore(pieces: Pieces, home: Path, where: Where) -> Restored:
    """Into a data directory that may not be there yet."""
    with target(home, where) as empty:
        return restoring.restore(pieces, empty)


@contextmanager
def target(home: Path, where: Where) -> Iterator[Target]:
    """An empty data directory, held."""
    with DataDirectory(home, restoring=True) as directory:
        yield Target(directory, where, KeyFolder(directory.keys), ADMINISTRATOR)


def now() -> datetime:
    """By the machine's clock."""
    return datetime.now(UTC)
