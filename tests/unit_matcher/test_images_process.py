"""The decoding processes: killed, late, crowded; the service goes on and leaks nothing."""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import numpy as np
import pytest

from matcher.decoding.client import Decoder
from matcher.decoding.errors import DecoderFailed, DecodeTimeout, TruncatedImage
from matcher.decoding.parameters import ChildLimits
from tests.support.pictures import encoded, png, progressive_scan_bomb, ridges
from tests.support.processes import children, descriptors, ended, first_child, kill_and_wait

GREY = ridges(120, 100)
PNG = encoded(GREY, "PNG")
# Passes over 12 megapixels without end: whoever decodes it is at work until stopped.
ENDLESS = progressive_scan_bomb(3_500, 20_000)


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    """One of our own, so that killing it disturbs nobody."""
    decoder = Decoder()
    yield decoder
    decoder.close()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_child_that_dies_midway_costs_one_answer(decoder: Decoder, how: signal.Signals) -> None:
    zygote = decoder.zygote_pid()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(decoder.decode, ENDLESS, "JPEG")
        os.kill(first_child(zygote), how)
        with pytest.raises(DecoderFailed, match=how.name):
            answer.result()
    np.testing.assert_array_equal(decoder.decode(PNG, "PNG").pixels, GREY)
    assert decoder.zygote_pid() == zygote


def test_a_zygote_killed_between_pictures_is_replaced_unnoticed(decoder: Decoder) -> None:
    before = decoder.zygote_pid()
    kill_and_wait(before)
    np.testing.assert_array_equal(decoder.decode(PNG, "PNG").pixels, GREY)
    assert decoder.zygote_pid() != before


def test_a_zygote_killed_midway_takes_its_child_along_and_the_picture_is_tried_again(
    decoder: Decoder,
) -> None:
    first = decoder.zygote_pid()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(decoder.decode, ENDLESS, "JPEG")
        child = first_child(first)
        kill_and_wait(first)
        assert ended(child)
        second = decoder.zygote_pid()
        kill_and_wait(first_child(second))
        with pytest.raises(DecoderFailed, match="SIGKILL"):
            answer.result()
    assert second != first


def test_a_picture_that_outlives_two_zygotes_is_given_up(decoder: Decoder) -> None:
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(decoder.decode, ENDLESS, "JPEG")
        for _ in range(2):
            zygote = decoder.zygote_pid()
            first_child(zygote)
            kill_and_wait(zygote)
        with pytest.raises(DecoderFailed, match="twice"):
            answer.result()
    np.testing.assert_array_equal(decoder.decode(PNG, "PNG").pixels, GREY)


def test_zygotes_killed_under_load_are_replaced(decoder: Decoder) -> None:
    """Twelve callers, three kills. A picture that meets two of them may be given up, none is mixed up."""
    pictures = [ridges(80 + n, 60 + n) for n in range(12)]
    busy = threading.Event()

    def caller(number: int) -> int:
        """How many of ten decodes were right."""
        right = 0
        for _ in range(10):
            with suppress(DecoderFailed):
                pixels = decoder.decode(encoded(pictures[number], "PNG"), "PNG").pixels
                np.testing.assert_array_equal(pixels, pictures[number])
                right += 1
            busy.set()
        return right

    with ThreadPoolExecutor(12) as pool:
        answers = [pool.submit(caller, number) for number in range(12)]
        for _ in range(3):
            assert busy.wait(60)
            busy.clear()
            kill_and_wait(decoder.zygote_pid())
        assert sum(answer.result() for answer in answers) >= 120 - 2 * 4


def test_twenty_callers_of_fifty_pictures_each_get_their_own(decoder: Decoder) -> None:
    pictures = [ridges(60 + n, 90 - n) for n in range(20)]
    files = [encoded(picture, "PNG") for picture in pictures]

    def caller(number: int) -> None:
        for _ in range(50):
            np.testing.assert_array_equal(decoder.decode(files[number], "PNG").pixels, pictures[number])

    with ThreadPoolExecutor(20) as pool:
        for answer in [pool.submit(caller, number) for number in range(20)]:
            answer.result()


def test_a_child_over_the_wall_limit_is_killed() -> None:
    decoder = Decoder(ChildLimits(wall_seconds=0.2))
    try:
        zygote = decoder.zygote_pid()
        with pytest.raises(DecodeTimeout):
            decoder.decode(ENDLESS, "JPEG")
        assert children(zygote) == []
        assert decoder.zygote_pid() == zygote  # it did the killing, the caller did not have to end it
    finally:
        decoder.close()


def test_a_child_over_the_cpu_limit_is_killed() -> None:
    decoder = Decoder(ChildLimits(cpu_seconds=1, wall_seconds=100))
    try:
        with pytest.raises(DecodeTimeout):
            decoder.decode(ENDLESS, "JPEG")
    finally:
        decoder.close()


def test_a_child_over_the_memory_limit_says_so() -> None:
    decoder = Decoder(ChildLimits(memory_bytes=10 * 2**20))
    try:
        with pytest.raises(DecoderFailed, match="memory"):
            decoder.decode(png(5_000, 4_000, b"\0" * 5_001 * 4_000, level=1), "PNG")
        np.testing.assert_array_equal(decoder.decode(PNG, "PNG").pixels, GREY)
    finally:
        decoder.close()


def test_a_picture_is_never_held_twice() -> None:
    """20 MB of pixels in 30 MB: it leaves strip by strip."""
    decoder = Decoder(ChildLimits(memory_bytes=30 * 2**20))
    try:
        data = png(5_000, 4_000, b"\0" * 5_001 * 4_000, level=1)
        assert decoder.decode(data, "PNG").pixels.shape == (4_000, 5_000)
    finally:
        decoder.close()


def test_a_stopped_zygote_is_given_up_and_replaced() -> None:
    decoder = Decoder(ChildLimits(wall_seconds=0.2))
    try:
        stuck = decoder.zygote_pid()
        os.kill(stuck, signal.SIGSTOP)
        with pytest.raises(DecodeTimeout):
            decoder.decode(PNG, "PNG")
        assert ended(stuck)
        np.testing.assert_array_equal(decoder.decode(PNG, "PNG").pixels, GREY)
    finally:
        decoder.close()


def test_no_free_slot_in_time_is_a_timeout() -> None:
    decoder = Decoder(slots=1, queue_seconds=0.1)
    try:
        zygote = decoder.zygote_pid()
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(decoder.decode, ENDLESS, "JPEG")
            child = first_child(zygote)
            with pytest.raises(DecodeTimeout):
                decoder.decode(PNG, "PNG")
            os.kill(child, signal.SIGKILL)
            assert isinstance(first.exception(), DecoderFailed)
        np.testing.assert_array_equal(decoder.decode(PNG, "PNG").pixels, GREY)
    finally:
        decoder.close()


def test_descriptors_and_children_do_not_pile_up(decoder: Decoder) -> None:
    """200 pictures, kept alive, and 100 failures; counted on both sides."""

    zygote = decoder.zygote_pid()
    decoder.decode(PNG, "PNG")
    mine, theirs = descriptors("self"), descriptors(zygote)
    kept = [decoder.decode(PNG, "PNG") for _ in range(200)]
    for _ in range(100):
        with pytest.raises(TruncatedImage):
            decoder.decode(PNG[:200], "PNG")
    assert descriptors("self") == mine
    # The zygote closes a picture's pipe when it has reaped the child, maybe after we had our pixels.
    assert descriptors(zygote) <= theirs + 1
    assert len(kept) == 200


def test_close_is_final_for_the_zygote_and_not_for_the_decoder(decoder: Decoder) -> None:
    zygote = decoder.zygote_pid()
    decoder.close()
    decoder.close()
    assert ended(zygote)
    np.testing.assert_array_equal(decoder.decode(PNG, "PNG").pixels, GREY)


def test_interrupt_and_terminate_are_left_to_the_service(decoder: Decoder) -> None:
    zygote = decoder.zygote_pid()
    os.kill(zygote, signal.SIGINT)
    os.kill(zygote, signal.SIGTERM)
    np.testing.assert_array_equal(decoder.decode(PNG, "PNG").pixels, GREY)
    assert decoder.zygote_pid() == zygote
