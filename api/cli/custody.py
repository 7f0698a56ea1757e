"""umbral custody: since when somebody is held, what else keeps them, and what the detention clock says."""

from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.printing import show_json
from api.contract.custody import CustodyOut


@click.group()
def custody() -> None:
    """Who is held since when, on what footing, and for how long the law allows it."""


@custody.command()
@acting_as("supervisor")
@click.argument("person_id", type=click.UUID)
def show(acting: Acting, person_id: UUID) -> None:
    """The custody that somebody is in, or was in last, with its ledger and its clock."""
    with acting.client() as client:
        found = client.custody.of(person_id).record
    if acting.as_json:
        show_json(found)
    else:
        _tell(found)


@custody.command()
@acting_as("supervisor")
@click.argument("facility")
@click.argument("name")
def find(acting: Acting, facility: str, name: str) -> None:
    """Who is held at a facility under a whole name (case and accents do not matter), or under a number."""
    with acting.client() as client:
        found = client.custody.find(facility, name)
    if acting.as_json:
        show_json(found)
        return
    for one in found:
        place = " ".join(filter(None, (one.wing, one.cell)))
        click.echo(f"{one.person_id}  {one.name or '-'}  {place}  since {one.admitted_at:%Y-%m-%d}")


def _tell(found: CustodyOut) -> None:
    until = f" until {found.ended_at:%Y-%m-%d %H:%M}" if found.ended_at else ""
    click.echo(f"{found.legal_status} at {found.facility or '-'}, wing {found.wing or '-'}")
    click.echo(f"since {found.admitted_at:%Y-%m-%d %H:%M}{until}; case file {found.case or 'MISSING'}")
    if found.clock is not None:
        clock = found.clock
        limit = "no limit" if clock.limit_days is None else f"of {clock.limit_days}"
        last = f", last day {clock.last_day}" if clock.last_day else ""
        click.echo(f"clock {clock.state}: day {clock.days} {limit}{last}")
    for line in found.movements:
        over = "under way" if line.concluded_at is None else f"over {line.concluded_at:%Y-%m-%d %H:%M}"
        click.echo(f"  {line.at:%Y-%m-%d %H:%M}  {line.kind:17} {line.destination or '-':20} {over}")
    for hold in found.holds:
        stands = "HOLDS" if hold.holds else "past"
        click.echo(f"  {stands:5} {hold.ground:12} {hold.authority} {hold.case or ''}  {hold.id}")
