"""What became of our orders: `python follow.py URL SUBSCRIPTION [--once]`.

Reads the feed from where the last run ended and keeps following it. Nothing has to reach this machine from
outside; whoever would rather be called runs `receiver.py`.
"""

import sys
from collections.abc import Iterator
from uuid import UUID

from ledger import Ledger

from api.contract.client import Umbral
from api.contract.errors import NoLongerKept, ServiceUnreachable
from api.contract.events import FeedOut


def main(url: str, subscription: str, *, once: bool) -> None:
    """Follow until Ctrl-C, or until there is nothing new."""
    ledger = Ledger()
    with Umbral.at(url, "courts", ["case-system"]) as umbral:
        try:
            for page in pages(umbral, UUID(subscription), ledger.position(subscription), once=once):
                for told in ledger.take(page.events, subscription, page.next):
                    print(told, flush=True)
        except NoLongerKept:
            sys.exit("We were away too long: read every open order anew, then follow from 0.")
        except ServiceUnreachable as away:
            sys.exit(f"{away} Run this again: it goes on where it was.")


def pages(umbral: Umbral, subscription: UUID, position: int, *, once: bool) -> Iterator[FeedOut]:
    """Of the feed, from a position on."""
    if once:
        return umbral.feed.since(subscription, position)
    return umbral.feed.follow(subscription, position)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: follow.py URL SUBSCRIPTION [--once]")
    main(sys.argv[1], sys.argv[2], once="--once" in sys.argv[3:])
