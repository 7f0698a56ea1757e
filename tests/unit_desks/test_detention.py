"""The detention clocks of a whole house at once are those of its people one by one."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

from api.desks.detention import clock_counts, clock_of, clock_states
from api.gates.clock.detention import ClockState
from api.gates.clock.policy import SuspensionReason
from api.registry import custody, legal_basis
from api.registry.custody import Episode, LegalStatus
from api.registry.legal_basis import BasisPeriod, Suspension
from tests.support.house import POLICY, House

DAY = timedelta(days=1)
LIMIT_DAYS = 550  # eighteen months and a few days


def held(house: House, number: int, days: int, *, filed: bool = True, suspended: int = 0) -> UUID:
    """Somebody who has been held before trial for so many days, of which some did not count."""
    who, now = house.enrol(number, None), house.clock.now()
    episode = Episode(
        person_id=who,
        facility_id=house.facility,
        admitted=now - days * DAY,
        legal_status=LegalStatus.PRE_TRIAL,
        case_reference="1/26" if filed else None,
    )
    period = BasisPeriod(
        episode_id=episode.id, person_id=who, basis="pre-trial", begins=now - days * DAY, entered_by="court"
    )
    stood = Suspension(
        period_id=period.id,
        cause=SuspensionReason.ESCAPE,
        begins=now - (suspended + 5) * DAY,
        ends=now - 5 * DAY,
        entered_by="court",
    )
    with house.registry.writing(now) as unit:
        custody.admit(unit, episode)
        legal_basis.begin(unit, period)
        if suspended:
            legal_basis.suspend(unit, stood)
    return who


def test_a_house_is_counted_as_its_people_are(house: House) -> None:
    shelf, now = house.gates.house.policies, house.clock.now()
    people = {
        held(house, 1, 10): ClockState.OK,
        held(house, 2, 10, filed=False): ClockState.NO_CASE_FILE,
        held(house, 3, LIMIT_DAYS + 9): ClockState.OVER,
        held(house, 4, LIMIT_DAYS + 9, filed=False): ClockState.OVER,
        held(house, 5, LIMIT_DAYS + 9, suspended=15): ClockState.NEAR,
        house.prisoner(6): ClockState.OK,
    }
    free, elsewhere = house.enrol(7, None), house.elsewhere()
    with house.registry.reading() as view:
        assert clock_states(view, [*people, free], shelf, now) == people
        one_by_one = {who: clock_of(view, custody.open_of(view, who), shelf, now) for who in people}
        assert {who: one.state for who, one in one_by_one.items() if one is not None} == people
        counts = clock_counts(view, house.facility, POLICY, now)
        assert counts == dict.fromkeys(ClockState, 0) | Counter(people.values())
        assert set(clock_counts(view, elsewhere, POLICY, now).values()) == {0}


def test_whoever_is_free_again_is_not_counted(house: House) -> None:
    who, shelf, now = held(house, 1, 10), house.gates.house.policies, house.clock.now()
    with house.registry.writing(now) as unit:
        custody.end(unit, custody.open_of(unit, who))
    with house.registry.reading() as view:
        assert clock_counts(view, house.facility, POLICY, now)[ClockState.OK] == 0
        assert clock_states(view, [who], shelf, now) == {}
        ended = clock_of(view, custody.of(view, who)[-1], shelf, now + 500 * DAY)
    assert ended is not None
    assert ended.days == 11
