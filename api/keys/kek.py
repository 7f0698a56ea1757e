"""Where the key-encryption key comes from, and how the next one takes its place."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from api.errors import KeyMissing
from api.keys.envelope import Keyring
from api.keys.protection import PLAIN, Protection, Protections, unreadable

LENGTH = 32
FILE = "kek"
NEXT = "kek.next"


class KeySource(Protocol):
    """Where the key-encryption key lies. What a method wrote is on the disk when it returns."""

    @property
    def rotating(self) -> bool:
        """Whether a next key was made and has not taken over."""

    def keyring(self, *, first_start: bool) -> Keyring:
        """The key, and while one is rotating the next one before it. Raises KeyMissing, KeyLocked.

        Only a first start makes one: beside an existing store a new key would open nothing and would hide
        that the old one is lost.
        """

    def begin(self) -> bytes:
        """The next key, made unless it was made before. Raises KeyLocked."""

    def finish(self) -> None:
        """The next key takes the place of the one that was, which is gone: nothing is wrapped by it."""


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """A file `kek` in a folder of its own, readable by its owner alone; `kek.next` beside it while rotating.

    A file that is protected otherwise than is asked for is opened and written anew.
    """

    folder: Path
    protections: Protections = PLAIN

    @property
    def rotating(self) -> bool:
        """See KeySource."""
        return (self.folder / NEXT).exists()

    def keyring(self, *, first_start: bool) -> Keyring:
        """See KeySource."""
        path = self.folder / FILE
        if not path.exists() and not first_start:
            raise KeyMissing(f"The key file {path} is missing.", path=str(path))
        key = self._load(FILE) if path.exists() else self._make(FILE)
        return Keyring(self._load(NEXT), key) if self.rotating else Keyring(key)

    def begin(self) -> bytes:
        """See KeySource."""
        return self._load(NEXT) if self.rotating else self._make(NEXT)

    def finish(self) -> None:
        """See KeySource."""
        (self.folder / NEXT).rename(self.folder / FILE)
        _sync(self.folder)

    def _load(self, name: str) -> bytes:
        path = self.folder / name
        octets = path.read_bytes()
        found = self.protections.of(octets)
        if found is None:
            raise KeyMissing(unreadable(path, octets), path=str(path))
        key = found.open(octets)
        if found is not self.protections.wanted:
            self._write(name, self.protections.wanted, key)
        elif path.stat().st_mode & 0o077:
            path.chmod(0o600)
        return key

    def _make(self, name: str) -> bytes:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        key = secrets.token_bytes(LENGTH)
        self._write(name, self.protections.wanted, key)
        _sync(self.folder.parent)
        return key

    def _write(self, name: str, protection: Protection, key: bytes) -> None:
        """Under another name first, made durable, renamed: a crash leaves a whole key or none."""
        draft = self.folder / f"{name}.new"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            os.write(handle, protection.seal(key))
            os.fsync(handle)
        finally:
            os.close(handle)
        draft.rename(self.folder / name)
        _sync(self.folder)


@dataclass(frozen=True, slots=True)
class KeyGiven:
    """The key stands in the environment; whoever sets that rotates it: the new one beside the older one."""

    key: bytes
    older: bytes | None = None

    @property
    def rotating(self) -> bool:
        """As long as the older one is given too."""
        return self.older is not None

    def keyring(self, *, first_start: bool) -> Keyring:
        """See KeySource."""
        del first_start  # it is given, or the settings were refused
        return Keyring(self.key) if self.older is None else Keyring(self.key, self.older)

    def begin(self) -> bytes:
        """The one that is given. Raises KeyMissing where no older one is given that it could replace."""
        if self.older is None:
            raise KeyMissing(
                "The key is given by the environment, and no older one beside it that it is to replace.",
                path="UMBRAL_KEK_OLDER",
            )
        return self.key

    def finish(self) -> None:
        """The older one can be taken out of the environment."""


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
