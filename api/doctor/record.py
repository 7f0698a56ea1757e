"""The record: where it is kept, who can tell that it was not changed, from what it could be restored."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.backup.places import KEYS_FILE
from api.doctor.finding import Deployment, Finding, Level
from api.errors import SettingsRefused
from api.registry.hosting import hosting
from api.witnessing import FILE
from models.check import check

QUIET = timedelta(days=1)
"""Sign-ins alone make the log of a house grow every day."""
BACKUP_AGE = timedelta(hours=36)
"""A backup a night, and a night in which it failed is noticed the next day."""


def database(deployment: Deployment) -> Iterator[Finding]:
    """PostgreSQL: its connection, its account, whether a commit is on the disk."""
    address = deployment.settings.database if deployment.settings else None
    if address is None:
        return
    try:
        found = hosting(address.get_secret_value())
    except SettingsRefused as error:
        yield Finding("database", Level.FAULT, str(error), "start it, or correct the setting `database`")
        return
    for wrong, says, mend in (
        (found.in_the_clear, "The database is asked without TLS.", "add ?sslmode=verify-full to its address"),
        (
            found.superuser,
            "The service is the database's superuser: it may read files and change what it may not.",
            "give it a role of its own: CREATE ROLE umbral LOGIN; ALTER DATABASE ... OWNER TO umbral",
        ),
        (
            bool(found.forgetful),
            f"The database may lose what it has acknowledged: {', '.join(found.forgetful)} off.",
            "set it on in postgresql.conf",
        ),
    ):
        if wrong:
            yield Finding("database", Level.FAULT, says, mend)


def witnesses(deployment: Deployment) -> Iterator[Finding]:
    """A log cannot tell by itself that it was given another past."""
    if deployment.settings is None:
        return
    folders = deployment.settings.audit_witnesses
    mend = "set audit_witnesses to folders of other machines, mounted here"
    if not folders:
        says = "No witness keeps heads of the audit log: whoever has the disk can rewrite it unseen."
        yield Finding("witnesses", deployment.graver, says, mend)
    for folder in folders:
        seen = _latest_head(folder / FILE)
        if seen is None:
            says = f"{folder} holds no head of the audit log."
            yield Finding("witnesses", Level.FAULT, says, "see that it is mounted and can be written to")
        elif deployment.now - seen > QUIET:
            says = f"The last head in {folder} is of {seen:%Y-%m-%d %H:%M} UTC."
            yield Finding("witnesses", Level.FAULT, says, "see that it is mounted and can be written to")
        if seen is not None and folder.stat().st_dev == deployment.home.stat().st_dev:
            says = f"{folder} lies on the same disk as the log itself."
            yield Finding("witnesses", Level.WARNING, says, mend)


def backups(deployment: Deployment) -> Iterator[Finding]:
    """Rows in one place, keys in another, and none of them old."""
    chosen = deployment.settings
    if chosen is None:
        return
    if chosen.backup_recovery is None or not chosen.backup_keys:
        says = "No backup can be made: backup_recovery or backup_keys is not set."
        yield Finding("backups", deployment.graver, says, "umbral backup key FILE tells what to set")
        return
    for folder in chosen.backup_keys:
        yield from _old(deployment, folder / KEYS_FILE)
    if deployment.backups is not None:
        made = [path for path in deployment.backups.iterdir() if path.is_file()]
        newest = max(made, key=lambda path: path.stat().st_mtime, default=deployment.backups / "(none)")
        yield from _old(deployment, newest)


def models(deployment: Deployment) -> Iterator[Finding]:  # noqa: ARG001 - they are the installation's
    """Weights are what they were when they were measured."""
    for one in (one for one in check() if one.wrong):
        says = f"Model {one.name}, its {one.part}: {one.state}. {one.why}".strip()
        yield Finding("models", Level.FAULT, says, "install it anew (make setup), and ask who changed it")


def _old(deployment: Deployment, piece: Path) -> Iterator[Finding]:
    mend = "see to the backup timer (deploy/systemd/umbral-backup.timer)"
    if not piece.is_file():
        yield Finding("backups", Level.FAULT, f"There is no backup: {piece} is not there.", mend)
        return
    age = deployment.now - datetime.fromtimestamp(piece.stat().st_mtime, UTC)
    if age > BACKUP_AGE:
        says = f"{piece} is {age.total_seconds() / 3600:.0f} hours old."
        yield Finding("backups", Level.FAULT, says, mend)


def _latest_head(file: Path) -> datetime | None:
    """When the last head was signed that a witness has."""
    try:
        lines = file.read_text("utf-8").splitlines()
        return datetime.fromisoformat(json.loads(lines[-1])["at"])
    except (OSError, ValueError, IndexError, KeyError, TypeError):
        return None
