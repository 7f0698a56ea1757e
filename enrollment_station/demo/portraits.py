"""Two public figures before the simulated camera, where the wheels are that carry their portraits."""

import io
import time
from dataclasses import dataclass, field
from threading import Event
from uuid import UUID, uuid5

from PIL import Image, ImageEnhance

from device_drivers.camera.portraits import Portrait, portraits
from device_drivers.camera.simulated import SimulatedCamera
from device_drivers.contract import Frame
from enrollment_station.demo.cast import NAMESPACE
from enrollment_station.errors import CaptureFailed

PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Sitter:
    """A public figure with a portrait: enrolled with it as it is, at the counter under other light."""

    name: str
    portrait: bytes = field(repr=False)

    @property
    def id(self) -> UUID:
        """The same on every machine."""
        return uuid5(NAMESPACE, f"portrait/{self.name}")

    @property
    def file(self) -> str:
        """Name of the capture at the counter."""
        return f"face-{self.name.lower().replace(' ', '-')}.jpg"

    def before_the_camera(self) -> bytes:
        """Another picture of the same person: nearer, smaller, darker, compressed as cameras do. JPEG."""
        with Image.open(io.BytesIO(self.portrait)) as portrait:
            width, height = portrait.size
            nearer = portrait.convert("RGB").crop((width // 9, 0, width - width // 8, height * 2 // 3))
        nearer.thumbnail((480, 480))
        out = io.BytesIO()
        ImageEnhance.Brightness(nearer).enhance(0.85).save(out, "JPEG", quality=80)
        return _photographed(out.getvalue())


def sitters() -> list[Sitter]:
    """Everybody whose portrait is here; an empty list where the development packages are not installed."""
    return [
        Sitter(found.person, _photographed(found.path.read_bytes()))
        for found in portraits()
        if isinstance(found, Portrait)
    ]


def _photographed(portrait: bytes) -> bytes:
    camera = SimulatedCamera()
    camera.open()
    camera.seat(portrait)
    outcome = camera.capture(Event(), time.monotonic() + PATIENCE_SECONDS)
    camera.close()
    if not isinstance(outcome, Frame):
        raise CaptureFailed(f"The camera gave no picture: {outcome}.")
    return outcome.data
