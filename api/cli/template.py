"""umbral template export: a person's minutiae for other systems."""

from pathlib import Path
from typing import get_args
from uuid import UUID

import click

from api.cli.connection import connect
from api.cli.options import Where, service_options
from api.cli.printing import show_json
from api.contract.samples import RecordFormat


@click.group()
def template() -> None:
    """Minutiae as records that other systems read."""


@template.command()
@service_options
@click.argument("person_id", type=click.UUID)
@click.option("--sample", "sample_id", type=click.UUID, help="Only this print [all of the person's].")
@click.option(
    "--format",
    "record_format",
    type=click.Choice(get_args(RecordFormat)),
    default="iso-19794-2:2011",
    show_default=True,
    help="The standard that the record is written by.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="The file to write.",
)
def export(
    where: Where, person_id: UUID, sample_id: UUID | None, record_format: RecordFormat, output: Path
) -> None:
    """Write a person's prints as one minutiae record, a finger view each."""
    with connect(where) as client:
        record = client.minutiae(person_id, sample_id, format=record_format)
    output.write_bytes(record)
    if where.as_json:
        show_json({"file": str(output), "format": record_format, "octets": len(record)})
    else:
        click.echo(f"{output}: {len(record)} octets, {record_format}")
