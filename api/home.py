"""The data directory: private to its owner, held by one process at a time."""

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from api.backup.errors import RestoreUnfinished
from api.errors import DirectoryInUse

OWNER_ONLY = 0o700


class DataDirectory:
    """UMBRAL_HOME, locked exclusively from construction to `close`. Raises DirectoryInUse, RestoreUnfinished.

    The lock is the kernel's (flock): it ends with the process, however that ends. What the lock file
    says (process and address) is information for others and never trusted as a lock.
    """

    def __init__(self, path: Path, *, restoring: bool = False) -> None:
        """restoring: to restore a backup into it; nobody else may use it before that has ended."""
        path.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
        path.chmod(OWNER_ONLY)
        self.path = path
        self._lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._lock)
            raise DirectoryInUse(f"Another process is using {path}.", path=str(path)) from error
        if self.unfinished.exists() and not restoring:
            self.close()
            raise RestoreUnfinished(f"A restore into {path} was interrupted.", path=str(path))
        self.announce(None)

    @property
    def unfinished(self) -> Path:
        """A file that is there from the beginning of a restore to its end."""
        return self.path / "restoring"

    @property
    def database(self) -> Path:
        """The store's file."""
        return self.path / "umbral.db"

    @property
    def keys(self) -> Path:
        """The folder of the key-encryption key."""
        return self.path / "keys"

    @property
    def calibration(self) -> Path:
        """The folder of the site's own offsets."""
        return self.path / "calibration"

    @property
    def policies(self) -> Path:
        """The folder of the facilities' policies, one TOML file each."""
        return policies_in(self.path)

    @property
    def case_keys(self) -> Path:
        """The folder of the case system's public keys, one PEM file each."""
        return self.path / "case-keys"

    def announce(self, url: str | None) -> None:
        """Tell other processes where this one can be reached."""
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, json.dumps({"pid": os.getpid(), "url": url}).encode(), 0)

    def close(self) -> None:
        """Let go of the directory."""
        os.ftruncate(self._lock, 0)
        os.close(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def policies_in(home: Path) -> Path:
    """The folder of policies of a data directory."""
    return home / "policies"


def announced_url(path: Path) -> str | None:
    """Where the process that holds the directory says it can be reached; None if it says nothing."""
    try:
        url = json.loads((path / "lock").read_text())["url"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return url if isinstance(url, str) else None
