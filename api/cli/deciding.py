"""What a gate decided: in words on the terminal, and as an exit code."""

from collections.abc import Callable

import click

from api.cli.acting import Acting
from api.cli.exits import Exit
from api.cli.printing import show_json
from api.contract.client import Umbral
from api.contract.gates import DecisionOut

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
