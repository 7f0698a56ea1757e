"""The OpenAPI document is whole: every reference resolves, every refusal is a problem, examples are valid."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from api.auth import matrix
from api.openapi import EXAMPLES
from tests.support.wired import app_over, wired

Operation = dict[str, Any]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Operation:
    service, registry = wired(tmp_path_factory.mktemp("openapi"))
    made = app_over(service).openapi()
    registry.close()
    return made


def _operations(document: Operation) -> dict[str, Operation]:
    return {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for operation in path.values()
    }


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)


def test_what_there_is(document: Operation) -> None:
    assert document["openapi"].startswith("3.1")
    assert set(_operations(document)) == set(matrix.RIGHTS) | matrix.OPEN


def test_every_reference_resolves(document: Operation) -> None:
    schemas = document["components"]["schemas"]
    assert {reference.rsplit("/", 1)[1] for reference in _references(document)} <= schemas.keys()
    assert "HTTPValidationError" not in schemas


def test_every_refusal_is_a_problem(document: Operation) -> None:
    for name, operation in _operations(document).items():
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert set(answer["content"]) == {"application/problem+json"}, (name, status)


def test_what_any_request_may_meet_is_told_of_all(document: Operation) -> None:
    for name, operation in _operations(document).items():
        assert {"403", "413", "421", "429", "503"} <= operation["responses"].keys(), name


def test_what_an_operation_takes_may_be_refused(document: Operation) -> None:
    """None of these stands at a route: they follow from what it asks for."""
    of_shape = {
        "read_person": {"422"},
        "list_held": {"401", "422"},
        "judge": {"400", "401", "415", "422"},
        "link_case": {"400", "401", "409", "412", "415", "422", "428"},
    }
    operations = _operations(document)
    for name, refusals in of_shape.items():
        assert refusals <= operations[name]["responses"].keys(), name
    assert not {"401", "415", "422"} & operations["live"]["responses"].keys()


def test_bodies_come_as_json_or_form_with_examples(document: Operation) -> None:
    for name in ("enrol", "identify", "verify"):
        content = _operations(document)[name]["requestBody"]["content"]
        assert set(content) == {"application/json", "multipart/form-data"}
        assert content["application/json"]["examples"]
        assert content["multipart/form-data"]["schema"]["examples"]


@pytest.mark.parametrize("model", EXAMPLES)
def test_examples_are_valid(model: type[BaseModel]) -> None:
    model.model_validate(EXAMPLES[model])
