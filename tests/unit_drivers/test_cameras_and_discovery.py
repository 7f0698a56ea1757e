"""The simulated camera, the portraits it can show, and what is attached."""

import importlib.util
import sys
from datetime import UTC, datetime
from importlib.machinery import ModuleSpec
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from device_drivers.camera import portraits
from device_drivers.camera.simulated import SimulatedCamera
from device_drivers.contract import (
    Busy,
    Camera,
    Device,
    DeviceKind,
    FingerprintScanner,
    Frame,
    Removed,
    Retry,
    RetryReason,
    Timeout,
)
from device_drivers.discovery import SIMULATED, Broken, Probe, attached
from device_drivers.fingerprint.simulated import SimulatedScanner

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def soon() -> float:
    return monotonic() + 5


def test_the_camera_serves_who_sits_before_it(tmp_path: Path) -> None:
    camera = SimulatedCamera(now=lambda: NOON)
    assert camera.capture(Event(), soon()) == Removed()
    assert camera.open() is None
    assert camera.open() == Busy()
    assert camera.capture(Event(), soon()) == Retry(RetryReason.NO_FACE)
    picture = tmp_path / "somebody.jpg"
    picture.write_bytes(b"any encoded picture")
    camera.seat(picture)
    frame = camera.capture(Event(), soon())
    assert isinstance(frame, Frame)
    assert (frame.data, frame.dpi, frame.position) == (b"any encoded picture", None, 0)
    assert frame.device.kind is DeviceKind.CAMERA
    assert frame.captured_at == NOON
    camera.vacate()
    assert camera.capture(Event(), soon()) == Retry(RetryReason.NO_FACE)


def test_a_camera_can_be_called_off_late_or_unplugged() -> None:
    camera = SimulatedCamera()
    camera.open()
    camera.seat(b"x")
    cancelled = Event()
    cancelled.set()
    assert camera.capture(cancelled, soon()) == Timeout()
    assert camera.capture(Event(), monotonic() - 1) == Timeout()
    camera.fail(Removed())
    assert camera.capture(Event(), soon()) == Removed()
    camera.repair()
    assert camera.open() is None


def test_both_portraits_are_found_without_importing_their_packages() -> None:
    loaded = {"skimage", "matplotlib"} & set(sys.modules)
    found = portraits.portraits()
    assert {"skimage", "matplotlib"} & set(sys.modules) == loaded
    for place in found:
        if isinstance(place, portraits.Absent):
            pytest.skip(place.reason)
        assert place.path.read_bytes()[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")
        assert "public domain" in place.licence


def test_an_absent_portrait_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = ModuleSpec("skimage", None, is_package=True)
    empty.submodule_search_locations = [str(tmp_path)]
    answers = {"skimage": empty, "matplotlib": None}
    monkeypatch.setattr(portraits, "find_spec", answers.__getitem__)
    collins, hopper = portraits.portraits()
    assert collins == portraits.Absent(
        "Eileen Collins", "scikit-image is installed without data/astronaut.png"
    )
    assert hopper == portraits.Absent("Grace Hopper", "matplotlib is not installed")
    assert importlib.util.find_spec("json") is not None


def test_simulated_devices_are_attached_when_asked_for() -> None:
    assert attached(()) == []
    scanner, camera = attached(SIMULATED)
    assert isinstance(scanner, SimulatedScanner)
    assert isinstance(camera, SimulatedCamera)
    as_scanner: FingerprintScanner = scanner
    as_camera: Camera = camera
    assert as_scanner.info().kind is DeviceKind.FINGERPRINT_SCANNER
    assert as_camera.info().kind is DeviceKind.CAMERA


def test_a_broken_device_is_reported_beside_the_others() -> None:
    def burn() -> list[Device]:
        raise OSError("no such bus")

    found = attached([Probe(DeviceKind.CARD_READER, burn), *SIMULATED])
    assert found[0] == Broken(DeviceKind.CARD_READER, "OSError: no such bus")
    assert len(found) == 3
