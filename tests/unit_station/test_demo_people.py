"""Who is in the demo, what they are called, and how their captures come about."""

import pytest

from device_drivers.camera.portraits import Portrait, portraits
from enrollment_station.demo.cast import AT_THE_COUNTER, FINGERS, NAMESPACE, STRANGER, Member, cast
from enrollment_station.demo.hands import capture
from enrollment_station.demo.names import DIFFERENT, name
from enrollment_station.demo.portraits import sitters


def test_everybody_has_a_name_of_their_own() -> None:
    assert len({name(number) for number in range(DIFFERENT)}) == DIFFERENT == 320
    assert name(0) == name(DIFFERENT)


def test_neighbours_differ_in_their_initials() -> None:
    initials = [name(number)[0] for number in range(40)]
    assert all(len(set(initials[start : start + 3])) > 1 for start in range(len(initials) - 3))


def test_the_same_people_on_every_machine() -> None:
    assert Member(0).id == Member(0).id
    assert str(Member(0).id) == "5a1df6c0-54fb-5d6c-8a2a-636ed6a2bd1d"
    assert len({member.id for member in cast(500)}) == 500


def test_who_waits_at_the_counter_is_in_the_default_cast_but_for_the_stranger() -> None:
    assert max(AT_THE_COUNTER) < 40 < STRANGER
    assert set(AT_THE_COUNTER.values()) <= set(FINGERS)


def test_a_finger_that_touches_twice_gives_two_impressions_of_one_finger() -> None:
    first, other, again = capture(0, [2, 7, 2])
    assert [frame.position for frame in (first, other, again)] == [2, 7, 2]
    assert {frame.dpi for frame in (first, other, again)} == {500.0}
    assert len({first.data, other.data, again.data}) == 3
    assert capture(0, [2])[0].data == first.data, "seeded: the same on every start"


def test_there_is_no_eleventh_finger() -> None:
    with pytest.raises(ValueError, match="no finger 11"):
        capture(0, [11])


def test_public_figures_come_from_the_wheels_that_carry_them() -> None:
    present = [found.person for found in portraits() if isinstance(found, Portrait)]
    assert [sitter.name for sitter in sitters()] == present
    for sitter in sitters():
        assert sitter.id.version == 5
        assert sitter.id != NAMESPACE
        fresh = sitter.before_the_camera()
        assert fresh.startswith(b"\xff\xd8")
        assert fresh != sitter.portrait
        assert sitter.file.endswith(".jpg")
