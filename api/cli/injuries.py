"""umbral injury: what health staff enter, and what they and the person's defender alone read."""

from base64 import b64encode
from pathlib import Path
from typing import get_args
from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.options import FILE
from api.cli.presenting import request_of
from api.cli.printing import show_json
from api.contract.injuries import AroseName, InjuryIn


@click.group()
def injury() -> None:
    """Injuries of people who are held; sealed for health staff and the person's defender."""


@injury.command()
@acting_as("health-staff")
@click.argument("person_id", type=click.UUID)
@click.option("--place", "places", multiple=True, required=True, help="Where on the body; several times.")
@click.option("--description", required=True, help="What is seen.")
@click.option("--told", help="What the person says of it.")
@click.option("--arose", type=click.Choice(get_args(AroseName)), default="unknown", show_default=True)
@click.option("--complaint", is_flag=True, help="The person complains of ill-treatment.")
@click.option("--consent", is_flag=True, help="The person agreed to pictures.")
@click.option("--picture", "files", type=FILE, multiple=True, help="PNG or JPEG; several times.")
def record(
    acting: Acting,
    *,
    person_id: UUID,
    places: tuple[str, ...],
    description: str,
    told: str | None,
    arose: str,
    complaint: bool,
    consent: bool,
    files: tuple[Path, ...],
) -> None:
    """Enter an injury of somebody who is held, or was."""
    shown = [b64encode(file.read_bytes()) for file in files]
    said = {"places": places, "description": description, "told": told, "arose": arose}
    asked = request_of(InjuryIn, said, complaint=complaint, consent=consent, pictures=shown)
    with acting.client() as client:
        noted = client.injuries.record(person_id, asked)
    if acting.as_json:
        show_json(noted)
    else:
        click.echo(f"{noted.id}{'  late' if noted.late else ''}")


@injury.command("list")
@acting_as("health-staff")
@click.argument("person_id", type=click.UUID)
def listed(acting: Acting, person_id: UUID) -> None:
    """What is on record of somebody: for health staff, or as --role defender of a client."""
    with acting.client() as client:
        found = client.injuries.of(person_id)
    if acting.as_json:
        show_json(found)
        return
    for one in found:
        late = "  (late)" if one.late else ""
        click.echo(f"{one.recorded_at:%Y-%m-%d %H:%M}{late}  {', '.join(one.places)}: {one.description}")
        for picture in one.pictures:
            click.echo(f"  {one.id} {picture.id}  {picture.media_type}")


@injury.command()
@acting_as("health-staff")
@click.argument("person_id", type=click.UUID)
@click.argument("injury_id", type=click.UUID)
@click.argument("picture_id", type=click.UUID)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def picture(acting: Acting, person_id: UUID, injury_id: UUID, picture_id: UUID, file: Path) -> None:
    """Write one picture to a file."""
    with acting.client() as client:
        file.write_bytes(client.injuries.picture(person_id, injury_id, picture_id))
