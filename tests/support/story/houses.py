"""Where the story takes place: in this process, or in a service of its own; on either database."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select

from api.app import WORKERS, application
from api.contract.facilities import FacilityIn, WingIn
from api.desks.gatehouse import Gatehouse
from api.desks.groups import RosterGroups
from api.desks.looking import Rates
from api.desks.orders import CaseKeys
from api.desks.policies import PolicyShelf
from api.desks.service import Gates
from api.events.events import Events
from api.middleware.limits import Limits
from api.registry import engine as database
from api.registry.adjudication_tables import adjudication_case, adjudication_review
from api.registry.ids import uuid7
from api.registry.records import NewPerson
from api.registry.registry import Registry
from api.service import IdentityService
from api.workers import Workers
from matcher.extraction import Extractors
from matcher.gallery.local import LocalGallery
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.plain_http import plain_http
from tests.support.receiver import LOOPBACK
from tests.support.service import RunningService, running_service
from tests.support.story import policy, serving
from tests.support.story.callers import ADMIN, Wire
from tests.support.story.captures import Captures, Named, Pictures, read_name
from tests.support.story.clock import FileClock, local
from tests.support.story.policy import ELSEWHERE
from tests.support.story.prison import HERE, KEY_ID, NUMBERS, POLICY, WATCHED, Prison, Winding
from tests.support.story.reviewers import Look, Reviewers
from tests.support.story.telling import Telling

OPENS = local(POLICY.scope.zone, 2, 7)
BODY_LIMIT = 8 << 20
NO_LIMIT = 10_000.0


class ReadsNames(Extractors):
    """Eyes that take what a sample says for what it shows."""

    extract = staticmethod(read_name)


@dataclass(frozen=True)
class Place:
    """The store of a prison, and the key with which its court signs."""

    where: Where
    keys: Path
    court_key: Ed25519PrivateKey
    captures: Captures

    def opened(self) -> Registry:
        """The store, beside whoever else has it open."""
        return Registry.open(self.where, self.keys)

    def prepare(self) -> None:
        """Somebody is on record who is to come onto a watchlist."""
        registry = self.opened()
        samples = self.captures.on_record(WATCHED)
        registry.enrol(NewPerson(_watched(), "N. N.", None, OPENS, uuid7(), samples))
        registry.close()


@contextmanager
def in_process(where: Where, keys: Path) -> Iterator[tuple[Prison, IdentityService]]:
    """The application in this process, with eyes that read names, and a clock of its own."""
    place = Place(where, keys, Ed25519PrivateKey.generate(), Named())
    place.prepare()
    registry, clock = place.opened(), SimulatedClock(OPENS)
    eyes = ReadsNames()
    gallery = LocalGallery(eyes.face_extractor)
    service = IdentityService(registry, gallery, eyes, fpir=0.01, fmr=0.0001, clock=clock)
    events = Events(registry, source="urn:umbral:site:story", networks=LOOPBACK, clock=clock)
    house = Gatehouse(registry, service, PolicyShelf(policy.policies()), clock)
    gates = Gates.over(house, RosterGroups(service.roster), Rates(0.01, 0.0001))
    case_keys = CaseKeys({KEY_ID: place.court_key.public_key()})
    app = application(service, Limits(BODY_LIMIT, NO_LIMIT, int(NO_LIMIT)), events, gates, case_keys)
    app.state.workers = Workers(WORKERS)
    service.start()
    service.join()
    with plain_http(app) as http:
        yield opened(place, Wire(http), clock), service
    service.close()


@contextmanager
def served(
    home: Path, where: Where, eyes: str, captures: Captures | None = None
) -> Iterator[tuple[Prison, RunningService]]:
    """A service in a process of its own over a data directory that is made for it."""
    place = furnished(home, where, captures or (Named() if eyes == "names" else Pictures()))
    with ExitStack() as stack:
        running = stack.enter_context(running_service(home, module=serving.__name__, arguments=[eyes]))
        http = stack.enter_context(client(running))
        yield opened(place, Wire(http), FileClock(home / serving.CLOCK)), running


def client(running: RunningService) -> httpx.Client:
    """Of a running service."""
    return httpx.Client(base_url=running.url, timeout=120, trust_env=False)


def furnished(home: Path, where: Where, captures: Captures) -> Place:
    """A data directory with policy, court's key, clock and store. where: a file is kept in the directory."""
    home.mkdir(parents=True)
    policy.written(home / "policies")
    court_key = Ed25519PrivateKey.generate()
    (home / "case-keys").mkdir()
    pem = court_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (home / "case-keys" / f"{KEY_ID}.pem").write_bytes(pem)
    FileClock(home / serving.CLOCK).advance_to(OPENS)
    store: Where = home / "umbral.db" if isinstance(where, Path) else where
    if not isinstance(where, Path):
        (home / "umbral.toml").write_text(f'database = "{where}"\n', "utf-8")
    place = Place(store, home / "keys", court_key, captures)
    place.prepare()
    return place


def opened(place: Place, wire: Wire, clock: Winding) -> Prison:
    """The prison on the morning before the story: two houses on record, partners who listen."""
    telling = Telling(wire)
    prison = Prison(
        wire, clock, place.captures, Reviewers(_looking_into(place.where)), place.court_key, telling
    )
    prison.came("N. N.", _watched(), WATCHED)
    for code, name in ((HERE, "Penal Norte"), (ELSEWHERE, "Penal Sur")):
        asked = FacilityIn(
            name=name, zone=POLICY.scope.zone.key, capacity=400, wings=(WingIn(code="A", name="North"),)
        )
        wire.send("PUT", f"/v1/facilities/{code}", ADMIN, asked)
    telling.subscribe()
    return prison


def _looking_into(where: Where) -> Look:
    """Of a review case and person, from the store itself."""

    def look(review: UUID) -> tuple[UUID, UUID]:
        engine = database.connect(where)
        wanted = (
            select(adjudication_case.c.id, adjudication_case.c.person_id)
            .join(adjudication_review, adjudication_review.c.case_id == adjudication_case.c.id)
            .where(adjudication_review.c.id == review)
        )
        with database.reading(engine) as connection:
            case, person = connection.execute(wanted).one()
        engine.dispose()
        return case, person

    return look


def _watched() -> UUID:
    return UUID(int=NUMBERS.int ^ WATCHED)
