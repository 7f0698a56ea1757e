"""umbral visit: who may see whom, when they are expected, who is inside."""

from datetime import datetime
from uuid import UUID

import click
from pydantic import BaseModel

from api.cli.acting import Acting, acting_as
from api.cli.options import INSTANT
from api.cli.presenting import request_of
from api.cli.printing import show_each, show_json
from api.contract.visiting import AppointmentIn, AppointmentOut, AuthorisationIn, VisitOut

CHIEF = acting_as("supervisor")
_visitor = click.option("--visitor", "visitor_id", type=click.UUID, required=True, help="Who comes.")
_prisoner = click.option("--prisoner", "prisoner_id", type=click.UUID, required=True, help="Whom they see.")


@click.group()
def visit() -> None:
    """Who may see whom, when they are expected, and who is inside."""


@visit.command()
@CHIEF
@_visitor
@_prisoner
@click.option("--as", "relationship", required=True, help="Relationship, by a code of the facility's policy.")
@click.option(
    "--consent",
    "consents",
    multiple=True,
    type=click.Choice(["prisoner", "judge", "facility"]),
    help="Who agreed.",
)
@click.option("--until", type=INSTANT, help="Last instant, with its zone [until it is revoked].")
def authorise(
    acting: Acting,
    visitor_id: UUID,
    prisoner_id: UUID,
    relationship: str,
    consents: tuple[str, ...],
    until: datetime | None,
) -> None:
    """Let a visitor on record see a prisoner, until it is revoked."""
    between = {"visitor_id": visitor_id, "prisoner_id": prisoner_id}
    asked = request_of(AuthorisationIn, between, relationship=relationship, consents=consents, until=until)
    with acting.client() as client:
        made = client.authorisations.grant(asked)
    _show(made, f"{made.id}  {made.relationship}", acting)


@visit.command()
@CHIEF
@click.argument("authorisation_id", type=click.UUID)
def revoke(acting: Acting, authorisation_id: UUID) -> None:
    """End an authorisation."""
    with acting.client() as client:
        done = client.authorisations.revoke(client.authorisations.one(authorisation_id))
    _show(done, f"revoked {done.id}", acting)


@visit.command()
@CHIEF
@click.argument("facility")
@_visitor
@_prisoner
@click.option("--begins", type=INSTANT, required=True, help="With its zone, such as 2026-03-07T14:00-04:00.")
@click.option("--ends", type=INSTANT, required=True)
def book(
    acting: Acting, facility: str, visitor_id: UUID, prisoner_id: UUID, begins: datetime, ends: datetime
) -> None:
    """Expect a visitor. Whether they may come is decided at the gate when they do."""
    between = {"visitor_id": visitor_id, "prisoner_id": prisoner_id}
    asked = request_of(AppointmentIn, between, facility=facility, begins=begins, ends=ends)
    with acting.client() as client:
        made = client.appointments.book(asked)
    _show(made, _slot(made), acting)


@visit.command()
@CHIEF
@click.argument("appointment_id", type=click.UUID)
def cancel(acting: Acting, appointment_id: UUID) -> None:
    """Expect nobody any more."""
    with acting.client() as client:
        done = client.appointments.cancel(client.appointments.one(appointment_id))
    _show(done, _slot(done), acting)


@visit.command("list")
@CHIEF
@click.argument("facility")
@click.option("--inside/--left", default=None, help="Only those inside now, or only past ones [all].")
def list_(acting: Acting, facility: str, inside: bool | None) -> None:
    """Visits to a facility, the earliest first."""
    with acting.client() as client:
        found = list(client.visits.every(facility=facility, inside=inside))
    show_each(found, _visit, acting)


def _show(told: BaseModel, line: str, acting: Acting) -> None:
    if acting.as_json:
        show_json(told)
    else:
        click.echo(line)


def _slot(one: AppointmentOut) -> str:
    return f"{one.id}  {one.status:9} {one.begins:%Y-%m-%d %H:%M} to {one.ends:%H:%M} {one.ends:%Z}"


def _visit(one: VisitOut) -> str:
    left = f"left {one.left_at:%H:%M}" if one.left_at else "INSIDE"
    return f"{one.id}  {one.path:11} {one.entered_at:%Y-%m-%d %H:%M}  {left}  visitor {one.visitor_id}"
