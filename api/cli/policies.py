"""umbral policy: look policy files over, put them in place, see what lies there."""

import os
from pathlib import Path

import click

from api.cli.exits import Exit
from api.cli.options import home_option
from api.contract.place import default_home
from api.desks.policies import PolicyShelf
from api.gates.policy import parse
from api.gates.reading.faults import PolicyRefused
from api.home import OWNER_ONLY, policies_in
from api.policies import SHIPPED, load, shipped_text, text_of


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
@click.argument("path", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--example", type=click.Choice(SHIPPED), help="One of the examples instead of a file.")
@home_option
def place(path: Path | None, example: str | None, home: Path | None) -> None:
    """Put a policy into the data directory, in place of an older one of the same name.

    A file that cannot be used changes nothing. A service that runs goes by the new one within seconds.
    """
    if (path is None) is (example is None):
        raise click.UsageError("Name a file or an example.")
    text = shipped_text(example) if example is not None else text_of(path or Path())
    new = parse(text, f"{example}.toml" if path is None else path.name)
    folder = policies_in((home or default_home()).absolute())
    target = folder / f"{new.scope.name}.toml"
    others = [load(other) for other in sorted(folder.glob("*.toml")) if other != target]
    PolicyShelf([*others, new])
    _write(target, text)
    click.echo(f"{target}: {new.under}, for {new.scope.facility} from {new.scope.valid_from} on")


@policy.command("list")
@home_option
def list_(home: Path | None) -> None:
    """Say which policies lie in the data directory, and for whom they are."""
    for one in PolicyShelf.of_folder(policies_in((home or default_home()).absolute())).every():
        until = one.scope.valid_until or ""
        click.echo(f"{one.scope.facility}  {one.scope.valid_from}..{until}  {one.under}")


@policy.command()
@click.argument("name", type=click.Choice(SHIPPED))
def example(name: str) -> None:
    """Print a policy of a made-up country, to be changed into one's own."""
    click.echo(shipped_text(name), nl=False)


def _write(target: Path, text: str) -> None:
    """A service that looks meanwhile sees the old file or the new one, never half of it."""
    target.parent.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)
