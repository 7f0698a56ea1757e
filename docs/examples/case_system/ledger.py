"""The case system's own database: which orders it gave out, what became of them, and how far it has read.

What an event tells and the position after it are kept in one transaction. So after a crash at any moment the
program goes on where it was: no event is lost, and none counts twice.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS orders (
    number TEXT PRIMARY KEY, text TEXT NOT NULL, id TEXT UNIQUE, state TEXT NOT NULL DEFAULT 'written'
);
CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS feed (subscription TEXT PRIMARY KEY, position INTEGER NOT NULL);
"""

BECOMES = {
    "umbral.intake.admitted": "executed: in custody",
    "umbral.release.done": "executed: released",
    "umbral.release.held": "held at the gate",
    "umbral.release.refused": "refused at the gate",
    "umbral.order.revoked": "revoked",
}
"""What an order has become when an event of this type names it. What was executed stays so, whoever comes to
a gate with the same order later."""


class Ledger:
    """One file; one process writes it."""

    def __init__(self, path: str = "ledger.db") -> None:
        self._database = sqlite3.connect(path)
        self._database.executescript(TABLES)

    def written(self, number: str, text: str) -> str:
        """An order before it leaves this machine: as it was written first, whatever is asked for later."""
        with self._database as database:
            database.execute("INSERT OR IGNORE INTO orders (number, text) VALUES (?, ?)", (number, text))
        row = self._database.execute("SELECT text FROM orders WHERE number = ?", (number,))
        kept: tuple[str] = row.fetchone()
        return kept[0]

    def given_out(self, number: str, order_id: str) -> None:
        """The order is on record with the prison."""
        with self._database as database:
            database.execute(
                "UPDATE orders SET id = ?, state = 'registered' WHERE number = ? AND id IS NULL",
                (order_id, number),
            )

    def position(self, subscription: str) -> int:
        """Up to where the feed was read."""
        row = self._database.execute("SELECT position FROM feed WHERE subscription = ?", (subscription,))
        found: tuple[int] | None = row.fetchone()
        return found[0] if found else 0

    def take(self, events: Iterable[Mapping[str, Any]], subscription: str, position: int) -> list[str]:
        """Do what a page of events tells, and remember that it was done; what changed, in words."""
        with self._database as database:
            changed = [told for event in events if (told := self._do(database, event))]
            database.execute("INSERT OR REPLACE INTO feed VALUES (?, ?)", (subscription, position))
        return changed

    def states(self) -> dict[str, str]:
        """Every order by its number."""
        return dict(self._database.execute("SELECT number, state FROM orders ORDER BY number"))

    def _do(self, database: sqlite3.Connection, event: Mapping[str, Any]) -> str | None:
        if not database.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event["id"],)).rowcount:
            return None
        state, order_id = BECOMES.get(event["type"]), event["data"].get("order_id")
        if state is None or order_id is None:
            return None
        changed = database.execute(
            "UPDATE orders SET state = ? WHERE id = ? AND state NOT LIKE 'executed:%'", (state, order_id)
        ).rowcount
        return f"{event['type']}: order {order_id} is {state}" if changed else None
