"""What the doctor tells, and what the doctor looks at."""

import ctypes
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from api.settings import Settings

UNSYNCHRONISED = 0x0040
"""STA_UNSYNC of adjtimex(2)."""


class Level(StrEnum):
    """FAULT: no people's data before it is mended. WARNING: a protection less. NOTE: right for a laptop."""

    FAULT = "fault"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """check: which look found it; says: what is wrong; mend: what to do."""

    check: str
    level: Level
    says: str
    mend: str


class _Timex(ctypes.Structure):
    """The beginning of struct timex; the rest is room."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("frequency", ctypes.c_long),
        ("most_error", ctypes.c_long),
        ("error", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 256),
    )


def synchronised() -> bool | None:
    """Whether the kernel's clock is kept right by somebody (adjtimex); None where it does not say."""
    libc = ctypes.CDLL(None, use_errno=True)
    told = _Timex()
    if not hasattr(libc, "adjtimex") or libc.adjtimex(ctypes.byref(told)) < 0:
        return None
    return not told.status & UNSYNCHRONISED


def free_share(place: Path) -> float:
    """Of the disk on which the place lies, 0..1."""
    usage = shutil.disk_usage(place)
    return usage.free / usage.total


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the system tells of itself. clock, free: as above."""

    proc: Path = Path("/proc")
    sys: Path = Path("/sys")
    clock: Callable[[], bool | None] = synchronised
    free: Callable[[Path], float] = free_share


@dataclass(frozen=True, slots=True)
class Deployment:
    """settings: None where they are refused; `refused` says why. backups: folder of backups of rows."""

    home: Path
    settings: Settings | None
    refused: str = ""
    backups: Path | None = None
    machine: Machine = field(default_factory=Machine)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def production(self) -> bool:
        """Whether people of other machines call it; all else is a laptop."""
        return self.settings is not None and self.settings.callers == "issuer"

    @property
    def graver(self) -> Level:
        """How bad is what is right on a laptop alone."""
        return Level.FAULT if self.production else Level.NOTE

    def serving(self) -> int | None:
        """The process that holds the data directory, if one does."""
        try:
            number = json.loads((self.home / "lock").read_text())["pid"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return number if isinstance(number, int) and (self.machine.proc / str(number)).is_dir() else None
