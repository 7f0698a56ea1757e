"""umbral roll-call: a count of a wing, a facility or a list; anybody goes on with it by its number."""

from typing import get_args
from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.deciding import told_likeness
from api.cli.exits import Exit
from api.cli.options import Given, asked, capture_options
from api.cli.presenting import request_of
from api.cli.printing import show_json
from api.contract.gates import ExceptionName
from api.contract.roll_calls import LookIn, LookOut, RollCallIn, RollCallOut
from api.registry.ids import uuid7

OFFICER = acting_as("gate-officer")


@click.group("roll-call")
def roll_call() -> None:
    """Who should be in a place, who was found there, and what differs: ends with 0 if it agrees, 1 if not."""


@roll_call.command("open")
@OFFICER
@click.argument("facility")
@click.option("--wing", help="Count this part alone [the whole facility].")
@click.option("--person", "persons", type=click.UUID, multiple=True, help="Count this person; several times.")
def begin(acting: Acting, facility: str, wing: str | None, persons: tuple[UUID, ...]) -> None:
    """Begin a count at FACILITY: whom it expects is settled now."""
    told = request_of(RollCallIn, {"facility": facility, "wing": wing, "persons": persons})
    with acting.client() as client:
        _show(client.roll_calls.begin(told), acting)


@roll_call.command("list")
@OFFICER
@click.argument("facility")
@click.option("--running", is_flag=True, help="Those alone that are not closed.")
def listed(acting: Acting, facility: str, running: bool) -> None:
    """Counts of FACILITY, the oldest first."""
    with acting.client() as client:
        found = list(client.roll_calls.every(facility, running=True if running else None))
    if acting.as_json:
        show_json(found)
        return
    for one in found:
        what = "a list" if one.listed else one.wing or "everybody"
        until = "goes on" if one.closed_at is None else f"closed {one.closed_at:%Y-%m-%d %H:%M}"
        click.echo(f"{one.id}  {one.opened_at:%Y-%m-%d %H:%M}  {what}  {until}")


@roll_call.command()
@OFFICER
@click.argument("roll_call_id", type=click.UUID)
@capture_options
@click.option("--person", "person_id", type=click.UUID, help="By hand: who it is.")
@click.option(
    "--reason", type=click.Choice(get_args(ExceptionName)), help="By hand: why nothing was captured."
)
@click.option("--look", "look_id", type=click.UUID, help="Number of the look, for a repeat [a new one].")
def look(
    acting: Acting,
    *,
    roll_call_id: UUID,
    given: Given,
    person_id: UUID | None,
    reason: str | None,
    look_id: UUID | None,
) -> None:
    """Somebody was looked at: by --finger or --face, or by hand."""
    told = asked(LookIn, given, id=look_id or uuid7(), person_id=person_id, reason=reason)
    with acting.client() as client:
        found = client.roll_calls.look(roll_call_id, told)
    if acting.as_json:
        show_json(found)
    else:
        _tell(found)


@roll_call.command()
@OFFICER
@click.argument("roll_call_id", type=click.UUID)
def show(acting: Acting, roll_call_id: UUID) -> None:
    """How a count stands now, or stood when it was closed."""
    with acting.client() as client:
        _show(client.roll_calls.one(roll_call_id), acting)


@roll_call.command()
@OFFICER
@click.argument("roll_call_id", type=click.UUID)
def close(acting: Acting, roll_call_id: UUID) -> None:
    """The round is through: whoever was not found is missing. Ends with 1 where it does not agree."""
    with acting.client() as client:
        found = client.roll_calls.close(roll_call_id)
    _show(found, acting)
    if found.standing != "agrees":
        click.get_current_context().exit(Exit.NO_MATCH)


def _show(found: RollCallOut, acting: Acting) -> None:
    if acting.as_json:
        show_json(found)
        return
    click.echo(f"{found.id}  {found.standing}: {len(found.present)} of {found.expected} present")
    for word, persons in (("awaited", found.awaited), ("missing", found.missing)):
        for one in persons:
            click.echo(f"  {word:9} {one}")
    for extra in found.extra:
        click.echo(f"  one too many {extra.person_id}  {extra.why}")
    for doubt in found.doubtful:
        click.echo(f"  doubtful  {doubt.observation_id}  perhaps {doubt.perhaps}")
    for stranger in found.unknown:
        click.echo(f"  unknown   {stranger}")


def _tell(found: LookOut) -> None:
    why = f" ({found.why})" if found.why else ""
    click.echo(f"{found.found}{why}  {found.person_id or ''}")
    told_likeness("as alike as that", found.likeness)
    if found.calibration_note is not None:
        click.secho(f"  {found.calibration_note}", bold=True)
    click.echo(f"{found.present} of {found.expected} present, {found.awaited} awaited", err=True)
