"""What every gate is given on the command line: where, what was captured, and what could not be."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast, get_args

import click
from pydantic import BaseModel, ValidationError

from api.cli.options import Given, capture_options
from api.contract.gates import CaptureExceptionIn, ExceptionName

F = TypeVar("F", bound=Callable[..., Any])
M = TypeVar("M", bound=BaseModel)

_EXCEPTION = re.compile(r"(?P<reason>[a-z-]+)=(?:(?P<face>face)|(?P<fingers>fingers)|(?P<positions>[\d,]+))")


def presenting(command: F) -> F:
    """FACILITY, the options of captures and of their exceptions; the command gets them as `presented`."""

    @wraps(command)
    def gathered(
        *args: Any,
        facility: str,
        given: Given,
        missing: tuple[str, ...],
        photographed: bool,
        **others: Any,
    ) -> Any:
        presented = {
            "facility": facility,
            "samples": given.samples,
            "absent_fingers": given.absent,
            "exceptions": [_exception(one, photographed) for one in missing],
        }
        return command(*args, presented=presented, **others)

    wrapped = capture_options(cast(F, gathered))
    for option in (
        click.option("--photographed", is_flag=True, help="A picture shows the reason of each --missing."),
        click.option(
            "--missing",
            multiple=True,
            metavar="REASON=face|fingers|POSITION,...",
            help=f"What could not be captured, and why: {', '.join(get_args(ExceptionName))}.",
        ),
        click.argument("facility"),
    ):
        wrapped = option(wrapped)
    return wrapped


def request_of(model: type[M], presented: dict[str, Any], **more: Any) -> M:
    """The request that options add up to. Raises click's UsageError where they contradict one another."""
    try:
        return model.model_validate(presented | more)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        said = first["msg"].removeprefix("Value error, ")
        raise click.UsageError(f"{place}: {said}" if place else said) from None


def _exception(given: str, photographed: bool) -> CaptureExceptionIn:
    found = _EXCEPTION.fullmatch(given)
    if found is None:
        raise click.BadParameter(f"{given} does not read REASON=face, REASON=fingers or REASON=2,3.")
    positions = [int(one) for one in (found["positions"] or "").split(",") if one]
    return request_of(
        CaptureExceptionIn,
        {"modality": "face" if found["face"] else "finger", "reason": found["reason"]},
        positions=positions,
        photographed=photographed,
    )
