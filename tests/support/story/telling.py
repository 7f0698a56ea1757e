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
    """Reads the feed behind every decision. heard: all events so far, in their order.

    again: what was answered by a service that died may be asked twice, and then be told twice.
    """

    wire: Wire
    again: bool = False
    heard: list[dict[str, Any]] = field(default_factory=list)
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

    def of(self, decision: UUID | None) -> tuple[Counter[str], Counter[str]]:
        """What has happened since this was asked last, by type; and the topics of a decision's notices."""
        fresh, self._last = self._from("all", self._last)
        self.heard += fresh
        kinds = [(one["type"].removeprefix("umbral."), one["data"]) for one in fresh]
        notices = Counter(
            data["topic"] for kind, data in kinds if kind == NOTICE and data["decision_id"] == str(decision)
        )
        return Counter(kind for kind, _ in kinds if kind != NOTICE), notices

    def parties_heard_what_was_theirs(self) -> None:
        """Each party its own notices, and no other's."""
        for party in Party:
            own = Counter(one["data"]["topic"] for one in self._from(party, 0)[0])
            wanted = self.expected[party]
            told = own.keys() == wanted.keys() and own >= wanted if self.again else own == wanted
            assert told, f"{party} heard {own}, not {wanted}"

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

    def _from(self, feed: str, after: int) -> tuple[list[dict[str, Any]], int]:
        found: list[dict[str, Any]] = []
        while True:
            query = {"subscription": self._feeds[feed], "after": after, "limit": PAGE}
            page = self.wire.get("/v1/events", ADMIN, **query)
            found, after = found + page["events"], page["next"]
            if not page["more"]:
                return found, after
