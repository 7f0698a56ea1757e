"""umbral policy: look policy files over, put them in place, see what lies there."""

import os
from pathlib import Path

import click

from api.cli.exits import Exit
from api.cli.options import home_option
from api.contract.place import default_home
from api.desks.policies import PolicyShelf
from api.gates.policy import Policy, parse
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
@click.argument("paths", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--example", "examples", type=click.Choice(SHIPPED), multiple=True, help="One of the examples.")
@home_option
def place(paths: tuple[Path, ...], examples: tuple[str, ...], home: Path | None) -> None:
    """Put policies into the data directory, each in place of an older one of its name.

    A file that cannot be used changes nothing. A service that runs goes by the new ones within seconds.
    """
    if not paths and not examples:
        raise click.UsageError("Name a file or an example.")
    folder = policies_in((home or default_home()).absolute())
    texts = [(path.name, text_of(path)) for path in paths]
    texts += [(f"{name}.toml", shipped_text(name)) for name in examples]
    placed = {folder / f"{new.scope.name}.toml": (new, text) for new, text in map(_read, texts)}
    others = [load(other) for other in sorted(folder.glob("*.toml")) if other not in placed]
    PolicyShelf([*others, *(new for new, _ in placed.values())])
    for target, (new, text) in placed.items():
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


def _read(named: tuple[str, str]) -> tuple[Policy, str]:
    name, text = named
    return parse(text, name), text


def _write(target: Path, text: str) -> None:
    """A service that looks meanwhile sees the old file or the new one, never half of it."""
    target.parent.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)
