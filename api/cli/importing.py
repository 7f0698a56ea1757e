"""umbral import: enrol whole folders, several files in flight, past what cannot be used."""

import os
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from api.cli.connection import connect
from api.cli.exits import Exit
from api.cli.folders import Source, sources
from api.cli.options import Where, gallery_option, service_options
from api.cli.printing import show_json
from api.contract.client import Client
from api.contract.errors import ServiceRefused
from api.contract.persons import Enrolment, GalleryName
from api.errors import PersonExists

IN_FLIGHT = os.cpu_count() or 1
MOST_IMAGES = 24  # of one enrolment, see api/contract/persons.py


@dataclass(slots=True)
class Report:
    """What became of an import. refused: file and why, one line an image that could not be used."""

    enrolled: int = 0
    already: int = 0
    images: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Count another's too."""
        self.enrolled += other.enrolled
        self.already += other.already
        self.images += other.images
        self.refused += other.refused


@click.command("import")
@service_options
@gallery_option
@click.option("--impressions", type=click.IntRange(1, MOST_IMAGES), help="Only the first N images of each.")
@click.option("--first-only", "impressions", flag_value=1, help="The same as --impressions 1.")
@click.option("--at-least", type=click.IntRange(1), default=1, help="Leave out who has fewer images.")
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
def import_(
    where: Where,
    gallery: GalleryName,
    impressions: int | None,
    at_least: int,
    folders: tuple[Path, ...],
) -> None:
    """Enrol every finger and identity of FOLDERS: fingerprints/SET/FINGER_IMPRESSION.png (with dpi.txt)
    and faces/SET/IDENTITY/IMAGE."""
    most = impressions or MOST_IMAGES
    chosen = [
        replace(source, images=source.images[:most])
        for folder in folders
        for source in sources(folder)
        if len(source.images) >= at_least
    ]
    with connect(where) as client:
        report = _import_all(client, chosen, gallery)
    _tell(report, where)
    click.get_current_context().exit(Exit.REFUSED if report.refused else Exit.OK)


def _import_all(client: Client, chosen: list[Source], gallery: GalleryName) -> Report:
    total = Report()
    with (
        ThreadPoolExecutor(IN_FLIGHT) as pool,
        click.progressbar(length=len(chosen), label="enrolling", file=sys.stderr) as progress,
    ):
        reports: Iterable[Report] = pool.map(lambda source: _import_one(client, source, gallery), chosen)
        for report in reports:
            total.add(report)
            progress.update(1)
    return total


def _import_one(client: Client, source: Source, gallery: GalleryName) -> Report:
    """Enrol one person; an image that is refused is left out and the rest tried again."""
    report, images = Report(), list(source.images)
    while images:
        enrolment = Enrolment(
            person_id=source.person_id,
            name=source.title,
            gallery=gallery,
            samples=[source.sample(image) for image in images],
        )
        try:
            client.enrol(enrolment)
        except ServiceRefused as error:
            problem = error.problem
            if problem.code == PersonExists.code:
                report.already += 1
                return report
            if problem.status >= 500 or "sample" not in problem.parameters:
                raise
            report.refused.append((str(images.pop(int(problem.parameters["sample"]))), problem.detail))
        else:
            report.enrolled += 1
            report.images += len(images)
            return report
    return report


def _tell(report: Report, where: Where) -> None:
    if where.as_json:
        refused = [{"file": file, "detail": why} for file, why in report.refused]
        counts = {"enrolled": report.enrolled, "already": report.already, "images": report.images}
        show_json({**counts, "refused": refused})
        return
    for file, why in report.refused:
        click.echo(f"not used: {file}: {why}", err=True)
    click.echo(
        f"{report.enrolled} persons enrolled with {report.images} images, "
        f"{report.already} there already, {len(report.refused)} images not used"
    )
