"""umbral gate: may this happen, and why? Exit codes: 0 admit, 8 hold, 9 refuse."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.deciding import decided
from api.cli.intake import intake
from api.cli.options import INSTANT
from api.cli.presenting import presenting, request_of
from api.contract.gates import (
    DepartureRequest,
    DocumentCheckIn,
    ReleaseRequest,
    ReturnRequest,
    VisitEntryRequest,
    VisitExitRequest,
)

OFFICER = acting_as("gate-officer")


def _document(command: Callable[..., None]) -> Callable[..., None]:
    """A document that was held against the person; the command gets it as `document`."""

    @click.option("--document", help="A document that was held against the person, in words.")
    @click.option("--genuine/--doubtful", default=True, help="Whether it is, by its chip or by eye.")
    @click.option("--agrees/--differs", default=True, help="Whether its portrait is of this person.")
    @wraps(command)
    def checked(*args: Any, document: str | None, genuine: bool, agrees: bool, **others: Any) -> None:
        check = {"document": document, "genuine": genuine, "agrees": agrees}
        seen = None if document is None else DocumentCheckIn.model_validate(check)
        command(*args, document=seen, **others)

    return checked


@click.group()
def gate() -> None:
    """Ask a gate whether something may happen: ends with 0 if it may, 8 if it must wait, 9 if not.

    FACILITY is the code of the house. Whatever was captured comes as files, prints with their positions.
    """


gate.add_command(intake)


@gate.command()
@OFFICER
@presenting
@click.option("--visitor", "visitor_id", type=click.UUID, required=True, help="Who wants to come in.")
@click.option("--prisoner", "prisoner_id", type=click.UUID, required=True, help="To whom.")
@click.option("--with", "companions", type=click.UUID, multiple=True, help="Who comes in together with them.")
@_document
def entry(
    acting: Acting,
    presented: dict[str, Any],
    visitor_id: UUID,
    prisoner_id: UUID,
    companions: tuple[UUID, ...],
    document: DocumentCheckIn | None,
) -> None:
    """A visitor wants to come in to a prisoner."""
    asked = request_of(
        VisitEntryRequest,
        presented,
        visitor_id=visitor_id,
        prisoner_id=prisoner_id,
        companions=companions,
        document=document,
    )
    decided(acting, lambda umbral: umbral.gates.enter_visit(asked))


@gate.command("exit")
@OFFICER
@presenting
@click.option("--visit", "visit_id", type=click.UUID, required=True, help="As whose visitor they leave.")
@click.option("--with", "leaving_with", type=click.UUID, multiple=True, help="Who leaves together with them.")
@_document
def exit_(
    acting: Acting,
    presented: dict[str, Any],
    visit_id: UUID,
    leaving_with: tuple[UUID, ...],
    document: DocumentCheckIn | None,
) -> None:
    """Somebody wants to leave as the visitor of a visit."""
    asked = request_of(
        VisitExitRequest,
        presented,
        visit_id=visit_id,
        leaving_with=leaving_with,
        document=document,
    )
    decided(acting, lambda umbral: umbral.gates.leave_visit(asked))


@gate.command()
@OFFICER
@presenting
@click.option("--person", "person_id", type=click.UUID, required=True, help="Who is to be set free.")
@click.option("--order", "order_id", type=click.UUID, help="The court's order.")
def release(acting: Acting, presented: dict[str, Any], person_id: UUID, order_id: UUID | None) -> None:
    """A prisoner is to be set free under an order."""
    asked = request_of(ReleaseRequest, presented, person_id=person_id, order_id=order_id)
    decided(acting, lambda umbral: umbral.gates.release(asked))


@gate.command()
@OFFICER
@presenting
@click.option("--person", "person_id", type=click.UUID, required=True, help="Who is to leave for a time.")
@click.option("--kind", type=click.Choice(["transfer", "court", "temporary-release"]), required=True)
@click.option("--order", "order_id", type=click.UUID, help="The court's order.")
@click.option("--due", type=INSTANT, help="By when they are back or have arrived, with its zone.")
@click.option("--destination", help="Code of the house to which somebody is transferred.")
def departure(
    acting: Acting,
    presented: dict[str, Any],
    person_id: UUID,
    kind: str,
    order_id: UUID | None,
    due: datetime | None,
    destination: str | None,
) -> None:
    """A prisoner is to leave for a time: to another house, to court, on leave."""
    asked = request_of(
        DepartureRequest,
        presented,
        person_id=person_id,
        kind=kind,
        order_id=order_id,
        due=due,
        destination=destination,
    )
    decided(acting, lambda umbral: umbral.gates.depart(asked))


@gate.command("return")
@OFFICER
@presenting
@click.option("--person", "person_id", type=click.UUID, required=True, help="Who comes back or arrives.")
@click.option("--wing", help="Of one who arrives, where they are held from now on.")
def return_(acting: Acting, presented: dict[str, Any], person_id: UUID, wing: str | None) -> None:
    """A prisoner comes back, or arrives from another house."""
    asked = request_of(ReturnRequest, presented, person_id=person_id, wing=wing)
    decided(acting, lambda umbral: umbral.gates.come_back(asked))
