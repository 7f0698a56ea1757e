"""umbral gate intake: somebody was brought, to be received into custody."""

from datetime import datetime
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import click
import pydantic_core

from api.cli.acting import Acting, acting_as
from api.cli.deciding import decided
from api.cli.options import DAY, FILE, INSTANT
from api.cli.presenting import presenting, request_of
from api.contract.gates import ChipIn, IntakeRequest, RecordFieldName
from api.contract.samples import SampleIn

_STATUSES = ["pre-trial", "sentenced", "civil", "immigration", "other"]


@click.command()
@acting_as("intake-officer")
@presenting
@click.option(
    "--order", "order_id", type=click.UUID, help="The commitment order; without one nobody is received."
)
@click.option(
    "--received-as", type=click.UUID, help="The person on record under whom to receive them [a new one]."
)
@click.option("--name", help="As they say.")
@click.option("--born", type=DAY, help="Day of birth, YYYY-MM-DD.")
@click.option("--nationality", "nationalities", multiple=True, metavar="XX", help="ISO 3166-1 alpha-2.")
@click.option(
    "--consulate",
    type=click.Choice(["asked-for", "declined", "protected", "not-yet-asked"]),
    default="not-yet-asked",
    show_default=True,
    help="Of a foreigner: whether their consulate is to be told.",
)
@click.option("--may-be-child", is_flag=True, help="They may be under age, whatever the papers say.")
@click.option("--legal-status", type=click.Choice(_STATUSES), required=True)
@click.option(
    "--case-file",
    type=click.Choice(["present", "missing", "not-asked"]),
    default="not-asked",
    show_default=True,
    help="Whether the court's file came with the order.",
)
@click.option("--wing", help="Where they are held from now on.")
@click.option("--arrested-at", type=INSTANT, help="When they were arrested, with its zone.")
@click.option("--injured/--uninjured", default=None, help="Injuries are visible or not [not looked yet].")
@click.option("--ill-treated/--well-treated", default=None, help="They complain or not [not asked].")
@click.option(
    "--record",
    type=FILE,
    help=f"Admission record (Rule 7), a JSON object of {', '.join(get_args(RecordFieldName))}.",
)
@click.option(
    "--card", type=click.Choice(["genuine", "unknown-issuer", "forged"]), help="What the card's chip is."
)
@click.option("--card-portrait", type=FILE, help="The picture on the chip.")
@click.option(
    "--legal-basis", default="admission", show_default=True, help="Under which biometrics are taken."
)
def intake(
    acting: Acting,
    presented: dict[str, Any],
    record: Path | None,
    card: str | None,
    card_portrait: Path | None,
    **stated: UUID | datetime | str | bool | tuple[str, ...] | None,
) -> None:
    """Somebody was brought, to be received into custody."""
    asked = request_of(
        IntakeRequest,
        presented,
        record=_record(record),
        chip=_chip(card, card_portrait),
        **stated,
    )
    decided(acting, lambda umbral: umbral.gates.intake(asked))


def _record(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        read = pydantic_core.from_json(path.read_bytes())
    except ValueError as error:
        raise click.BadParameter(f"{path} is not JSON: {error}", param_hint="--record") from None
    if not isinstance(read, dict):
        raise click.BadParameter(f"{path} is no JSON object.", param_hint="--record")
    return read


def _chip(card: str | None, portrait: Path | None) -> ChipIn | None:
    if card is None:
        if portrait is not None:
            raise click.UsageError("--card-portrait needs --card.")
        return None
    picture = None if portrait is None else SampleIn.holding(portrait.read_bytes(), "face")
    return request_of(ChipIn, {"proof": card}, portrait=picture)
