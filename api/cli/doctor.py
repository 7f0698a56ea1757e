"""umbral doctor: whether a deployment may be given people's data."""

from dataclasses import asdict
from pathlib import Path

import click

from api.cli.exits import Exit
from api.cli.options import as_json_option, home_option
from api.cli.printing import show_json
from api.contract.place import default_home
from api.doctor.finding import Deployment, Finding, Level
from api.errors import SettingsRefused
from api.settings import Settings

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
MARKS = {Level.FAULT: "FAULT  ", Level.WARNING: "warning", Level.NOTE: "note   "}


@click.command()
@home_option
@click.option("--backups", type=_FOLDER, help="Where the backups of rows lie, to see how old they are.")
@as_json_option
def doctor(home: Path | None, backups: Path | None, as_json: bool) -> None:
    """Look at settings, data directory, record and machine; tell what is wrong and how to mend it.

    Writes nothing. Ends with 6 where there is a fault, with 3 where there are warnings alone.
    """
    from api.doctor.examination import CHECKS, examine, name_of

    deployment = _of(home, backups)
    found = examine(deployment)
    if as_json:
        checked = [name_of(check) for check in CHECKS]
        told = [asdict(finding) for finding in found]
        show_json({"production": deployment.production, "checked": checked, "findings": told})
    else:
        _tell(deployment, found, len(CHECKS))
    levels = {finding.level for finding in found}
    code = Exit.BROKEN if Level.FAULT in levels else Exit.DOUBTFUL if Level.WARNING in levels else Exit.OK
    click.get_current_context().exit(code)


def _of(home: Path | None, backups: Path | None) -> Deployment:
    try:
        settings = Settings.load(home)
    except SettingsRefused as error:
        return Deployment((home or default_home()).absolute(), None, str(error), backups)
    return Deployment(settings.home, settings, "", backups)


def _tell(deployment: Deployment, found: list[Finding], looks: int) -> None:
    for finding in sorted(found, key=lambda one: list(Level).index(one.level)):
        click.echo(f"{MARKS[finding.level]} {finding.check}: {finding.says}")
        click.echo(f"        {finding.mend}")
    kind = "as a house with people in it" if deployment.production else "as a laptop"
    click.echo(f"{looks} looks at {deployment.home} ({kind}): {len(found)} found.")
