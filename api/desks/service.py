"""All desks of this service over one gatehouse."""

from dataclasses import dataclass
from uuid import UUID

from api.auth.actor import Actor
from api.desks.absence.departure import DepartureDesk
from api.desks.absence.homecoming import ReturnDesk
from api.desks.gatehouse import AnyDesk, Gatehouse, Render
from api.desks.intake.desk import IntakeDesk
from api.desks.looking import Groups, Rates
from api.desks.release.desk import ReleaseDesk
from api.desks.rollcall.desk import RollCallDesk
from api.desks.rollcall.searching import Lookout
from api.desks.visits.closing import ClosingDesk
from api.desks.visits.enrolment import EnrolmentDesk
from api.desks.visits.entry import EntryDesk
from api.desks.visits.exit import ExitDesk
from api.gates.decision import Gate
from api.registry.idempotency import Answer


@dataclass(frozen=True, slots=True)
class Gates:
    """The gatehouse, a desk for each gate, and the one that goes round."""

    house: Gatehouse
    intake: IntakeDesk
    enrolment: EnrolmentDesk
    entry: EntryDesk
    exit: ExitDesk
    release: ReleaseDesk
    departure: DepartureDesk
    homecoming: ReturnDesk
    closing: ClosingDesk
    roll_call: RollCallDesk

    @classmethod
    def over(cls, house: Gatehouse, groups: Groups, rates: Rates) -> "Gates":
        """Desks that search these groups by these rates."""
        return cls(
            house,
            IntakeDesk(groups, rates),
            EnrolmentDesk(groups, rates),
            EntryDesk(groups, rates),
            ExitDesk(groups, rates),
            ReleaseDesk(groups, rates),
            DepartureDesk(groups, rates),
            ReturnDesk(groups, rates),
            ClosingDesk(house, groups, rates),
            RollCallDesk(house, Lookout(groups, rates)),
        )

    def of(self, gate: Gate) -> AnyDesk:
        """The desk of a gate."""
        desks: tuple[AnyDesk, ...] = (
            self.intake,
            self.enrolment,
            self.entry,
            self.exit,
            self.release,
            self.departure,
            self.homecoming,
        )
        return next(desk for desk in desks if desk.book.gate is gate)

    def sign(self, passage_id: UUID, matter: str, actor: Actor, render: Render) -> Answer:
        """Another officer agrees to a matter of a passage; see `Gatehouse.sign`."""
        return self.house.sign(self.of(self.house.gate_of(passage_id)), passage_id, matter, actor, render)

    def again(self, passage_id: UUID, render: Render) -> Answer:
        """Decide a passage anew; see `Gatehouse.again`."""
        return self.house.again(self.of(self.house.gate_of(passage_id)), passage_id, render)
