"""`python -m api.events.documentation`: docs/events.md, written from the code; a test keeps it in step."""

from pathlib import Path
from string import Template
from typing import Any

from api.contract import webhook
from api.events import parameters, schemas
from api.events.facts import PREFIX, Facts

HERE = Path(__file__)
PAGE = HERE.parents[2] / "docs" / "events.md"
INTRODUCTION = HERE.with_name("introduction.md")

SAID: dict[str, object] = {
    "media_type": webhook.MEDIA_TYPE,
    "id_header": webhook.ID,
    "timestamp_header": webhook.TIMESTAMP,
    "signature_header": webhook.SIGNATURE,
    "signature_version": webhook.VERSION,
    "tolerance": webhook.TOLERANCE,
    "answer_seconds": f"{parameters.ANSWER_SECONDS:g}",
    "first_wait": parameters.FIRST_WAIT.seconds,
    "longest_wait": parameters.LONGEST_WAIT.seconds // 60,
    "most_refusals": parameters.MOST_REFUSALS,
    "hours": parameters.LONGEST_FAILURE.days * 24,
    "kept_days": parameters.KEPT.days,
    "rotation_hours": parameters.ROTATION.days * 24,
}
"""What the introduction quotes of the code."""


def page() -> str:
    """The whole of docs/events.md."""
    introduction = Template(INTRODUCTION.read_text("utf-8")).substitute(SAID)
    return introduction + "".join(_section(facts) for facts in schemas.every())


def _section(facts: type[Facts]) -> str:
    properties = schemas.json_schema(facts)["properties"]
    rows = "".join(f"| `{name}` | {_kind(found)} |\n" for name, found in properties.items())
    return f"\n### `{PREFIX}{facts.type}`\n\n{schemas.says(facts)}\n\n| attribute | |\n| --- | --- |\n{rows}"


def _kind(found: dict[str, Any]) -> str:
    """What stands there, in a word or two."""
    offered = found.get("anyOf", [found])
    kinds = [_single(one) for one in offered if one.get("type") != "null"]
    return ", ".join(kinds) + (", or null" if len(kinds) < len(offered) else "")


def _single(found: dict[str, Any]) -> str:
    if found.get("format") == "uuid":
        return "a person's number" if "person" in found["description"] else "a record's number"
    if found.get("format") == "date-time":
        return "an instant"
    kinds = {"boolean": "true or false", "integer": "a count", "array": "codes"}
    return kinds.get(found.get("type", ""), "a code")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
