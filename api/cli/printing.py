"""Answers on the terminal: as JSON for scripts, in words for people."""

import json
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import click
from pydantic import BaseModel

from api.cli.options import JSON
from api.contract import words
from api.contract.answers import ProbeSampleOut
from api.contract.errors import ServiceRefused
from api.contract.samples import SampleOut
from matcher.errors import UmbralError
from models.errors import ModelError

M = TypeVar("M", bound=BaseModel)


class Asked(Protocol):
    """Whatever knows how the answer is wanted."""

    @property
    def as_json(self) -> bool:
        """As JSON?"""


def show_json(answer: BaseModel | Sequence[BaseModel] | dict[str, Any]) -> None:
    """One JSON document on standard output."""
    if isinstance(answer, BaseModel):
        plain: Any = answer.model_dump(mode="json")
    elif isinstance(answer, dict):
        plain = answer
    else:
        plain = [item.model_dump(mode="json") for item in answer]
    click.echo(json.dumps(plain, ensure_ascii=False))


def show_one(one: M, line: Callable[[M], str], asked: Asked) -> None:
    """As JSON or as its line."""
    if asked.as_json:
        show_json(one)
    else:
        click.echo(line(one))


def show_each(found: Sequence[M], line: Callable[[M], str], asked: Asked) -> None:
    """As one JSON document, or a line each."""
    if asked.as_json:
        show_json(found)
        return
    for one in found:
        click.echo(line(one))


def show_poor(samples: Sequence[SampleOut | ProbeSampleOut], language: str) -> None:
    """What is worth capturing again and what is suspicious, on standard error, with what to do."""
    language = words.language(language)
    for sample in samples:
        face = sample.modality == "face"
        what = words.text("modality.face" if face else f"position.{sample.position}", language)
        if sample.quality is not None and sample.quality.poor:
            worth = words.text("page.quality.value", language, {"value": sample.quality.value})
            poor = words.text("page.quality.face_poor" if face else "page.quality.poor", language)
            click.echo(f"{poor}: {what}, {worth}", err=True)
            for reason in sample.quality.reasons:
                click.echo(f"  {reason.title}. {reason.advice}", err=True)
        for suspicion in sample.suspicions:
            click.echo(f"{what}: {suspicion.title}. {suspicion.advice}", err=True)


def show_error(error: UmbralError | ModelError, context: click.Context) -> None:
    """What went wrong: a sentence on standard error, with --json also the problem on standard output."""
    click.echo(f"umbral: {error.diagnostics()}", err=True)
    if context.meta.get(JSON):
        if isinstance(error, ServiceRefused):
            show_json(error.problem)
        else:
            show_json({"code": error.code, "detail": str(error), "advice": error.advice})
