"""A small prison behind a running service, as its administrator, court and supervisor would have set it up.

Orders are signed by a key that the service knows, people come with generated prints; nobody is on record who
was not received or enrolled at a gate.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.contract.client import Umbral
from api.contract.facilities import FacilityIn, WingIn
from api.contract.orders import OrderIn, OrderOut
from api.contract.signing import signed
from api.contract.visiting import AppointmentIn, AuthorisationIn
from api.policies import SHIPPED, shipped
from tests.support.policies import governed
from tests.support.service import RunningService, running_service

POLICY = shipped(SHIPPED[0])
HERE = POLICY.scope.facility
NAME = "Penal Norte"
KEY_ID = "court-2026"


@dataclass(frozen=True)
class Prison:
    """A service, and the key of the court that sends it orders."""

    service: RunningService
    court: Ed25519PrivateKey

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.service.url

    @contextmanager
    def acting(self, *roles: str) -> Iterator[Umbral]:
        """The service as somebody with these roles calls it, who is called as the first of them."""
        with Umbral.at(self.url, f"{roles[0]}-1", roles) as umbral:
            yield umbral

    def order(self, kind: str, number: str, *, named: str, person_id: UUID | None = None) -> OrderOut:
        """A court's signed order, to be carried out here within the week."""
        now = datetime.now(UTC).replace(microsecond=0)
        told = OrderIn.model_validate(
            {
                "kind": kind,
                "court": "Juzgado Tercero",
                "number": number,
                "issued": now - timedelta(hours=2),
                "valid_from": now - timedelta(hours=1),
                "expires": now + timedelta(days=7),
                "facility": HERE,
                "person_id": person_id,
                "case": f"C-{number}",
                "named": named,
                "grounds": "art. 200",
            }
        )
        with self.acting("case-system") as courts:
            return courts.orders.register(signed(told, KEY_ID, self.court.sign))

    def expect(self, visitor: UUID, prisoner: UUID) -> None:
        """The visitor may see the prisoner, who agreed, as the judge did, and has an appointment now."""
        now = datetime.now(UTC)
        with self.acting("supervisor") as supervisor:
            supervisor.authorisations.grant(
                AuthorisationIn(
                    visitor_id=visitor,
                    prisoner_id=prisoner,
                    relationship="sibling",
                    consents=("prisoner", "judge"),
                )
            )
            supervisor.appointments.book(
                AppointmentIn(
                    visitor_id=visitor,
                    prisoner_id=prisoner,
                    facility=HERE,
                    begins=now,
                    ends=now + timedelta(hours=2),
                )
            )


@contextmanager
def prison(home: Path, others: Sequence[str] = ()) -> Iterator[Prison]:
    """The service over a data directory that this makes; others: codes of facilities beside the one."""
    governed(home)
    (home / "case-keys").mkdir()
    court = Ed25519PrivateKey.generate()
    public = court.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (home / "case-keys" / f"{KEY_ID}.pem").write_bytes(public)
    with running_service(home) as running:
        made = Prison(running, court)
        wings = (WingIn(code="A", name="Norte", capacity=120), WingIn(code="B", name="Sur"))
        zone = POLICY.scope.zone.key
        with made.acting("administrator") as administrator:
            for code, name in ((HERE, NAME), *((other, other.title()) for other in others)):
                facility = FacilityIn(name=name, zone=zone, capacity=400, wings=wings)
                administrator.facilities.enter(code, facility)
        yield made
