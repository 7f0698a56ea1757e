"""umbral status: what the service holds and what computes."""

import click

from api.cli.connection import connect
from api.cli.exits import Exit
from api.cli.options import Where, service_options
from api.cli.printing import show_json
from api.contract.answers import Status


@click.command()
@service_options
def status(where: Where) -> None:
    """What is held, and what computes; ends with 6 where a kernel was found wrong on this machine."""
    with connect(where) as client:
        answer = client.status()
    if where.as_json:
        show_json(answer)
    else:
        _tell(answer)
    if answer.engine is not None and answer.engine.distrusted:
        click.get_current_context().exit(Exit.BROKEN)


def _tell(answer: Status) -> None:
    ready = "ready" if answer.ready else f"loading ({answer.loading or 0:.0%})"
    click.echo(f"version {answer.version}, {ready}")
    click.echo(f"{answer.persons} persons with {answer.fingers} prints and {answer.faces} faces")
    for modality, source in answer.calibration.items():
        told = (
            "calibrated for this site"
            if source == "site"
            else "not calibrated for this site (umbral calibrate)"
        )
        click.echo(f"{modality}: {told}")
    if answer.engine is None:
        return
    used = answer.engine
    click.echo(f"comparing by {used.comparing}, screening by {used.screening}, building by {used.building}")
    for work, names in used.distrusted.items():
        click.echo(
            f"WRONG ANSWERS: {', '.join(names)} ({work}) is not used; have this machine's processor and "
            "memory checked, and Umbral built anew",
            err=True,
        )
