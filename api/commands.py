"""`umbral`: one command line, composed of what each package brings through its entry point."""

from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from api import process
from api.cli.accounts import accounts
from api.cli.adjudicate import adjudicate
from api.cli.audit import audit
from api.cli.backup import backup
from api.cli.bans import ban
from api.cli.board import board
from api.cli.calibrate import calibrate
from api.cli.clock import clock
from api.cli.compare import identify, verify
from api.cli.custody import custody
from api.cli.doctor import doctor
from api.cli.events import events
from api.cli.exits import HELP, exit_of
from api.cli.facilities import facility
from api.cli.gates import gate
from api.cli.importing import import_
from api.cli.injuries import injury
from api.cli.keys import keys
from api.cli.orders import order
from api.cli.passages import passage
from api.cli.people import enrol, people
from api.cli.policies import policy
from api.cli.printing import show_error
from api.cli.reembed import reembed
from api.cli.report import report
from api.cli.retention import retention
from api.cli.roll_calls import roll_call
from api.cli.serve import serve
from api.cli.sign_in import sign_in, sign_out
from api.cli.stations import stations
from api.cli.status import status
from api.cli.template import template
from api.cli.visiting import visit
from api.cli.visitors import visitor
from api.cli.watchlists import watchlist
from matcher.errors import UmbralError
from models.errors import ModelError

ENTRY_POINTS = "umbral.commands"

commands: list[click.Command] = [
    *(serve, doctor, status, calibrate, reembed, report, policy),
    *(enrol, identify, verify, people, template, import_),
    *(events, audit, keys, retention, backup, accounts, sign_in, sign_out),
    *(adjudicate, gate, passage),
    *(facility, order, custody, injury, visitor, visit, ban, watchlist),
    *(board, clock, roll_call, stations),
]
"""What this package brings."""


class _Umbral(click.Group):
    """The root: an error of ours ends a command with its sentence and its exit code, never a traceback."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(context)
        except (UmbralError, ModelError) as error:
            show_error(error, context)
            context.exit(exit_of(error))


def umbral() -> click.Group:
    """The composed command line."""
    root = _Umbral("umbral", help="Biometric identity and enrolment for prisons.", epilog=HELP)
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        for command in _load(point):
            root.add_command(command)
    return root


def _load(point: EntryPoint) -> Sequence[click.Command]:
    """A package that cannot be loaded takes its own commands away, nobody else's."""
    try:
        brought: Sequence[click.Command] = point.load()
    except ImportError as error:
        click.echo(f"umbral: no commands from {point.value}: {error}", err=True)
        return ()
    return brought


def main() -> None:
    """Console script. What a command reads may be secret: nothing of it is left behind."""
    process.keep_to_itself()
    umbral().main(prog_name="umbral")
