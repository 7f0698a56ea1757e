"""Who is not back is told soon, at the hour and after the grace, each once."""

from datetime import timedelta

from api.registry import custody, movements
from api.registry.movements import Movement, MovementKind
from tests.support.clock import START
from tests.support.due import HOUR, MINUTE, WHO, facts_of, go
from tests.support.house import POLICY, House

OF_ABSENCES = ("movement.due-soon", "movement.overdue", "movement.missing")


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
