"""A prison on paper: a store, a gallery of made-up people, the desks over both, and a clock.

What stands before a desk is written into the samples: `person 3, impression 1`. The eyes read that instead of
pixels and give the templates that the gallery was filled with, so that a thousand askings take seconds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from secrets import SystemRandom
from typing import Any
from uuid import UUID

from api.adjudication.judgement import Judgement
from api.auth.actor import Actor, Role
from api.contract.gates import Presented
from api.contract.samples import SampleIn
from api.desks.case import Decided
from api.desks.gatehouse import AnyDesk, Gatehouse
from api.desks.groups import RosterGroups
from api.desks.looking import Rates
from api.desks.policies import PolicyShelf
from api.desks.service import Gates
from api.gates.evidence import OrderKind, Signature
from api.gates.visits.evidence import VisitorKind
from api.gates.visits.grants import Grantor
from api.policies import SHIPPED, shipped
from api.registry import adjudication, appointments, authorisations, custody, facilities, orders, visitors
from api.registry.appointments import Appointment, AppointmentStatus
from api.registry.authorisations import Authorisation
from api.registry.custody import Episode, LegalStatus
from api.registry.facilities import Facility
from api.registry.galleries import Gallery as GalleryName
from api.registry.idempotency import Answer, Asked
from api.registry.ids import uuid7
from api.registry.orders import Order, OrderText
from api.registry.records import NewPerson, NewSample
from api.registry.registry import Registry
from api.registry.visitors import Visitor, VisitorDetails
from api.service import IdentityService
from matcher.domain import Modality, Sample
from matcher.extraction import Extracted, Extractors
from matcher.face.parameters import EXTRACTOR
from matcher.gallery.local import LocalGallery
from tests.support.clock import SimulatedClock
from tests.support.made_up import POSITIONS, templates

POLICY = shipped(SHIPPED[0])
ELSEWHERE = "penal-sur"
"""Another house under the same policy."""
OFFICER = Actor("officer-1", frozenset({Role.GATE_OFFICER}))
OTHER = Actor("officer-2", frozenset({Role.SUPERVISOR}))


def person_id(number: int) -> UUID:
    """Of made-up person `number`."""
    return UUID(int=number)


def shown(number: int, impression: int = 1) -> tuple[SampleIn, ...]:
    """Both index fingers and the face of somebody, as captured at a desk."""
    said = f"person {number}, impression {impression}".encode()
    fingers = [SampleIn.holding(said, "finger", position=int(position)) for position in POSITIONS]
    return (*fingers, SampleIn.holding(said, "face"))


class Named:
    """Extractors that take what a sample says for what it shows."""

    face_extractor = EXTRACTOR

    def extract(self, sample: Sample) -> Iterator[Extracted]:
        """The template of whoever is named."""
        yield _extracted(sample)


def _extracted(sample: Sample) -> Extracted:
    number, impression = map(int, re.findall(rb"\d+", sample.data))
    made = templates(number, impression)
    of_it = made[2] if sample.modality is Modality.FACE else made[POSITIONS.index(sample.position)]
    return Extracted(sample, of_it, "image/png", None, None, 0.0, 0.0)


@dataclass
class House:
    """See above. decided: what the desks decided, the last one last."""

    registry: Registry
    clock: SimulatedClock
    gallery: LocalGallery = field(default_factory=LocalGallery)
    decided: list[Decided] = field(default_factory=list)
    eyes: Named | Extractors = field(default_factory=Named)

    def __post_init__(self) -> None:
        elsewhere = replace(POLICY, scope=replace(POLICY.scope, facility=ELSEWHERE))
        shelf = PolicyShelf([POLICY, elsewhere])
        self.service = IdentityService(self.registry, self.gallery, self.eyes, fpir=0.01, fmr=0.0001)  # type: ignore[arg-type] # a part of them
        self.service.start()
        self.service.join()
        house = Gatehouse(self.registry, self.service, shelf, self.clock)
        self.gates = Gates.over(house, RosterGroups(self.service.roster), Rates(0.01, 0.0001))
        self.code = POLICY.scope.facility
        with self.registry.writing(self.clock.now()) as unit:
            made = Facility(uuid7(), self.code, "Penal Norte", POLICY.scope.zone.key, 400)
            self.facility = (facilities.by_code(unit, self.code) or facilities.add(unit, made)).id

    def enrol(self, number: int, gallery: GalleryName | None) -> UUID:
        """Somebody comes on record."""
        held = templates(number)
        samples = [
            NewSample(uuid7(), Sample(one.modality, b"picture", one.position), one, "image/png", None)
            for one in held
        ]
        person = NewPerson(person_id(number), f"Person {number}", gallery, self.clock.now(), uuid7(), samples)
        with self.service.writing(self.service.see([])) as wrote:
            self.registry.enrol(person)
            wrote([person.id])
        return person.id

    def prisoner(self, number: int, status: LegalStatus = LegalStatus.SENTENCED) -> UUID:
        """Somebody is held here."""
        who, now = self.enrol(number, None), self.clock.now()
        episode = Episode(
            person_id=who, facility_id=self.facility, admitted=now, legal_status=status, case_reference="1/26"
        )
        with self.service.writing(self.service.see([])) as wrote:
            with self.registry.writing(now) as unit:
                custody.admit(unit, episode)
            wrote([who])
        return who

    def visitor(self, number: int, **changes: Any) -> UUID:
        """A grown visitor who consented to biometrics under the notice that counts."""
        who, now = self.enrol(number, GalleryName.VISITORS), self.clock.now()
        told = Visitor(
            person_id=who,
            kind=VisitorKind.FAMILY,
            guardian_id=None,
            notice=POLICY.visits.notice,
            notice_language="es",
            noticed=now,
            consented=now,
            withdrawn=None,
            details=VisitorDetails(born=date(1980, 5, 1)),
        )
        with self.registry.writing(now) as unit:
            visitors.add(unit, replace(told, **changes))
        return who

    def order(self, number: str, kind: OrderKind = OrderKind.COMMITMENT, **changes: Any) -> UUID:
        """An order that the case system signed, for this house and a week."""
        now = self.clock.now()
        order = Order(
            kind=kind,
            facility_id=self.facility,
            valid_from=now,
            expires=now + timedelta(days=7),
            signature=Signature.VALID,
            key_id="court",
            registered_by="case-system",
            registered_at=now,
            text=OrderText("Juzgado Tercero", number, now, case=f"C-{number}"),
        )
        with self.registry.writing(now) as unit:
            return orders.register(unit, replace(order, **changes)).id

    def authorise(self, visitor: UUID, prisoner: UUID) -> None:
        """The prisoner wants the visit, and so does everybody else whose word is needed."""
        grant = Authorisation(
            visitor_id=visitor,
            prisoner_id=prisoner,
            relationship=min(POLICY.visits.relationships),
            consents=tuple(Grantor),
            granted_by="officer-9",
            since=self.clock.now(),
        )
        with self.registry.writing(self.clock.now()) as unit:
            authorisations.grant(unit, grant)

    def book(self, visitor: UUID, prisoner: UUID) -> UUID:
        """An appointment that begins now."""
        now = self.clock.now()
        slot = Appointment(
            visitor_id=visitor,
            prisoner_id=prisoner,
            facility_id=self.facility,
            begins=now,
            ends=now + timedelta(hours=2),
            status=AppointmentStatus.BOOKED,
            booked_by="officer-9",
        )
        with self.registry.writing(now) as unit:
            return appointments.book(unit, slot).id

    def expected(self, visitor: UUID, prisoner: UUID) -> None:
        """Authorised and booked."""
        self.authorise(visitor, prisoner)
        self.book(visitor, prisoner)

    def ask(self, desk: AnyDesk, request: Presented, key: str = "", by: Actor = OFFICER) -> Decided:
        """Ask a gate, under a new key unless one is named."""
        route, digest = f"POST {desk.book.gate}", request.model_dump_json()
        self.gates.house.ask(desk, request, by, Asked(by.id, route, key or str(uuid7()), digest), self._kept)
        return self.decided[-1]

    def sign(self, passage: UUID, matter: str, by: Actor = OTHER) -> Decided:
        """Another officer agrees."""
        self.gates.sign(passage, matter, by, self._kept)
        return self.decided[-1]

    def again(self, passage: UUID) -> Decided:
        """Decide anew."""
        self.gates.again(passage, self._kept)
        return self.decided[-1]

    def review(self, judgement: Judgement) -> None:
        """Two reviewers look at everything that waits, and agree."""
        for reviewer in ("reviewer-1", "reviewer-2"):
            with self.registry.writing(self.clock.now()) as unit:
                while review := adjudication.lend(
                    unit, reviewer, lease=timedelta(minutes=5), known_share=0.0, chance=SystemRandom()
                ):
                    adjudication.judge(unit, review.id, reviewer, judgement)

    def elsewhere(self) -> UUID:
        """The other house comes on record."""
        made = Facility(uuid7(), ELSEWHERE, "Penal Sur", POLICY.scope.zone.key, 200)
        with self.registry.writing(self.clock.now()) as unit:
            return facilities.add(unit, made).id

    def _kept(self, decided: Decided) -> Answer:
        self.decided.append(decided)
        return Answer(200, "text/plain", str(decided.decision.outcome))


def said(decided: Decided) -> dict[str, str]:
    """Rule by rule the code of its reason."""
    return {found.rule: found.reason.code for found in decided.decision.findings}
