"""The simulated scanner behaves as badly as a real one, and says so in values."""

import io
from datetime import UTC, datetime
from threading import Event, Thread
from time import monotonic

import pytest
from PIL import Image

from device_drivers.contract import (
    Busy,
    FingerprintScanner,
    Frame,
    Outcome,
    Removed,
    Retry,
    RetryReason,
    ServiceDown,
    Timeout,
)
from device_drivers.fingerprint.simulated import SimulatedScanner
from device_drivers.fingerprint.synthetic import NORMAL, person

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def scanner() -> SimulatedScanner:
    opened = SimulatedScanner("SIM-7", now=lambda: NOON)
    assert opened.open() is None
    return opened


def soon() -> float:
    return monotonic() + 5


def captured(scanner: FingerprintScanner, position: int = 0) -> Frame:
    outcome = scanner.capture(Event(), soon(), position)
    assert isinstance(outcome, Frame)
    return outcome


class Waiting:
    """A capture that runs in its own thread."""

    def __init__(self, scanner: SimulatedScanner, cancel: Event) -> None:
        self.outcome: Outcome | None = None
        self._entered = Event()
        self._thread = Thread(target=self._run, args=(scanner, cancel))
        self._thread.start()
        self._entered.wait(5)

    def _run(self, scanner: SimulatedScanner, cancel: Event) -> None:
        self._entered.set()
        self.outcome = scanner.capture(cancel, monotonic() + 20)

    def result(self) -> Outcome | None:
        self._thread.join(10)
        return self.outcome


def test_a_frame_holds_the_print_and_where_it_came_from(scanner: SimulatedScanner) -> None:
    scanner.touch(3, 2)
    frame = captured(scanner, position=2)
    assert frame.data == person(3).finger(2).impression(0, NORMAL).png()
    with Image.open(io.BytesIO(frame.data)) as opened:
        assert opened.info["dpi"] == pytest.approx((500, 500), abs=0.05)
    assert (frame.dpi, frame.position, frame.captured_at) == (500.0, 2, NOON)
    assert frame.device.serial == "SIM-7"
    assert frame.device.simulated


def test_the_same_finger_never_gives_the_same_bytes(scanner: SimulatedScanner) -> None:
    scanner.touch(3, 2)
    assert captured(scanner).data != captured(scanner).data


def test_a_wrong_finger_is_captured_as_the_one_that_was_asked_for(scanner: SimulatedScanner) -> None:
    scanner.touch(3, 7)
    frame = captured(scanner, position=2)
    assert frame.position == 2
    assert frame.data == person(3).finger(7).impression(0, NORMAL).png()


@pytest.mark.parametrize(("dryness", "reason"), [(0.9, RetryReason.TOO_DRY), (-0.9, RetryReason.TOO_WET)])
def test_dry_and_wet_fingers_must_try_again(
    scanner: SimulatedScanner, dryness: float, reason: RetryReason
) -> None:
    scanner.touch(3, 2, dryness=dryness)
    assert scanner.capture(Event(), soon()) == Retry(reason)
    scanner.touch(3, 2, dryness=dryness / 2)
    assert isinstance(scanner.capture(Event(), soon()), Frame)


def test_a_slip_spoils_its_capture_and_no_other(scanner: SimulatedScanner) -> None:
    scanner.touch(3, 2, slips=2)
    outcomes = [scanner.capture(Event(), soon()) for _ in range(3)]
    assert outcomes[:2] == [Retry(RetryReason.SLIPPED)] * 2
    assert isinstance(outcomes[2], Frame)


def test_it_waits_for_a_finger(scanner: SimulatedScanner) -> None:
    waiting = Waiting(scanner, Event())
    scanner.touch(3, 2)
    assert isinstance(waiting.result(), Frame)


def test_nothing_on_the_glass_ends_at_the_deadline(scanner: SimulatedScanner) -> None:
    scanner.touch(3, 2)
    scanner.lift()
    assert scanner.capture(Event(), monotonic() + 0.1) == Timeout()


def test_a_capture_can_be_called_off(scanner: SimulatedScanner) -> None:
    cancel = Event()
    waiting = Waiting(scanner, cancel)
    cancel.set()
    assert waiting.result() == Timeout()


def test_closing_ends_a_running_capture(scanner: SimulatedScanner) -> None:
    waiting = Waiting(scanner, Event())
    scanner.close()
    assert waiting.result() in (Timeout(), Removed())  # Removed where it had not begun to wait


@pytest.mark.parametrize("fault", [Removed(), ServiceDown("usbd")])
def test_a_pulled_cable_is_an_outcome_until_it_is_mended(
    scanner: SimulatedScanner, fault: Removed | ServiceDown
) -> None:
    waiting = Waiting(scanner, Event())
    scanner.fail(fault)
    assert waiting.result() == fault
    assert scanner.open() == fault
    scanner.repair()
    assert scanner.capture(Event(), soon()) == Removed()  # the old handle is dead
    assert scanner.open() is None
    scanner.touch(3, 2)
    assert isinstance(scanner.capture(Event(), soon()), Frame)


def test_it_serves_one_at_a_time(scanner: SimulatedScanner) -> None:
    assert scanner.open() == Busy()
    cancel = Event()
    waiting = Waiting(scanner, cancel)
    outcomes: set[Outcome] = set()
    until = soon()
    while Busy() not in outcomes and monotonic() < until:
        outcomes.add(scanner.capture(Event(), monotonic()))
    cancel.set()
    assert waiting.result() == Timeout()
    assert Busy() in outcomes


def test_there_is_no_eleventh_finger(scanner: SimulatedScanner) -> None:
    with pytest.raises(ValueError, match="no finger 11"):
        scanner.touch(3, 11)
