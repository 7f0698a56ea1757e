"""What is personal is nowhere readable in the store's files, and gone for good with its key."""

import sqlite3
from pathlib import Path
from uuid import UUID

import pytest

from api.errors import SealBroken
from api.gates.evidence import OrderKind
from api.gates.intake.policy import RecordField
from api.gates.visits.evidence import VisitorKind
from api.registry import (
    admission_records,
    bans,
    custody,
    documents,
    holds,
    idempotency,
    injuries,
    names,
    orders,
    visitors,
)
from api.registry.bans import Ban, BanKind
from api.registry.custody import Episode, LegalStatus
from api.registry.documents import ChipResult, Document, DocumentContent, DocumentKind
from api.registry.errors import NotOnRecord
from api.registry.holds import Hold, HoldGround, HoldOrigin
from api.registry.idempotency import Answer, Asked
from api.registry.ids import uuid7
from api.registry.injuries import Injury, InjuryAccount
from api.registry.movements import Footing
from api.registry.names import NameKind
from api.registry.orders import Order, OrderText
from api.registry.registry import Registry
from api.registry.unit import Unit
from api.registry.visitors import Visitor, VisitorDetails
from tests.support.databases import file_in
from tests.support.registry import NOW, add_person, registered

CANARY = "CANARY-7d1f"


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry.open(file_in(tmp_path), tmp_path / "keys")


def _write_everywhere(unit: Unit, person: UUID) -> None:
    """The canary in every field that holds words about a person."""
    held = Episode(
        person_id=person,
        facility_id=None,
        admitted=NOW,
        legal_status=LegalStatus.PRE_TRIAL,
        case_reference=CANARY,
    )
    episode = custody.admit(unit, held, Footing(reason=CANARY))
    names.add(unit, person, NameKind.ALIAS, CANARY)
    text = OrderText(CANARY, CANARY, NOW, CANARY, CANARY, CANARY)
    orders.register(
        unit,
        Order(kind=OrderKind.RELEASE, valid_from=NOW, registered_by="x", registered_at=NOW, text=text),
    )
    origin = HoldOrigin(CANARY, CANARY, CANARY)
    holds.place(
        unit, Hold(person_id=person, ground=HoldGround.WARRANT, since=NOW, placed_by="x", origin=origin)
    )
    bans.impose(unit, Ban(person_id=person, kind=BanKind.BAN, since=NOW, imposed_by="x", reason=CANARY))
    content = DocumentContent(CANARY, CANARY, holder=CANARY)
    documents.add(
        unit,
        Document(
            person_id=person,
            kind=DocumentKind.PASSPORT,
            chip=ChipResult.NO_CHIP,
            shown_at=NOW,
            content=content,
        ),
    )
    injury = Injury(
        person_id=person,
        episode_id=episode.id,
        recorded_at=NOW,
        recorded_by="x",
        complaint=False,
    )
    injury = injuries.record(unit, injury, InjuryAccount((CANARY,), CANARY, CANARY))
    injuries.add_picture(unit, injury, "image/png", CANARY.encode() * 100)
    admission_records.enter(unit, person, episode.id, {RecordField.FAMILY: [CANARY]}, by="x")
    details = VisitorDetails(None, CANARY, CANARY, CANARY)
    visitors.add(unit, Visitor(person, VisitorKind.FAMILY, None, None, None, None, None, None, details))
    answer = Answer(200, "application/json", CANARY, {"Location": CANARY})
    idempotency.once(unit, Asked(CANARY, CANARY, CANARY, CANARY), lambda: answer)


def test_no_word_about_a_person_is_readable_in_any_file(registry: Registry, tmp_path: Path) -> None:
    person = add_person(registry, CANARY)
    with registry.writing(NOW) as unit:
        _write_everywhere(unit, person)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if CANARY.encode() in path.read_bytes()]
    with registry.reading() as view:
        assert names.bearing(view, CANARY) == {person}
    registry.close()


def test_blind_indexes_of_two_stores_differ(registry: Registry, tmp_path: Path) -> None:
    other = Registry.open(tmp_path / "other.db", tmp_path / "other-keys")
    for store in (registry, other):
        registered(store)
        add_person(store, "Alma Reyes")
        store.close()
    for table in ("person_name", "court_order"):
        told = [_column(tmp_path / name, table, "lookup") for name in ("umbral.db", "other.db")]
        assert [len(values) for values in told] == [1, 1]
        assert told[0] != told[1]


def test_an_order_whose_key_is_destroyed_does_not_open(registry: Registry, tmp_path: Path) -> None:
    order = registered(registry)
    with sqlite3.connect(tmp_path / "umbral.db") as database:
        database.execute("UPDATE row_key SET wrapped = zeroblob(61) WHERE row_id = ?", (order.id.hex,))
    database.close()
    with registry.reading() as view, pytest.raises(SealBroken):
        orders.one(view, order.id)
    registry.close()


def test_an_erased_persons_order_and_its_key_are_in_no_file_any_more(
    registry: Registry, tmp_path: Path
) -> None:
    person = add_person(registry)
    order = registered(registry)
    with registry.writing(NOW) as unit:
        orders.names(unit, order, person)
    keys = _column(tmp_path / "umbral.db", "row_key", "wrapped", f"row_id = '{order.id.hex}'")
    text = _column(tmp_path / "umbral.db", "court_order", "text")
    registry.delete(person)
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("umbral.db*"))
    assert [value for value in (*keys, *text) if value in stored] == []
    assert len(keys) == len(text) == 1
    with registry.reading() as view, pytest.raises(NotOnRecord):
        orders.one(view, order.id)
    registry.close()


def test_what_refers_to_nothing_is_refused(registry: Registry) -> None:
    person = add_person(registry)
    nowhere = Ban(
        person_id=person, kind=BanKind.BAN, facility_id=uuid7(), since=NOW, imposed_by="x", reason="y"
    )
    with pytest.raises(NotOnRecord), registry.writing(NOW) as unit:
        bans.impose(unit, nowhere)
    registry.close()


def _column(path: Path, table: str, column: str, where: str = "1 = 1") -> list[bytes]:
    database = sqlite3.connect(path)
    rows = database.execute(f"SELECT {column} FROM {table} WHERE {where}").fetchall()  # noqa: S608 - our own names
    database.close()
    return [value for (value,) in rows]
