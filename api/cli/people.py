"""umbral enrol, umbral people list|show|delete."""

from uuid import UUID

import click

from api.cli.connection import connect
from api.cli.options import Given, Where, asked, gallery_option, sample_options, service_options
from api.cli.printing import show_json, show_poor
from api.contract.persons import Enrolment, GalleryName, PersonOut


@click.command()
@service_options
@sample_options
@click.option("--name", help="What the person is called.")
@gallery_option
@click.option("--id", "person_id", type=click.UUID, help="Number of the person [a new one].")
def enrol(
    where: Where,
    given: Given,
    name: str | None,
    gallery: GalleryName,
    person_id: UUID | None,
) -> None:
    """Enrol a person with prints, slaps, minutiae records (FILES: of whichever finger) and pictures."""
    enrolment = asked(Enrolment, given, person_id=person_id, name=name, gallery=gallery)
    with connect(where) as client:
        person = client.enrol(enrolment)
    _show(person, where)
    if not where.as_json:
        show_poor(person.samples, where.language)


@click.group()
def people() -> None:
    """Who is enrolled."""


@people.command("list")
@service_options
def list_(where: Where) -> None:
    """Everybody, in the order of their numbers."""
    with connect(where) as client:
        if where.as_json:
            show_json(list(client.persons()))
            return
        for person in client.persons():
            click.echo(_line(person))


@people.command()
@service_options
@click.argument("name")
def find(where: Where, name: str) -> None:
    """Everybody with a whole name (case and accents do not matter), or with a number."""
    with connect(where) as client:
        found = client.known_as(name)
    if where.as_json:
        show_json(found)
        return
    for person in found:
        click.echo(_line(person))


@people.command()
@service_options
@click.argument("person_id", type=click.UUID)
def show(where: Where, person_id: UUID) -> None:
    """One person with their samples."""
    with connect(where) as client:
        _show(client.person(person_id), where)


@people.command()
@service_options
@click.argument("person_id", type=click.UUID)
@click.confirmation_option("--yes", prompt="Destroy this person's record, images and key for good?")
def delete(where: Where, person_id: UUID) -> None:
    """Destroy a person's record; nobody finds the person afterwards."""
    with connect(where) as client:
        client.delete(person_id)
    if where.as_json:
        show_json({"deleted": str(person_id)})
    else:
        click.echo(f"deleted {person_id}")


def _show(person: PersonOut, where: Where) -> None:
    if where.as_json:
        show_json(person)
        return
    click.echo(_line(person))
    for sample in person.samples:
        dpi = f" {sample.dpi:g} dpi" if sample.dpi else ""
        quality = f" quality {sample.quality.value}" if sample.quality else ""
        click.echo(f"  {sample.id}  {sample.modality} {sample.position}{dpi}{quality} {sample.extractor}")


def _line(person: PersonOut) -> str:
    fingers = sum(sample.modality == "finger" for sample in person.samples)
    faces = len(person.samples) - fingers
    within = ",".join(person.galleries)
    return f"{person.id}  {within:8}  {fingers:2} prints {faces:2} faces  {person.name or '-'}"
