"""The decoding processes: killed, late, crowded, orphaned; the service goes on and leaks nothing."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from matcher.decoding.client import Decoder
from matcher.decoding.conversation import Conversation, receive_picture
from matcher.decoding.errors import DecoderFailed, DecoderUnavailable, DecodeTimeout, TruncatedImage
from matcher.decoding.parameters import PIXELS, SIDE, ChildLimits
from matcher.decoding.process import ZygoteProcess
from matcher.decoding.wire import LENGTH, Ending, Outcome, Reply, Verdict
from tests.support.pictures import encoded, png, progressive_scan_bomb, ridges

ROOT = Path(__file__).resolve().parents[2]
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


def children(pid: int) -> list[int]:
    """Process ids of pid's children."""
    with suppress(FileNotFoundError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def descriptors(process: int | str) -> int:
    """How many file descriptors that process has open."""
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def first_child(pid: int) -> int:
    """Waits, bounded by the test's time limit, until pid has a child."""
    while not (found := children(pid)):
        os.sched_yield()
    return found[0]


def ended(pid: int, seconds: float = 20) -> bool:
    """Whether process pid ends within that time."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], seconds)[0])
    finally:
        os.close(descriptor)


def kill_and_wait(pid: int) -> None:
    """SIGKILL, and back when the process is gone."""
    os.kill(pid, signal.SIGKILL)
    assert ended(pid)


def picture_file(folder: Path) -> str:
    """The path of a PNG for another process."""
    path = folder / "picture.png"
    path.write_bytes(PNG)
    return str(path)


def run_python(script: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """script in a fresh interpreter in development mode, where every leak is an error."""
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", script, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


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


def test_the_zygote_ends_with_a_service_that_is_killed(tmp_path: Path) -> None:
    """SIGKILL gives the service no chance to clean up."""
    result = run_python(
        """if True:
        import os, pathlib, signal, sys
        from matcher import images
        images.decode(pathlib.Path(sys.argv[1]).read_bytes())
        print(pathlib.Path(f"/proc/self/task/{os.getpid()}/children").read_text(), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
        """,
        picture_file(tmp_path),
    )
    assert result.returncode == -signal.SIGKILL, result.stderr
    assert ended(int(result.stdout))


def test_a_service_that_ends_leaves_no_warning_and_no_process(tmp_path: Path) -> None:
    """The script's own farewell runs after ours; the zygote is gone and reaped by then."""
    result = run_python(
        """if True:
        import atexit, os, pathlib, sys, threading
        def children():
            lists = pathlib.Path("/proc/self/task").glob("*/children")
            return " ".join(path.read_text() for path in lists).split()
        atexit.register(lambda: print(children()))
        from matcher import images
        data = pathlib.Path(sys.argv[1]).read_bytes()
        thread = threading.Thread(target=images.decode, args=(data,))
        thread.start(); thread.join()
        before = children()
        # The zygote outlives the thread that started it.
        assert images.decode(data).pixels.shape == (120, 100)
        assert children() == before and len(before) == 1
        """,
        picture_file(tmp_path),
    )
    assert (result.returncode, result.stderr, result.stdout) == (0, "", "[]\n")


def test_a_forked_copy_of_the_service_starts_anew_whatever_was_under_way(tmp_path: Path) -> None:
    """Forked while every slot is taken: the copy has slots and a zygote of its own."""
    endless = tmp_path / "endless.jpg"
    endless.write_bytes(ENDLESS)
    result = run_python(
        """if True:
        import os, pathlib, sys, threading, warnings
        from matcher import images
        from matcher.decoding.parameters import SLOTS
        picture, endless = (pathlib.Path(path).read_bytes() for path in sys.argv[1:])
        images.decode(picture)
        me = os.getpid()
        zygote = pathlib.Path(f"/proc/self/task/{me}/children").read_text().strip()
        for _ in range(SLOTS):
            threading.Thread(target=images.decode, args=(endless,), daemon=True).start()
        while len(pathlib.Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()) < SLOTS:
            os.sched_yield()
        warnings.simplefilter("ignore")  # later Pythons warn of a fork beside threads: the point here
        pid = os.fork()
        if pid == 0:
            right = images.decode(picture).pixels.shape == (120, 100)
            own = pathlib.Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
            os._exit(0 if right and own and own != [zygote] else 1)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        assert zygote in pathlib.Path(f"/proc/self/task/{me}/children").read_text().split()
        os._exit(status)
        """,
        picture_file(tmp_path),
        str(endless),
    )
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("interpreter", "words"), [("/nowhere/python", "does not start"), ("/bin/false", "while starting")]
)
def test_a_decoder_that_does_not_start_is_the_administrators(
    monkeypatch: pytest.MonkeyPatch, interpreter: str, words: str
) -> None:
    monkeypatch.setattr(sys, "executable", interpreter)
    with pytest.raises(DecoderUnavailable, match=words):
        ZygoteProcess(ChildLimits())


def test_no_room_for_another_process_is_no_fault_of_the_picture() -> None:
    """A zygote that may not fork any more: it says so and goes on."""
    result = run_python(
        """if True:
        import os, resource, socket, threading
        from matcher.decoding.conversation import failure
        from matcher.decoding.parameters import ChildLimits
        from matcher.decoding.sandbox import lower_privileges
        from matcher.decoding.zygote import Zygote
        ours, control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        zygote = Zygote(control, ChildLimits())
        if "unprivileged-user" not in lower_privileges():
            raise SystemExit(77)
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        pipes = []
        for _ in range(2):
            conversation, childs = socket.socketpair()
            verdict, zygotes_end = os.pipe()
            socket.send_fds(ours, [b"!"], [childs.fileno(), zygotes_end])
            for end in (conversation, childs):
                end.close()
            os.close(zygotes_end)
            pipes.append(verdict)
        ours.close()
        before = len(os.listdir("/proc/self/fd"))
        zygote.run()
        assert len(os.listdir("/proc/self/fd")) == before
        control.close()
        print([failure(verdict, 8).code for verdict in pipes])
        for verdict in pipes:
            os.close(verdict)
        """
    )
    if result.returncode == 77:
        pytest.skip("the kernel limits no process of root, and root cannot be given up here")
    assert (result.stderr, result.stdout) == (
        "",
        "['image-decoder-unavailable', 'image-decoder-unavailable']\n",
    )


@pytest.mark.parametrize(
    "answer",
    [
        b"\xff" * len(Reply(Outcome.PICTURE).pack()),
        Reply(Outcome.PICTURE, 2**32 - 1, 2**32 - 1, 3).pack(),
        Reply(Outcome.PICTURE, SIDE + 1, 1, 1).pack(),
        Reply(Outcome.PICTURE, 5_001, PIXELS // 5_000, 1).pack(),
        Reply(Outcome.PICTURE, 0, 5, 1).pack(),
        Reply(Outcome.PICTURE, 5, 5, 4).pack(),
    ],
)
def test_what_no_honest_child_says_is_not_believed(answer: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(answer)
        with pytest.raises(DecoderFailed, match="makes no sense"):
            receive_picture(Conversation(ours, 5), "PNG")


@pytest.mark.parametrize("dpi", [-500.0, 0.0, float("inf"), float("nan"), 1e300])
def test_a_resolution_that_no_honest_child_says_is_none(dpi: float) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(Reply(Outcome.PICTURE, 2, 1, 1, dpi).pack() + b"\x01\x02")
        decoded = receive_picture(Conversation(ours, 5), "PNG")
    assert decoded.dpi is None
    assert decoded.pixels.tolist() == [[1, 2]]


def test_a_child_that_waits_for_more_bytes_is_killed_and_reported() -> None:
    """By the zygote alone, without the caller's help."""
    zygote = ZygoteProcess(ChildLimits(wall_seconds=0.2))
    ours, theirs = socket.socketpair()
    verdict_pipe, zygotes_end = os.pipe()
    try:
        with ours, theirs:
            zygote.submit(theirs, zygotes_end)
            ours.sendall(LENGTH.pack(1000))
            os.close(zygotes_end)
            assert Verdict.unpack(os.read(verdict_pipe, 2)) == Verdict(Ending.TIMED_OUT, 0)
    finally:
        os.close(verdict_pipe)
        zygote.close()
