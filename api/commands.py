"""`umbral`: one command line, composed of what each package brings through its entry points."""

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from api import process
from api.cli.exits import HELP, exit_of
from api.cli.printing import show_error
from matcher.errors import UmbralError
from models.errors import ModelError

ENTRY_POINTS = "umbral.commands"


class _Umbral(click.Group):
    """The root: a command is read when it is called, and an error of ours ends it with its sentence and its
    exit code, never a traceback. points: the command's name -> where it is."""

    def __init__(self, points: Mapping[str, EntryPoint]) -> None:
        super().__init__("umbral", help="Biometric identity and enrolment for prisons.", epilog=HELP)
        self._points = points

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click asks so
        """The names of all."""
        return sorted(self._points)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - and so
        """One of them; None where there is none. One that cannot be read takes itself away, no other."""
        if (point := self._points.get(cmd_name)) is None:
            return None
        try:
            command: click.Command = point.load()
        except (ImportError, AttributeError) as error:
            click.echo(f"umbral: no command {cmd_name} from {point.value}: {error}", err=True)
            return None
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (UmbralError, ModelError) as error:
            show_error(error, ctx)
            ctx.exit(exit_of(error))


def umbral() -> click.Group:
    """The composed command line."""
    return _Umbral({point.name: point for point in entry_points(group=ENTRY_POINTS)})


def main() -> None:
    """Console script. What a command reads may be secret: nothing of it is left behind."""
    process.keep_to_itself()
    umbral().main(prog_name="umbral")
