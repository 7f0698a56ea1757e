"""umbral adjudicate: what waits for reviewers, how often they err, and the moves that rest on their word."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import click

from api.cli.connection import connect
from api.cli.options import Where, service_options
from api.cli.printing import show_json
from api.contract.adjudication import CaseRequest, KnownRequest, RateOut
from api.contract.client import Umbral
from api.contract.client.adjudication import Adjudication
from api.contract.relinking import MergeRequest, MoveRequest, RelinkOut, UndoRequest
from api.contract.samples import SampleIn

_case = click.option(
    "--case", "case_id", type=click.UUID, required=True, help="The settled case it rests on."
)
_print = click.Path(exists=True, dir_okay=False, path_type=Path)


@contextmanager
def _calls(where: Where) -> Iterator[Adjudication]:
    """Whoever may run commands on this machine acts under the name of their account."""
    with connect(where) as client:
        yield Umbral(client, f"{getpass.getuser()}; roles=supervisor").adjudication


@click.group()
def adjudicate() -> None:
    """Doubtful matches, and records that turn out to be one or two."""


@adjudicate.command("open")
@service_options
@click.argument("person", type=click.UUID)
@click.argument("encounter", type=click.UUID)
@click.option("--captured-by", multiple=True, help="Officer who captured either side; never a reviewer.")
def open_(where: Where, person: UUID, encounter: UUID, captured_by: tuple[str, ...]) -> None:
    """Ask two reviewers whether ENCOUNTER shows PERSON."""
    with _calls(where) as calls:
        opened = calls.open_case(
            CaseRequest(person_id=person, encounter_id=encounter, captured_by=captured_by)
        )
    if where.as_json:
        show_json(opened)
    else:
        click.echo(opened.id)


@adjudicate.command()
@service_options
def cases(where: Where) -> None:
    """What waits for a reviewer or for the supervisor, the oldest first."""
    with _calls(where) as calls:
        waiting = calls.cases()
    if where.as_json:
        show_json(waiting)
        return
    for one in waiting:
        click.echo(f"{one.id}  {one.state:14}  {one.opened_at:%Y-%m-%d %H:%M}  {one.opened_by}")


@adjudicate.command()
@service_options
def reviewers(where: Where) -> None:
    """Each reviewer's errors on pairs whose answer is known, with 95 % intervals."""
    with _calls(where) as calls:
        told = calls.reviewers()
    if where.as_json:
        show_json(told)
        return
    for one in told.reviewers:
        click.echo(
            f"{one.reviewer}: false same {_rate(one.false_same)}, "
            f"false different {_rate(one.false_different)}, cannot tell {_rate(one.cannot_tell)}"
        )


@adjudicate.command()
@service_options
@click.argument("first", type=_print)
@click.argument("second", type=_print)
@click.option("--mated/--non-mated", required=True, help="Whether both are of one finger.")
@click.option("--dpi", type=click.FloatRange(0, min_open=True), help="Resolution [as the files say].")
def known(where: Where, first: Path, second: Path, mated: bool, dpi: float | None) -> None:
    """Mix two prints whose answer is known into the queue; no reviewer can tell them from a case."""
    sides = [[SampleIn.holding(path.read_bytes(), "finger", dpi=dpi)] for path in (first, second)]
    with _calls(where) as calls:
        calls.add_known(KnownRequest(mated=mated, first=sides[0], second=sides[1]))
        told = calls.known()
    if where.as_json:
        show_json(told)
    else:
        click.echo(f"{told.mated} mated and {told.non_mated} non-mated pairs")


@adjudicate.command()
@service_options
@click.argument("into", type=click.UUID)
@click.argument("source", type=click.UUID)
@_case
def merge(where: Where, into: UUID, source: UUID, case_id: UUID) -> None:
    """SOURCE and INTO are one person: everything of SOURCE goes to INTO."""
    with _calls(where) as calls:
        _show(calls.merge(into, MergeRequest(source=source, case_id=case_id)), where)


@adjudicate.command()
@service_options
@click.argument("person", type=click.UUID)
@click.argument("encounters", type=click.UUID, nargs=-1, required=True)
@click.option("--to", type=click.UUID, help="Whose they are [somebody new].")
@_case
def move(where: Where, person: UUID, encounters: tuple[UUID, ...], to: UUID | None, case_id: UUID) -> None:
    """ENCOUNTERS of PERSON are somebody else's."""
    with _calls(where) as calls:
        _show(calls.move(person, MoveRequest(encounters=encounters, to=to, case_id=case_id)), where)


@adjudicate.command()
@service_options
@click.argument("relink", type=click.UUID)
@_case
def undo(where: Where, relink: UUID, case_id: UUID) -> None:
    """Take a merge or a move back."""
    with _calls(where) as calls:
        _show(calls.undo(relink, UndoRequest(case_id=case_id)), where)


def _show(done: RelinkOut, where: Where) -> None:
    if where.as_json:
        show_json(done)
        return
    click.echo(f"{done.id}  {done.kind}: {done.from_id} -> {done.to_id}")
    for one in done.relied:
        click.echo(
            f"  relied on the wrong link: {one.id}  {one.gate}  {one.outcome}  {one.at:%Y-%m-%d %H:%M}"
        )


def _rate(rate: RateOut) -> str:
    if rate.share is None:
        return "-"
    return f"{rate.count} of {rate.trials} ({rate.low:.1%} to {rate.high:.1%})"
