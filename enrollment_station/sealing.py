"""What devices captured becomes a sealed packet in the outbox."""

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from uuid import uuid4

from api.contract.encounter import MOST_OCTETS, CapturedEncounter, CaptureIn, DeviceIn
from api.contract.packet.header import Link
from api.contract.samples import Modality, SampleIn
from device_drivers.contract import DeviceInfo, DeviceKind, Frame
from enrollment_station.errors import ContentTooLarge
from enrollment_station.identity import Identity
from enrollment_station.outbox import box_of
from matcher import images
from matcher.fingerprint.quality.grade import grade

DPI = 500.0
"""Of prints whose file does not say otherwise."""


def seal(known: Identity, captures: Sequence[CaptureIn], label: str | None = None) -> Link:
    """Into the outbox; sealed on the disk when this returns. Raises ContentTooLarge, StationDamaged."""
    now = datetime.now(UTC)
    held = CapturedEncounter(
        encounter_id=uuid4(),
        captured_at=now,
        build=version("umbral-identity"),
        label=label,
        captures=tuple(captures),
    )
    content = held.model_dump_json().encode()
    if len(content) > MOST_OCTETS:
        raise ContentTooLarge(
            f"What was captured is larger than {MOST_OCTETS} octets.", octets=len(content), most=MOST_OCTETS
        )
    return box_of(known).put(content, known.sealer, now)


def captured(frame: Frame) -> CaptureIn:
    """A device's frame, graded. Raises the errors of decoding."""
    modality: Modality = "face" if frame.device.kind is DeviceKind.CAMERA else "finger"
    return _capture(frame.data, modality, frame.position, frame.dpi, frame.captured_at, _device(frame.device))


def of_file(data: bytes, modality: Modality, position: int, name: str) -> CaptureIn:
    """An image that some other program captured. name: of the file, which stands for the device."""
    device = DeviceIn(kind="file", maker="-", model="-", serial=name[:200] or "-", firmware="-")
    return _capture(data, modality, position, None, datetime.now(UTC), device)


def _capture(  # noqa: PLR0913, PLR0917 - what a capture is made of
    data: bytes, modality: Modality, position: int, dpi: float | None, at: datetime, device: DeviceIn
) -> CaptureIn:
    sample = SampleIn.holding(data, modality, position=position, dpi=dpi)
    return CaptureIn(sample=sample, captured_at=at, device=device, quality=_quality(data, modality, dpi))


def _quality(data: bytes, modality: Modality, dpi: float | None) -> int | None:
    """Of a print by its image alone; a face is graded by the service, which has the models."""
    image = images.decode(data)
    return grade(images.grey(image), dpi or image.dpi or DPI).value if modality == "finger" else None


def _device(info: DeviceInfo) -> DeviceIn:
    kind = "camera" if info.kind is DeviceKind.CAMERA else "fingerprint_scanner"
    return DeviceIn.model_validate(
        {
            "kind": kind,
            "maker": info.maker,
            "model": info.model,
            "serial": info.serial,
            "firmware": info.firmware,
            "simulated": info.simulated,
        }
    )
