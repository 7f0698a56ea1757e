"""What the API promises of all its routes: keys on writes, pages on lists, versions on changes."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.wired import app_over, wired

Operation = dict[str, Any]

WRITE_NOTHING = {"verify", "identify", "grade", "watch"}
"""They come as POST because they carry captures."""

SAY_THE_SAME_TWICE = {"gate_is_there", "retire_gate", "send_packet", "enrol_station", "replace_station_key"}
"""A sign of life, and its end; a packet, whose receipt is the same; a code and a key that are used once."""

ENDED_BY_THEMSELVES = {
    "list_event_types", "list_policies", "list_statistics",  # as many as were written down, or months
    "list_subscriptions", "list_reviewers", "list_gates",  # as many as partners, officers, doors
    "list_names", "list_papers", "list_defenders", "list_injuries", "list_relinks",  # of one person or so
    "list_absences",  # whoever is out of one house
    "list_refused_packets",  # one line a station and reason
    "list_accounts", "list_due",  # officers; whom the keeper has not come to yet
}  # fmt: skip
"""Lists of so few that one answer holds them."""


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Operation]]:
    service, registry = wired(tmp_path_factory.mktemp("promises"))
    document = app_over(service).openapi()
    registry.close()
    return dict(_named(document))


def _named(document: Operation) -> Iterator[tuple[str, tuple[str, Operation]]]:
    for path in document["paths"].values():
        for method, operation in path.items():
            yield operation["operationId"], (method, operation)


def parameters(operation: Operation) -> set[str]:
    return {one["name"] for one in operation.get("parameters", ())}


def test_every_write_takes_an_idempotency_key(operations: dict[str, tuple[str, Operation]]) -> None:
    without = {
        name
        for name, (method, operation) in operations.items()
        if method != "get" and "Idempotency-Key" not in parameters(operation)
    }
    assert without == WRITE_NOTHING | SAY_THE_SAME_TWICE


def test_every_list_goes_on_page_by_page(operations: dict[str, tuple[str, Operation]]) -> None:
    whole = {
        name
        for name, (_, operation) in operations.items()
        if name.startswith("list_") and not {"after", "limit"} <= parameters(operation)
    }
    assert whole == ENDED_BY_THEMSELVES


def test_whatever_is_read_as_a_record_has_an_etag(operations: dict[str, tuple[str, Operation]]) -> None:
    without = {
        name
        for name, (method, one) in operations.items()
        if method == "get"
        and "application/json" in one["responses"]["200"].get("content", {})
        and ("304" not in one["responses"] or "ETag" not in one["responses"]["200"].get("headers", {}))
    }
    assert without == set()


def test_a_change_of_what_was_seen_says_that_it_was_changed_since(
    operations: dict[str, tuple[str, Operation]],
) -> None:
    changes = [one for _, one in operations.values() if "If-Match" in parameters(one)]
    assert len(changes) > 5
    assert all({"412", "428"} <= one["responses"].keys() for one in changes)
