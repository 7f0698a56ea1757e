"""umbral events: who is told what, how far it is, and what was given up."""

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import click

from api.cli.connection import connect
from api.cli.options import Where, service_options
from api.cli.printing import show_each, show_json, show_one
from api.contract.client import Umbral
from api.contract.client.subscriptions import Subscriptions
from api.contract.events import DeliveryOut, DeliveryState, Party, SubscriptionIn, SubscriptionOut

STATES: tuple[DeliveryState, ...] = ("pending", "delivered", "dead", "discarded")
PARTIES: tuple[Party, ...] = (
    "court", "defender", "consulate", "police", "health", "family", "supervisor", "ombudsman",
)  # fmt: skip
_subscription = click.argument("subscription", type=click.UUID)
_events = click.argument("event_ids", metavar="[EVENT]...", type=click.UUID, nargs=-1)


@contextmanager
def calling(where: Where) -> Iterator[Subscriptions]:
    """Whoever may run commands on this machine administers the service: under the name of their account."""
    with connect(where) as client:
        yield Umbral(client, f"{getpass.getuser()}; roles=administrator").subscriptions


@click.group()
def events() -> None:
    """What partners are told."""


@events.command()
@service_options
def types(where: Where) -> None:
    """What there is to subscribe to."""
    with calling(where) as calls:
        known = calls.types()
    if where.as_json:
        show_json(known)
        return
    for one in known.types:
        click.echo(f"{one.type:40} {one.says}")


@events.command()
@service_options
@click.option("--partner", required=True, help="Id of the actor whose it is.")
@click.option("--type", "kinds", multiple=True, required=True, help="Type of event without `umbral.`.")
@click.option("--attribute", "attributes", multiple=True, help="Attribute of the events' data [none].")
@click.option("--facility", "facilities", multiple=True, help="Code of a facility [every one].")
@click.option("--party", type=click.Choice(PARTIES), help="Only what addresses this party.")
@click.option("--clients", is_flag=True, help="Only about persons whom the partner defends.")
@click.option("--receiver", help="URL that is called [none: read from the feed].")
def subscribe(
    where: Where,
    partner: str,
    kinds: tuple[str, ...],
    attributes: tuple[str, ...],
    facilities: tuple[str, ...],
    party: Party | None,
    clients: bool,
    receiver: str | None,
) -> None:
    """Have a partner told of what happens from now on. The secret is printed once."""
    asked = SubscriptionIn(
        partner=partner,
        types=list(kinds),
        attributes=attributes,
        facilities=list(facilities) or None,
        party=party,
        clients=clients,
        url=receiver,
    )
    with calling(where) as calls:
        made = calls.make(asked)
    show_one(made, _line, where)
    if not where.as_json:
        click.echo(made.secret)


@events.command()
@service_options
def subscriptions(where: Where) -> None:
    """Who is told what, and how much waits."""
    with calling(where) as calls:
        found = calls.every()
    show_each(found, _line, where)


@events.command()
@service_options
@_subscription
def pause(where: Where, subscription: UUID) -> None:
    """Tell a subscription nothing for a time; its events wait."""
    with calling(where) as calls:
        show_one(calls.set_state(subscription, "paused"), _line, where)


@events.command()
@service_options
@_subscription
def resume(where: Where, subscription: UUID) -> None:
    """Tell it again, and what waited."""
    with calling(where) as calls:
        show_one(calls.set_state(subscription, "active"), _line, where)


@events.command()
@service_options
@_subscription
def secret(where: Where, subscription: UUID) -> None:
    """A new secret, printed once; the last one stays valid for a day."""
    with calling(where) as calls:
        renewed = calls.renew_secret(subscription)
    if where.as_json:
        show_json(renewed)
    else:
        click.echo(renewed.secret)


@events.command()
@service_options
@_subscription
@click.confirmation_option("--yes", prompt="End this subscription, and all that it still waits for?")
def unsubscribe(where: Where, subscription: UUID) -> None:
    """End a subscription."""
    with calling(where) as calls:
        calls.end(subscription)
    if where.as_json:
        show_json({"deleted": str(subscription)})
    else:
        click.echo(f"deleted {subscription}")


@events.command("list")
@service_options
@_subscription
@click.option("--state", type=click.Choice(STATES), help="Only these [all].")
def list_(where: Where, subscription: UUID, state: DeliveryState | None) -> None:
    """How far each event is on its way to a subscription."""
    with calling(where) as calls:
        _deliveries(list(calls.deliveries(subscription, state)), where)


@events.command("dead-letters")
@service_options
@_subscription
def dead_letters(where: Where, subscription: UUID) -> None:
    """What was given up; later events of the same persons wait behind it."""
    with calling(where) as calls:
        _deliveries(list(calls.deliveries(subscription, "dead")), where)


@events.command()
@service_options
@_subscription
@_events
def redeliver(where: Where, subscription: UUID, event_ids: Sequence[UUID]) -> None:
    """Deliver events again: those that are named, or all dead ones."""
    with calling(where) as calls:
        _changed(calls.redeliver(subscription, event_ids), where)


@events.command()
@service_options
@_subscription
@_events
def discard(where: Where, subscription: UUID, event_ids: Sequence[UUID]) -> None:
    """Let dead events go, those that are named or all: what waits behind them is delivered."""
    with calling(where) as calls:
        _changed(calls.discard(subscription, event_ids), where)


def _line(one: SubscriptionOut) -> str:
    told = one.url or "feed"
    return f"{one.id}  {one.partner:16} {one.state:6} {one.waiting:5} waiting {one.dead:3} dead  {told}"


def _deliveries(found: Sequence[DeliveryOut], where: Where) -> None:
    if where.as_json:
        show_json(found)
        return
    for one in found:
        why = f" {one.failure}" if one.failure else ""
        click.echo(f"{one.event_id}  {one.state:9} {one.attempts:3} attempts{why}  {one.type}")


def _changed(count: int, where: Where) -> None:
    if where.as_json:
        show_json({"changed": count})
    else:
        click.echo(f"{count} changed")
