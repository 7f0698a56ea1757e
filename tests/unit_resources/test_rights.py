"""Every route asks who acts and whether they may; the few that ask nobody, or let all in, are named."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from api.auth.rights import GRANTED, Right
from tests.support.offices import Offices, actor

OF_THE_MACHINE = {
    "status", "live", "ready", "list_event_types",  # what the service is, of nobody
    "enrol", "list_persons", "read_person", "delete_person", "read_sample", "export_person", "export_sample",
    "verify", "identify", "grade", "watch",  # by the machine's own programs; loopback alone reaches them
}  # fmt: skip
"""Operations without a role. `identify` asks for one where a facility has a policy."""

OPEN_TO_ALL = {
    "list_policies", "list_statistics", "read_statistics", "read_table",  # rules and figures are no secret
    "read_log", "list_heads", "prove_consistency",  # of the audit log: its length and signed heads
    "sign_warrant", "revoke_warrant",  # which roles count, the facility's policy says
}  # fmt: skip
"""Operations that whoever says who they are may ask."""

UNKNOWN = {
    "uuid": str(UUID(int=99)),
    "date-time": datetime(2026, 3, 1, tzinfo=UTC).isoformat(),
    "date": "2026-03-01",
}


def operations(offices: Offices) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Name, method, an address that names nobody on record, and the query that it must have."""
    document = offices.http.get("/v1/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            given = {
                one["name"]: _value(one["name"], one["schema"])
                for one in operation.get("parameters", ())
                if one["in"] == "path" or (one["in"] == "query" and one.get("required"))
            }
            address = path
            for name in [name for name in given if f"{{{name}}}" in path]:
                address = address.replace(f"{{{name}}}", str(given.pop(name)))
            yield operation["operationId"], method.upper(), address, given


def _value(name: str, schema: dict[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "integer":
        return max(1, schema.get("minimum", 1))
    return UNKNOWN.get(schema.get("format", ""), {"month": "2026-02"}.get(name, "nowhere"))


def answered(offices: Offices, headers: dict[str, str]) -> dict[str, int]:
    """What every operation answers to somebody."""
    keyed = {**headers, "Idempotency-Key": "an-asking-of-ours", "Content-Type": "application/json"}
    return {
        name: offices.http.request(method, address, params=query, headers=keyed, content=b"{}").status_code
        for name, method, address, query in operations(offices)
    }


def test_nobody_may_anything_but_what_is_named(offices: Offices) -> None:
    told = answered(offices, {})
    assert {name for name, status in told.items() if status != 401} == OF_THE_MACHINE


def test_who_has_no_right_is_refused_everywhere(offices: Offices) -> None:
    """A role to which hardly anything is granted stands for all that a right does not name."""
    told = answered(offices, actor("person"))
    assert {name for name, status in told.items() if status != 403} <= OF_THE_MACHINE | OPEN_TO_ALL


@pytest.mark.parametrize("right", Right)
def test_every_right_is_granted_to_somebody(right: Right) -> None:
    assert GRANTED[right]
