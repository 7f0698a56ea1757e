"""Answers on the terminal: as JSON for scripts, in words for people."""

import json
from collections.abc import Sequence
from typing import Any

import click
from pydantic import BaseModel

from api.cli.options import JSON
from api.contract import words
from api.contract.answers import ProbeSampleOut
from api.contract.errors import ServiceRefused
from api.contract.samples import SampleOut
from matcher.errors import UmbralError
from models.errors import ModelError


def show_json(answer: BaseModel | Sequence[BaseModel] | dict[str, Any]) -> None:
    """One JSON document on standard output."""
    if isinstance(answer, BaseModel):
        plain: Any = answer.model_dump(mode="json")
    elif isinstance(answer, dict):
        plain = answer
    else:
        plain = [item.model_dump(mode="json") for item in answer]
    click.echo(json.dumps(plain, ensure_ascii=False))


def show_poor(samples: Sequence[SampleOut | ProbeSampleOut], language: str) -> None:
    """Prints that are worth capturing again, on standard error: which, how good, what to do."""
    language = words.language(language)
    for sample in samples:
        if sample.quality is None or not sample.quality.poor:
            continue
        finger = words.text(f"position.{sample.position}", language)
        worth = words.text("page.quality.value", language, {"value": sample.quality.value})
        click.echo(f"{words.text('page.quality.poor', language)}: {finger}, {worth}", err=True)
        for reason in sample.quality.reasons:
            click.echo(f"  {reason.title}. {reason.advice}", err=True)


def show_error(error: UmbralError | ModelError, context: click.Context) -> None:
    """What went wrong: a sentence on standard error, with --json also the problem on standard output."""
    click.echo(f"umbral: {error.diagnostics()}", err=True)
    if context.meta.get(JSON):
        if isinstance(error, ServiceRefused):
            show_json(error.problem)
        else:
            show_json({"code": error.code, "detail": str(error), "advice": error.advice})
