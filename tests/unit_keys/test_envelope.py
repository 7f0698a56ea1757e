"""Envelope encryption: a sealed value opens in its own place under its own key, and nowhere else."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import SealBroken
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


def test_the_next_key_leads_and_the_older_one_still_opens() -> None:
    keyring = Keyring(bytes(range(32)))
    keyring.lead(bytes(32))
    key, wrapped = keyring.issue(BEN)
    assert wrapped.kek == keyring.id == Keyring(bytes(32)).id
    sealed = KEY.seal("sample.image", ROW, b"ridge")
    assert keyring.unwrap(ANA, WRAPPED).open("sample.image", ROW, sealed) == b"ridge"
    anew = keyring.rewrap(ANA, WRAPPED)
    assert Keyring(bytes(32)).unwrap(ANA, anew).open("sample.image", ROW, sealed) == b"ridge"
    with pytest.raises(SealBroken):
        KEYRING.unwrap(ANA, anew)
    assert (
        key.open("sample.image", ROW, Keyring(bytes(32)).unwrap(BEN, wrapped).seal("sample.image", ROW, b""))
        == b""
    )
