"""`umbral models`: build, list and check. Exit codes: 0 done, 1 a model is missing or changed, 2 wrong usage.

Progress and errors go to stderr, answers to stdout: a table for people, with --json a document.
"""

import json
from dataclasses import asdict

import click

from models.build import build
from models.check import Finding, check
from models.entries import entries
from models.errors import ModelError
from models.places import weights_folder

_as_json = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document.")


@click.group("models")
def models() -> None:
    """The learned models: what Umbral may load, and whether it is what it should be."""


@models.command("build")
@_as_json
def build_models(as_json: bool) -> None:
    """Convert the published weights to ONNX, once; does nothing where all is built."""
    try:
        made = build(lambda line: click.echo(line, err=True))
    except ModelError as error:
        click.echo(f"Error: {error.diagnostics()}", err=True)
        if as_json:
            click.echo(json.dumps({"error": error.code, "message": error.diagnostics()}))
        raise click.exceptions.Exit(1) from error
    folder = str(weights_folder())
    if as_json:
        click.echo(json.dumps({"folder": folder, "built": made}))
    else:
        click.echo(
            f"Built {', '.join(made)} in {folder}." if made else f"Nothing to build: {folder} is complete."
        )


@models.command("list")
@_as_json
def list_models(as_json: bool) -> None:
    """Every model: name, version, kind, licence and what it is for."""
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in entries()], indent=2))
        return
    for entry in entries():
        click.echo(f"{entry.name:<18}{entry.version:<4}{entry.kind:<6}{entry.licence:<12}{entry.description}")


@models.command("check")
@_as_json
def check_models(as_json: bool) -> None:
    """Hash every published and converted file and compare with the registry."""
    findings = check()
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(_sentence(finding))
    if any(finding.state != "ok" for finding in findings):
        raise click.exceptions.Exit(1)


def _sentence(finding: Finding) -> str:
    return f"{finding.name:<18}{finding.part:<8}{finding.state}" + (f"  {finding.why}" if finding.why else "")


commands: list[click.Command] = [models]
