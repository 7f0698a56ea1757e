"""Answers on the terminal: as JSON for scripts, in words for people."""

import json
from collections.abc import Sequence
from typing import Any

import click
from pydantic import BaseModel

from api.cli.options import JSON
from api.contract.errors import ServiceRefused
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


def show_error(error: UmbralError | ModelError, context: click.Context) -> None:
    """What went wrong: a sentence on standard error, with --json also the problem on standard output."""
    click.echo(f"umbral: {error.diagnostics()}", err=True)
    if context.meta.get(JSON):
        if isinstance(error, ServiceRefused):
            show_json(error.problem)
        else:
            show_json({"code": error.code, "detail": str(error), "advice": error.advice})
