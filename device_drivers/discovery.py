"""What is attached to this machine. A broken device is one more line of the answer, never an exception."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from device_drivers.camera.simulated import SimulatedCamera
from device_drivers.contract import Device, DeviceKind
from device_drivers.fingerprint.simulated import SimulatedScanner


@dataclass(frozen=True, slots=True)
class Broken:
    """A device, or the way to it, that does not work; problem: what its driver said."""

    kind: DeviceKind
    problem: str


@dataclass(frozen=True, slots=True)
class Probe:
    """One way of finding devices of one kind."""

    kind: DeviceKind
    find: Callable[[], Iterable[Device]]


SIMULATED = (
    Probe(DeviceKind.FINGERPRINT_SCANNER, lambda: [SimulatedScanner()]),
    Probe(DeviceKind.CAMERA, lambda: [SimulatedCamera()]),
)


def attached(probes: Iterable[Probe]) -> list[Device | Broken]:
    """Every device that the probes find, in their order."""
    found: list[Device | Broken] = []
    for probe in probes:
        try:
            found.extend(probe.find())
        except Exception as error:  # a driver may fail in any way; the others are still there
            found.append(Broken(probe.kind, f"{type(error).__name__}: {error}"))
    return found
