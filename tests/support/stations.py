"""A station before the service of `offices`: it signs by the house's clock, and keeps its folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from api.contract.encounter import CaptureIn, DeviceIn
from api.contract.samples import SampleIn
from enrollment_station.enrolling import enrol
from enrollment_station.identity import Identity, load
from enrollment_station.outbox import Outbox, box_of
from enrollment_station.sealing import seal
from enrollment_station.sending import send_all
from enrollment_station.uplink import Reach, Uplink
from tests.support.offices import LOCAL, Offices

DEVICE = DeviceIn(
    kind="fingerprint_scanner", maker="Made up", model="M", serial="1", firmware="1", simulated=True
)


@dataclass(frozen=True)
class Station:
    """home: its folder."""

    home: Path
    offices: Offices

    @property
    def reach(self) -> Reach:
        """By the house's clock."""
        return Reach(self.offices.transport, lambda: self.offices.house.clock.now().timestamp())

    @property
    def known(self) -> Identity:
        return load(self.home)

    @property
    def id(self) -> UUID:
        return self.known.enrolled.station

    @property
    def box(self) -> Outbox:
        return box_of(self.known)

    def capture(self, samples: tuple[SampleIn, ...], label: str | None = None) -> None:
        """Seal somebody into the outbox, as captured at the counter."""
        now = self.offices.house.clock.now()
        seal(self.known, [CaptureIn(sample=one, captured_at=now, device=DEVICE) for one in samples], label)

    def send(self) -> int:
        """Everything that waits."""
        return send_all(self.home, lambda _: None, self.reach)

    def uplink(self) -> Uplink:
        """Requests that it signs."""
        return Uplink.of(LOCAL, self.id, self.known.key, self.reach)


def invited(
    offices: Offices, name: str = "Reception 1", facility: str | None = None, gate: str | None = "reception"
) -> dict[str, Any]:
    """A station that an administrator invites, with its code."""
    body = {"name": name, "facility": facility or offices.house.code, "gate": gate}
    answer = offices.send("POST", "/v1/stations", "administrator", body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def enrolled(
    offices: Offices,
    home: Path,
    name: str = "Reception 1",
    facility: str | None = None,
    gate: str | None = "reception",
) -> Station:
    """A station in use."""
    station = Station(home, offices)
    enrol(home, LOCAL, invited(offices, name, facility, gate)["code"], station.reach)
    return station


def sent(offices: Offices, path: str, headers: dict[str, str], body: bytes | None = None) -> httpx.Response:
    """A request as it is, of whoever."""
    method = "GET" if body is None else "POST"
    return offices.http.request(method, path, content=body, headers=headers)
