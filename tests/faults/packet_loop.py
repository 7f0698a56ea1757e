"""A station and an inbox in one process: seals, takes, settles as fast as it can; made to be killed.

kept N        packet N is in the outbox
taken N HEX   the inbox gave this receipt
settled N     the outbox let go of it
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from api.audit.act import job
from api.clock import SystemClock
from api.contract.encounter import CapturedEncounter, CaptureIn, DeviceIn
from api.contract.packet.header import BEGINNING
from api.contract.packet.sealing import Sealer
from api.contract.samples import SampleIn
from api.desks.orders import CaseKeys
from api.desks.policies import PolicyShelf
from api.office import Office
from api.registry import facilities, sealing_keys, stations
from api.registry.facilities import Facility
from api.registry.ids import uuid7
from api.registry.registry import Registry
from api.registry.stations import Station, StationState
from api.stations import inbox
from enrollment_station.outbox import Outbox, Waiting
from tests.faults.mutants.forgetful_outbox import ForgetfulOutbox
from tests.support.packets import signing_key

STATION = UUID(int=7)
KEY = signing_key("station")
IMAGE = bytes(range(256)) * 128
OUTBOXES = {"real": Outbox, "forgetful": ForgetfulOutbox}
DEVICE = DeviceIn(kind="camera", maker="m", model="m", serial="1", firmware="1", simulated=True)


def prepared(home: Path) -> Registry:
    """A store where the station is enrolled."""
    registry = Registry.open(home / "umbral.db", home / "keys")
    now = datetime.now(UTC)
    with registry.writing(now) as unit:
        if stations.find(unit, STATION) is None:
            house = facilities.add(unit, Facility(uuid7(), "penal-norte", "Norte", "America/La_Paz", 1))
            sealing_keys.ensure(unit)
            new = Station(
                id=STATION,
                facility_id=house.id,
                name="Reception",
                gate=None,
                state=StationState.ENROLLED,
                code_hash=None,
                code_until=None,
                public_key=KEY.public_key().public_bytes_raw().hex(),
                made_at=now,
                made_by="administrator",
                enrolled_at=now,
            )
            stations.invite(unit, new)
    return registry


def encounter(number: int, now: datetime) -> bytes:
    """What packet `number` holds; several pages of the database."""
    sample = SampleIn.holding(IMAGE, "face")
    capture = CaptureIn(sample=sample, captured_at=now, device=DEVICE)
    held = CapturedEncounter(
        encounter_id=UUID(int=number),
        captured_at=now,
        build="test",
        label=f"N-{number}",
        captures=(capture,),
    )
    return held.model_dump_json().encode()


def take(registry: Registry, waiting: Waiting) -> bytes:
    """The inbox's receipt, once it is on the disk."""
    nothing = cast(Any, None)  # of a service that has no part in it
    office = Office(registry, SystemClock(), PolicyShelf([]), nothing, CaseKeys({}))
    with job("packets"):
        return inbox.take(office, STATION, waiting.packet).receipt


if __name__ == "__main__":
    home, kind = Path(sys.argv[1]), OUTBOXES[sys.argv[2]]
    store = prepared(home)
    store.keep_account()
    with store.reading() as view:
        service = sealing_keys.signing_key(view).public_key()
        sealing = X25519PublicKey.from_public_bytes(bytes.fromhex(sealing_keys.given_out(view).public))
    sealer, box = Sealer(STATION, KEY, sealing), kind(home / "outbox", STATION, BEGINNING)
    while True:
        for _ in range(2):
            number, instant = box.last().sequence + 1, datetime.now(UTC) - timedelta(seconds=1)
            box.put(encounter(number, instant), sealer, instant)
            print("kept", number, flush=True)
        while (first := box.first()) is not None:
            receipt = take(store, first)
            print("taken", first.link.sequence, receipt.hex(), flush=True)
            box.settle(first.link, receipt, service)
            print("settled", first.link.sequence, flush=True)
