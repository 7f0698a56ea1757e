"""umbral accounts: who signs in at the built-in issuer."""

from pathlib import Path
from typing import get_args

import click

from api.cli.acting import Acting, acting_as
from api.cli.options import FILE
from api.cli.printing import show_json
from api.contract.accounts import AccountIn, AccountList, LinkIn, LinkOut, RoleName


@click.group()
def accounts() -> None:
    """Accounts of the built-in issuer; administrators make them, and never learn a password."""


@accounts.command()
@acting_as("administrator")
@click.argument("name")
@click.option(
    "--as", "roles", multiple=True, required=True, type=click.Choice(get_args(RoleName)), help="Role."
)
@click.option("--facility", "facilities", multiple=True, help="For which it acts, by its code [all].")
@click.option("--person", type=click.UUID, help="Whom of the enrolled they are themselves.")
@click.option("--key", type=FILE, help="A program's public key (PEM): it signs in with that.")
def add(acting: Acting, name: str, key: Path | None, **given: object) -> None:
    """Make an account; a person chooses their password by the link that is printed."""
    told = {"name": name, "roles": given["roles"], "person": given["person"]}
    asked = AccountIn.model_validate(
        {
            **told,
            "facilities": given["facilities"] or None,
            "key": None if key is None else key.read_text(),
        }
    )
    with acting.client() as client:
        made = client.accounts.make(asked)
    if acting.as_json:
        show_json(made)
        return
    click.echo(f"{made.account.name} is on record.")
    if made.link is not None:
        _show_link(made.link)


@accounts.command("list")
@acting_as("administrator")
def list_(acting: Acting) -> None:
    """Who may sign in."""
    with acting.client() as client:
        found = client.accounts.every()
    if acting.as_json:
        show_json(AccountList(accounts=list(found)))
        return
    for one in found:
        houses = "all facilities" if one.facilities is None else ", ".join(one.facilities)
        waits = "" if one.usable else "; no password yet"
        click.echo(f"{one.name}  {one.kind}: {', '.join(one.roles)}; {houses}{waits}")


@accounts.command()
@acting_as("administrator")
@click.argument("name")
def password(acting: Acting, name: str) -> None:
    """End an account's password and sessions, and print a link by which its holder chooses a new one."""
    with acting.client() as client:
        told = client.accounts.link(name, LinkIn(to="password"))
    if acting.as_json:
        show_json(told)
    else:
        _show_link(told)


@accounts.command()
@acting_as("administrator")
@click.argument("name")
def remove(acting: Acting, name: str) -> None:
    """Nobody signs in with it any more; its name stays beside what it did."""
    with acting.client() as client:
        client.accounts.remove(name)
    click.echo(f"{name} signs in no more.")


def _show_link(link: LinkOut) -> None:
    click.echo(f"Until {link.until:%Y-%m-%d %H:%M} UTC, once, at the service's address:\n  {link.link}")
