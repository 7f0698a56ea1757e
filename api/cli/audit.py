"""umbral audit: keep heads of the log, read it, and check what anybody claims of it."""

import json
import sys
from pathlib import Path
from uuid import UUID

import click

from api.audit import verify as verifier
from api.cli.acting import Acting, acting_as
from api.cli.printing import show_json

_out = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
_kept = click.option(
    "--kept", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Head that was kept [none]."
)


@click.group()
def audit() -> None:
    """What was done, by whom, about whom; and the proof of it."""


@audit.command()
@acting_as("auditor")
def head(acting: Acting) -> None:
    """The last signed head. Keep it out of the service's reach: then its past cannot be changed unseen."""
    with acting.client() as client:
        told = client.audit.log()
    if acting.as_json:
        show_json(told)
        return
    click.echo(f"log {told.log}, {told.size} leaves, key {told.key}")
    if told.head is not None:
        click.echo(told.head.model_dump_json())


@audit.command()
@acting_as("auditor")
@_out
def export(acting: Acting, file: Path) -> None:
    """Write the whole log to a file, one leaf a line."""
    count = 0
    with acting.client() as client, file.open("w", encoding="ascii", newline="\n") as lines:
        for leaf in client.audit.leaves():
            lines.write(leaf + "\n")
            count += 1
    click.echo(f"{count} leaves in {file}")


@audit.command()
@acting_as("auditor")
@click.argument("person_id", type=click.UUID)
@_out
@_kept
def bundle(acting: Acting, person_id: UUID, file: Path, kept: Path | None) -> None:
    """Write what was done about a person, with its proofs, to a file that checks without the service."""
    size = 0 if kept is None else json.loads(kept.read_text(encoding="utf-8").splitlines()[-1])["size"]
    with acting.client() as client:
        made = client.audit.account(person_id, kept=size)
    file.write_text(made.model_dump_json(indent=1), encoding="utf-8")
    click.echo(f"{len(made.entries)} acts in {file}; key {made.key}")


@audit.command(context_settings={"ignore_unknown_options": True})
@click.argument("claim", nargs=-1)
def verify(claim: tuple[str, ...]) -> None:
    """Check a log, two heads, or a bundle: exit code 0 if all of it holds, 1 if anything is refuted.

    \b
    log LEAVES HEAD KEY
    heads OLDER NEWER PROOF KEY
    bundle BUNDLE KEY [KEPT-HEAD]

    Whoever trusts no installed program runs the one file api/audit/verify.py in the same way.
    """
    sys.exit(verifier.main(claim))
