"""umbral ban: what keeps a visitor out, or a prisoner from visits."""

from datetime import datetime
from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.options import INSTANT
from api.cli.presenting import request_of
from api.cli.printing import show_each, show_one
from api.contract.bans import BanIn, BanOut

CHIEF = acting_as("supervisor")


@click.group()
def ban() -> None:
    """Bans keep a visitor out, sanctions a prisoner from visits, under every name."""


@ban.command()
@CHIEF
@click.argument("person_id", metavar="PERSON", type=click.UUID)
@click.option("--reason", required=True)
@click.option("--sanction", "kind", flag_value="sanction", help="On a prisoner.")
@click.option("--ban", "kind", flag_value="ban", default="ban", help="On a visitor [this].")
@click.option("--facility", help="Code of the house where it holds [everywhere].")
@click.option("--until", type=INSTANT, help="Last instant, with its zone [until it is lifted].")
def impose(
    acting: Acting,
    person_id: UUID,
    reason: str,
    kind: str,
    facility: str | None,
    until: datetime | None,
) -> None:
    """Keep PERSON out, or from visits."""
    asked = request_of(
        BanIn, {"person_id": person_id, "kind": kind}, facility=facility, until=until, reason=reason
    )
    with acting.client() as client:
        show_one(client.bans.impose(asked), _line, acting)


@ban.command()
@CHIEF
@click.argument("ban_id", metavar="BAN", type=click.UUID)
def lift(acting: Acting, ban_id: UUID) -> None:
    """End one before its time."""
    with acting.client() as client:
        show_one(client.bans.lift(ban_id), _line, acting)


@ban.command("list")
@CHIEF
@click.option("--person", "person_id", type=click.UUID, help="On whom [on anybody].")
def list_(acting: Acting, person_id: UUID | None) -> None:
    """All that were ever imposed."""
    with acting.client() as client:
        found = list(client.bans.every(person_id=person_id))
    show_each(found, _line, acting)


def _line(one: BanOut) -> str:
    until = "until it is lifted" if one.until is None else f"until {one.until:%Y-%m-%d %H:%M %Z}"
    stands = "HOLDS" if one.holds else "past"
    return f"{one.id}  {one.kind:8} {stands:5} {one.facility or 'everywhere':20} {until}: {one.reason}"
