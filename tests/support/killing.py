"""`kill -9` while people are being enrolled, and what may be said afterwards.

The ledger is the harness's own: it holds what the service acknowledged, in another process than the
service. Afterwards nothing of it may be missing, and nobody may be there by halves.
"""

import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import UUID

from api.contract.client import Client
from api.contract.errors import ServiceUnreachable
from api.contract.persons import Enrolment, PersonOut
from api.contract.samples import SampleIn
from api.registry.ids import uuid7
from tests.support.prints import print_of
from tests.support.service import TESTER, RunningService, running_service

ENROLLERS = 2
LONGEST_WAIT = 1.5  # seconds between the first acknowledgement and the kill


class Ledger:
    """What was offered, and what of it was acknowledged; the latter also durable in a file."""

    def __init__(self, path: Path) -> None:
        self.offered: dict[UUID, Sequence[SampleIn]] = {}
        self.acknowledged: set[UUID] = set()
        self._file = path.open("a")
        self._lock = threading.Lock()

    def offer(self, enrolment: Enrolment) -> None:
        """Note before it is sent."""
        assert enrolment.person_id is not None
        with self._lock:
            self.offered[enrolment.person_id] = enrolment.samples

    def acknowledge(self, person: UUID) -> None:
        """Note that the service said so."""
        with self._lock:
            self.acknowledged.add(person)
            self._file.write(f"{person}\n")
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@dataclass(frozen=True)
class Verdict:
    """What became of the people: lost although acknowledged; there, but not whole."""

    acknowledged: int
    lost: set[UUID] = field(default_factory=set)
    half: set[UUID] = field(default_factory=set)


def campaign(folder: Path, *, kills: int, seed: int, module: str = "api") -> Verdict:
    """Kill the service `kills` times at random moments on one data directory; then examine that."""
    random = Random(seed)
    home, ledger = folder / "home", Ledger(folder / "ledger")
    for _ in range(kills):
        with running_service(home, module=module) as service:
            _enrol_until_killed(service, ledger, random.uniform(0, LONGEST_WAIT))
    ledger.close()
    with running_service(home) as service, service.client() as client:
        return examine(client, ledger.offered, ledger.acknowledged)


def _enrol_until_killed(service: RunningService, ledger: Ledger, wait: float) -> None:
    something_at_stake = threading.Event()
    threads = [
        threading.Thread(target=_enrol_on, args=(service.url, ledger, something_at_stake))
        for _ in range(ENROLLERS)
    ]
    for thread in threads:
        thread.start()
    something_at_stake.wait()
    threading.Event().wait(wait)
    service.kill()
    for thread in threads:
        thread.join()


def _enrol_on(url: str, ledger: Ledger, acknowledged: threading.Event) -> None:
    with Client(url, actor=TESTER) as client:
        try:
            while True:
                count = 1 + len(ledger.offered) % 2
                samples = [print_of(seed, 2) for seed in range(count)]
                enrolment = Enrolment(person_id=uuid7(), name="Alma Reyes", samples=samples)
                ledger.offer(enrolment)
                person = client.enrol(enrolment)
                ledger.acknowledge(person.id)
                acknowledged.set()
        except ServiceUnreachable:
            return  # killed, as it should be
        finally:
            acknowledged.set()  # whatever happened: nobody shall wait for it


def examine(client: Client, offered: Mapping[UUID, Sequence[SampleIn]], acknowledged: set[UUID]) -> Verdict:
    """Hold what a restarted service has against what was offered and acknowledged."""
    present = {person.id: person for person in client.persons()}
    assert client.status().persons == len(present), "store and gallery differ"
    half = {id_ for id_, person in present.items() if not _whole(client, person, offered[id_])}
    return Verdict(len(acknowledged), acknowledged - present.keys(), half)


def _whole(client: Client, person: PersonOut, sent: Sequence[SampleIn]) -> bool:
    images = [client.image(person.id, sample.id) for sample in person.samples]
    return images == [sample.data for sample in sent]
