"""An example for every answer of the OpenAPI document, composed of what each of its fields looks like.

Bodies that callers send have examples written by hand, beside their types. Answers are many and grow with
the service: theirs follow from the schema, so that no answer is ever without one and none tells of a field
that is gone. Nobody in them is real.
"""

import re
from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

NUMBER = "0197b3c0-5a3e-7d21-8c44-0a1b2c3d4e5f"
BY_FORMAT = {
    "uuid": NUMBER,
    "date-time": "2026-03-01T12:00:00Z",
    "date": "2026-03-01",
    "binary": "(bytes)",
}
BY_NAME: Mapping[str, Any] = {
    "facility": "penal-norte", "wing": "A", "name": "Alma Reyes", "named": "Alma Reyes",
    "court": "Juzgado Tercero",
    "authority": "Juzgado Quinto", "number": "77/2026", "case": "1042/26", "zone": "America/La_Paz",
    "officer": "officer-7", "by": "officer-7", "opened_by": "officer-7", "registered_by": "case-system",
    "granted_by": "officer-9", "imposed_by": "officer-9", "booked_by": "officer-9", "placed_by": "officer-9",
    "entered_by": "officer-7", "partner": "case-system", "language": "es", "key_id": "court-2026",
    "rule": "order-stands", "matter": "release", "decider": "duty-director", "relationship": "parent",
    "policy": "almendra-penal-norte@2026-01-01", "sentence": "Release the person now.",
    "title": "The order stands",
    "advice": "Nothing more is needed.", "reason": "As the supervisor wrote it.",
    "address": "Calle 5, La Paz",
    "telephone": "+591 2 1234567", "url": "https://cases.example/umbral", "secret": "whsec_(shown once)",
    "face_extractor": "dlib-resnet-1", "extractor": "dlib-resnet-1", "media_type": "image/png",
    "version": "0.1.0", "capacity": 400, "limit_days": 180, "days": 12, "dpi": 500,
}  # fmt: skip
"""What fields of these names look like, where the schema allows it."""

CODES = ("release", "XA", "2026-02", "0" * 64, "0" * 128, "0" * 256)
"""What is tried where a field takes texts of a form."""

WHOLE: Mapping[str, Any] = {
    "FeedOut": {
        "events": [
            {
                "specversion": "1.0",
                "id": NUMBER,
                "source": "urn:umbral:site:penal-norte",
                "type": "umbral.release.done",
                "time": "2026-03-01T12:00:00Z",
                "subject": NUMBER,
                "sequence": "000000000007",
                "facility": "penal-norte",
                "data": {"order_id": NUMBER},
            }
        ],
        "next": 1042,
        "more": False,
    }
}
"""Answers whose schema does not say what is in them."""


def add_examples(document: dict[str, Any]) -> None:
    """Give every answer in JSON its example, but those that have one."""
    schemas = document["components"]["schemas"]
    for path in document["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                content = answer.get("content", {}).get("application/json")
                if (
                    status.startswith("2")
                    and content is not None
                    and not content.keys() & {"example", "examples"}
                ):
                    content["examples"] = {"one": {"value": example(content.get("schema", {}), schemas)}}


def example(  # noqa: PLR0911 - one a kind of schema
    schema: Schema, schemas: Mapping[str, Schema], name: str = "", within: frozenset[str] = frozenset()
) -> Any:
    """A value of a schema. name: of the field that holds it; schemas: those that it may refer to.

    within: the schemas that it stands in; one that holds itself ends there.
    """
    if "$ref" in schema:
        referred = schema["$ref"].rsplit("/", 1)[1]
        if referred in within:
            return None
        return WHOLE.get(referred) or example(schemas[referred], schemas, name, within | {referred})
    for fixed in ("default", "const"):
        if schema.get(fixed) is not None:
            return schema[fixed]
    if "enum" in schema:
        return schema["enum"][0]
    if choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        told = next((one for one in choices if one.get("type") != "null"), choices[0])
        return example(told, schemas, name, within)
    if schema.get("type") == "object":
        fields = schema.get("properties", {})
        return {key: example(one, schemas, key, within) for key, one in fields.items()}
    if schema.get("type") == "array":
        items = schema.get("items") or (schema.get("prefixItems") or [{}])[0]
        item = example(items, schemas, name, within)
        return [] if item is None else [item] * max(1, schema.get("minItems", 1))
    return _plain(schema, name)


def _plain(schema: Schema, name: str) -> Any:
    known = BY_NAME.get(name)
    match schema.get("type"):
        case "boolean":
            return True
        case "integer":
            return known if isinstance(known, int) else max(1, schema.get("minimum", 1))
        case "number":
            return 0.5
        case "string" if schema.get("format") in BY_FORMAT:
            return BY_FORMAT[schema["format"]]
        case "string":
            tried = (known, name, *CODES) if isinstance(known, str) else (name, *CODES)
            fitting = (one for one in tried if one and re.search(schema.get("pattern", ""), one))
            return next(fitting, "")[: schema.get("maxLength")]
    return None
