"""umbral passage: what a gate holds, until it is settled."""

from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.deciding import decided
from api.cli.printing import show_each, show_json, show_one
from api.contract.passages import PassageOut

SECOND = acting_as("supervisor")
_passage = click.argument("passage_id", metavar="PASSAGE", type=click.UUID)


@click.group()
def passage() -> None:
    """What waits at the gates: sign it, decide it anew, break it off."""


@passage.command("list")
@SECOND
@click.argument("facility")
def list_(acting: Acting, facility: str) -> None:
    """Whatever is held at a facility, the longest first."""
    with acting.client() as client:
        waiting = list(client.passages.held(facility))
    show_each(waiting, _line, acting)


@passage.command()
@SECOND
@_passage
def show(acting: Acting, passage_id: UUID) -> None:
    """One asking of a gate, settled or not."""
    with acting.client() as client:
        found = client.passages.one(passage_id)
    show_one(found, _line, acting)


@passage.command()
@SECOND
@_passage
@click.argument("matter")
def sign(acting: Acting, passage_id: UUID, matter: str) -> None:
    """Agree, as another officer than the one who asked, to a MATTER that the gate waits for."""
    decided(acting, lambda umbral: umbral.passages.sign(passage_id, matter))


@passage.command()
@SECOND
@_passage
def decide(acting: Acting, passage_id: UUID) -> None:
    """Have the gate decide anew: reviewers looked, an order came, time has passed."""
    decided(acting, lambda umbral: umbral.passages.decide(passage_id))


@passage.command()
@SECOND
@_passage
def abandon(acting: Acting, passage_id: UUID) -> None:
    """Break it off: whoever asked went away. What was captured is destroyed."""
    with acting.client() as client:
        client.passages.abandon(passage_id)
    if acting.as_json:
        show_json({"abandoned": str(passage_id)})
    else:
        click.echo(f"abandoned {passage_id}")


def _line(one: PassageOut) -> str:
    return f"{one.id}  {one.gate:16} {one.state:9} {one.asked_at:%Y-%m-%d %H:%M}  asked by {one.officer}"
