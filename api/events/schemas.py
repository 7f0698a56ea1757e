"""JSON Schemas of events' data: what may stand in it, never what must."""

from typing import Any

from api.events.catalogue import CATALOGUE
from api.events.envelope import schema_of
from api.events.facts import Facts

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(facts: type[Facts]) -> dict[str, Any]:
    """Of one type's `data`. No attribute is required: which ones are there, a subscription's terms say."""
    made = facts.model_json_schema()
    made.pop("required", None)
    return {"$schema": DIALECT, "$id": schema_of(facts.type, facts.version), **made}


def says(facts: type[Facts]) -> str:
    """What the event says, in a sentence or two on one line."""
    return " ".join((facts.__doc__ or "").split())


def every() -> list[type[Facts]]:
    """All types, in the order of the documentation."""
    return list(CATALOGUE.values())
