"""umbral watchlist: who is on which, why, and until when."""

from datetime import datetime
from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.options import INSTANT
from api.cli.presenting import request_of
from api.cli.printing import show_each, show_one
from api.contract.watchlists import ListingIn, ListingOut

CHIEF = acting_as("supervisor")


@click.group()
def watchlist() -> None:
    """Lists that intake searches: who is found on one is received, and looked at by reviewers."""


@watchlist.command()
@CHIEF
@click.argument("person_id", metavar="PERSON", type=click.UUID)
@click.argument("name", metavar="LIST")
@click.option("--reason", required=True)
@click.option("--facility", help="Code of the house that enters it [none alone].")
@click.option("--until", type=INSTANT, help="Last instant, with its zone [until it is lifted].")
def place(
    acting: Acting, person_id: UUID, name: str, reason: str, facility: str | None, until: datetime | None
) -> None:
    """Put PERSON, who is on record, on LIST."""
    said = {"person_id": person_id, "watchlist": name}
    asked = request_of(ListingIn, said, facility=facility, until=until, reason=reason)
    with acting.client() as client:
        show_one(client.watchlists.place(asked), _line, acting)


@watchlist.command()
@CHIEF
@click.argument("listing_id", metavar="ENTRY", type=click.UUID)
def lift(acting: Acting, listing_id: UUID) -> None:
    """End an entry before its time."""
    with acting.client() as client:
        show_one(client.watchlists.lift(listing_id), _line, acting)


@watchlist.command("list")
@CHIEF
@click.option("--person", "person_id", type=click.UUID, help="Of whom [of anybody].")
def list_(acting: Acting, person_id: UUID | None) -> None:
    """All entries that there ever were."""
    with acting.client() as client:
        found = list(client.watchlists.every(person_id=person_id))
    show_each(found, _line, acting)


def _line(one: ListingOut) -> str:
    until = "until it is lifted" if one.until is None else f"until {one.until:%Y-%m-%d %H:%M %Z}"
    stands = "HOLDS" if one.holds else "past"
    return f"{one.id}  {one.watchlist:20} {stands:5} {one.person_id} {until}: {one.reason}"
