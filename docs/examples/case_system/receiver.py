"""A receiver of Umbral's events, small enough to be read: `python receiver.py 8080 whsec_...`

It believes nothing that is not signed with the secret it was shown, refuses what is older than five
minutes, and does each event once, however often it comes: the id is kept in the same transaction as what the
event told. It answers 204 only then; whatever else happens, the event comes again. It needs `webhook.py` of
`api/contract`, which needs Python alone. In real life it stands behind TLS: without, the service calls its
own machine only.
"""

import sqlite3
import sys
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer

from api.contract.webhook import LARGEST_BODY, Message, MessageRefused, verify

TABLES = """
CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS told (subject TEXT, sequence TEXT, type TEXT NOT NULL, data TEXT NOT NULL);
"""


class Handler(BaseHTTPRequestHandler):
    """Takes one event with each POST."""

    server: "Server"
    timeout = 10  # seconds, of a sender that falls silent

    def do_POST(self) -> None:
        """204: it is ours now. 400: this is none of yours, or not in this form; do not send it again."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self._answer(400)
            return
        body = self.rfile.read(int(length))
        try:
            message = verify(dict(self.headers.items()), body, self.server.secrets, time.time())
        except MessageRefused as refused:
            print(refused, file=sys.stderr)
            self._answer(400)
            return
        self.server.take(message)
        self._answer(204)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Paths and addresses are nobody's business."""


class Server(HTTPServer):
    """secrets: one, or two while a new one is taken into use."""

    def __init__(self, port: int, secrets: Sequence[str], database: str) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.secrets = secrets
        self._store = sqlite3.connect(database)
        self._store.executescript(TABLES)

    def take(self, message: Message) -> None:
        """Do what the event asks for, and remember its id: both or neither."""
        event = message.event
        with self._store:
            new = self._store.execute(
                "INSERT OR IGNORE INTO seen VALUES (?, ?)", (message.id, message.timestamp)
            )
            if not new.rowcount:
                return  # it was here before: the answer to it was lost
            told = (event.get("subject"), event.get("sequence"), event["type"], str(event["data"]))
            self._store.execute("INSERT INTO told VALUES (?, ?, ?, ?)", told)
        print(*told, flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: receiver.py PORT SECRET [SECRET]")
    server = Server(int(sys.argv[1]), sys.argv[2:], "events.db")
    print(f"listening on http://127.0.0.1:{server.server_address[1]}/", flush=True)
    server.serve_forever()
