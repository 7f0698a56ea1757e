"""What falls due while nobody asks is told once: over restarts, over rounds at the same moment, and again
only when it was mended and falls due anew."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Event
from typing import Any
from uuid import UUID

import pytest

from api.contract.gates import DepartureRequest, ReleaseRequest
from api.desks.case import Decided
from api.desks.due import round as rounds
from api.desks.due.clocks import tell_crossings
from api.desks.due.round import Round, Watch
from api.events.sequencer import distribute
from api.gates.clock.policy import LegalBasis
from api.gates.decision import Deadline, Outcome
from api.gates.evidence import OrderKind
from api.registry import custody, deadlines, legal_basis, marks, movements, outbox, passages
from api.registry.custody import Episode, LegalStatus
from api.registry.errors import Conflict
from api.registry.legal_basis import BasisPeriod, Extension
from api.registry.movements import Movement, MovementKind
from api.registry.passages import Ending, PassageState
from tests.support.clock import START, SimulatedClock
from tests.support.house import POLICY, House, person_id, shown

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
STATUTE = POLICY.clock.statutes[LegalBasis.PRE_TRIAL]
LIMIT = (STATUTE.maximum.after(START.date()) - START.date()).days
WHO = person_id(1)
OF_CLOCKS = ("clock.near", "clock.over", "clock.eased", "legal-basis.lapsed", "case.file-missing")
OF_ABSENCES = ("movement.due-soon", "movement.overdue", "movement.missing")


def held(house: House, number: int = 1, *, filed: bool = True) -> BasisPeriod:
    """Somebody who came in today and waits for trial."""
    who, now = house.enrol(number, None), house.clock.now()
    episode = Episode(
        person_id=who,
        facility_id=house.facility,
        admitted=now,
        legal_status=LegalStatus.PRE_TRIAL,
        case_reference="1/26" if filed else None,
    )
    period = BasisPeriod(
        episode_id=episode.id, person_id=who, basis="pre-trial", begins=now, entered_by="court"
    )
    with house.registry.writing(now) as unit:
        custody.admit(unit, episode)
        return legal_basis.begin(unit, period)


def go(house: House, by: timedelta = timedelta()) -> list[str]:
    """What is told by a round of a service that was just started, so much later."""
    house.clock.advance(by)
    before = len(events(house))
    Round(house.registry, house.gates.house.policies, house.clock).go()
    return [kind for kind, _, _ in events(house)[before:]]


def events(house: House) -> list[tuple[str, UUID | None, Mapping[str, Any]]]:
    """Everything that partners were ever told: type, person, facts."""
    distribute(house.registry, house.clock.now())
    with house.registry.reading() as view:
        found = outbox.after(view, 0, 500)
    return [(one.content.type, one.person_id, one.content.facts) for one in found]


def facts_of(house: House, kind: str) -> Mapping[str, Any]:
    """Of the last event of a type."""
    return next(facts for told, _, facts in reversed(events(house)) if told == kind)


def test_a_limit_that_comes_near_and_passes_is_told_once_each(house: House) -> None:
    period = held(house)
    assert go(house) == []
    assert go(house, (LIMIT - STATUTE.near_days - 2) * DAY) == []
    assert go(house, DAY) == ["clock.near"]
    assert go(house) == go(house, DAY) == []
    assert go(house, STATUTE.near_days * DAY) == ["clock.over"]
    assert go(house, 400 * DAY) == []
    assert facts_of(house, "clock.over") == {
        "episode_id": str(period.episode_id),
        "legal_basis": "pre-trial",
        "days": LIMIT + 1,
        "limit_days": LIMIT,
    }
    assert {who for _, who, _ in events(house)} == {WHO}


def test_a_service_that_was_down_tells_the_gravest_alone(house: House) -> None:
    held(house)
    assert go(house, (LIMIT + 30) * DAY) == ["clock.over"]


def test_an_extension_eases_and_the_next_line_is_told_again(house: House) -> None:
    period = held(house)
    assert go(house, LIMIT * DAY) == ["clock.over"]
    with house.registry.writing(house.clock.now()) as unit:
        granted = Extension(
            period_id=period.id, person_id=WHO, granted=unit.now, entered_by="x", authority="Sala Penal"
        )
        legal_basis.extend(unit, granted)
    assert go(house) == ["clock.eased"]
    assert STATUTE.extended is not None
    longer = (STATUTE.extended.after(START.date()) - START.date()).days
    assert go(house, (longer - LIMIT - 1) * DAY) == ["clock.near"]
    assert go(house, DAY) == ["clock.over"]


def test_a_courts_last_day_that_passes_is_told_as_that_too(house: House) -> None:
    period = held(house)
    with house.registry.writing(house.clock.now()) as unit:
        legal_basis.amend(unit, period, last_day=date(2026, 3, 10))
    assert go(house) == ["clock.near"]
    assert go(house, 10 * DAY) == ["clock.over", "legal-basis.lapsed"]
    assert go(house, DAY) == []


def test_a_case_file_that_is_missing_is_told_until_it_is_linked_and_anew_when_it_is_lost(
    house: House,
) -> None:
    held(house, filed=False)
    assert go(house) == ["case.file-missing"]
    assert go(house, DAY) == []
    with house.registry.writing(house.clock.now()) as unit:
        custody.link_case(unit, custody.open_of(unit, WHO), "7/26")
    assert go(house, DAY) == []


def test_whoever_is_free_is_not_counted_any_more(house: House) -> None:
    held(house)
    with house.registry.writing(house.clock.now()) as unit:
        custody.end(unit, custody.open_of(unit, WHO))
    assert go(house, LIMIT * DAY) == []


def test_of_many_rounds_at_one_moment_one_tells(house: House) -> None:
    for number in range(1, 4):
        held(house, number)
    house.clock.advance(LIMIT * DAY)
    shelf = house.gates.house.policies
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: Round(house.registry, shelf, house.clock).go(), range(6)))
    assert sorted(str(who) for kind, who, _ in events(house) if kind == "clock.over") == [
        str(person_id(number)) for number in range(1, 4)
    ]


def test_a_mark_is_changed_only_as_it_was_seen(house: House) -> None:
    """As two services see it that read before either of them wrote."""
    period = held(house)
    go(house, LIMIT * DAY)
    with house.registry.reading() as view:
        seen = marks.of_clocks(view, [period.episode_id])[period.episode_id]
    later = type(seen)(house.clock.now() + DAY, over=True)
    with house.registry.writing(house.clock.now()) as unit:
        assert marks.claim_clock(unit, period.episode_id, seen, later)
        assert not marks.claim_clock(unit, period.episode_id, seen, later)
        assert not marks.claim_clock(unit, period.episode_id, None, later)


def test_a_machine_whose_clock_went_back_judges_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    held(house)
    assert go(house, LIMIT * DAY) == ["clock.over"]
    behind = SimulatedClock(START)
    Round(house.registry, house.gates.house.policies, behind).go()
    assert [kind for kind, _, _ in events(house)] == ["clock.over"]
    assert "clock-went-back" in caplog.text or "looked at" in caplog.text


def away(house: House, due: timedelta | None) -> Movement:
    """Somebody is at court, due back after a span."""
    now = house.clock.now()
    with house.registry.writing(now) as unit:
        episode = custody.open_of(unit, WHO)
        left = Movement(
            episode_id=episode.id,
            person_id=WHO,
            kind=MovementKind.COURT,
            at=now,
            due_back=None if due is None else now + due,
        )
        return movements.enter(unit, left)


def test_who_is_not_back_is_told_soon_at_the_hour_and_after_the_grace(house: House) -> None:
    house.prisoner(1)
    left = away(house, 4 * HOUR)
    policy = POLICY.absence
    assert go(house) == []
    assert go(house, 4 * HOUR - policy.near) == ["movement.due-soon"]
    assert go(house, policy.near) == ["movement.overdue"]
    assert go(house, MINUTE) == []
    assert go(house, policy.grace) == ["movement.missing"]
    assert go(house, 100 * HOUR) == []
    assert facts_of(house, "movement.overdue") == {
        "movement_id": str(left.id),
        "kind": "court",
        "due_back": (START + 4 * HOUR).isoformat().replace("+00:00", "Z"),
    }


def test_an_alarm_after_a_night_without_service_is_complete_and_in_order(house: House) -> None:
    house.prisoner(1)
    away(house, 4 * HOUR)
    assert tuple(go(house, 20 * HOUR)) == OF_ABSENCES


def test_who_is_back_in_time_raises_no_alarm(house: House) -> None:
    house.prisoner(1)
    left = away(house, 4 * HOUR)
    assert go(house, 4 * HOUR - POLICY.absence.near) == ["movement.due-soon"]
    with house.registry.writing(house.clock.now()) as unit:
        movements.conclude(unit, left.id)
    assert go(house, 20 * HOUR) == []
    away(house, 4 * HOUR)
    assert go(house, 4 * HOUR) == ["movement.due-soon", "movement.overdue"]


def test_an_absence_without_an_hour_is_due_when_the_longest_would_be(house: House) -> None:
    house.prisoner(1)
    away(house, None)
    longest = next(span for kind, span in POLICY.absence.longest.items() if kind.value == "court")
    assert go(house, longest) == ["movement.due-soon", "movement.overdue"]


def waits(house: House) -> Decided:
    """A release that a second officer has not signed."""
    order = house.order("9", OrderKind.RELEASE, person_id=WHO)
    request = ReleaseRequest(facility=house.code, person_id=WHO, order_id=order, samples=shown(1))
    return house.ask(house.gates.release, request)


def wants_out(house: House) -> Decided:
    """A way to court that a second officer has not signed."""
    order = house.order("10", OrderKind.COURT, person_id=WHO)
    request = DepartureRequest(
        facility=house.code,
        person_id=WHO,
        kind="court",
        order_id=order,
        due=house.clock.now() + 4 * HOUR,
        samples=shown(1),
    )
    return house.ask(house.gates.departure, request)


def broken(house: House) -> Decided:
    """A release held for want of anything captured: a supervisor has to settle it by an hour."""
    order = house.order("11", OrderKind.RELEASE, person_id=WHO)
    return house.ask(house.gates.release, ReleaseRequest(facility=house.code, person_id=WHO, order_id=order))


def latest(house: House, passage: UUID) -> datetime:
    """By when the last of what it waits for must be settled."""
    found = house.gates.house.passage(passage)
    assert found.deadlines
    return max(one.due for one in found.deadlines)


def test_a_deadline_that_passes_names_the_decider_once(house: House) -> None:
    house.prisoner(1)
    held_at = broken(house)
    shown_one = house.gates.house.passage(held_at.passage.id)
    first = shown_one.deadlines[0]
    assert {(one.matter, one.decider) for one in shown_one.deadlines} == {
        (one.matter, one.decider) for one in held_at.decision.consequences if isinstance(one, Deadline)
    }
    assert go(house) == []
    house.clock.advance_to(latest(house, held_at.passage.id))
    told = go(house)
    assert set(told) == {"passage.overdue"}
    assert len(told) == len(shown_one.deadlines)
    assert first.decider in {
        facts["decider"] for kind, _, facts in events(house) if kind == "passage.overdue"
    }
    house.again(held_at.passage.id)
    assert "passage.overdue" not in go(house, HOUR)


def test_what_is_settled_in_time_raises_nothing(house: House) -> None:
    house.prisoner(1)
    one = broken(house)
    due = latest(house, one.passage.id)
    house.gates.house.abandon(one.passage.id)
    with house.registry.reading() as view:
        assert passages.one(view, one.passage.id).ending is Ending.BY_OFFICER
        assert deadlines.of(view, [one.passage.id]) == {}
    house.clock.advance_to(due + DAY)
    assert go(house) == []


def test_a_release_closes_whatever_else_is_held_of_the_person(house: House) -> None:
    for number in (1, 2):
        house.prisoner(number)
    other, release = wants_out(house), waits(house)
    assert {one.decision.outcome for one in (other, release)} == {Outcome.HOLD}
    freed = house.sign(release.passage.id, "release")
    assert freed.decision.outcome is Outcome.ADMIT
    with house.registry.reading() as view:
        closed = passages.one(view, other.passage.id)
        assert (closed.state, closed.ending, closed.asked) == (
            PassageState.ABANDONED,
            Ending.PERSON_RELEASED,
            None,
        )
        assert passages.one(view, release.passage.id).state is PassageState.ADMITTED
    with pytest.raises(Conflict):
        house.sign(other.passage.id, "departure")


def test_what_was_being_decided_when_somebody_went_free_is_closed_by_the_next_round(house: House) -> None:
    house.prisoner(1)
    other = wants_out(house)
    with house.registry.writing(house.clock.now()) as unit:
        custody.end(unit, custody.open_of(unit, WHO))
    go(house)
    with house.registry.reading() as view:
        assert passages.one(view, other.passage.id).ending is Ending.PERSON_RELEASED


@pytest.fixture
def watch(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Watch, Event]]:
    """A watch whose second round would be tomorrow, and what it sets when it has told something."""
    monkeypatch.setattr(rounds, "ROUND_EVERY_SECONDS", 86_400.0)
    told = Event()
    one = Watch(Round(house.registry, house.gates.house.policies, house.clock), told.set)
    yield one, told
    one.stop()


def test_the_watch_begins_at_once_and_ends_when_it_is_told(house: House, watch: tuple[Watch, Event]) -> None:
    held(house, filed=False)
    one, told = watch
    one.start()
    assert told.wait(10)
    one.stop()
    assert [kind for kind, _, _ in events(house)] == ["case.file-missing"]


def test_clocks_are_read_every_so_many_rounds_and_the_rest_in_each(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "ROUND_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(rounds, "CLOCKS_EVERY_ROUNDS", 3)
    looked: list[str] = []
    through = Event()

    def looks(what: str) -> Callable[..., int]:
        def look(*_: Any) -> int:
            looked.append(what)
            if looked.count("absences") == 7:
                through.set()
            return 0

        return look

    monkeypatch.setattr("api.desks.due.round.tell_crossings", looks("clocks"))
    monkeypatch.setattr("api.desks.due.round.tell_absences", looks("absences"))
    one = Watch(Round(house.registry, house.gates.house.policies, house.clock), lambda: None)
    one.start()
    assert through.wait(10)
    one.stop()
    turns = "".join("C" if what == "clocks" else "." for what in looked)
    assert turns.startswith("C...C...C.")


def test_a_round_that_fails_does_not_end_the_watch(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rounds, "ROUND_EVERY_SECONDS", 0.0)
    failing, told = iter([True]), Event()

    def fails_first(*how: Any) -> int:
        if next(failing, False):
            raise OSError("the disk is away for a moment")
        return tell_crossings(*how)

    monkeypatch.setattr("api.desks.due.round.tell_crossings", fails_first)
    held(house, filed=False)
    one = Watch(Round(house.registry, house.gates.house.policies, house.clock), told.set)
    one.start()
    assert told.wait(10)
    one.stop()
    assert "the disk is away" in caplog.text
