"""umbral policy: look a policy file over before a facility goes by it, and an example to start from."""

from importlib.resources import files
from pathlib import Path

import click

from api.cli.exits import Exit
from api.gates.reading.faults import PolicyRefused
from api.policies import SHIPPED, load


@click.group()
def policy() -> None:
    """Policies of countries and facilities."""


@policy.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...]) -> None:
    """Say whether files are policies, and what is wrong in which line of those that are not."""
    refused = False
    for path in paths:
        try:
            click.echo(f"{path}: {load(path).under}")
        except PolicyRefused as error:
            refused = True
            click.echo(f"umbral: {error.diagnostics()}", err=True)
    if refused:
        context.exit(Exit.USAGE)


@policy.command()
@click.argument("name", type=click.Choice(SHIPPED))
def example(name: str) -> None:
    """Print a policy of a made-up country, to be changed into one's own."""
    click.echo(files("api.gates").joinpath("policies", f"{name}.toml").read_text("utf-8"), nl=False)
