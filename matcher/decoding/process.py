"""The parent's handle on one zygote process."""

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

from matcher.decoding.errors import DecoderUnavailable
from matcher.decoding.parameters import ALLOCATION, START_SECONDS, ChildLimits

# Isolated and without site: the zygote gets our import path, in our order, and nothing of the environment.
# What modules want done in a forked child (threading and logging renew their locks) is for processes with
# threads: the zygote has one, no child uses either, and it took each 0.6 ms.
_BOOT = (
    "import os, sys; os.register_at_fork = lambda **hooks: None;"
    " n = int(sys.argv[1]); sys.path[:] = sys.argv[2:2 + n];"
    " from matcher.decoding.zygote import main; main(sys.argv[2 + n:])"
)
_PACKAGE_ROOT = str(Path(__file__).resolve().parents[2])


class ZygoteGone(Exception):
    """The zygote ended; a new one may be started."""


class ZygoteProcess:
    """A running zygote. Messages to it are atomic datagrams, so any number of threads may submit."""

    def __init__(self, limits: ChildLimits) -> None:
        """Start and wait until it is ready; DecoderUnavailable if it does not become so."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        with theirs:
            path = [*(entry for entry in sys.path if Path(entry).is_absolute()), _PACKAGE_ROOT]
            command = [sys.executable, "-I", "-S", "-c", _BOOT, str(len(path)), *path]
            numbers = (theirs.fileno(), limits.memory_bytes, limits.cpu_seconds, limits.wall_seconds)
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and source
                    command + [str(number) for number in numbers],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    env={"GLIBC_TUNABLES": ALLOCATION}
                    | {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ},
                    start_new_session=True,  # a Ctrl-C at the terminal is the service's to handle
                )
            except OSError as error:
                ours.close()
                raise DecoderUnavailable(f"the decoding process does not start ({error})") from error
        self.protections = self._await_ready()

    def _await_ready(self) -> tuple[str, ...]:
        """The names of what protects a child, as the zygote reports them once it can serve."""
        try:
            self._control.settimeout(START_SECONDS)
            announcement = self._control.recv(4096)
        except OSError as error:
            self.close()
            raise DecoderUnavailable(f"the decoding process is not ready ({error})") from error
        if not announcement:
            self.close()
            raise DecoderUnavailable("the decoding process ended while starting")
        return tuple(announcement.decode("ascii").split(","))

    @property
    def pid(self) -> int:
        """The zygote's process id."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether it has not ended yet; reaps it if it has."""
        return self._process.poll() is None

    def submit(self, conversation: socket.socket, verdict_pipe: int) -> None:
        """Hand one picture's descriptors over; ZygoteGone if nobody is there to take them."""
        try:
            socket.send_fds(self._control, [b"!"], [conversation.fileno(), verdict_pipe])
        except OSError as error:
            raise ZygoteGone from error

    def close(self) -> None:
        """End it and its children. May be called again."""
        self._control.close()  # which ends it
        with contextlib.suppress(PermissionError):  # root without CAP_KILL, and the zygote is no longer root
            self._process.kill()
        self._process.wait()

    def forget(self) -> None:
        """In a forked copy of the service: the zygote belongs to the original."""
        self._control.close()
        self._process.returncode = 0  # keeps subprocess from waiting for another process's child
