"""The outbox: packets sealed on disk, in their order, until the service's signed receipt for each.

    outbox/00000000000000000007.umbp    a packet that waits, as it will be sent
    outbox/receipts                     the receipts so far, 128 octets each
    outbox/set-aside/                   packets of a former enrolment, which nobody takes any more

There is no other state: the last packet, else the last receipt, tells where the chain ends. What is captured
is never on the disk but sealed, so neither this station nor whoever takes its disk can read it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from api.contract.packet import receipt
from api.contract.packet.errors import PacketUnreadable
from api.contract.packet.header import Header, Link, link_of
from api.contract.packet.sealing import Sealer
from enrollment_station.errors import StationDamaged
from enrollment_station.files import append, sync, write_whole
from enrollment_station.identity import Identity

SUFFIX = ".umbp"
RECEIPT = 128  # octets
RECEIPTS, SET_ASIDE, LOCK = "receipts", "set-aside", "lock"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A packet that waits. link: its place in the chain."""

    link: Link
    packet: bytes


@dataclass(frozen=True, slots=True)
class Outbox:
    """Of one station; any number of processes may use it. start: where its chain stood at its enrolment."""

    folder: Path
    station: UUID
    start: Link

    def put(self, content: bytes, sealer: Sealer, at: datetime) -> Link:
        """Seal and keep; it is on the disk when this returns. at: aware. Raises StationDamaged."""
        with self._alone():
            packet, link = sealer.seal(content, after=self._last(), at=at)
            write_whole(self._path(link.sequence), packet)
        return link

    def first(self) -> Waiting | None:
        """The one whose turn it is. Raises StationDamaged."""
        with self._alone():
            waiting = self._waiting()
            return self._read(waiting[0]) if waiting else None

    def count(self) -> int:
        """How many wait."""
        with self._alone():
            return len(self._waiting())

    def last(self) -> Link:
        """Where the chain ends. Raises StationDamaged."""
        with self._alone():
            return self._last()

    def settle(self, sent: Link, octets: bytes, service: Ed25519PublicKey) -> None:
        """The service has it: the receipt is kept, then the packet deleted. Raises ReceiptForged."""
        receipt.accept(octets, station=self.station, sent=sent, service=service)
        with self._alone():
            if self._settled() < sent.sequence:
                self._keep_receipt(octets)
            self._path(sent.sequence).unlink(missing_ok=True)
            sync(self.folder)

    def set_aside(self) -> int:
        """Begin anew: what waits is kept, and sent no more; how many packets. Receipts go with them."""
        with self._alone():
            aside = self.folder / SET_ASIDE
            aside.mkdir(mode=0o700, exist_ok=True)
            waiting = [self._path(one) for one in self._waiting()]
            for path in waiting:
                path.rename(aside / path.name)
            if (self.folder / RECEIPTS).exists():
                (self.folder / RECEIPTS).rename(aside / f"{RECEIPTS}-{os.urandom(4).hex()}")
            sync(aside)
            sync(self.folder)
        return len(waiting)

    def _last(self) -> Link:
        if waiting := self._waiting():
            return self._read(waiting[-1]).link
        kept = self._last_receipt()
        return self.start if kept is None or kept.sequence <= self.start.sequence else kept

    def _waiting(self) -> list[int]:
        """Numbers of the packets that wait; those that a crash left behind their receipt are deleted."""
        settled = self._settled()
        found = sorted(int(path.stem) for path in self.folder.glob(f"[0-9]*{SUFFIX}"))
        for number in found:
            if number <= settled:
                self._path(number).unlink()
        return [number for number in found if number > settled]

    def _read(self, number: int) -> Waiting:
        packet = self._path(number).read_bytes()
        try:
            header = Header.unpack(packet)
        except PacketUnreadable as error:
            raise StationDamaged(f"Packet {number} in the outbox is damaged.", sequence=number) from error
        if header.sequence != number or header.station != self.station:
            raise StationDamaged(f"Packet {number} in the outbox is another one.", sequence=number)
        return Waiting(link_of(header, packet), packet)

    def _settled(self) -> int:
        kept = self._last_receipt()
        return self.start.sequence if kept is None else max(kept.sequence, self.start.sequence)

    def _keep_receipt(self, octets: bytes) -> None:
        """After the last whole one: half a receipt, of a power cut, gives way."""
        path = self.folder / RECEIPTS
        if path.exists() and (torn := path.stat().st_size % RECEIPT):
            os.truncate(path, path.stat().st_size - torn)
        append(path, octets)

    def _last_receipt(self) -> Link | None:
        """Half a receipt at the end, of a power cut, is none."""
        try:
            with (self.folder / RECEIPTS).open("rb") as kept:
                whole = kept.seek(0, os.SEEK_END) // RECEIPT
                if not whole:
                    return None
                kept.seek((whole - 1) * RECEIPT)
                octets = kept.read(RECEIPT)
        except FileNotFoundError:
            return None
        _, sequence, digest, _ = receipt.LAYOUT.unpack_from(octets)
        return Link(sequence, digest)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:020d}{SUFFIX}"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def box_of(known: Identity) -> Outbox:
    """The outbox of a station."""
    return Outbox(known.home / "outbox", known.enrolled.station, known.enrolled.start)
