"""An event as a partner receives it: CloudEvents 1.0.2, structured mode in JSON.

Extensions: `sequence` (the CloudEvents extension of that name; counts a person's events from 1 on, written
with leading zeros so that it sorts as text) and `facility` (a code; absent where none is known, as of an
order that names nobody and no house). A gap in the sequence a partner sees is an event that its terms do not
cover.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Protocol
from uuid import UUID

from api.events import terms
from api.events.catalogue import CATALOGUE
from api.events.facts import PREFIX
from api.registry.outbox import Content, NumberedEvent
from api.registry.outbox_subscriptions import Subscription

SEQUENCE_DIGITS = 12


class Naming(Protocol):
    """How a person is called towards a partner."""

    def __call__(self, partner: str, person_id: UUID) -> str:
        """A name that stays the same, for this partner and this person."""
        ...


def by_number(partner: str, person_id: UUID) -> str:  # noqa: ARG001 - the seam for pairwise pseudonyms
    """Every partner knows a person by the number that the service itself uses."""
    return str(person_id)


def schema_of(content_type: str, version: int) -> str:
    """The `dataschema` of a type; `GET /v1/event-types` has the schema itself under this `$id`."""
    return f"urn:umbral:event-schema:{content_type}:{version}"


@dataclass(frozen=True, slots=True)
class Envelope:
    """source: the URI of this installation; source and id together are unique (CloudEvents, section 3.1)."""

    source: str
    naming: Naming = by_number

    def of(self, event: NumberedEvent, subscription: Subscription) -> dict[str, Any]:
        """The CloudEvent, with the facts that the subscription's terms let through."""
        content = event.content
        made: dict[str, Any] = {
            "specversion": "1.0",
            "id": str(event.id),
            "source": self.source,
            "type": PREFIX + content.type,
            "time": event.recorded_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "dataschema": schema_of(content.type, content.version),
            "data": self._data(subscription, content),
        }
        if content.facility:
            made["facility"] = content.facility
        if event.person_id is not None:
            made["subject"] = self.naming(subscription.partner, event.person_id)
            made["sequence"] = f"{event.sequence:0{SEQUENCE_DIGITS}}"
        return made

    def bytes_of(self, event: NumberedEvent, subscription: Subscription) -> bytes:
        """The same bytes however often it is sent."""
        made = self.of(event, subscription)
        return json.dumps(made, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def _data(self, subscription: Subscription, content: Content) -> Mapping[str, Any]:
        data = dict(terms.granted(subscription.terms, content))
        facts = CATALOGUE.get(content.type)  # None: written by a version that knew a type more
        for name in data.keys() & (facts.persons() if facts else frozenset()):
            if data[name] is not None:
                data[name] = self.naming(subscription.partner, UUID(data[name]))
        return data
