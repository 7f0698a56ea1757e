"""What can be wrong with a subscription or a question about events."""

from matcher.errors import DataError


class UnknownSubscription(DataError):
    """There is no such subscription, or it is another partner's."""

    code = "unknown-subscription"
    advice = "Check the number, or list the subscriptions."


class SubscriptionPaused(DataError):
    """Nothing is told to a paused subscription."""

    code = "subscription-paused"
    advice = "Ask the administrator to resume it."


class TooManySubscriptions(DataError):
    """There are as many as the service keeps."""

    code = "too-many-subscriptions"
    advice = "Delete one that is not used any more."


class TermsRefused(DataError):
    """A subscription that names a type or an attribute that there is not."""

    code = "terms-refused"
    advice = "Correct it: GET /v1/event-types lists the types and their attributes."

    def __init__(self, problem: str) -> None:
        super().__init__(f"The subscription cannot be kept: {problem}.", problem=problem)


class ReceiverRefused(DataError):
    """A receiver's address that cannot be used."""

    code = "receiver-refused"
    advice = "Give an https address."

    def __init__(self, problem: str) -> None:
        super().__init__(f"The receiver's address cannot be used: {problem}.", problem=problem)


class AddressRefused(DataError):
    """A receiver's address in a network that the service does not call."""

    code = "address-refused"
    advice = "An administrator can allow the network by the setting webhook_networks."


class FeedPassed(DataError):
    """Events after the given position are no longer kept: a gap that must not go unnoticed."""

    code = "feed-passed"
    advice = "Read the records that matter anew, and follow the feed from its beginning."


class NoReceiver(DataError):
    """The subscription has no receiver, so there is nothing to deliver to it."""

    code = "no-receiver"
    advice = "Read its events from the feed."
