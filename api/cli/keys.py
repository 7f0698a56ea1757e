"""umbral keys: the key-encryption key's rotation."""

import sys
import time

import click

from api.cli.acting import Acting, acting_as
from api.cli.exits import Exit
from api.cli.printing import show_json
from api.contract.client import Umbral
from api.contract.keys import RotationOut

POLL = 0.2  # seconds between two looks at how far it is


@click.group()
def keys() -> None:
    """The key that everything else is wrapped by."""


@keys.command()
@acting_as("administrator")
def rotate(acting: Acting) -> None:
    """Replace the key-encryption key while the service answers; the older one is gone at the end.

    Stopped anywhere, it goes on at the next start. Take a copy of the new key file to where its copies are
    kept: the older copies open nothing any more.
    """
    with acting.client() as client:
        told = _followed(client, client.keys.rotate())
    _show(acting, told)


@keys.command()
@acting_as("administrator")
def status(acting: Acting) -> None:
    """Which key wraps, and how many owners' keys an older one still has wrapped."""
    with acting.client() as client:
        told = client.keys.rotation()
    _show(acting, told)


def _followed(client: Umbral, told: RotationOut) -> RotationOut:
    with click.progressbar(length=told.left, label="wrapping keys", file=sys.stderr) as bar:
        while told.state == "rotating":
            bar.update(bar.length - told.left - bar.pos if bar.length else 0)
            time.sleep(POLL)
            told = client.keys.rotation()
    return told


def _show(acting: Acting, told: RotationOut) -> None:
    if acting.as_json:
        show_json(told)
    else:
        click.echo(f"{told.state}: key {told.key}, {told.left} keys wrapped by an older one")
    click.get_current_context().exit(Exit.BROKEN if told.state == "stopped" else Exit.OK)
