"""umbral backup: copies that are sealed to a key that no machine of the service holds, and the way back."""

import getpass
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from api import process
from api.auth.actor import Actor, Role
from api.backup import recovery
from api.backup.errors import BackupNotWritten, BackupUnset
from api.backup.places import KEYS_FILE
from api.cli.options import FILE, home_option
from api.home import DataDirectory
from api.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])
PASSPHRASE = "UMBRAL_RECOVERY_PASSPHRASE"  # noqa: S105 - a variable's name
SHORTEST = 12
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _pieces(command: F) -> F:
    """ROWS, --keys, --recovery, --witness, --without-newer-list."""
    for option in (
        click.option(
            "--without-newer-list",
            is_flag=True,
            help="Whoever was erased since the backup was made comes back.",
        ),
        click.option(
            "--witness", multiple=True, type=FOLDER, help="A witness's folder, with heads and list."
        ),
        click.option(
            "--recovery", "recovery_file", required=True, type=FILE, help="File of the recovery key."
        ),
        click.option("--keys", "keys_file", required=True, type=FILE, help=f"The keys' piece, {KEYS_FILE}."),
        click.argument("rows", type=FILE),
    ):
        command = option(command)
    return command


@click.group()
def backup() -> None:
    """Copies of everything, and the way back from them. docs/operations/backup.md has the drill."""


@backup.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def key(file: Path) -> None:
    """Make the recovery key: FILE and its passphrase are kept apart, and both off the service's machines."""
    process.keep_to_itself()
    passphrase = os.environ.get(PASSPHRASE) or click.prompt(
        "Passphrase of the recovery key", hide_input=True, confirmation_prompt=True
    )
    if len(passphrase) < SHORTEST:
        raise click.UsageError(f"A passphrase has at least {SHORTEST} characters.")
    try:
        public = recovery.make(file, passphrase)
    except OSError as error:
        raise BackupNotWritten(f"{file} cannot be made: {error.strerror}.") from error
    click.echo(f'backup_recovery = "{public.public_bytes_raw().hex()}"')


@backup.command()
@home_option
@click.argument("place", type=click.Path(path_type=Path))
def make(home: Path | None, place: Path) -> None:
    """Copy the store to PLACE, a folder or a new file, while it is written to; the keys to their folders.

    The service may run or not. Nothing is ever on a disk that is not sealed to the recovery key.
    """
    from api.backup import making
    from api.registry.beside import Beside

    process.keep_to_itself()
    settings = Settings.load(home)
    places = settings.backup_places()
    if places is None:
        raise BackupUnset("Backups need backup_recovery and backup_keys.")
    now = datetime.now(UTC)
    rows = place / f"umbral-{now:%Y%m%dT%H%M%SZ}.rows" if place.is_dir() else place
    if rows.parent.resolve() in {folder.resolve() for folder in places.keys}:
        raise BackupUnset("Rows and keys are kept in different places.")
    keys = settings.keys(settings.home / "keys")
    store = Beside.open(settings.store(settings.home / "umbral.db"), keys)
    try:
        made = making.make(store, settings.home, rows, places, _actor())
    finally:
        store.close()
    click.echo(f"rows: {made.rows} ({made.rows.stat().st_size:,} octets), {made.head.size} leaves of the log")
    for folder in made.keys:
        click.echo(f"keys: {folder / KEYS_FILE}")
    for folder in set(places.witnesses) - set(made.listed):
        click.echo(f"the witness {folder} could not be reached", err=True)
    if not made.listed:
        click.echo("no witness has the list of erasures: a restore will be refused without one", err=True)


@backup.command()
@_pieces
def verify(
    rows: Path, keys_file: Path, recovery_file: Path, witness: tuple[Path, ...], without_newer_list: bool
) -> None:
    """Read both pieces to their ends, and hold them against witnesses; nothing is written."""
    from api.backup import restoring

    process.keep_to_itself()
    pieces = restoring.Pieces(rows, keys_file, _recovery_key(recovery_file), witness, without_newer_list)
    proven = restoring.prove(pieces)
    held, weighed = proven.rows, proven.weighed
    head = held.opening.head
    click.echo(f"{head.log} of {head.at}: {head.size} leaves, {len(weighed.heads)} heads hold")
    click.echo(f"{sum(held.counts.values())} rows, {len(held.owners)} keys, {len(weighed.gone)} destroyed")
    click.echo(f"erased since the backup: {proven.missing.erased}")
    for one in proven.missing.anew:
        click.echo(f"not in these rows: {one.owner}, sealed anew ({one.scope}) at {one.at.isoformat()}")
    for person in proven.missing.unaccounted:
        click.echo(f"not in these rows: {person}, whose key no list accounts for")


@backup.command()
@home_option
@click.option(
    "--without-records",
    is_flag=True,
    help="Records that were sealed anew after these rows were made are lost (`verify` names them).",
)
@_pieces
def restore(
    home: Path | None,
    rows: Path,
    keys_file: Path,
    recovery_file: Path,
    witness: tuple[Path, ...],
    without_newer_list: bool,
    without_records: bool,
) -> None:
    """Restore into an empty data directory, and an empty database where one is set."""
    from api.backup import restoring
    from api.backup.target import Target

    process.keep_to_itself()
    settings = Settings.load(home)
    key = _recovery_key(recovery_file)
    pieces = restoring.Pieces(rows, keys_file, key, witness, without_newer_list, without_records)
    if without_newer_list:
        click.secho(
            "WITHOUT A NEWER LIST: whoever was erased after this backup was made comes back.",
            err=True,
            bold=True,
        )
    with DataDirectory(settings.home, restoring=True) as directory:
        where = settings.store(directory.database)
        target = Target(directory, where, settings.keys(directory.keys), _actor())
        done = restoring.restore(pieces, target, lambda stage: click.echo(f"{stage} ...", err=True))
    click.echo(f"{done.log}: {done.head} leaves, {done.persons} persons, {done.templates} templates open")
    click.echo(
        f"erased since the backup: {done.erased}; rows that others hold and whose key is gone: {done.stuck}"
    )
    if done.missing:
        click.secho(f"LOST: {done.missing} records that are not in these rows", err=True, bold=True)
    if done.lost:
        click.echo(f"witnesses saw {done.lost} leaves after the backup: what they tell of is lost", err=True)


def _recovery_key(file: Path) -> X25519PrivateKey:
    passphrase = os.environ.get(PASSPHRASE) or click.prompt("Passphrase of the recovery key", hide_input=True)
    return recovery.load(file, passphrase)


def _actor() -> Actor:
    return Actor(getpass.getuser(), frozenset({Role.ADMINISTRATOR}))
