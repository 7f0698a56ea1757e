"""Visits: one at a time, who may see whom, bans, appointments, and who is inside."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import pytest

from api.gates.visits.evidence import VisitorKind
from api.gates.visits.grants import Grantor
from api.registry import appointments, authorisations, bans, documents, visitors, visits
from api.registry.appointments import Appointment, AppointmentStatus
from api.registry.authorisations import Authorisation
from api.registry.bans import Ban, BanKind
from api.registry.documents import ChipResult, Document, DocumentContent, DocumentKind
from api.registry.errors import AlreadyOnRecord, Conflict, NotInside, Overtaken, StillInside
from api.registry.ids import uuid7
from api.registry.registry import Registry
from api.registry.visitors import Visitor, VisitorDetails
from api.registry.visits import Visit
from tests.support.registry import DAY, HOUR, NOW, add_facility, add_person


@dataclass(frozen=True)
class Setting:
    """A visitor, a prisoner and where they meet."""

    visitor: UUID
    prisoner: UUID
    facility: UUID

    def visit(self, after: int = 0) -> Visit:
        return Visit(
            visitor_id=self.visitor,
            prisoner_id=self.prisoner,
            facility_id=self.facility,
            entered=NOW + after * HOUR,
            entry_decision_id=uuid7(),
        )


@pytest.fixture
def setting(registry: Registry) -> Setting:
    return Setting(add_person(registry), add_person(registry, "Bruno Lima"), add_facility(registry))


def test_in_and_out(registry: Registry, setting: Setting) -> None:
    with registry.writing(NOW) as unit:
        visit = visits.enter(unit, setting.visit())
        assert visits.inside(unit, setting.facility) == (visit,)
        assert visits.inside(unit, uuid7()) == ()
    out = uuid7()
    with registry.writing(NOW + HOUR) as unit:
        visits.leave(unit, visit.id, out)
        assert visits.inside(unit) == ()
        ended = visits.one(unit, visit.id)
        assert (ended.left, ended.exit_decision_id) == (NOW + HOUR, out)
        assert visits.open_of(unit, setting.visitor) is None
        assert visits.of_visitor(unit, setting.visitor) == (ended,)
        assert visits.received(unit, setting.prisoner, NOW, NOW + DAY) == 1
        assert visits.received(unit, setting.prisoner, NOW + HOUR, NOW + DAY) == 0


def test_a_visitor_is_inside_once(registry: Registry, setting: Setting) -> None:
    with registry.writing(NOW) as unit:
        visits.enter(unit, setting.visit())
        with pytest.raises(StillInside):
            visits.enter(unit, setting.visit(1))


def test_of_many_entries_at_once_one_lets_in_and_of_many_exits_one_lets_out(
    registry: Registry, setting: Setting
) -> None:
    def enter(_: int) -> UUID | None:
        try:
            with registry.writing(NOW) as unit:
                return visits.enter(unit, setting.visit()).id
        except StillInside:
            return None

    def leave(visit: UUID) -> bool:
        try:
            with registry.writing(NOW + HOUR) as unit:
                visits.leave(unit, visit, uuid7())
        except NotInside:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        (entered,) = [visit for visit in pool.map(enter, range(16)) if visit is not None]
        assert sum(pool.map(leave, [entered] * 16)) == 1


def test_an_authorisation_holds_until_it_ends_or_is_revoked(registry: Registry, setting: Setting) -> None:
    new = Authorisation(
        visitor_id=setting.visitor,
        prisoner_id=setting.prisoner,
        relationship="sister",
        consents=(Grantor.PRISONER, Grantor.JUDGE),
        granted_by="officer-7",
        since=NOW,
        until=NOW + DAY,
    )
    with registry.writing(NOW) as unit:
        authorisations.grant(unit, new)
        with pytest.raises(AlreadyOnRecord):
            authorisations.grant(unit, replace(new, id=uuid7()))
        found = authorisations.between(unit, setting.visitor, setting.prisoner)
        assert found == new
        assert [new.holds(NOW + n * DAY / 2) for n in (-1, 0, 1, 2)] == [False, True, True, False]
        revoked = authorisations.revoke(unit, new)
        assert not revoked.holds(NOW)
        assert authorisations.between(unit, setting.visitor, setting.prisoner) is None
        authorisations.grant(unit, replace(new, id=uuid7()))
        assert len(authorisations.of_prisoner(unit, setting.prisoner)) == 2
        with pytest.raises(Overtaken):
            authorisations.revoke(unit, new)


def test_an_appointment_is_kept_once(registry: Registry, setting: Setting) -> None:
    with registry.writing(NOW) as unit:
        booked = appointments.book(
            unit,
            Appointment(
                visitor_id=setting.visitor,
                prisoner_id=setting.prisoner,
                facility_id=setting.facility,
                begins=NOW,
                ends=NOW + HOUR,
                booked_by="officer-7",
            ),
        )
        assert appointments.of_two(unit, setting.visitor, setting.prisoner) == (booked,)
        assert appointments.of_two(unit, setting.visitor, uuid7()) == ()
        appointments.keep(unit, booked.id)
        with pytest.raises(Conflict):
            appointments.cancel(unit, booked.id)
        (kept,) = appointments.between(unit, setting.facility, NOW, NOW + HOUR)
        assert kept.status is AppointmentStatus.KEPT
        assert appointments.of_prisoner(unit, setting.prisoner, NOW, NOW + HOUR) == (kept,)


def test_bans_hold_where_and_while_they_are_laid(registry: Registry, setting: Setting) -> None:
    def ban(facility: UUID | None, until: int | None) -> Ban:
        return Ban(
            person_id=setting.visitor,
            kind=BanKind.BAN,
            facility_id=facility,
            since=NOW,
            until=None if until is None else NOW + until * HOUR,
            imposed_by="supervisor",
            reason="carried a telephone",
        )

    with registry.writing(NOW) as unit:
        here, everywhere = (
            bans.impose(unit, ban(setting.facility, None)),
            bans.impose(unit, ban(None, 2)),
        )
        people = [setting.visitor, setting.prisoner]
        assert set(bans.standing(unit, people, NOW, facility_id=setting.facility)) == {here, everywhere}
        assert bans.standing(unit, people, NOW, facility_id=uuid7()) == (everywhere,)
        assert bans.standing(unit, people, NOW + 2 * HOUR) == ()
        assert bans.banned_visitors(unit, NOW) == {setting.visitor}
        bans.lift(unit, here.id, by="supervisor")
        with pytest.raises(Conflict):
            bans.lift(unit, here.id, by="supervisor")
        assert bans.banned_visitors(unit, NOW + HOUR) == {setting.visitor}
        assert bans.banned_visitors(unit, NOW + 2 * HOUR) == frozenset()
        assert bans.of(unit, setting.visitor)[0].reason == "carried a telephone"


def test_a_visitors_details_and_withdrawal(registry: Registry, setting: Setting) -> None:
    new = Visitor(
        person_id=setting.visitor,
        kind=VisitorKind.FAMILY,
        guardian_id=None,
        notice="3",
        notice_language="es",
        noticed=NOW,
        consented=NOW,
        withdrawn=None,
        details=VisitorDetails(date(1990, 2, 3), "Calle 7", "591 2 555"),
    )
    with registry.writing(NOW + HOUR) as unit:
        visitors.add(unit, new)
        with pytest.raises(AlreadyOnRecord):
            visitors.add(unit, new)
        assert visitors.one(unit, setting.visitor) == new
        visitors.withdraw(unit, new)
        left = visitors.one(unit, setting.visitor)
        assert (left.withdrawn, left.consented, left.details) == (NOW + HOUR, NOW, new.details)


def test_a_document_is_found_by_its_number_however_it_is_written(
    registry: Registry, setting: Setting
) -> None:
    new = Document(
        person_id=setting.visitor,
        kind=DocumentKind.IDENTITY_CARD,
        chip=ChipResult.AUTHENTIC,
        shown_at=NOW,
        content=DocumentContent("BOL", "48-1516 LP", date(2030, 1, 1)),
    )
    with registry.writing(NOW) as unit:
        documents.add(unit, new)
        assert documents.bearers(unit, "bol", "481516lp") == {setting.visitor}
        assert documents.bearers(unit, "PER", "481516lp") == frozenset()
        assert documents.of(unit, setting.visitor) == (new,)
