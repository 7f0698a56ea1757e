"""What events may say: no biometrics, no names, no free text, whatever somebody adds."""

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import Field, ValidationError

from api.events import facts, schemas
from api.events.catalogue import CATALOGUE
from api.events.catalogue.intake import IntakeHeld
from api.events.facts import Facts
from api.gates.decision import Party

ROOT = Path(__file__).parents[2]
TOPIC = r"^[a-z][a-z-]{0,31}(\.[a-z][a-z-]{0,31}){1,2}$"
TELLING = re.compile(
    "name(?!d_person_id)|alias|birth|gender|sex|photo|image|picture|face|finger|print|template|score|llr"
    "|narrative|text|note$|address|phone|document|injur"
)
"""Words that an attribute of an event must not contain."""


def attributes() -> list[tuple[str, str]]:
    return [(name, field) for name, one in CATALOGUE.items() for field in one.model_fields]


def strings(schema: Any) -> list[dict[str, Any]]:
    """Every place in a schema where text may stand."""
    if isinstance(schema, list):
        return [found for item in schema for found in strings(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if schema.get("type") == "string" else []
    return own + [found for value in schema.values() for found in strings(value)]


@pytest.mark.parametrize(("name", "field"), attributes())
def test_no_attribute_is_a_name_or_a_biometric(name: str, field: str) -> None:
    assert not TELLING.search(field), f"{name}.{field}"


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_text_is_a_number_a_code_or_an_instant(name: str) -> None:
    """By the schema that partners are given, not by our own list of types."""
    for found in strings(schemas.json_schema(CATALOGUE[name])):
        bounded = found.get("format") in {"uuid", "date-time"} or "enum" in found or "const" in found
        assert bounded or found["pattern"] in {r"^[a-z][a-z0-9-]{0,63}$", r"^[A-Z]{3}$", TOPIC}, found


@pytest.mark.parametrize("name", CATALOGUE)
def test_schemas_are_closed_and_require_nothing(name: str) -> None:
    schema = schemas.json_schema(CATALOGUE[name])
    assert schema["additionalProperties"] is False
    assert "required" not in schema
    json.dumps(schema)


SHORT = Annotated[str, Field(max_length=9)]


@pytest.mark.parametrize(
    "kind", [str, bytes, float, dict[str, str], list[str], SHORT, str | None, UUID | bytes, Any, object]
)
def test_a_type_that_could_say_more_cannot_be_made(kind: Any) -> None:
    with pytest.raises(TypeError, match=r"an event cannot say Loose\.more"):
        type("Loose", (Facts,), {"__annotations__": {"more": kind}, "__module__": __name__, "type": "loose"})


def test_what_may_be_said_can_be_made() -> None:
    class Kind(StrEnum):
        ONE = "one"

    names = {"a": facts.PersonId | None, "b": facts.Codes, "c": bool, "d": Kind, "e": facts.Instant}
    made = type("Tight", (Facts,), {"__annotations__": names, "__module__": __name__, "type": "tight"})
    assert issubclass(made, Facts)
    assert made.persons() == {"a"}


@pytest.mark.parametrize("reason", ["Alma Reyes", "reyes, alma", "", "x" * 65, "épée", "a b"])
def test_a_code_is_no_sentence(reason: str) -> None:
    with pytest.raises(ValidationError):
        IntakeHeld(encounter_id=UUID(int=1), reasons=(reason,))


def test_names_of_types_are_what_they_should_be() -> None:
    for name, one in CATALOGUE.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*", name)
        assert name == one.type
        assert schemas.says(one).endswith(".")


def test_the_catalogue_misses_no_type() -> None:
    families = {one for one in Facts.__subclasses__() if one.__module__.startswith("api.events.catalogue")}
    assert families == set(CATALOGUE.values())
    assert len(CATALOGUE) == len(families), "two types bear one name"


def test_every_topic_of_a_gate_can_be_told() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "api/gates").rglob("*.py"))
    told = re.findall(r'Notify\(\s*[\w.]+,\s*f?"([^"]+)"', source)
    assert len(told) > 10
    assert [one for one in told if not re.fullmatch(TOPIC, re.sub(r"\{[\w.]+\}", "filled", one))] == []


def test_a_party_is_a_code() -> None:
    assert all(re.fullmatch(r"[a-z]+", party) for party in Party)
