"""An order is known by its signature, in every field."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.contract.orders import OrderIn
from api.contract.signing import signed, statement
from api.desks.orders import CaseKeys
from api.errors import SettingsRefused
from api.gates.evidence import Signature

KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
KEYS = CaseKeys({"court-2026": KEY.public_key()})
ORDER = OrderIn(
    kind="release",
    court="Juzgado 3",
    number="17/2026",
    issued=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
    valid_from=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
    expires=datetime(2026, 3, 8, 9, 0, tzinfo=UTC),
    facility="san-roque",
    person_id=UUID(int=7),
    named="María Ñusta",
)
SIGNED = signed(ORDER, "court-2026", KEY.sign)


def test_the_case_systems_signature_is_known() -> None:
    assert KEYS.check(SIGNED) is Signature.VALID


def test_an_order_without_signature_is_paper() -> None:
    assert KEYS.check(ORDER) is Signature.PAPER


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "transfer"},
        {"court": "Juzgado 4"},
        {"number": "18/2026"},
        {"issued": ORDER.issued + timedelta(seconds=1)},
        {"valid_from": ORDER.valid_from - timedelta(days=1)},
        {"expires": None},
        {"facility": "san-pedro"},
        {"person_id": UUID(int=8)},
        {"named": None},
        {"case": "C-1"},
        {"grounds": "none"},
        {"signature": "AAAA"},
        {"signature": "*" * 86},
        {"signature": "A" * 86},
    ],
)
def test_nothing_can_be_changed_after_signing(changed: dict[str, Any]) -> None:
    assert KEYS.check(SIGNED.model_copy(update=changed)) is Signature.INVALID


def test_a_key_that_nobody_registered_proves_nothing() -> None:
    assert KEYS.check(signed(ORDER, "court-2027", KEY.sign)) is Signature.UNKNOWN_KEY
    assert KEYS.check(signed(ORDER, "court-2026", OTHER.sign)) is Signature.INVALID


def test_one_instant_in_another_zone_is_the_same_order() -> None:
    elsewhere = ORDER.issued.astimezone(timezone(timedelta(hours=-4)))
    moved = SIGNED.model_copy(update={"issued": elsewhere})
    assert statement(moved) == statement(SIGNED)
    assert KEYS.check(moved) is Signature.VALID


def test_keys_lie_in_a_folder_by_their_names(tmp_path: Path) -> None:
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "court-2026.pem").write_bytes(pem)
    assert CaseKeys.of_folder(tmp_path).check(SIGNED) is Signature.VALID
    assert CaseKeys.of_folder(tmp_path / "none").check(SIGNED) is Signature.UNKNOWN_KEY


def test_a_file_that_is_no_such_key_stops_the_start(tmp_path: Path) -> None:
    of_another_kind = generate_private_key(SECP256R1()).public_key()
    pem = of_another_kind.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for content in (b"", b"\x00" * 9000, pem):
        (tmp_path / "court.pem").write_bytes(content)
        with pytest.raises(SettingsRefused, match=r"court\.pem"):
            CaseKeys.of_folder(tmp_path)
