"""`umbral models`: build, install, add, list and check.

Exit codes: 0 done, 1 a model is missing, changed or refused, 2 wrong usage. Progress and errors go to stderr,
answers to stdout: a table for people, with --json a document.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from models.catalogue import Model
from models.check import Finding, check
from models.entries import entries, installables
from models.errors import ModelError
from models.places import weights_folder
from models.site import site_models

_as_json = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document.")
_a_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_a_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("models")
def models() -> None:
    """The learned models: what Umbral may load, and whether it is what it should be."""


@models.command("build")
@_as_json
def build_models(as_json: bool) -> None:
    """Convert the published weights to ONNX, once; does nothing where all is built."""
    from models.build import build

    with _ending(as_json):
        made = build(_say)
    folder = str(weights_folder())
    if as_json:
        click.echo(json.dumps({"folder": folder, "built": made}))
    else:
        click.echo(
            f"Built {', '.join(made)} in {folder}." if made else f"Nothing to build: {folder} is complete."
        )


@models.command("install")
@click.argument("bundle")
@click.option("--from", "folder", type=_a_folder, help="A folder that holds the published files.")
@click.option("--url", "base", help="A mirror: the address of a folder with the published files.")
@_as_json
def install_models(bundle: str, folder: Path | None, base: str | None, as_json: bool) -> None:
    """Fetch the models of BUNDLE ("recommended"), check their hashes, and make them ready to use."""
    from models import fetching, install

    if folder and base:
        raise click.UsageError("--from and --url exclude each other.")
    with _ending(as_json):
        wanted = install.missing(install.bundle(bundle))
        origin = fetching.Folder(folder) if folder else fetching.Server(base)
        octets = sum(file.octets for model in wanted for file in model.files)
        if wanted:
            with click.progressbar(length=octets, label="Fetching", file=sys.stderr) as bar:
                install.install(wanted, origin, _say, bar.update)
    names, place = [model.name for model in wanted], str(weights_folder())
    if as_json:
        click.echo(json.dumps({"folder": place, "installed": names}))
    else:
        click.echo(
            f"Installed {', '.join(names)} in {place}." if names else f"{bundle} is installed in {place}."
        )


@models.command("add")
@click.argument("file", type=_a_file)
@click.option("--entry", "entry_file", type=_a_file, required=True, help="What is to be known of it (TOML).")
@_as_json
def add_model(file: Path, entry_file: Path, as_json: bool) -> None:
    """Add the site's own face embedder FILE (ONNX), described by its entry."""
    from models.add import add

    with _ending(as_json):
        model = add(file, entry_file, _say)
    if as_json:
        click.echo(json.dumps({"folder": str(weights_folder()), "added": model.name}))
    else:
        click.echo(f"Added {model.name} {model.version} in {weights_folder()}.")


@models.command("list")
@_as_json
def list_models(as_json: bool) -> None:
    """Every model: name, version, kind, licence and what it is for."""
    with _ending(as_json):
        known: list[Model] = [*entries(), *installables(), *site_models()]
    if as_json:
        click.echo(json.dumps([asdict(model) for model in known], indent=2))
        return
    for model in known:
        kind = getattr(model, "kind", None) or getattr(model, "bundle", "site")
        click.echo(f"{model.name:<18}{model.version:<4}{kind:<13}{model.licence:<12}{model.description}")


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
    if any(finding.wrong for finding in findings):
        raise click.exceptions.Exit(1)


@contextmanager
def _ending(as_json: bool) -> Iterator[None]:
    """A model's error ends the command with its sentence and exit code 1."""
    try:
        yield
    except ModelError as error:
        click.echo(f"Error: {error.diagnostics()}", err=True)
        if as_json:
            click.echo(json.dumps({"error": error.code, "message": error.diagnostics()}))
        raise click.exceptions.Exit(1) from error


def _say(line: str) -> None:
    click.echo(line, err=True)


def _sentence(finding: Finding) -> str:
    return f"{finding.name:<18}{finding.part:<8}{finding.state}" + (f"  {finding.why}" if finding.why else "")
