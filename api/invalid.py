"""What pydantic says of a request that is not as the contract says, as a refusal."""

from collections.abc import Sequence

from pydantic_core import ErrorDetails

from api.errors import InvalidRequest, Wrong

_KINDS = {
    "missing": Wrong.MISSING,
    "extra_forbidden": Wrong.UNKNOWN,
    "string_too_long": Wrong.LENGTH,
    "string_too_short": Wrong.LENGTH,
    "bytes_too_long": Wrong.LENGTH,
    "bytes_too_short": Wrong.LENGTH,
    "too_long": Wrong.LENGTH,
    "too_short": Wrong.LENGTH,
    "greater_than": Wrong.RANGE,
    "greater_than_equal": Wrong.RANGE,
    "less_than": Wrong.RANGE,
    "less_than_equal": Wrong.RANGE,
    "finite_number": Wrong.RANGE,
    "int_parsing_size": Wrong.RANGE,
    "literal_error": Wrong.CHOICE,
    "enum": Wrong.CHOICE,
    "value_error": Wrong.UNFIT,
    "assertion_error": Wrong.UNFIT,
}
"""By pydantic's types of errors; every other one says that a value cannot be read as what it should be."""


def refusal(errors: Sequence[ErrorDetails]) -> InvalidRequest:
    """The first error as a refusal; its `input` is left out, for it repeats what was sent."""
    first = errors[0]
    place = ".".join(str(part) for part in first["loc"])
    problem = f"{place}: {first['msg']}" if place else first["msg"]
    return InvalidRequest(problem, _KINDS.get(first["type"], Wrong.FORM))
