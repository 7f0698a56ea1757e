"""Subscriptions and deliveries as the wire has them, and back."""

from collections.abc import Mapping
from typing import Any

from api.contract.events import DeliveryOut, SubscriptionOut, SubscriptionWithSecret, TermsIn
from api.registry.outbox_deliveries import Delivery
from api.registry.outbox_subscriptions import Subscription, Terms
from api.registry.outbox_tables import DeliveryState


def terms_of(asked: TermsIn) -> Terms:
    """What was asked for."""
    facilities = None if asked.facilities is None else frozenset(asked.facilities)
    return Terms(
        frozenset(asked.types),
        frozenset(asked.attributes),
        facilities,
        asked.party,
        asked.url,
        asked.clients,
    )


def subscription_out(one: Subscription, counts: Mapping[DeliveryState, int]) -> SubscriptionOut:
    """Without its secrets."""
    return SubscriptionOut.model_validate(_shown(one, counts))


def with_secret(one: Subscription, counts: Mapping[DeliveryState, int]) -> SubscriptionWithSecret:
    """With its latest secret."""
    latest = next(secret.value for secret in one.secrets if secret.until is None)
    return SubscriptionWithSecret.model_validate({**_shown(one, counts), "secret": latest})


def _shown(one: Subscription, counts: Mapping[DeliveryState, int]) -> dict[str, Any]:
    terms = one.terms
    return {
        "id": one.id,
        "partner": one.partner,
        "state": one.state.value,
        "created_at": one.created_at,
        "types": sorted(terms.types),
        "attributes": sorted(terms.attributes),
        "facilities": None if terms.facilities is None else sorted(terms.facilities),
        "party": terms.party,
        "clients": terms.clients,
        "url": terms.url,
        "waiting": counts.get(DeliveryState.PENDING, 0),
        "dead": counts.get(DeliveryState.DEAD, 0),
    }


def delivery_out(one: Delivery) -> DeliveryOut:
    """How far it is."""
    return DeliveryOut(
        event_id=one.event.id,
        position=one.event.position,
        type=one.event.content.type,
        sequence=one.event.sequence,
        recorded_at=one.event.recorded_at,
        state=one.state.value,
        attempts=one.attempts,
        failure=one.failure,
        failing_since=one.failing_since,
        due_at=one.due_at,
        settled_at=one.settled_at,
    )
