"""Envelope encryption: a sealed value opens in its own place under its own key, and nowhere else."""

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import KeyMissing, SealBroken
from api.keys import kek
from api.keys.envelope import Keyring

ANA, BEN, ROW = UUID(int=1), UUID(int=2), UUID(int=3)
KEYRING = Keyring(bytes(range(32)))
KEY, WRAPPED = KEYRING.issue(ANA)


@given(st.binary(max_size=200))
def test_what_was_sealed_opens(plain: bytes) -> None:
    sealed = KEY.seal("sample.image", ROW, plain)
    assert KEYRING.unwrap(ANA, WRAPPED).open("sample.image", ROW, sealed) == plain
    assert len(sealed) == len(plain) + 1 + 12 + 16


def test_equal_values_do_not_look_equal() -> None:
    assert KEY.seal("person.name", ANA, b"Ana") != KEY.seal("person.name", ANA, b"Ana")


@given(st.integers(0, 8 * (1 + 12 + 16 + 5) - 1))
def test_one_flipped_bit_breaks_the_seal(bit: int) -> None:
    sealed = bytearray(KEY.seal("sample.image", ROW, b"ridge"))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        KEY.open("sample.image", ROW, bytes(sealed))


@pytest.mark.parametrize("length", range(29))
def test_a_cut_value_is_broken(length: int) -> None:
    with pytest.raises(SealBroken):
        KEY.open("sample.image", ROW, KEY.seal("sample.image", ROW, b"")[:length])


def test_a_value_opens_in_no_other_place() -> None:
    sealed = KEY.seal("sample.image", ROW, b"ridge")
    with pytest.raises(SealBroken):
        KEY.open("template.payload", ROW, sealed)
    with pytest.raises(SealBroken):
        KEY.open("sample.image", ANA, sealed)


def test_a_wrapped_key_serves_its_person_under_its_keyring_alone() -> None:
    with pytest.raises(SealBroken):
        KEYRING.unwrap(BEN, WRAPPED)
    with pytest.raises(SealBroken):
        Keyring(bytes(32)).unwrap(ANA, WRAPPED)
    assert Keyring(bytes(32)).id != KEYRING.id


def test_the_file_is_made_once_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first = kek.load_or_create(folder, first_start=True)
    assert len(first) == 32
    assert (folder / "kek").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["kek"]
    assert kek.load_or_create(folder, first_start=False) == first


def test_rights_that_are_too_wide_are_taken_back(tmp_path: Path) -> None:
    kek.load_or_create(tmp_path, first_start=True)
    (tmp_path / "kek").chmod(0o644)
    kek.load_or_create(tmp_path, first_start=False)
    assert (tmp_path / "kek").stat().st_mode & 0o777 == 0o600


def test_beside_a_store_a_missing_key_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match="missing"):
        kek.load_or_create(tmp_path, first_start=False)
    assert not (tmp_path / "kek").exists()


def test_a_file_that_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "kek").write_bytes(b"short")
    with pytest.raises(KeyMissing, match="5 bytes"):
        kek.load_or_create(tmp_path, first_start=True)
