"""Signed heads of the service's audit log, kept here: its past is not changed without this station seeing it.

    heads/heads.jsonl       every head that came, one a line
    heads/fork-SIZE-*.json  what proves that the log was changed: two heads that do not go together
    heads/set-aside-*.jsonl heads of a former enrolment, for whoever examines a log

Each head that comes is held against the last one: signed by the log's key, and a log that only grew.
"""

import json
import os
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from api.audit.verify import Head, Refuted, check_consistency
from api.contract.audit import HeadOut
from enrollment_station.errors import LogForked, StationDamaged
from enrollment_station.files import append, sync, write_whole
from enrollment_station.identity import Identity

FILE = "heads.jsonl"

Prove = Callable[[int, int], list[bytes]]
"""Asks the service for the proof that its log of so many leaves begins that of so many. Raises Refuted."""


@dataclass(frozen=True, slots=True)
class HeadBook:
    """log: the name of the service's log; key: Ed25519, 32 octets, by which its heads are signed."""

    folder: Path
    log: str
    key: bytes

    def last(self) -> Head | None:
        """The last that was kept; half a line at the end, of a power cut, is none. Raises StationDamaged."""
        try:
            lines = (self.folder / FILE).read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return None
        try:
            return Head.of(json.loads(lines[-1])) if lines else None
        except (Refuted, ValueError) as error:
            raise StationDamaged("The heads that were kept cannot be read.") from error

    def keep(self, told: HeadOut, prove: Prove) -> bool:
        """Whether a head is new; it is kept if it holds. Raises LogForked, after the evidence was kept."""
        last, proof = self.last(), list[bytes]()
        try:
            head = self._signed(told)
            if last is not None:
                older, newer = sorted((last, head), key=lambda one: one.size)
                if older.size < newer.size:
                    proof = prove(older.size, newer.size)
                check_consistency((older.size, older.root), (newer.size, newer.root), proof)
        except Refuted as refuted:
            self._keep_evidence(told, last, proof, str(refuted))
            raise LogForked(f"The audit log of the service was changed: {refuted}.") from refuted
        if last is not None and head.size <= last.size:
            return False
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        append(self.folder / FILE, told.model_dump_json().encode() + b"\n")
        return True

    def set_aside(self) -> None:
        """Begin anew, as an administrator's code says: a log that was restored from a backup ends before
        heads that came, and no later one would ever hold."""
        if (self.folder / FILE).exists():
            (self.folder / FILE).rename(self.folder / f"set-aside-{os.urandom(4).hex()}.jsonl")
            sync(self.folder)

    def _signed(self, told: HeadOut) -> Head:
        head = Head.of(told.model_dump())
        head.check(self.key)
        if head.log != self.log:
            raise Refuted(f"the head is of the log {head.log}")
        return head

    def _keep_evidence(self, told: HeadOut, last: Head | None, proof: list[bytes], why: str) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        evidence = {
            "why": why,
            "log": self.log,
            "key": self.key.hex(),
            "kept": None if last is None else _told(last),
            "came": told.model_dump(),
            "proof": [one.hex() for one in proof],
        }
        octets = json.dumps(evidence, indent=2).encode()
        name = f"fork-{told.size}-{sha256(octets).hexdigest()[:8]}.json"
        write_whole(self.folder / name, octets)


def heads_of(known: Identity) -> HeadBook:
    """Heads of the service's audit log that the station keeps."""
    return HeadBook(known.home / "heads", known.enrolled.log, bytes.fromhex(known.enrolled.log_key))


def _told(head: Head) -> dict[str, str | int]:
    return HeadOut(
        log=head.log,
        size=head.size,
        root=head.root.hex(),
        at=head.at,
        signature=b64encode(head.signature).decode(),
    ).model_dump()
