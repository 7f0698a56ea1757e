"""`umbral demo`: a prison of made-up people."""

import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

import click

from api.contract.client import Client
from api.contract.place import default_home
from api.contract.waiting import FOLDER

PEOPLE = 40
LOADING_SECONDS = 600.0


@click.command()
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the service answers.")
@click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), help="Data directory [UMBRAL_HOME or var/]."
)
@click.option("--people", type=click.IntRange(0, 10_000), default=PEOPLE, show_default=True, help="How many.")
@click.option("--once", is_flag=True, help="Stop when everybody is enrolled.")
def demo(url: str, home: Path | None, people: int, once: bool) -> None:
    """Run the service with synthetic people in it, until Ctrl-C."""
    from enrollment_station.demo.cast import cast
    from enrollment_station.demo.guests import invite
    from enrollment_station.demo.seeding import seed
    from enrollment_station.demo.service import service

    place = (home or default_home()).absolute()
    url = url.rstrip("/")
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _as_interrupt)
    line = _Line()

    def starting(seconds: float) -> None:
        line.show(f"Starting the service ... {seconds:.0f} s")

    try:
        with (
            service(url, place, starting) as ours,
            Client(url, actor="demo-supervisor; roles=supervisor") as client,
        ):
            line.end(f"Umbral answers on {url}" + ("" if ours else " (it was running already)"))
            client.wait_until_ready(
                LOADING_SECONDS, lambda status: line.show(f"Loading records ... {status.loading or 0:.0%}")
            )
            seed(client, place, cast(people), lambda n, of, who: line.show(f"Enrolling {n} of {of}: {who}"))
            persons = client.status().persons or 0
            again = ours and not once and os.environ.get("UMBRAL_CALLERS") != "believed"
            links = invite(client) if again else {}
            if not again:
                line.end(_what_next(url, place, persons, links))
                if not once:
                    _until_interrupted()
        if again:  # from now on whoever comes signs in
            with service(url, place, starting, callers="built-in"):
                line.end(_what_next(url, place, persons, links))
                _open(url + links["demo"])
                _until_interrupted()
    except KeyboardInterrupt:
        line.end("Stopped.")


def _what_next(url: str, place: Path, persons: int, links: Mapping[str, str]) -> str:
    if links:
        entrance = f"""  You are in with one click, once:
    {url}{links["demo"]}
  Then"""
        terminal = f"umbral sign-in --url {url}"
        colleague = f"""
What two officers must sign, a colleague signs in another browser: {url}{links["colleague"]}
"""
    else:
        entrance, terminal, colleague = (
            f"  Open {url} in a browser and",
            f"umbral people list --url {url}",
            "",
        )
    return f"""Everybody is enrolled: {persons} people, all invented or public figures.

{entrance}
    press one of the captures under "Try it now": who is it, and why?
    choose "Is it really ...?" and compare a capture with the wrong person
    choose "Face", then the camera: you are not on record
  Or in another terminal:
    {terminal}
    umbral identify --url {url} --finger {place / FOLDER}/print-0.png
{colleague}
The gates of Penal Norte, an invented prison, answer by the example policies: three people were received
under a court's order, two visitors have an appointment, and one order of release waits.

Ctrl-C stops the service."""


def _open(url: str) -> None:
    """Only where there is a desktop to open it on."""
    if sys.stdout.isatty() and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(url)


def _until_interrupted() -> None:
    threading.Event().wait()


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class _Line:
    """One line of progress that is overwritten on a terminal, and told now and then in a log."""

    EVERY = 10

    def __init__(self) -> None:
        self._terminal = sys.stdout.isatty()
        self._shown = 0

    def show(self, text: str) -> None:
        """What is going on."""
        if self._terminal:
            click.echo(f"\r\x1b[2K{text}", nl=False)
        elif self._shown % self.EVERY == 0:
            click.echo(text)
        self._shown += 1

    def end(self, text: str) -> None:
        """What came of it."""
        click.echo(f"\r\x1b[2K{text}" if self._terminal else text)
        self._shown = 0
