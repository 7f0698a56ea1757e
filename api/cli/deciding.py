"""What a gate decided: in words on the terminal, and as an exit code."""

from collections.abc import Callable

import click

from api.cli.acting import Acting
from api.cli.exits import Exit
from api.cli.printing import show_json
from api.contract.client import Umbral
from api.contract.gates import DecisionOut, LikenessOut

EXITS = {"admit": Exit.OK, "hold": Exit.HELD, "refuse": Exit.TURNED_AWAY}


def decided(acting: Acting, ask: Callable[[Umbral], DecisionOut]) -> None:
    """Ask as whoever acts, print what was decided, and end the command with the outcome's code."""
    with acting.client() as umbral:
        told = ask(umbral)
    if acting.as_json:
        show_json(told)
    else:
        _tell(told)
    click.get_current_context().exit(EXITS[told.outcome])


def _tell(told: DecisionOut) -> None:
    click.secho(f"{told.outcome}: {told.sentence}", bold=True)
    for one in told.reasons:
        click.echo(f"  {one.title}. {one.advice}  [{one.rule}]")
    _how_sure(told)
    for matter in told.awaited:
        click.echo(f"  another officer: umbral passage sign {told.passage_id} {matter}")
    for deadline in told.deadlines:
        click.echo(f"  {deadline.matter}: {deadline.decider}, by {deadline.due:%Y-%m-%d %H:%M %Z}")
    for case in told.reviews:
        click.echo(f"  reviewers look at case {case}")
    for paper in told.papers:
        click.echo(f"  give the person: {paper}")
    if told.visit_id is not None:
        click.echo(f"visit {told.visit_id}")
    if told.person_id is not None:
        click.echo(f"person {told.person_id}")
    click.echo(f"passage {told.passage_id}")


def _how_sure(told: DecisionOut) -> None:
    told_likeness("compared with the person who is named", told.compared)
    told_likeness(f"of everybody else among the {told.searched} searched, the most alike", told.nearest)
    if told.calibration_note is not None:
        click.secho(f"  {told.calibration_note}", bold=True)


def told_likeness(whom: str, one: LikenessOut | None) -> None:
    """How alike somebody is, in two lines; nothing where nobody was compared."""
    if one is None:
        return
    needed = "" if one.needed_llr is None else f"; asked for: {one.needed_llr:.2f}"
    click.echo(f"  {whom}: log10 LR {one.llr:.2f} ({one.band}{needed})")
    click.echo(f"    {one.chance_sentence}")
    if one.warning is not None:
        click.secho(f"    {one.warning}", bold=True)
