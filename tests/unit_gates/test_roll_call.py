"""Roll-call: rounds as values that grow, join and repeat without harm, and the count that follows."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.gates.decision import Adjudicate, Notify, Party
from api.gates.rollcall.observations import Found, Observation, ObservationsDiffer, Round
from api.gates.rollcall.tally import Standing, Tally, tally
from matcher.domain import Decision
from tests.support.gate_evidence import NOW

ANA, BEA, CARLA, DORA = (UUID(int=n) for n in range(1, 5))
WING = frozenset({ANA, BEA, CARLA})


def look(
    number: int,
    person: UUID | None = None,
    decision: Decision = Decision.MATCH,
    *,
    by_hand: UUID | None = None,
    officer: str = "ines",
) -> Observation:
    """One look at somebody."""
    who = Found(person, decision) if person else None
    return Observation(UUID(int=900 + number), NOW + timedelta(seconds=number), officer, who, by_hand)


def count(*looks: Observation, ended: bool = True, away: Collection[UUID] = ()) -> Tally:
    """The wing's count. away: since before it began."""
    return tally(WING, Round(frozenset(looks), NOW if ended else None), since(NOW, away))


def since(instant: datetime, away: Collection[UUID]) -> dict[UUID, datetime]:
    """Away since an instant."""
    return dict.fromkeys(away, instant)


def test_everybody_found_agrees() -> None:
    told = count(look(1, ANA), look(2, BEA), look(3, by_hand=CARLA))
    assert (told.present, told.missing, told.extra) == (WING, frozenset(), frozenset())
    assert told.by_hand == {CARLA}
    assert told.standing is Standing.AGREES
    assert told.consequences == ()


def test_nobody_is_missing_before_the_round_ends() -> None:
    told = count(look(1, ANA), ended=False)
    assert told.awaited == {BEA, CARLA}
    assert told.missing == frozenset()
    assert told.standing is Standing.UNDER_WAY
    ended = count(look(1, ANA))
    assert ended.missing == {BEA, CARLA}
    assert ended.standing is Standing.DIFFERS
    assert Notify(Party.SUPERVISOR, "roll-call.missing") in ended.consequences


def test_who_belongs_elsewhere_is_extra_and_who_is_away_is_not_missing() -> None:
    told = count(look(1, ANA), look(2, DORA), look(3, BEA), away={CARLA})
    assert told.extra == {DORA}
    assert not told.back | told.missing
    returned = count(look(1, ANA), look(2, BEA), look(3, CARLA), away={CARLA})
    assert returned.back == {CARLA}
    assert not returned.extra
    assert returned.standing is Standing.DIFFERS
    assert Notify(Party.SUPERVISOR, "roll-call.extra") in returned.consequences


def test_who_left_in_the_middle_of_the_count_was_there() -> None:
    """Seen at 3 seconds and gone at 4: present. Gone at 3 and seen at 4: back against the record."""
    looks = (look(1, ANA), look(2, BEA), look(3, CARLA))
    left = tally(WING, Round(frozenset(looks), NOW), since(NOW + timedelta(seconds=4), [CARLA]))
    assert (left.present, left.back, left.standing) == (WING, frozenset(), Standing.AGREES)
    seen_later = tally(
        WING, Round(frozenset([*looks, look(5, CARLA)]), NOW), since(NOW + timedelta(seconds=4), [CARLA])
    )
    assert seen_later.present == {ANA, BEA}
    assert seen_later.back == {CARLA}
    never = tally(WING, Round(frozenset(looks[:2]), NOW), since(NOW + timedelta(seconds=4), [CARLA]))
    assert (never.missing, never.standing) == (frozenset(), Standing.AGREES)


def test_a_doubt_is_looked_at_and_a_stranger_is_a_difference_at_once() -> None:
    told = count(look(1, ANA), look(2, BEA), look(3, CARLA), look(4, DORA, Decision.DOUBTFUL))
    assert told.standing is Standing.IN_DOUBT
    assert told.consequences == (Adjudicate(DORA),)
    for nobody in (look(4), look(4, DORA, Decision.NO_MATCH)):
        stranger = count(nobody, ended=False)
        assert stranger.strangers == (nobody,)
        assert stranger.standing is Standing.DIFFERS


def test_a_face_that_clear_prints_contradict_is_a_doubt() -> None:
    twin = Observation(UUID(int=1), NOW, "ines", Found(ANA, Decision.MATCH))
    assert twin.person_id == ANA
    assert twin.candidate is not None
    contradicted = replace(twin, candidate=replace(twin.candidate, contradicted=True))
    assert (contradicted.person_id, contradicted.perhaps) == (None, ANA)


def test_who_is_found_twice_counts_once() -> None:
    told = count(look(1, ANA), look(2, ANA, officer="olga"), look(3, BEA), look(4, CARLA))
    assert told.present == WING
    assert told.repeated == {ANA: 2}


def test_one_observation_that_says_two_things_is_refused() -> None:
    once = Round().observe(look(1, ANA))
    with pytest.raises(ObservationsDiffer):
        once.observe(look(1, BEA))


def test_an_observation_is_by_capture_or_by_hand() -> None:
    with pytest.raises(ValueError, match="by capture or by hand"):
        look(1, ANA, by_hand=ANA)


def test_a_round_ends_once_and_takes_what_a_handheld_brings_later() -> None:
    ended = Round().observe(look(1, ANA)).end(NOW)
    assert ended.end(NOW + timedelta(hours=1)) == ended
    late = ended.observe(look(2, BEA))
    assert late.ended_at == NOW
    assert tally(WING, late).present == {ANA, BEA}


def test_joined_rounds_are_over_when_both_are() -> None:
    early, late = Round().end(NOW), Round().end(NOW + timedelta(minutes=5))
    assert early.joined(late) == late.joined(early) == late
    assert early.joined(Round()).ended_at is None


PEOPLE = st.sampled_from([ANA, BEA, CARLA, DORA])


@st.composite
def looks(draw: st.DrawFn) -> list[Observation]:
    """Looks with numbers of their own."""
    how_many = draw(st.integers(0, 7))
    made = []
    for number in range(how_many):
        by_hand = draw(st.booleans())
        person = draw(PEOPLE)
        decision = draw(st.sampled_from(Decision))
        made.append(look(number, by_hand=person) if by_hand else look(number, person, decision))
    return made


@given(looks(), st.data())
def test_order_and_repetition_change_nothing(found: list[Observation], data: st.DataObject) -> None:
    straight = reduce(Round.observe, found, Round())
    again = data.draw(st.permutations([*found, *(data.draw(st.sampled_from(found)) for _ in found[:2])]))
    assert reduce(Round.observe, again, Round()) == straight


@given(looks(), st.integers(0, 7), st.integers(0, 7))
def test_rounds_join_like_sets(found: list[Observation], start: int, stop: int) -> None:
    whole = reduce(Round.observe, found, Round())
    one = reduce(Round.observe, found[:stop], Round())
    other = reduce(Round.observe, found[min(start, stop) :], Round())
    assert one.joined(other) == other.joined(one) == whole
    assert whole.joined(whole) == whole


@given(looks(), st.sets(PEOPLE), st.sets(PEOPLE), st.booleans())
def test_every_person_stands_in_exactly_one_place(
    found: list[Observation], wing: set[UUID], away: set[UUID], ended: bool
) -> None:
    expected = frozenset(wing | away)
    told = tally(expected, Round(frozenset(found), NOW if ended else None), since(NOW, away))
    places = [told.present, told.awaited, told.extra, told.back]
    assert sum(map(len, places)) == len(frozenset().union(*places))
    assert told.present | told.awaited == told.expected == expected - away
    identified = {one.person_id for one in found if one.person_id is not None}
    assert told.present | told.extra | told.back == identified
    unidentified = [one for one in found if one.person_id is None]
    assert len(told.doubtful) + len(told.strangers) == len(unidentified)
    assert told.missing <= told.awaited
    assert told.by_hand <= identified


@given(looks(), looks().filter(bool))
def test_more_looks_never_make_more_people_missing(found: list[Observation], more: list[Observation]) -> None:
    shifted = [
        Observation(UUID(int=5000 + n), one.at, one.officer, one.candidate, one.by_hand)
        for n, one in enumerate(more)
    ]
    before = tally(WING, Round(frozenset(found), NOW))
    after = tally(WING, Round(frozenset([*found, *shifted]), NOW))
    assert after.missing <= before.missing
    assert after.present >= before.present
