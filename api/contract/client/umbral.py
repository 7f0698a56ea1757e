"""The door: everything that the service offers, by noun."""

from collections.abc import Sequence
from typing import Self

import httpx

from api.contract.client.accounts import Accounts
from api.contract.client.adjudication import Adjudication
from api.contract.client.audit import Audit
from api.contract.client.bans import Bans
from api.contract.client.boards import Boards
from api.contract.client.closings import Closings
from api.contract.client.connection import Connection
from api.contract.client.credentials import ClientCredentials, private
from api.contract.client.custody import Custody
from api.contract.client.face_models import FaceModels
from api.contract.client.facilities import Facilities
from api.contract.client.feed import Feed
from api.contract.client.gates import Gates
from api.contract.client.injuries import Injuries
from api.contract.client.keys import Keys
from api.contract.client.legal_basis import LegalBases
from api.contract.client.orders import Orders
from api.contract.client.papers import Papers
from api.contract.client.passages import Passages
from api.contract.client.persons import Persons
from api.contract.client.policies import Policies
from api.contract.client.repeating import Repeating
from api.contract.client.retention import Retention
from api.contract.client.roll_calls import RollCalls
from api.contract.client.stations import Stations
from api.contract.client.statistics import Statistics
from api.contract.client.subscriptions import Subscriptions
from api.contract.client.until_closed import UntilClosed
from api.contract.client.visiting import Appointments, Authorisations, Visits
from api.contract.client.visitors import Visitors
from api.contract.client.warrants import Warrants
from api.contract.client.watchlists import Watchlists


class Umbral(UntilClosed):
    """The service, as one actor calls it.

        with Umbral.at("http://127.0.0.1:8080", "courts", ["case-system"]) as umbral:
            order = umbral.orders.register(signed(OrderIn(...), "court-2026", key.sign))

    Thread-safe. Every call raises ServiceRefused, in the subclass that says what kind of refusal it is, or
    ServiceUnreachable. Reads, and writes under the idempotency key that each gets, are repeated by
    themselves where the connection fails or the service is busy; a write is never done twice.
    """

    def __init__(self, connection: Connection, actor: str) -> None:
        """Over a connection; actor: `ID; roles=a,b`, the id stable and of whoever acts."""
        self._connection = connection
        self.facilities = Facilities(connection, actor)
        self.boards = Boards(connection, actor)
        self.statistics = Statistics(connection, actor)
        self.orders = Orders(connection, actor)
        self.persons = Persons(connection, actor)
        self.custody = Custody(connection, actor)
        self.injuries = Injuries(connection, actor)
        self.legal_bases = LegalBases(connection, actor)
        self.roll_calls = RollCalls(connection, actor)
        self.visitors = Visitors(connection, actor)
        self.authorisations = Authorisations(connection, actor)
        self.appointments = Appointments(connection, actor)
        self.visits = Visits(connection, actor)
        self.closings = Closings(connection, actor)
        self.bans = Bans(connection, actor)
        self.gates = Gates(connection, actor)
        self.passages = Passages(connection, actor)
        self.papers = Papers(connection, actor)
        self.policies = Policies(connection, actor)
        self.warrants = Warrants(connection, actor)
        self.watchlists = Watchlists(connection, actor)
        self.face_models = FaceModels(connection, actor)
        self.adjudication = Adjudication(connection, actor)
        self.subscriptions = Subscriptions(connection, actor)
        self.feed = Feed(connection, actor)
        self.audit = Audit(connection, actor)
        self.keys = Keys(connection, actor)
        self.retention = Retention(connection, actor)
        self.accounts = Accounts(connection, actor)
        self.stations = Stations(connection, actor)

    @classmethod
    def at(  # noqa: PLR0913 - where, who, and how
        cls,
        url: str,
        actor: str,
        roles: Sequence[str],
        *,
        language: str = "en",
        transport: httpx.BaseTransport | None = None,
        repeating: Repeating = Repeating(),  # noqa: B008 - it never changes
    ) -> Self:
        """The service at an address. roles: of the actor; language: of sentences in answers and problems.

        transport: how requests travel, by default over HTTP.
        """
        opened = Connection(url, language=language, transport=transport, repeating=repeating)
        return cls(opened, f"{actor}; roles={','.join(roles)}")

    @classmethod
    def proven(
        cls,
        url: str,
        credentials: ClientCredentials,
        *,
        language: str = "en",
        transport: httpx.BaseTransport | None = None,
        repeating: Repeating = Repeating(),  # noqa: B008 - it never changes
    ) -> Self:
        """The service at an address, where callers prove who they are. credentials: of a program.

        Raises ValueError for an address where others read along.
        """
        if not private(url):
            raise ValueError("a token is sent over https, but on this machine")
        opened = Connection(
            url, language=language, transport=transport, repeating=repeating, credentials=credentials
        )
        return cls(opened, "")

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()
