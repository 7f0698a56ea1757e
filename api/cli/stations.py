"""umbral stations: which machines capture, and what they sent."""

from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.printing import show_each, show_json, show_one
from api.contract.stations import StationCodeOut, StationIn, StationOut

CHIEF = acting_as("administrator")
STATION = click.argument("station", type=click.UUID)


@click.group()
def stations() -> None:
    """Machines that capture and send sealed packets. `umbral station` runs on such a machine."""


@stations.command()
@CHIEF
@click.argument("facility")
@click.argument("name")
@click.option("--gate", help="At which gate it stands.")
def add(acting: Acting, facility: str, name: str, gate: str | None) -> None:
    """Invite a station of FACILITY; its code is shown this once and serves for an hour."""
    with acting.client() as client:
        _show_code(client.stations.invite(StationIn(name=name, facility=facility, gate=gate)), acting)


@stations.command()
@CHIEF
@STATION
def code(acting: Acting, station: UUID) -> None:
    """Another code for a station, such as one that lost its key; the last one is void."""
    with acting.client() as client:
        _show_code(client.stations.another_code(station), acting)


@stations.command("list")
@CHIEF
@click.option("--facility", help="Of this one alone.")
def list_(acting: Acting, facility: str | None) -> None:
    """All stations."""
    with acting.client() as client:
        found = list(client.stations.every(facility=facility))
    show_each(found, _line, acting)


@stations.command()
@CHIEF
@STATION
def suspend(acting: Acting, station: UUID) -> None:
    """Take nothing of a station from now on."""
    with acting.client() as client:
        show_one(client.stations.suspend(station), _line, acting)


@stations.command()
@CHIEF
@STATION
def resume(acting: Acting, station: UUID) -> None:
    """Use a station again."""
    with acting.client() as client:
        show_one(client.stations.resume(station), _line, acting)


@stations.command()
@CHIEF
@STATION
def retire(acting: Acting, station: UUID) -> None:
    """Use a station no more, for good."""
    with acting.client() as client:
        show_one(client.stations.retire(station), _line, acting)


@stations.command("rotate-key")
@CHIEF
def rotate_key(acting: Acting) -> None:
    """Have packets sealed for a new key; the former one opens for 30 days more."""
    with acting.client() as client:
        made = client.stations.rotate_sealing_key()
    if acting.as_json:
        show_json(made)
        return
    click.echo(
        f"Packets are sealed for {made.sealing[:16]}... from now on; {made.still_open} former keys open"
    )


@stations.command()
@acting_as("intake-officer")
@click.argument("facility")
def packets(acting: Acting, facility: str) -> None:
    """What waits at FACILITY to be taken up by a gate."""
    with acting.client() as client:
        found = list(client.stations.packets(facility))
    if acting.as_json:
        show_json(found)
        return
    for one in found:
        shown = f"{one.fingers} prints, {one.faces} faces"
        click.echo(f"{one.id}  {one.received_at:%Y-%m-%d %H:%M}  {one.state:10} {shown}  {one.label or ''}")


@stations.command()
@acting_as("intake-officer")
@click.argument("facility")
def refused(acting: Acting, facility: str) -> None:
    """What stations of FACILITY sent and was not taken, and why."""
    with acting.client() as client:
        found = client.stations.refused_packets(facility)
    if acting.as_json:
        show_json(found)
        return
    for one in found:
        click.echo(f"{one.last_at:%Y-%m-%d %H:%M}  {one.times:6} times  {one.station}: {one.title}")


def _show_code(made: StationCodeOut, acting: Acting) -> None:
    if acting.as_json:
        show_json(made)
        return
    click.echo(_line(made.station))
    click.echo(f"Type in at the station, within the hour:\n\n    umbral station enrol {made.code}\n")


def _line(one: StationOut) -> str:
    return f"{one.id}  {one.facility:16} {one.state:10} {one.packets:6} packets  {one.name}"
