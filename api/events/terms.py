"""Terms of a subscription: whether they can be kept, whether they cover an event, what they let through."""

from collections.abc import Mapping
from typing import Any

from api.events.addresses import receiver
from api.events.catalogue import CATALOGUE
from api.events.errors import TermsRefused
from api.registry import representation
from api.registry.outbox import Content, NumberedEvent
from api.registry.outbox_subscriptions import Subscription, Terms
from api.registry.unit import View


def check(terms: Terms) -> None:
    """Raise TermsRefused for a type or attribute that there is not, ReceiverRefused for no URL."""
    if not terms.types:
        raise TermsRefused("it names no type of event")
    if unknown := sorted(terms.types - CATALOGUE.keys()):
        raise TermsRefused(f"there is no type {unknown[0]}")
    known = {name for one in terms.types for name in CATALOGUE[one].model_fields}
    if unknown := sorted(terms.attributes - known):
        raise TermsRefused(f"none of its types has an attribute {unknown[0]}")
    if terms.facilities is not None and not terms.facilities:
        raise TermsRefused("it names no facility; leave the list out for all of them")
    if terms.url is not None:
        receiver(terms.url)


def covers(view: View, subscription: Subscription, event: NumberedEvent) -> bool:
    """Whether the subscription is to be told of an event that happened since it was made."""
    terms, content = subscription.terms, event.content
    return (
        content.type in terms.types
        and (terms.facilities is None or content.facility in terms.facilities)
        and (terms.party is None or terms.party in content.parties)
        and (not terms.clients or _of_client(view, subscription.partner, event))
    )


def _of_client(view: View, partner: str, event: NumberedEvent) -> bool:
    return event.person_id is not None and representation.defends(view, partner, event.person_id)


def granted(terms: Terms, content: Content) -> Mapping[str, Any]:
    """Those of an event's facts that the terms let through."""
    return {name: value for name, value in content.facts.items() if name in terms.attributes}
