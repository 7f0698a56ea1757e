"""How a command reaches the service: by address, through the one that runs, or in this process."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from api.cli.credentials import credentials
from api.cli.options import Where
from api.cli.tokens import stored
from api.contract.answers import Status
from api.contract.client import Client
from api.errors import DirectoryInUse
from api.home import DataDirectory, announced_url
from api.settings import Settings

LOADING_SECONDS = 3600.0  # a ministry's gallery takes minutes; never hang for ever


def whoever_runs_it(*roles: str) -> str:
    """The account that runs a command, as requests say it: who may do that holds this machine's service."""
    return f"{getpass.getuser()}; roles={','.join(roles)}"


@contextmanager
def connect(where: Where) -> Iterator[Client]:
    """A client of the service named, else of the one that holds the data directory, else of our own.

    It acts for whoever runs the command, as a supervisor, where a call does not say otherwise; at an address
    for the program whose key the environment names, if there is one.
    """
    actor = whoever_runs_it("supervisor")
    if where.url is not None:
        proof = credentials()
        token = None if proof is not None else stored(where.url)
        with Client(
            where.url, language=where.language, actor=actor, token=token, credentials=proof
        ) as client:
            yield client
        return
    settings = Settings.load(where.home)
    try:
        directory = DataDirectory(settings.home)
    except DirectoryInUse:
        running = announced_url(settings.home)
        if running is None:
            raise
        with Client(running, language=where.language, actor=actor, token=stored(running)) as client:
            yield client
        return
    with directory:
        from api.app import compose
        from api.inprocess import in_process

        # nothing listens: whoever holds the directory may do what they say they are
        alone = settings.model_copy(update={"callers": "believed"})

        with in_process(compose(alone, directory), where.language, actor) as client:
            _wait_until_ready(client)
            yield client


def _wait_until_ready(client: Client) -> None:
    """Wait for the gallery; on a terminal one line tells how far it is."""
    shown = False

    def show(status: Status) -> None:
        nonlocal shown
        shown = sys.stderr.isatty()
        if shown:
            click.echo(f"\rloading the gallery: {status.loading or 0:.0%}", nl=False, err=True)

    client.wait_until_ready(LOADING_SECONDS, show)
    if shown:
        click.echo(err=True)
