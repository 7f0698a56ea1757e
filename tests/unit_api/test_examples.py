"""Every request and every answer in JSON has an example, and each is one."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from api.contract.samples import WireModel
from api.examples import example
from tests.support.wired import app_over, wired

Operation = dict[str, Any]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Operation:
    service, registry = wired(tmp_path_factory.mktemp("examples"))
    made = app_over(service).openapi()
    registry.close()
    return made


def operations(document: Operation) -> Iterator[tuple[str, Operation]]:
    for path in document["paths"].values():
        for operation in path.values():
            yield operation["operationId"], operation


def wire_types(of: type[BaseModel] = WireModel) -> dict[str, type[BaseModel]]:
    found = {of.__name__: of}
    for below in of.__subclasses__():
        found |= wire_types(below)
    return found


def test_every_body_has_an_example(document: Operation) -> None:
    for name, operation in operations(document):
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            schema = content.get("schema", {})
            assert content.get("examples") or schema.get("examples"), (name, media_type)


def test_every_answer_has_an_example_that_is_one(document: Operation) -> None:
    known, looked_at = wire_types(), 0
    for _, operation in operations(document):
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get("application/json")
            if content is None or not status.startswith("2"):
                continue
            (shown,) = content["examples"].values()
            model = known.get(content["schema"].get("$ref", "").rsplit("/", 1)[-1])
            if model is not None:
                model.model_validate(shown["value"])
                looked_at += 1
    assert looked_at > 50


def test_a_schema_that_holds_itself_has_an_example() -> None:
    schemas = {"Tree": {"type": "object", "properties": {"below": {"$ref": "#/components/schemas/Tree"}}}}
    assert "below" in example({"$ref": "#/components/schemas/Tree"}, schemas)
