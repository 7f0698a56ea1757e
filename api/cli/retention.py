"""umbral retention: what is due to go, carried out, held back, and receipted."""

import json
import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from api.cli.acting import Acting, acting_as
from api.cli.options import FILE, INSTANT
from api.cli.printing import show_json
from api.contract.retention import EndingIn, ErasureOut, LegalHoldIn

ENDINGS = ("served", "paroled", "awaiting-trial", "acquitted", "dismissed", "transferred", "died")


@click.group()
def retention() -> None:
    """How long what is kept of people stays, and how it goes."""


@retention.command()
@acting_as("auditor")
@click.option("--within", type=click.IntRange(0), help="And what changes within so many days.")
def due(acting: Acting, within: int | None) -> None:
    """Of whom something is due now, or kept back by a legal hold."""
    with acting.client() as client:
        found = client.retention.due(within)
    if acting.as_json:
        show_json(found)
        return
    for one in found:
        what = "held back by a legal hold" if one.held else one.step or f"changes on {one.next}"
        click.echo(f"{one.person_id}  {what}  {one.rule}{'  (archive)' if one.archived else ''}")
    click.echo(f"{len(found)} persons", err=True)


@retention.command()
@acting_as("supervisor")
def run(acting: Acting) -> None:
    """Carry out what is due, and prove it. The service does so by itself from time to time."""
    with acting.client() as client:
        done = client.retention.run()
    if acting.as_json:
        show_json({"done": done})
    else:
        click.echo(f"{done} erasures")


@retention.command()
@acting_as("auditor")
@click.argument("erasure_id", type=click.UUID, required=False)
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write it as a page to print.")
def receipt(acting: Acting, erasure_id: UUID | None, html: Path | None) -> None:
    """One receipt, or all there are: one line of JSON each, as `verify` reads it."""
    with acting.client() as client:
        if erasure_id is not None and html is not None:
            html.write_text(client.retention.receipt(erasure_id), encoding="utf-8")
            return
        one = [] if erasure_id is None else [client.retention.erasure(erasure_id)]
        for each in one or client.retention.erasures():
            show_json(each)


@retention.command()
@click.argument("file", type=FILE)
@click.argument("key")
def verify(file: Path, key: str) -> None:
    """Check receipts against the key of the audit log: exit code 0 if all hold, 1 if any does not."""
    from api.retention.receipt import verified

    held = [
        ErasureOut.model_validate_json(line)
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    refuted = [one.id for one in held if not verified(one.receipt or "", one.signature or "", key)]
    for one in refuted:
        click.echo(f"{one}: not signed by this key, or changed since")
    if not refuted:
        click.echo(f"all {len(held)} receipts hold")
    sys.exit(1 if refuted or not held else 0)


@retention.command()
@acting_as("case-system")
@click.argument("person_id", type=click.UUID)
@click.argument("ending", type=click.Choice(ENDINGS))
@click.option("--final", type=INSTANT, required=True, help="Since when no appeal can change it.")
@click.option("--authority", required=True, help="Which court, and its file.")
def ended(acting: Acting, person_id: UUID, ending: str, final: datetime, authority: str) -> None:
    """How somebody's last custody ended in law. A final acquittal destroys the biometrics at once."""
    told = EndingIn.model_validate({"ending": ending, "final": final, "authority": authority})
    with acting.client() as client:
        show_json(client.retention.ended(person_id, told))


@retention.command()
@acting_as("supervisor")
@click.argument("person_id", type=click.UUID)
@click.option("--authority", required=True, help="Who asks for it.")
@click.option("--reason", required=True)
@click.option("--reference", help="Of their file.")
@click.option("--biometrics", is_flag=True, help="Images and templates too; no search reaches them.")
@click.option("--until", type=INSTANT, help="When it ends [when it is lifted].")
def hold(
    acting: Acting,
    *,
    person_id: UUID,
    authority: str,
    reason: str,
    reference: str | None,
    biometrics: bool,
    until: datetime | None,
) -> None:
    """Ask for a hold; another officer signs it. As --role case-system: a court's, which stands at once."""
    told = LegalHoldIn(
        person_id=person_id,
        biometrics=biometrics,
        until=until,
        authority=authority,
        reference=reference,
        reason=reason,
    )
    with acting.client() as client:
        show_json(client.retention.hold(told))


@retention.command("holds")
@acting_as("supervisor")
def listed(acting: Acting) -> None:
    """Those that were not lifted."""
    with acting.client() as client:
        for one in client.retention.holds():
            show_json(one)


@retention.command("sign-hold")
@acting_as("supervisor")
@click.argument("hold_id", type=click.UUID)
def sign(acting: Acting, hold_id: UUID) -> None:
    """Agree to another officer's hold."""
    with acting.client() as client:
        show_json(client.retention.sign_hold(hold_id))


@retention.command("lift-hold")
@acting_as("supervisor")
@click.argument("hold_id", type=click.UUID)
def lift(acting: Acting, hold_id: UUID) -> None:
    """End a hold: two officers do, or the court (--role case-system)."""
    with acting.client() as client:
        show_json(client.retention.lift_hold(hold_id))


@retention.command()
@acting_as("case-system")
@click.argument("person_id", type=click.UUID)
@click.argument("account")
def reader(acting: Acting, person_id: UUID, account: str) -> None:
    """An account defends somebody whose record is in the archive: from now on it reads that record."""
    with acting.client() as client:
        client.retention.admit_reader(person_id, account)
    click.echo(f"{account} reads the record of {person_id}", err=True)


@retention.command()
@acting_as("auditor")
@click.argument("person_id", type=click.UUID)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def archive(acting: Acting, person_id: UUID, file: Path) -> None:
    """Write what lies in the restricted archive about somebody to a file."""
    with acting.client() as client:
        found = client.retention.archived(person_id)
    plain = found.model_dump(mode="json")
    file.write_text(json.dumps(plain, ensure_ascii=False, indent=1), encoding="utf-8")
    click.echo(f"{len(found.content.custodies)} custodies in {file}")
