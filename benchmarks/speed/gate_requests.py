"""What is asked at the gates of the prepared store, and the copy of it that is asked."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from api.contract.gates import IntakeRequest, VisitEntryRequest, VisitExitRequest
from api.contract.samples import SampleIn
from api.gates.intake.policy import RecordField
from api.registry.registry import Registry
from benchmarks.speed import gate_house
from benchmarks.speed.gate_captures import INDEX, OTHER
from benchmarks.speed.gate_load import Answered
from benchmarks.speed.gate_store import VISITORS, Prepared
from matcher.domain import Sample

APPOINTMENTS = 30  # of each visitor, more than they keep


def entering(store: Prepared, number: int) -> bytes:
    """A visitor at the entrance: one finger and face."""
    request = VisitEntryRequest(
        facility=gate_house.HOUSE,
        visitor_id=store.visitors[number],
        prisoner_id=store.prisoners[number],
        samples=_wired(store.captures.of(number, 1, INDEX)),
    )
    return request.model_dump_json().encode()


def leaving(store: Prepared, number: int, came: Answered) -> bytes:
    """The same on the way out; came: how they were let in."""
    request = VisitExitRequest.model_validate(
        {
            "facility": gate_house.HOUSE,
            "visit_id": came.visit,
            "samples": _wired(store.captures.of(number, 1, INDEX)),
        }
    )
    return request.model_dump_json().encode()


def received(store: Prepared, number: int) -> bytes:
    """A newcomer under their order: two fingers and face."""
    request = IntakeRequest(
        facility=gate_house.HOUSE,
        samples=_wired(store.captures.of(VISITORS + number, 0, INDEX, OTHER)),
        order_id=store.orders[number],
        name=f"Newcomer {number}",
        born=date(1990, 2, 28),
        nationalities=("XA",),
        legal_status="pre-trial",
        case_file="present",
        arrested_at=datetime.now(UTC) - timedelta(hours=3),
        injured=False,
        ill_treated=False,
        record={name.value: "written" for name in RecordField},
    )
    return request.model_dump_json().encode()


def _wired(samples: Sequence[Sample]) -> tuple[SampleIn, ...]:
    return tuple(
        SampleIn.holding(one.data, one.modality.value, position=one.position.value) for one in samples
    )


def opened(store: Prepared, data: Path) -> Path:
    """A copy of the store where everybody is expected from now on."""
    store.copied(data)
    registry = Registry.open(data / "umbral.db", data / "keys")
    try:
        pairs = zip(store.visitors, store.prisoners, strict=True)
        gate_house.book(registry, pairs, store.house, APPOINTMENTS)
    finally:
        registry.close()
    return data
