"""umbral adjudicate: what waits for reviewers, how often they err, and the moves that rest on their word."""

from pathlib import Path
from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.options import Within
from api.cli.printing import show_json
from api.contract.adjudication import CaseRequest, KnownRequest, RateOut
from api.contract.relinking import MergeRequest, MoveRequest, RelinkOut, UndoRequest
from api.contract.samples import SampleIn

_case = click.option(
    "--case", "case_id", type=click.UUID, required=True, help="The settled case it rests on."
)
_print = click.Path(exists=True, dir_okay=False, path_type=Path)
CHIEF = acting_as("supervisor")


@click.group()
def adjudicate() -> None:
    """Doubtful matches, and records that turn out to be one or two."""


@adjudicate.command("open")
@CHIEF
@click.argument("person", type=click.UUID)
@click.argument("encounter", type=click.UUID)
@click.option("--captured-by", multiple=True, help="Officer who captured either side; never a reviewer.")
def open_(acting: Acting, person: UUID, encounter: UUID, captured_by: tuple[str, ...]) -> None:
    """Ask two reviewers whether ENCOUNTER shows PERSON."""
    with acting.client() as client:
        opened = client.adjudication.open_case(
            CaseRequest(person_id=person, encounter_id=encounter, captured_by=captured_by)
        )
    if acting.as_json:
        show_json(opened)
    else:
        click.echo(opened.id)


@adjudicate.command()
@CHIEF
@click.argument("person", type=click.UUID)
def origins(acting: Acting, person: UUID) -> None:
    """The encounters of PERSON, and what of theirs came from another record."""
    with acting.client() as client:
        found = client.adjudication.origins(person)
    if acting.as_json:
        show_json(found)
        return
    for one in found.encounters:
        came = f"  from {one.came_from}" if one.came_from else ""
        click.echo(f"{one.id}  {one.captured_at:%Y-%m-%d %H:%M}{came}")


@adjudicate.command()
@CHIEF
@click.argument("person", type=click.UUID)
def relinks(acting: Acting, person: UUID) -> None:
    """What was moved to or from PERSON, and the decisions that relied on the wrong link."""
    with acting.client() as client:
        found = client.adjudication.relinks(person)
    if acting.as_json:
        show_json(found)
        return
    for one in found:
        _show(one, acting)


@adjudicate.command()
@CHIEF
def cases(acting: Acting) -> None:
    """What waits for a reviewer or for the supervisor, the oldest first."""
    with acting.client() as client:
        waiting = list(client.adjudication.cases())
    if acting.as_json:
        show_json(waiting)
        return
    for one in waiting:
        click.echo(f"{one.id}  {one.state:14}  {one.opened_at:%Y-%m-%d %H:%M}  {one.opened_by}")


@adjudicate.command()
@CHIEF
def reviewers(acting: Acting) -> None:
    """Each reviewer's errors on pairs whose answer is known, with 95 % intervals."""
    with acting.client() as client:
        told = client.adjudication.reviewers()
    if acting.as_json:
        show_json(told)
        return
    for one in told.reviewers:
        click.echo(
            f"{one.reviewer}: false same {_rate(one.false_same)}, "
            f"false different {_rate(one.false_different)}, cannot tell {_rate(one.cannot_tell)}"
        )


@adjudicate.command()
@CHIEF
@click.argument("first", type=_print)
@click.argument("second", type=_print)
@click.option("--mated/--non-mated", required=True, help="Whether both are of one finger.")
@click.option(
    "--position", type=click.IntRange(0, 10), default=0, help="Which finger (ISO/IEC 19794-2) [unknown]."
)
@click.option("--dpi", type=Within(0, min_open=True), help="Resolution [as the files say].")
def known(acting: Acting, first: Path, second: Path, mated: bool, position: int, dpi: float | None) -> None:
    """Mix two prints whose answer is known into the queue; no reviewer can tell them from a case."""
    sides = [
        [SampleIn.holding(path.read_bytes(), "finger", position=position, dpi=dpi)]
        for path in (first, second)
    ]
    with acting.client() as client:
        client.adjudication.add_known(KnownRequest(mated=mated, first=sides[0], second=sides[1]))
        told = client.adjudication.known()
    if acting.as_json:
        show_json(told)
    else:
        click.echo(f"{told.mated} mated and {told.non_mated} non-mated pairs")


@adjudicate.command()
@CHIEF
@click.argument("into", type=click.UUID)
@click.argument("source", type=click.UUID)
@_case
def merge(acting: Acting, into: UUID, source: UUID, case_id: UUID) -> None:
    """SOURCE and INTO are one person: everything of SOURCE goes to INTO."""
    with acting.client() as client:
        _show(client.adjudication.merge(into, MergeRequest(source=source, case_id=case_id)), acting)


@adjudicate.command()
@CHIEF
@click.argument("person", type=click.UUID)
@click.argument("encounters", type=click.UUID, nargs=-1, required=True)
@click.option("--to", type=click.UUID, help="Whose they are [somebody new].")
@_case
def move(acting: Acting, person: UUID, encounters: tuple[UUID, ...], to: UUID | None, case_id: UUID) -> None:
    """ENCOUNTERS of PERSON are somebody else's."""
    with acting.client() as client:
        _show(
            client.adjudication.move(person, MoveRequest(encounters=encounters, to=to, case_id=case_id)),
            acting,
        )


@adjudicate.command()
@CHIEF
@click.argument("relink", type=click.UUID)
@_case
def undo(acting: Acting, relink: UUID, case_id: UUID) -> None:
    """Take a merge or a move back."""
    with acting.client() as client:
        _show(client.adjudication.undo(relink, UndoRequest(case_id=case_id)), acting)


def _show(done: RelinkOut, acting: Acting) -> None:
    if acting.as_json:
        show_json(done)
        return
    click.echo(f"{done.id}  {done.kind}: {done.from_id} -> {done.to_id}")
    for one in done.relied:
        click.echo(
            f"  relied on the wrong link: {one.id}  {one.gate}  {one.outcome}  {one.at:%Y-%m-%d %H:%M}"
            f"  told: {', '.join(one.told) or '-'}"
        )


def _rate(rate: RateOut) -> str:
    if rate.share is None:
        return "-"
    return f"{rate.count} of {rate.trials} ({rate.low:.1%} to {rate.high:.1%})"
