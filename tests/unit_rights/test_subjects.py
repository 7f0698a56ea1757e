"""Every number that a route takes is known for what it stands for; what is asked is what the body says."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from api.auth.matrix import OPEN
from api.auth.subjects import BROUGHT_UP, CODES, NOTHING_MORE, NUMBERS, Named, in_address, in_body
from api.openapi import EXAMPLES
from tests.support.every_operation import MODELS, operations
from tests.support.offices import Offices

KNOWN = {*NUMBERS, *CODES, *BROUGHT_UP, *NOTHING_MORE}


def numbers(offices: Offices) -> Iterator[tuple[str, str]]:
    """Operation and word of everything that is a number of a record or the code of a facility."""
    document = offices.http.get("/v1/openapi.json").json()
    for methods in document["paths"].values():
        for described in methods.values():
            for given in described.get("parameters", ()):
                if given["in"] in {"path", "query"} and "uuid" in str(given["schema"]):
                    yield described["operationId"], given["name"]
    for operation in operations(offices.app):
        if operation.model is not None and operation.name not in OPEN:
            for word, field in MODELS[operation.model].model_fields.items():
                if "UUID" in str(field.annotation) or "facilit" in word:
                    yield operation.name, word


def test_every_number_is_looked_up_or_is_said_to_need_none(offices: Offices) -> None:
    unknown = {(operation, word) for operation, word in numbers(offices) if word not in KNOWN}
    assert not unknown, (
        f"{sorted(unknown)}: name what each stands for in api/auth/subjects.py (NUMBERS, CODES), "
        "or in NOTHING_MORE why it needs no look"
    )


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ([("person_id", str(UUID(int=5)))], [Named("person_id", UUID(int=5))]),
        ([("person_id", UUID(int=5).hex), ("limit", "5")], [Named("person_id", UUID(int=5))]),
        ([("facility", "a"), ("facility", "b")], [Named("facility", "a"), Named("facility", "b")]),
        ([("person_id", "nobody")], []),
    ],
)
def test_an_address_names(given: list[tuple[str, Any]], named: list[Named]) -> None:
    assert list(in_address(given)) == named


@pytest.mark.parametrize("model", EXAMPLES)
def test_a_body_names_its_facility(model: type[BaseModel]) -> None:
    told = model.model_validate(EXAMPLES[model])
    facility = getattr(told, "facility", None)
    assert facility is None or Named("facility", facility) in set(in_body(told))
