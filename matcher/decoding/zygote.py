"""The decoding process: imports Pillow once, then forks one sandboxed child per picture.

One thread only, so that fork is safe at any moment. It ends when the service does: the control socket
then reads as closed. It never looks at anybody's picture itself.

    main([CONTROL_DESCRIPTOR, MEMORY_BYTES, CPU_SECONDS, WALL_SECONDS])
"""

import contextlib
import gc
import os
import resource
import select
import signal
import socket
import time
from dataclasses import dataclass

from matcher.decoding import pixels
from matcher.decoding.forking import give_spare_heap_away, rehearse
from matcher.decoding.parameters import ChildLimits
from matcher.decoding.sandbox import Sandbox, lower_limit, lower_privileges
from matcher.decoding.wire import LENGTH, Ending, Outcome, Reply, Verdict

# Enough for SLOTS children and what start-up needs; a leak would show at once.
_DESCRIPTORS = 64
_CONVERSATION = 3


@dataclass(slots=True)
class _Child:
    """One picture being decoded: where to report its end, and when to kill it."""

    verdict_pipe: int
    deadline: float
    timed_out: bool = False


class Zygote:
    """The loop: accept a picture's descriptors, fork, kill what is late, report what has ended."""

    def __init__(self, control: socket.socket, limits: ChildLimits) -> None:
        self._control = control
        self._limits = limits
        self._children: dict[int, _Child] = {}
        self._awake, self._alarm = os.pipe()
        os.set_blocking(self._awake, False)
        os.set_blocking(self._alarm, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        # A service manager signals the whole group; pictures under way are finished while the service drains.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(self._alarm)
        self._sandbox = Sandbox(limits)
        self._pid = os.getpid()

    def announce(self) -> None:
        """Lower our privileges, then tell the service that we are ready and what protects a child here.

        The system call filter is tried on a child of its own.
        """
        held = (*lower_privileges(), "resource-limits")
        pid = os.fork()
        if pid == 0:
            filtered = False
            try:
                filtered = self._sandbox.enter(self._pid)
            finally:
                os._exit(0 if filtered else 1)
        filtered = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        names = (*held, "system-call-filter") if filtered else held
        self._control.sendall(",".join(names).encode("ascii"))

    def run(self) -> None:
        """Until the service closes the control socket."""
        poller = select.poll()
        poller.register(self._control, select.POLLIN)
        poller.register(self._awake, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poller.poll(self._until_next_deadline())}
            if self._awake in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._awake, 512)
            if self._control.fileno() in ready and not self._accept():
                break
            self._kill_late()
            self._reap()
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)

    def _accept(self) -> bool:
        """Take one picture's socket and pipe and fork for it; False once the service is gone."""
        message, descriptors, _, _ = socket.recv_fds(self._control, 1, 2)
        if not message:
            return False
        conversation, verdict_pipe = descriptors
        try:
            pid = os.fork()
        except OSError:
            _report(verdict_pipe, Verdict(Ending.NOT_STARTED, 0))
            os.close(conversation)
            return True
        if pid == 0:
            self._become_child(conversation)
        os.close(conversation)
        self._children[pid] = _Child(verdict_pipe, time.monotonic() + self._limits.wall_seconds)
        return True

    def _become_child(self, conversation: int) -> None:
        """Never returns, whatever happens."""
        try:
            # The handler of SIGCHLD may stay: a child has no children, and the pipe that it rings is closed.
            if conversation != _CONVERSATION:
                os.dup2(conversation, _CONVERSATION)
            os.closerange(_CONVERSATION + 1, _DESCRIPTORS)
            self._sandbox.enter(self._pid)
            _answer(_CONVERSATION)
        except BaseException:  # the exit status is all that may leave this process
            os._exit(1)
        os._exit(0)

    def _until_next_deadline(self) -> float | None:
        """Milliseconds, rounded up; None without children."""
        deadlines = [child.deadline for child in self._children.values() if not child.timed_out]
        return max(0.0, min(deadlines) - time.monotonic()) * 1000 + 1 if deadlines else None

    def _kill_late(self) -> None:
        now = time.monotonic()
        for pid, child in self._children.items():
            if child.deadline <= now and not child.timed_out:
                child.timed_out = True
                os.kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        """Report every child that has ended on its verdict pipe."""
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            child = self._children.pop(pid)
            _report(child.verdict_pipe, _verdict(status, child.timed_out))


def _report(verdict_pipe: int, verdict: Verdict) -> None:
    with contextlib.suppress(OSError):  # the caller may have given up
        os.write(verdict_pipe, verdict.pack())
    os.close(verdict_pipe)


def _verdict(status: int, timed_out: bool) -> Verdict:
    code = os.waitstatus_to_exitcode(status)
    if timed_out or code == -signal.SIGXCPU:
        return Verdict(Ending.TIMED_OUT, 0)
    return Verdict(Ending.SIGNALLED, -code) if code < 0 else Verdict(Ending.EXITED, code)


def _answer(conversation: int) -> None:
    """In the child: read the encoded bytes, write a Reply and the rows."""
    (length,) = LENGTH.unpack(_read(conversation, LENGTH.size))
    data = _read(conversation, length)
    try:
        picture = pixels.decode(data)
    except pixels.PictureTooBig as big:
        reply = Reply(Outcome.TOO_MANY_PIXELS, big.width, big.height)
    except pixels.SamplesUnsupported:
        reply = Reply(Outcome.UNSUPPORTED_SAMPLES)
    except MemoryError:
        reply = Reply(Outcome.OUT_OF_MEMORY)
    except Exception:  # Pillow raises any of a dozen types for damaged data
        reply = Reply(Outcome.DAMAGED)
    else:
        size = picture.width, picture.height, picture.channels
        _write(conversation, Reply(Outcome.PICTURE, *size, picture.dpi).pack())
        for strip in picture.strips:
            _write(conversation, strip)
        return
    _write(conversation, reply.pack())


def _read(descriptor: int, length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        part = os.read(descriptor, min(length - len(data), 1 << 20))
        if not part:
            raise EOFError
        data += part
    return bytes(data)


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def main(arguments: list[str]) -> None:
    """Entry point, see the module's docstring. Standard error is kept until start-up is over."""
    descriptor, memory, cpu, wall = arguments
    limits = ChildLimits(int(memory), int(cpu), float(wall))
    lower_limit(resource.RLIMIT_NOFILE, _DESCRIPTORS, _DESCRIPTORS)
    with socket.socket(fileno=int(descriptor)) as control:
        rehearse()
        gc.collect()
        gc.disable()
        gc.freeze()
        give_spare_heap_away()
        zygote = Zygote(control, limits)
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        zygote.announce()
        zygote.run()
