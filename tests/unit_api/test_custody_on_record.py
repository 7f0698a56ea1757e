"""Custody: one episode at a time, never without one, every movement in the ledger."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError

from api.errors import UnknownPerson
from api.gates.clock.policy import SuspensionReason
from api.registry import custody, galleries, holds, legal_basis, movements
from api.registry.custody import LegalStatus
from api.registry.errors import (
    AlreadyInCustody,
    Conflict,
    CustodyNeedsEpisode,
    MovementConflict,
    NotInCustody,
    Overtaken,
)
from api.registry.galleries import Gallery
from api.registry.holds import Hold, HoldGround, HoldOrigin
from api.registry.ids import uuid7
from api.registry.legal_basis import BasisPeriod, Suspension
from api.registry.movements import Footing, Movement, MovementKind
from api.registry.registry import Registry
from tests.support.registry import DAY, HOUR, NOW, add_facility, add_person, admitted


def test_admission_writes_episode_gallery_and_ledger(registry: Registry) -> None:
    person, facility = add_person(registry), add_facility(registry)
    episode = admitted(registry, person, facility)
    with registry.reading() as view:
        assert custody.open_of(view, person) == episode
        assert Gallery.CUSTODY in galleries.of(view, [person])[person]
        (line,) = movements.of_episode(view, episode.id)
        assert (line.kind, line.at, line.destination_id) == (MovementKind.ADMISSION, NOW, facility)
        assert movements.under_way(view, episode.id) is None
        assert custody.count(view, facility) == 1


def test_release_ends_all_of_it(registry: Registry) -> None:
    person, facility = add_person(registry), add_facility(registry)
    episode = admitted(registry, person, facility)
    footing = Footing("officer-7", uuid7(), uuid7(), "acquitted")
    with registry.writing(NOW + DAY) as unit:
        ended = custody.end(unit, episode, footing)
    with registry.reading() as view:
        assert custody.of(view, person) == (ended,)
        assert ended.ended == NOW + DAY
        now_in = galleries.of(view, [person])[person]
        assert (Gallery.CUSTODY in now_in, Gallery.FORMER in now_in) == (False, True)
        line = movements.of_episode(view, episode.id)[-1]
        assert (line.kind, line.order_id, line.reason) == (
            MovementKind.RELEASE,
            footing.order_id,
            "acquitted",
        )
        with pytest.raises(NotInCustody):
            custody.open_of(view, person)


def test_who_comes_back_is_former_no_more(registry: Registry) -> None:
    person = add_person(registry)
    first = admitted(registry, person)
    with registry.writing(NOW + HOUR) as unit:
        custody.end(unit, first)
    admitted(registry, person, now=NOW + DAY)
    with registry.reading() as view:
        assert Gallery.FORMER not in galleries.of(view, [person])[person]
        history = [one for one in galleries.history(view, person) if one.gallery is not Gallery.VISITORS]
        assert [(one.gallery, one.until is None) for one in history] == [
            (Gallery.CUSTODY, False),
            (Gallery.FORMER, False),
            (Gallery.CUSTODY, True),
        ]


def test_one_episode_at_a_time(registry: Registry) -> None:
    person = add_person(registry)
    admitted(registry, person)
    with pytest.raises(AlreadyInCustody):
        admitted(registry, person, now=NOW + HOUR)
    with registry.reading() as view:
        assert len(custody.of(view, person)) == 1


def test_of_many_admissions_at_once_one_holds(registry: Registry) -> None:
    person = add_person(registry)

    def admit(_: int) -> bool:
        try:
            admitted(registry, person)
        except AlreadyInCustody:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(admit, range(16))) == 1
    with registry.reading() as view:
        (episode,) = custody.of(view, person)
        assert len(movements.of_episode(view, episode.id)) == 1


def test_nobody_is_in_custody_without_an_episode(registry: Registry) -> None:
    person = add_person(registry)
    with registry.writing(NOW) as unit:
        with pytest.raises(CustodyNeedsEpisode):
            galleries.enter(unit, person, Gallery.CUSTODY)
        with pytest.raises(CustodyNeedsEpisode):
            galleries.leave(unit, person, Gallery.CUSTODY)


def test_the_database_itself_refuses_custody_without_an_episode(registry: Registry) -> None:
    person = add_person(registry)
    member = galleries.Membership(uuid7(), person, Gallery.CUSTODY, "", NOW)
    with pytest.raises(IntegrityError, match="custody_has_episode"), registry.writing(NOW) as unit:
        galleries._ROWS.add(unit, member)


def test_nobody_unknown_is_admitted(registry: Registry) -> None:
    with pytest.raises(UnknownPerson):
        admitted(registry, uuid7())


def test_a_change_that_was_overtaken_is_refused(registry: Registry) -> None:
    person = add_person(registry)
    seen = admitted(registry, person)
    with registry.writing(NOW + HOUR) as unit:
        custody.restate(unit, seen, LegalStatus.SENTENCED)
    with pytest.raises(Overtaken), registry.writing(NOW + HOUR) as unit:
        custody.end(unit, seen)
    with registry.reading() as view:
        still = custody.open_of(view, person)
    assert (still.legal_status, still.version) == (LegalStatus.SENTENCED, 2)
    assert (still.case_reference, still.ended) == (seen.case_reference, None)


def test_of_many_changes_at_once_none_is_lost(registry: Registry) -> None:
    person = add_person(registry)
    first = admitted(registry, person)

    def move_on(n: int) -> int:
        while True:
            try:
                with registry.writing(NOW) as unit:
                    seen = custody.open_of(unit, person)
                    custody.place(unit, seen, facility_id=None, wing=f"{seen.wing}.{n}")
                    return n
            except Overtaken:
                continue

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(move_on, range(8)))
    with registry.reading() as view:
        last = custody.open_of(view, person)
    assert last.version == first.version + 8
    assert sorted(str(last.wing).split(".")[1:]) == [str(n) for n in range(8)]


def test_those_without_case_file_are_listed_until_it_is_found(registry: Registry) -> None:
    filed, unfiled = add_person(registry, "A"), add_person(registry, "B")
    admitted(registry, filed)
    waiting = admitted(registry, unfiled, case=None)
    with registry.writing(NOW + DAY) as unit:
        assert [one.person_id for one in custody.without_case_file(unit)] == [unfiled]
        custody.link_case(unit, waiting, "2001/26")
        assert custody.without_case_file(unit) == ()
        assert [one.person_id for one in custody.under_case(unit, " 2001/26 ")] == [unfiled]


def test_people_are_counted_by_facility_and_wing(registry: Registry) -> None:
    here, there = add_facility(registry, "LPZ-1"), add_facility(registry, "LPZ-2")
    for facility, wing in ((here, "A"), (here, "A"), (here, "B"), (there, "A")):
        admitted(registry, add_person(registry), facility, wing=wing)
    with registry.reading() as view:
        assert [len(custody.held(view, facility_id=here, wing=wing)) for wing in ("A", "B", "C")] == [2, 1, 0]
        assert (custody.count(view, here), len(custody.held(view))) == (3, 4)


def _out(registry: Registry, due: int) -> Movement:
    person = add_person(registry)
    episode = admitted(registry, person)
    line = Movement(
        episode_id=episode.id, person_id=person, kind=MovementKind.COURT, at=NOW, due_back=NOW + due * HOUR
    )
    with registry.writing(NOW) as unit:
        return movements.enter(unit, line)


def test_who_is_out_and_who_is_late(registry: Registry) -> None:
    late, later, soon = (_out(registry, due) for due in (2, 1, 5))
    with registry.writing(NOW + 3 * HOUR) as unit:
        assert [one.id for one in movements.out(unit)] == [later.id, late.id, soon.id]
        assert [one.id for one in movements.overdue(unit, unit.now)] == [later.id, late.id]
        movements.conclude(unit, late.id)
        with pytest.raises(MovementConflict):
            movements.conclude(unit, late.id)
        assert [one.id for one in movements.overdue(unit, unit.now)] == [later.id]


def test_nobody_is_under_way_twice(registry: Registry) -> None:
    first = _out(registry, 2)
    again = Movement(
        episode_id=first.episode_id, person_id=first.person_id, kind=MovementKind.TRANSFER, at=NOW
    )
    with registry.writing(NOW) as unit, pytest.raises(MovementConflict):
        movements.enter(unit, again)


def test_a_court_that_frees_on_the_spot_concludes_the_way_there(registry: Registry) -> None:
    first = _out(registry, 2)
    with registry.writing(NOW + HOUR) as unit:
        custody.end(unit, custody.open_of(unit, first.person_id))
        assert movements.out(unit) == ()


def test_holds_stand_until_they_end_or_are_lifted(registry: Registry) -> None:
    person = add_person(registry)
    with registry.writing(NOW) as unit:
        for until in (None, NOW + HOUR):
            holds.place(
                unit,
                Hold(
                    person_id=person,
                    ground=HoldGround.WARRANT,
                    since=NOW,
                    until=until,
                    placed_by="case-system",
                    origin=HoldOrigin("Juzgado Quinto", "9/25"),
                ),
            )
        first, _ = holds.of(unit, person)
        assert first.origin.case == "9/25"
        assert [len(holds.standing(unit, person, NOW + n * HOUR / 2)) for n in (0, 1, 2, 3)] == [2, 2, 1, 1]
        holds.lift(unit, first.id, by="officer-7")
        with pytest.raises(Conflict):
            holds.lift(unit, first.id, by="officer-8")
        assert holds.standing(unit, person, NOW + DAY) == ()


def test_one_legal_basis_follows_the_other(registry: Registry) -> None:
    episode = admitted(registry, add_person(registry))

    def period(basis: str, begins: int) -> BasisPeriod:
        return BasisPeriod(
            episode_id=episode.id,
            person_id=episode.person_id,
            basis=basis,
            begins=NOW + begins * DAY,
            entered_by="clerk",
            authority="Juzgado Tercero",
        )

    with registry.writing(NOW) as unit:
        legal_basis.begin(unit, period("police-custody", 0))
        second = legal_basis.begin(unit, period("pre-trial", 2))
        with pytest.raises(Conflict):
            legal_basis.begin(unit, period("sentence", 1))
        found = legal_basis.of_episode(unit, episode.id)
        assert [(one.basis, one.ends) for one in found] == [
            ("police-custody", NOW + 2 * DAY),
            ("pre-trial", None),
        ]
        stood = legal_basis.suspend(
            unit,
            Suspension(
                period_id=second.id,
                cause=SuspensionReason.DEFENCE_DELAY,
                begins=NOW + 3 * DAY,
                entered_by="clerk",
            ),
        )
        legal_basis.resume(unit, stood.id, NOW + 5 * DAY)
        with pytest.raises(Conflict):
            legal_basis.resume(unit, stood.id, NOW + 6 * DAY)
        (told,) = legal_basis.suspensions(unit, found)
        assert (told.begins, told.ends) == (NOW + 3 * DAY, NOW + 5 * DAY)
