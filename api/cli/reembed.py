"""umbral reembed: the faces on record read anew by other models."""

import sys
import time

import click

from api.cli.acting import Acting, acting_as
from api.cli.exits import Exit
from api.cli.printing import show_json
from api.contract.client.face_models import FaceModels
from api.contract.reembedding import Reembedding, ReembeddingRequest, ReembeddingState

POLL = 0.2  # seconds between two looks at how far it is
UNDER_WAY: tuple[ReembeddingState, ...] = ("moving", "clearing", "cancelling")
_EXITS: dict[ReembeddingState, Exit] = {"waiting": Exit.DOUBTFUL, "stopped": Exit.BROKEN}


@click.command()
@click.option("--to", metavar="recommended|fallback|MODEL", help="Face models that are installed here.")
@click.option(
    "--accept-losses",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="N",
    help="Persons who may be found no more afterwards.",
)
@click.option("--cancel", is_flag=True, help="Give a move up before its switch.")
@acting_as("administrator")
def reembed(to: str | None, accept_losses: int, cancel: bool, acting: Acting) -> None:
    """Move all faces on record to other face models, and tell how far it is.

    Answers come from the models in use until every picture has been read by the new ones; then the service
    switches at once. Stopped anywhere, the same command goes on where it was; a running service goes on by
    itself. Faces that the new models do not read are listed, and their pictures are kept. Where that leaves
    somebody with neither face nor print the move waits for --accept-losses (and ends with 3). Without
    options: where the move is.
    """
    if cancel and to is not None:
        raise click.UsageError("Give either --to or --cancel.")
    with acting.client() as client:
        faces = client.face_models
        if to is not None:
            faces.move(ReembeddingRequest(to=to, accept_losses=accept_losses))
        if cancel:
            faces.cancel()
        told = faces.state() if to is None and not cancel else _followed(faces)
    if acting.as_json:
        show_json(told)
    else:
        _tell(told)
    click.get_current_context().exit(_EXITS.get(told.state, Exit.OK))


def _followed(faces: FaceModels) -> Reembedding:
    """Wait until nothing goes on any more; on the way a bar tells how far it is."""
    told = faces.state()
    with click.progressbar(length=told.faces, label="reading faces", file=sys.stderr) as bar:
        while True:
            bar.length = told.faces
            bar.update(told.made + told.lost - bar.pos)
            if told.state not in UNDER_WAY:
                return told
            time.sleep(POLL)
            told = faces.state()


def _tell(told: Reembedding) -> None:
    if told.state == "none":
        click.echo(f"faces are compared by {told.in_use}; they were never moved")
        return
    click.echo(f"{told.state}: from {told.source} to {told.target}; compared by {told.in_use}")
    click.echo(f"{told.faces} faces, {told.made} read by the new models, {told.lost} not")
    for loss in told.losses:
        found = "" if loss.findable else " - NOT FOUND BY ANYTHING ELSE"
        click.echo(f"  {loss.person_id} picture {loss.sample_id}: {loss.reason.title}{found}")
    if len(told.losses) < told.lost:
        click.echo(f"  and {told.lost - len(told.losses)} more")
    if told.state == "waiting":
        click.echo(
            f"{told.unfindable} persons would be found no more, {told.accept_losses} are accepted. Capture "
            "them again, or say --accept-losses, or --cancel."
        )
    if told.problem is not None:
        click.echo(f"{told.problem.title}. {told.problem.advice}", err=True)
    if told.state == "done":
        click.echo(
            "The calibration is the new models' own: run umbral calibrate for this site, unless it "
            "was run with --models before."
        )
