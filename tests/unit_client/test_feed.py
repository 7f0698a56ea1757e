"""A program follows the feed by pages: whatever it did not finish comes again, nothing is left out."""

from collections.abc import Callable
from itertools import islice
from uuid import UUID

import pytest

from api.contract.client import Umbral
from api.contract.errors import Contradicts
from api.contract.events import SubscriptionIn
from api.events.event import emit
from tests.support.events import entered
from tests.support.offices import Offices

Acting = Callable[..., Umbral]


@pytest.fixture
def subscribed(acting: Acting) -> UUID:
    """The court's subscription, read from the feed."""
    asked = SubscriptionIn(partner="partner-1", types=["visit.entered"])
    return acting("administrator").subscriptions.make(asked).id


def tell(offices: Offices) -> str:
    with offices.house.registry.writing(offices.house.clock.now()) as unit:
        made = str(emit(unit, entered()))
    offices.told()  # numbers it, as the service does by itself
    return made


def test_pages_up_to_now(acting: Acting, offices: Offices, subscribed: UUID) -> None:
    partner = acting("partner").feed
    assert list(partner.since(subscribed)) == []
    told = [tell(offices) for _ in range(3)]
    pages = list(partner.since(subscribed, most=2))
    assert [[event["id"] for event in page.events] for page in pages] == [told[:2], told[2:]]
    assert list(partner.since(subscribed, pages[-1].next)) == []


def test_a_page_that_was_not_finished_comes_again(acting: Acting, offices: Offices, subscribed: UUID) -> None:
    partner = acting("partner").feed
    told = [tell(offices) for _ in range(3)]
    cursor = next(partner.since(subscribed, most=1)).next
    again = [event["id"] for page in partner.since(subscribed, cursor) for event in page.events]
    assert again == told[1:]


def test_following_goes_on_with_what_happens_meanwhile(
    acting: Acting, offices: Offices, subscribed: UUID
) -> None:
    told, looked = [tell(offices)], list[float]()

    def meanwhile(seconds: float) -> None:
        looked.append(seconds)
        if len(looked) == 2:
            told.append(tell(offices))

    followed = acting("partner").feed.follow(subscribed, look=7.0, pause=meanwhile)
    assert [page.events[0]["id"] for page in islice(followed, 2)] == told
    assert looked == [7.0, 7.0]


def test_a_subscription_from_its_beginning_to_its_end(acting: Acting, subscribed: UUID) -> None:
    chief = acting("administrator").subscriptions
    assert "umbral.release.done" in {one.type for one in chief.types().types}
    assert chief.set_state(subscribed, "paused").state == "paused"
    assert chief.renew_secret(subscribed).secret.startswith("whsec_")
    assert [one.id for one in chief.every()] == [subscribed]
    with pytest.raises(Contradicts, match="read from the feed"):
        chief.redeliver(subscribed)
    chief.end(subscribed)
    assert list(chief.every()) == []
