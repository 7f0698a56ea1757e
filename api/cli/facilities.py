"""umbral facility: where people are held."""

import click

from api.cli.acting import Acting, acting_as
from api.cli.printing import show_each, show_json
from api.contract.board import GateOut
from api.contract.facilities import FacilityIn, FacilityOut, WingIn

CHIEF = acting_as("administrator")


@click.group()
def facility() -> None:
    """Houses where people are held, with their wings."""


@facility.command()
@CHIEF
@click.argument("code")
@click.option("--name", required=True, help="As people call it.")
@click.option("--zone", required=True, help="Time zone by its IANA name, such as America/La_Paz.")
@click.option("--capacity", required=True, type=click.IntRange(0, 1_000_000), help="Places.")
@click.option(
    "--wing", "wings", multiple=True, metavar="CODE[=PLACES]", help="A part that is counted by itself."
)
def add(acting: Acting, code: str, name: str, zone: str, capacity: int, wings: tuple[str, ...]) -> None:
    """Enter a facility under CODE, such as penal-norte: its policy and its orders name it so."""
    entered = FacilityIn(name=name, zone=zone, capacity=capacity, wings=tuple(map(_wing, wings)))
    with acting.client() as client:
        _show(client.facilities.enter(code, entered), acting)


@facility.command("list")
@CHIEF
def list_(acting: Acting) -> None:
    """All facilities, by their codes."""
    with acting.client() as client:
        found = list(client.facilities.every())
    show_each(found, _line, acting)


@facility.command()
@CHIEF
@click.argument("code")
def show(acting: Acting, code: str) -> None:
    """One facility with its wings."""
    with acting.client() as client:
        _show(client.facilities.one(code).record, acting)


@facility.command()
@CHIEF
@click.argument("code")
def gates(acting: Acting, code: str) -> None:
    """The gates of a facility that were ever heard, and which of them are silent."""
    with acting.client() as client:
        show_each(client.boards.gates(code).gates, _gate, acting)


@facility.command("retire-gate")
@CHIEF
@click.argument("code")
@click.argument("gate")
def retire_gate(acting: Acting, code: str, gate: str) -> None:
    """Take GATE off the board: a desk that is gone or has another name is no silent one.

    One that is heard again stands on the board again.
    """
    with acting.client() as client:
        client.boards.retire(code, gate)
        show_each(client.boards.gates(code).gates, _gate, acting)


def _gate(one: GateOut) -> str:
    state = "online" if one.online else "silent"
    return f"{one.name:20} {state:8} heard {one.heard_at:%Y-%m-%d %H:%M:%S} UTC"


def _wing(given: str) -> WingIn:
    code, _, places = given.partition("=")
    if places and not places.isdecimal():
        raise click.BadParameter(f"{places} is no number of places.", param_hint="--wing")
    return WingIn(code=code, name=code, capacity=int(places) if places else None)


def _show(one: FacilityOut, acting: Acting) -> None:
    if acting.as_json:
        show_json(one)
        return
    click.echo(_line(one))
    for wing in one.wings:
        click.echo(
            f"  {wing.code}  {wing.capacity if wing.capacity is not None else '-'} places  {wing.name}"
        )


def _line(one: FacilityOut) -> str:
    return f"{one.code:20} {one.capacity:6} places  {one.zone:20} {one.name}"
