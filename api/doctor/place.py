"""The data directory: who may read it, what lies in it that should not, how much room there is."""

import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path

from api.backup.recovery import KIND
from api.doctor.finding import Deployment, Finding, Level

OTHERS = stat.S_IRWXG | stat.S_IRWXO
SCARCE, NONE_LEFT = 0.10, 0.02
SECRETS = frozenset({"database", "key_passphrase", "token_pin", "kek", "kek_older"})


def rights(deployment: Deployment) -> Iterator[Finding]:
    """Nobody but the service's account reads the store or its keys."""
    home, keys = deployment.home, deployment.home / "keys"
    inside = sorted(keys.iterdir()) if keys.is_dir() else []
    for path in (home, *home.glob("umbral.db*"), keys, *inside):
        if path.exists() and path.stat().st_mode & OTHERS:
            yield Finding(
                "rights",
                Level.FAULT,
                f"{path} can be read by other accounts (mode {stat.S_IMODE(path.stat().st_mode):03o}).",
                f"chmod go= {path}; where keys could be read, rotate them: umbral keys rotate",
            )


def secrets_in_file(deployment: Deployment) -> Iterator[Finding]:
    """Passwords and keys in umbral.toml, which others may read, or which lies beside what they open."""
    file = deployment.home / "umbral.toml"
    try:
        told = SECRETS & tomllib.loads(file.read_text("utf-8")).keys()
    except (OSError, ValueError):
        return
    if told and file.stat().st_mode & OTHERS:
        yield Finding(
            "secrets-in-file",
            Level.FAULT,
            f"{file} holds {', '.join(sorted(told))} and can be read by other accounts.",
            f"chmod go= {file}, and change what stood in it",
        )
    if "key_passphrase" in told:
        yield Finding(
            "secrets-in-file",
            deployment.graver,
            f"The passphrase of the keys stands in {file}, beside the keys: who copies one has both.",
            "hand it over at start: systemd's LoadCredential and UMBRAL_KEY_PASSPHRASE, or use a token",
        )


def recovery_key(deployment: Deployment) -> Iterator[Finding]:
    """The key that opens every backup is where no service is."""
    places = [deployment.home, *([deployment.backups] if deployment.backups else [])]
    if deployment.settings is not None:
        places += deployment.settings.backup_keys
    for path in (path for place in places for path in _files(place)):
        if _begins(path, KIND):
            yield Finding(
                "recovery-key",
                Level.FAULT,
                f"The private recovery key lies in {path}, beside what it opens.",
                "move it to a stick in a safe and shred it here; if in doubt make another: umbral backup key",
            )


def room(deployment: Deployment) -> Iterator[Finding]:
    """Where nothing can be written, nothing is answered."""
    if not deployment.home.is_dir():
        return
    free = deployment.machine.free(deployment.home)
    if free < SCARCE:
        yield Finding(
            "room",
            Level.FAULT if free < NONE_LEFT else Level.WARNING,
            f"{free:.0%} of the disk under {deployment.home} is free; a full disk closes every gate.",
            "make room, or give the data directory a larger disk",
        )


def _files(place: Path) -> Iterator[Path]:
    for depth in ("*", "*/*"):
        yield from (path for path in sorted(place.glob(depth)) if path.is_file())


def _begins(path: Path, octets: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(octets)) == octets
    except OSError:
        return False
