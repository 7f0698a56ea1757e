"""The decoding processes beside the service: start, fork, end, and what is said between them."""

import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from matcher.decoding.conversation import Conversation, receive_picture
from matcher.decoding.errors import DecoderFailed, DecoderUnavailable
from matcher.decoding.parameters import PIXELS, SIDE, ChildLimits
from matcher.decoding.process import ZygoteProcess
from matcher.decoding.wire import LENGTH, Ending, Outcome, Reply, Verdict
from tests.support.pictures import encoded, progressive_scan_bomb, ridges
from tests.support.processes import ended, run_python

PNG = encoded(ridges(120, 100), "PNG")
# Passes over 12 megapixels without end: whoever decodes it is at work until stopped.
ENDLESS = progressive_scan_bomb(3_500, 20_000)


def picture_file(folder: Path) -> str:
    """The path of a PNG for another process."""
    path = folder / "picture.png"
    path.write_bytes(PNG)
    return str(path)


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
            threading.Thread(target=images._decoder.decode, args=(endless, "JPEG"), daemon=True).start()
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
