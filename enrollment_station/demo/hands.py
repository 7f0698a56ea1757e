"""Fingers on the simulated scanner, in processes of their own: growing one keeps a core busy for a second."""

import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from threading import Event

from device_drivers.contract import Frame
from device_drivers.fingerprint.simulated import SimulatedScanner
from enrollment_station.errors import CaptureFailed

WORKERS = 2
PATIENCE_SECONDS = 30.0


def capture(number: int, touches: Sequence[int]) -> list[Frame]:
    """The prints of one synthetic person who puts these fingers (ISO/IEC 19794-2) on the scanner in turn.

    A finger that is named twice gives two different impressions. Raises CaptureFailed.
    """
    scanner, never = SimulatedScanner(), Event()
    scanner.open()
    frames = []
    for position in touches:
        scanner.touch(number, position)
        outcome = scanner.capture(never, time.monotonic() + PATIENCE_SECONDS, position)
        if not isinstance(outcome, Frame):
            raise CaptureFailed(f"The scanner gave no print: {outcome}.")
        frames.append(outcome)
    scanner.close()
    return frames


@contextmanager
def at_the_scanner() -> Iterator[ProcessPoolExecutor]:
    """Worker processes for `capture`. Ctrl-C is left to the demo, which ends them in order."""
    pool = ProcessPoolExecutor(WORKERS, get_context("spawn"), initializer=_leave_interrupts_to_the_demo)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts_to_the_demo() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
