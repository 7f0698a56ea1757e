"""umbral identify (1:N) and umbral verify (1:1)."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.connection import connect
from api.cli.exits import Exit
from api.cli.options import GALLERIES, Given, Where, asked, sample_options, service_options
from api.cli.printing import show_json, show_poor
from api.contract.answers import Decision, Explanation, Identification, IdentifyRequest, VerifyRequest

EXITS: dict[Decision, Exit] = {
    "match": Exit.OK,
    "doubtful": Exit.DOUBTFUL,
    "no_match": Exit.NO_MATCH,
}
PURPOSES = ("intake", "visits", "release", "absence")
explain_option = click.option(
    "--explain",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the overlay of the best print comparison to this SVG file.",
)


@click.command()
@acting_as("gate-officer")
@sample_options
@explain_option
@click.option(
    "--gallery", "galleries", type=click.Choice(GALLERIES), multiple=True, help="Search only these."
)
@click.option("-k", "k", type=click.IntRange(1, 50), default=5, show_default=True, help="Candidates at most.")
@click.option("--facility", help="Whose policy the search goes by.")
@click.option("--purpose", type=click.Choice(PURPOSES), help="The gate whose galleries it may use.")
@click.option("--basis", "legal_basis", help="The law that allows the search, by its code.")
@click.option("--reference", help="Of the case or visit that it is for; never a name.")
@click.option("--warrant", "warrant_id", type=click.UUID, help="A warrant for other galleries.")
def identify(acting: Acting, given: Given, explain: Path | None, **limits: Any) -> None:
    """Who is this? Compare with everybody. FILES are prints or minutiae records of whichever finger."""
    where = acting.where
    request = asked(IdentifyRequest, given, explain=explain is not None, **limits)
    with connect(where) as client:
        answer = client.identify(request, actor=acting.header)
    _write(explain, answer.explanation)
    if where.as_json:
        show_json(answer)
    else:
        _tell(answer, where.language)
    click.get_current_context().exit(EXITS[answer.decision])


@click.command()
@service_options
@click.argument("person_id", type=click.UUID)
@sample_options
@explain_option
def verify(
    where: Where,
    given: Given,
    explain: Path | None,
    person_id: UUID,
) -> None:
    """Is this who they say? Compare with one person. FILES are prints or minutiae records."""
    request = asked(VerifyRequest, given, explain=explain is not None)
    with connect(where) as client:
        answer = client.verify(person_id, request)
    _write(explain, answer.explanation)
    if where.as_json:
        show_json(answer)
    else:
        click.echo(answer.sentence)
        click.echo(f"log10 LR {answer.llr:.2f} ({answer.band}); asked for: {answer.threshold_llr:.2f}")
        click.echo(answer.chance_sentence)
        _warn(answer.warning)
        _warn(answer.calibration_note)
        show_poor(answer.samples, where.language)
    click.get_current_context().exit(EXITS[answer.decision])


def _tell(answer: Identification, language: str) -> None:
    click.echo(answer.sentence)
    _warn(answer.unruled)
    for candidate in answer.candidates:
        name = candidate.name or ("(of another facility)" if candidate.elsewhere else "-")
        click.echo(f"  {candidate.llr:6.2f}  {candidate.band:16}  {candidate.person_id}  {name}")
    if answer.candidates:
        click.echo(answer.candidates[0].chance_sentence)
        _warn(answer.candidates[0].warning)
    _warn(answer.calibration_note)
    click.echo(
        f"log10 LR asked for among {answer.gallery_size} persons: {answer.threshold_llr:.2f}"
        f" (at most {answer.fpir:.2%} of strangers are named)"
    )
    _warn(answer.reach_note)
    show_poor(answer.samples, language)


def _warn(warning: str | None) -> None:
    if warning:
        click.secho(warning, bold=True)


def _write(path: Path | None, explanation: Explanation | None) -> None:
    if path is not None and explanation is not None:
        path.write_text(explanation.svg, "utf-8")
