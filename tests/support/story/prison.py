"""The story's prison: who is known by which number, and everything its officers can ask."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel

from api.contract.bans import BanIn
from api.contract.gates import DecisionOut, Presented
from api.contract.orders import OrderIn
from api.contract.persons import Enrolment, GalleryName
from api.contract.samples import SampleIn
from api.contract.signing import signed
from api.contract.visiting import AppointmentIn, AuthorisationIn
from api.contract.visitors import NoticeIn, VisitorIn
from tests.support.story.callers import ANA, BEA, COURT, Wire
from tests.support.story.captures import Captures
from tests.support.story.clock import local
from tests.support.story.passage import Passage
from tests.support.story.policy import policies
from tests.support.story.reviewers import Reviewers
from tests.support.story.telling import Telling

POLICY = policies()[0]
HERE = POLICY.scope.facility
WATCHED = 90
"""Who is placed on a watchlist the day before."""
NUMBERS = UUID("6f1d43e2-0f5b-4f0a-9a51-6d9d0c1d5a11")
KEY_ID = "court-2026"
PATHS = {
    "intake": "intake",
    "enrolment": "visits/enrolment",
    "entry": "visits/entry",
    "exit": "visits/exit",
    "release": "release",
    "departure": "departure",
    "return": "return",
}


class Winding(Protocol):
    """A clock that the story winds."""

    def now(self) -> datetime: ...
    def advance_to(self, instant: datetime) -> None: ...


@dataclass
class Prison:
    """known: persons by their names; bodies: who is really behind a record; visits: those asked for."""

    wire: Wire
    clock: Winding
    captures: Captures
    reviewers: Reviewers
    court_key: Ed25519PrivateKey
    telling: Telling
    known: dict[str, UUID] = field(default_factory=dict)
    bodies: dict[UUID, int] = field(default_factory=dict)
    orders: dict[str, UUID] = field(default_factory=dict)
    visits: int = 0

    # -- time ----------------------------------------------------------------------------------------------

    def at(self, day: int, hour: int, minute: int = 0) -> None:
        """It is this hour of a day of March, by the prison's clocks."""
        self.clock.advance_to(local(POLICY.scope.zone, day, hour, minute))

    def later(self, **span: int) -> None:
        """Time passes."""
        self.clock.advance_to(self.clock.now() + timedelta(**span))

    # -- who stands there ----------------------------------------------------------------------------------

    def shown(self, body: int, impression: int = 0, *, face: bool = True) -> tuple[SampleIn, ...]:
        """One finger, and the face."""
        finger = self.captures.finger(body, impression)
        return (finger, self.captures.face(body, impression)) if face else (finger,)

    def came(self, name: str, person: UUID, body: int) -> None:
        """Somebody is on record."""
        self.known[name], self.bodies[person] = person, body

    # -- the gates -----------------------------------------------------------------------------------------

    def asks(self, gate: str, who: str, asked: Presented, shows: int | None = None) -> Passage:
        """Ana asks a gate. shows: whose body is before her."""
        answer = self.wire.post(f"/v1/gates/{PATHS[gate]}", ANA, asked)
        return Passage(self, who, shows, DecisionOut.model_validate_json(answer.content))

    # -- the offices ---------------------------------------------------------------------------------------

    def enrols(self, name: str, body: int, gallery: GalleryName, samples: tuple[SampleIn, ...]) -> UUID:
        """Somebody comes on record at a counter."""
        person = uuid5(NUMBERS, name)
        asked = Enrolment(person_id=person, name=name, gallery=gallery, samples=list(samples))
        self.wire.post("/v1/persons", ANA, asked, already=("person-exists",))
        self.came(name, person, body)
        return person

    def order(self, number: str, kind: str, names: str | None = None, **changes: Any) -> UUID:
        """The court's order, signed by its key and registered by its system. names: whom it is about.

        key: another signs it; None: nobody, it is paper.
        """
        key = changes.pop("key", self.court_key)
        now = self.clock.now()
        said: dict[str, Any] = {
            "kind": kind,
            "court": "Juzgado Tercero",
            "number": number,
            "issued": now,
            "valid_from": now,
            "expires": now + timedelta(days=7),
            "facility": HERE,
            "person_id": None if names is None else self.known[names],
            "case": f"C-{number}",
        }
        order = OrderIn(**said | changes)
        if key is not None:
            order = signed(order, KEY_ID, key.sign)
        self.orders[number] = UUID(self._made("/v1/orders", COURT, order))
        return self.orders[number]

    def visitor(self, name: str, kind: str = "family", **changes: Any) -> UUID:
        """Somebody on record becomes a visitor who consented under the notice that counts."""
        said: dict[str, Any] = {
            "kind": kind,
            "born": "1980-05-01",
            "consent": "given",
            "notice": NoticeIn(version=POLICY.visits.notice, language="es"),
        }
        asked = VisitorIn.model_validate(said | changes)
        path = f"/v1/visitors/{self.known[name]}"
        self.wire.send("PUT", path, ANA, asked, headers=self.wire.seen(path, ANA))
        return self.known[name]

    def authorises(self, visitor: str, prisoner: str, **changes: Any) -> None:
        """The prisoner wants the visit, and a judge has nothing against it."""
        said: dict[str, Any] = {
            "visitor_id": self.known[visitor],
            "prisoner_id": self.known[prisoner],
            "relationship": "sibling",
            "consents": ("prisoner", "judge"),
        }
        self._made("/v1/authorisations", BEA, AuthorisationIn(**said | changes))

    def books(self, visitor: str, prisoner: str, begins: datetime | None = None) -> None:
        """A visit of two hours, from now on unless another hour is said."""
        starts = begins or self.clock.now()
        asked = AppointmentIn(
            visitor_id=self.known[visitor],
            prisoner_id=self.known[prisoner],
            facility=HERE,
            begins=starts,
            ends=starts + timedelta(hours=2),
        )
        self._made("/v1/appointments", ANA, asked)

    def bans(self, who: str, kind: str = "ban", **changes: Any) -> None:
        """From visits."""
        said = {"person_id": self.known[who], "kind": kind, "facility": HERE, "reason": "As decided."}
        self._made("/v1/bans", BEA, BanIn.model_validate(said | changes))

    def _made(self, path: str, by: str, asked: BaseModel) -> str:
        return str(self.wire.post(path, by, asked).json()["id"])
