"""Processes that begin where their imports end: forked from one that did nothing but import.

A campaign kills dozens of processes, and half of what each costs is to import what all of them import. A
process made here is one of its own, with its own memory, and dies by SIGKILL as any other; only its modules
were read before it began. Whatever says something about the start itself runs a fresh interpreter instead.
"""

import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from io import BufferedReader
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import STDOUT, TimeoutExpired
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
IMPORTED = [
    "pytest",
    "uvicorn",
    "api.app",
    "api.cli.stopping",
    "api.commands",
    "api.cli.serve",
    "tests.support.story.serving",
    "tests.faults.accounting_loop",
    "tests.faults.backup_loop",
    "tests.faults.enrol_loop",
    "tests.faults.erasing_loop",
    "tests.faults.moving_loop",
    "tests.faults.relink_loop",
    "tests.faults.rotating_loop",
    "tests.faults.telling_loop",
    "tests.support.frozen",
]
"""Before the first fork, the last one last. Nothing in them may begin a thread or open a store."""

THREADS = "OMP_NUM_THREADS"
Errors = Path | int | None

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(IMPORTED)


class Forked:
    """What these tests use of a `subprocess.Popen`, of a module that runs as `python -m MODULE ARGUMENT...`.

    stdout: the end of a pipe to read from. Standard error goes where that of the tests goes, to a file if one
    is given, or with STDOUT into the same pipe. The process leads a session of its own, like a service that
    no shell started.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str | Path] = (),
        *,
        environment: Mapping[str, str] | None = None,
        errors: Errors = None,
    ) -> None:
        _begin_importing()
        read, write = _CONTEXT.Pipe(duplex=False)
        self.args = [module, *map(str, arguments)]
        chosen = dict(os.environ if environment is None else environment)
        self._process: ForkServerProcess = _CONTEXT.Process(
            target=_be, args=(self.args, chosen, write, errors)
        )
        self._process.start()
        write.close()
        self.stdout: BufferedReader = os.fdopen(os.dup(read.fileno()), "rb")
        read.close()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it ended, negative by a signal; None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """The same."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Until it ends. Raises subprocess.TimeoutExpired."""
        self._process.join(timeout)
        if self.returncode is None:
            raise TimeoutExpired(self.args, timeout or 0.0)
        return self.returncode

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()

    def terminate(self) -> None:
        """SIGTERM."""
        self._process.terminate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stdout.close()
        self.wait()


def _begin_importing() -> None:
    """Once; libraries count their threads when they are loaded, and those of a fork are gone."""
    before = os.environ.get(THREADS)
    os.environ[THREADS] = "1"
    try:
        forkserver.ensure_running()
    finally:
        del os.environ[THREADS]
        if before is not None:
            os.environ[THREADS] = before


def _be(command: Sequence[str], environment: Mapping[str, str], output: Connection, errors: Errors) -> None:
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(output.fileno(), sys.stdout.fileno())
    output.close()
    if errors == STDOUT:
        os.dup2(sys.stdout.fileno(), sys.stderr.fileno())
    elif isinstance(errors, Path):
        with errors.open("ab") as log:
            os.dup2(log.fileno(), sys.stderr.fileno())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    sys.argv = list(command)
    sys.modules.pop(command[0], None)  # it becomes __main__
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)
