"""The demo's prison, through the API that stations and case systems use: a house, people received, visitors.

The gates answer for it: the example policies lie in the data directory, a court signs, an officer asks, and
another one signs for what the simulated devices cannot do: there is no camera for invented faces.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from api.contract.client import Client, Umbral
from api.contract.facilities import FacilityIn, WingIn
from api.contract.gates import CaptureExceptionIn, DecisionOut, IntakeRequest, RecordFieldName
from api.contract.samples import SampleIn
from api.contract.visiting import AppointmentIn, AuthorisationIn
from api.contract.visitors import NoticeIn, VisitorIn
from device_drivers.contract import Frame
from enrollment_station.demo.cast import Member
from enrollment_station.demo.courthouse import Courthouse

HOUSE = "penal-norte"
OTHER_HOUSE = "maison-centrale"
FACILITIES = {
    HOUSE: FacilityIn(
        name="Penal Norte",
        zone="America/Santiago",
        capacity=40,
        wings=(
            WingIn(code="A", name="Módulo A", capacity=20),
            WingIn(code="B", name="Módulo B", capacity=20),
        ),
    ),
    OTHER_HOUSE: FacilityIn(name="Maison centrale", zone="Europe/Paris", capacity=60),
}
WRITTEN: dict[RecordFieldName, str] = {
    "gender": "as they say: man",
    "grounds": "art. 200",
    "ordering-authority": "Juzgado Tercero de Almendra",
    "supervising-authority": "Juez de ejecución",
    "arrest-place": "Calle Mayor",
    "arrest-authority": "Policía de Almendra",
    "property": "watch, belt, 12.50 in coins",
    "family": "a sister",
    "emergency-contact": "the sister, told today",
    "lawyer": "defensoría pública",
    "language": "es",
    "information-given": "read aloud and handed over",
}
VISIT_LASTS = timedelta(hours=8)


class Prison:
    """A client of the service as its officers, and the court whose orders the service knows.

    Every method raises ServiceRefused and ServiceUnreachable.
    """

    def __init__(self, client: Client, court: Courthouse) -> None:
        self._court = court
        self._administrator = Umbral(client, "demo-administrator; roles=administrator")
        self._case_system = Umbral(client, "demo-court; roles=case-system")
        self._officer = Umbral(client, "demo-officer; roles=intake-officer,gate-officer")
        self._supervisor = Umbral(client, "demo-supervisor; roles=supervisor")

    def build(self) -> None:
        """The houses for which policies are shipped; those on record are left alone."""
        known = {one.code for one in self._administrator.facilities.every()}
        for code, facility in FACILITIES.items():
            if code not in known:
                self._administrator.facilities.enter(code, facility)

    def receive(self, member: Member, prints: Sequence[Frame]) -> DecisionOut:
        """Somebody is brought under an order; an officer asks, and a second one signs what it waits for."""
        ordered = self._court.order("commitment", f"{member.number}/26", HOUSE, named=member.name)
        order = self._case_system.orders.register(ordered)
        request = IntakeRequest(
            facility=HOUSE,
            order_id=order.id,
            name=member.name,
            nationalities=("XA",),
            legal_status="pre-trial",
            case_file="present",
            wing="A",
            arrested_at=datetime.now(UTC) - timedelta(hours=3),
            injured=False,
            ill_treated=False,
            record=dict(WRITTEN),
            samples=tuple(
                SampleIn.holding(frame.data, "finger", position=frame.position, dpi=frame.dpi)
                for frame in prints
            ),
            exceptions=(CaptureExceptionIn(modality="face", reason="device-failed"),),
        )
        said = self._officer.gates.intake(request)
        for matter in said.awaited:
            said = self._supervisor.passages.sign(said.passage_id, matter)
        if said.outcome == "hold":
            self._officer.passages.abandon(said.passage_id)
        return said

    def expect(self, visitor: UUID, prisoner: UUID) -> None:
        """A visitor who agreed to fingerprints is authorised, and has an appointment from now on."""
        now = datetime.now(UTC)
        told = NoticeIn(version="2026-1", language="es")
        born = date(1985, 5, 1)
        self._supervisor.visitors.enter(
            visitor, VisitorIn(kind="family", born=born, consent="given", notice=told)
        )
        self._supervisor.authorisations.grant(
            AuthorisationIn(
                visitor_id=visitor,
                prisoner_id=prisoner,
                relationship="sibling",
                consents=("prisoner", "judge"),
            )
        )
        self._supervisor.appointments.book(
            AppointmentIn(
                visitor_id=visitor, prisoner_id=prisoner, facility=HOUSE, begins=now, ends=now + VISIT_LASTS
            )
        )

    def free(self, member: Member, person: UUID) -> None:
        """The court sets somebody free: the order that the release gate is to be asked with."""
        number = f"{member.number}/26-L"
        ordered = self._court.order("release", number, HOUSE, named=member.name, person_id=person)
        self._case_system.orders.register(ordered)
