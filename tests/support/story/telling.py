"""What the prison's partners hear: everything on one subscription, and what addresses a party on its own."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from api.contract.events import SubscriptionIn
from api.events.catalogue import CATALOGUE
from api.gates.decision import Party
from tests.support.story.callers import ADMIN, Wire

NOTICE = "gate.notice"
PAGE = 200


@dataclass
class Telling:
    """Reads the feed behind every decision. heard: all events so far, in their order."""

    wire: Wire
    heard: list[dict[str, Any]] = field(default_factory=list)
    fresh: list[dict[str, Any]] = field(default_factory=list)
    expected: dict[str, Counter[str]] = field(default_factory=dict)
    _feeds: dict[str, str] = field(default_factory=dict)
    _last: int = 0

    def subscribe(self) -> None:
        """From now on."""
        attributes = sorted({name for facts in CATALOGUE.values() for name in facts.model_fields})
        everything = SubscriptionIn(
            partner="case-system", types=list(CATALOGUE), attributes=tuple(attributes)
        )
        self._feeds["all"] = self._subscribed(everything)
        for party in Party:
            own = SubscriptionIn(
                partner=party.value, types=[NOTICE], attributes=("topic",), party=party.value
            )
            self._feeds[party] = self._subscribed(own)
            self.expected[party] = Counter()

    def expects(self, tells: str) -> Counter[str]:
        """`court defender: intake.no-order; ...` is noted; its topics."""
        topics: Counter[str] = Counter()
        for clause in filter(None, map(str.strip, tells.split(";"))):
            parties, topic = clause.split(": ")
            topics[topic] += 1
            for party in parties.split():
                self.expected[Party(party)][topic] += 1
        return topics

    def of(self, decision: UUID) -> tuple[Counter[str], Counter[str]]:
        """What has happened since this was asked last, by type; and the topics of a decision's notices."""
        self.fresh = self._page("all")
        self.heard += self.fresh
        kinds = [(one["type"].removeprefix("umbral."), one["data"]) for one in self.fresh]
        notices = Counter(
            data["topic"] for kind, data in kinds if kind == NOTICE and data["decision_id"] == str(decision)
        )
        return Counter(kind for kind, _ in kinds if kind != NOTICE), notices

    def parties_heard_what_was_theirs(self) -> None:
        """Each party its own notices, and no other's."""
        for party in Party:
            own = Counter(one["data"]["topic"] for one in self._every(party))
            assert own == self.expected[party], f"{party} heard {own}, not {self.expected[party]}"

    def in_order(self) -> None:
        """Of every person, and each event once."""
        assert len({one["id"] for one in self.heard}) == len(self.heard)
        last: Counter[str] = Counter()
        for one in self.heard:
            if "subject" in one:
                assert int(one["sequence"]) == last[one["subject"]] + 1, one
                last[one["subject"]] += 1

    def _subscribed(self, asked: SubscriptionIn) -> str:
        return str(self.wire.post("/v1/subscriptions", ADMIN, asked).json()["id"])

    def _page(self, feed: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            page = self._read(feed, self._last)
            found += page["events"]
            self._last = page["next"]
            if not page["more"]:
                return found

    def _every(self, feed: str) -> list[dict[str, Any]]:
        found, after = [], 0
        while True:
            page = self._read(feed, after)
            found += page["events"]
            after = page["next"]
            if not page["more"]:
                return found

    def _read(self, feed: str, after: int) -> Any:
        query = {"subscription": self._feeds[feed], "after": after, "limit": PAGE}
        return self.wire.get("/v1/events", ADMIN, **query)
