"""The key-encryption key: made once, protected as is asked for, and replaced without a moment without one."""

import os
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.errors import KeyLocked, KeyMissing, SettingsRefused
from api.keys.kek import KeyFolder, KeyGiven
from api.keys.protection import Passphrase, Plain, Protection, Protections
from api.keys.token import Token
from api.settings import Settings
from tests.support.tokens import MODULE, PIN, initialise, soft_tokens

PHRASE = Passphrase("correct horse battery")


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    before = os.environ.get("SOFTHSM2_CONF")
    soft_tokens(tmp_path_factory.mktemp("softhsm"))
    held, _ = initialise("umbral-test"), initialise("empty")  # SoftHSM tells a process of those at its start
    yield held
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


@pytest.fixture(params=["plain", "passphrase", "token"])
def protection(request: pytest.FixtureRequest) -> Protection:
    if request.param == "token":
        held: Token = request.getfixturevalue("token")
        return held
    return Plain() if request.param == "plain" else PHRASE


def test_made_once_private_and_found_again(tmp_path: Path, protection: Protection) -> None:
    source = KeyFolder(tmp_path / "keys", Protections(protection))
    first = source.keyring(first_start=True)
    assert (tmp_path / "keys" / "kek").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["kek"]
    assert source.keyring(first_start=False).id == first.id


def test_a_rotation_goes_on_where_it_stopped(tmp_path: Path, protection: Protection) -> None:
    source = KeyFolder(tmp_path / "keys", Protections(protection))
    older = source.keyring(first_start=True)
    following = source.begin()
    assert KeyFolder(tmp_path / "keys").rotating
    assert source.begin() == following, "begun once"
    both = source.keyring(first_start=False)
    assert both.ids == {older.id, both.id}
    assert both.id != older.id
    source.finish()
    assert not source.rotating
    assert source.keyring(first_start=False).ids == {both.id}


@pytest.mark.parametrize("wanted", ["passphrase", "token"])
def test_a_plain_file_is_protected_at_the_next_start(
    tmp_path: Path, wanted: str, request: pytest.FixtureRequest
) -> None:
    plain = KeyFolder(tmp_path / "keys")
    before = plain.keyring(first_start=True).id
    octets = (tmp_path / "keys" / "kek").read_bytes()
    protection = PHRASE if wanted == "passphrase" else request.getfixturevalue("token")
    assert KeyFolder(tmp_path / "keys", Protections(protection)).keyring(first_start=False).id == before
    assert octets not in (tmp_path / "keys" / "kek").read_bytes()
    with pytest.raises(KeyMissing, match=f"protected by a {wanted}"):
        plain.keyring(first_start=False)
    back = KeyFolder(tmp_path / "keys", Protections(Plain(), (protection,)))
    assert back.keyring(first_start=False).id == before
    assert (tmp_path / "keys" / "kek").read_bytes() == octets


def test_a_wrong_passphrase_or_a_changed_file(tmp_path: Path) -> None:
    KeyFolder(tmp_path / "keys", Protections(PHRASE)).keyring(first_start=True)
    with pytest.raises(KeyLocked, match="passphrase"):
        KeyFolder(tmp_path / "keys", Protections(Passphrase("wrong horse battery"))).keyring(
            first_start=False
        )
    path = tmp_path / "keys" / "kek"
    octets = path.read_bytes()
    for place in (8, 30, len(octets) - 1):
        path.write_bytes(octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :])
        with pytest.raises(KeyLocked):
            KeyFolder(tmp_path / "keys", Protections(PHRASE)).keyring(first_start=False)
    path.write_bytes(octets[:12])
    with pytest.raises(KeyLocked):
        KeyFolder(tmp_path / "keys", Protections(PHRASE)).keyring(first_start=False)


def test_a_token_that_does_not_serve(tmp_path: Path, token: Token) -> None:
    sealed = token.seal(bytes(32))
    assert token.open(sealed) == bytes(32)
    assert bytes(32) not in sealed
    with pytest.raises(KeyLocked):
        token.open(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(KeyLocked):
        Token(MODULE, "umbral-test", "0000").open(sealed)
    with pytest.raises(KeyLocked):
        Token(MODULE, "nowhere", PIN).open(sealed)
    with pytest.raises(KeyLocked):
        Token(tmp_path / "no.so", "umbral-test", PIN).open(sealed)
    with pytest.raises(KeyLocked, match="holds no key"):
        Token(MODULE, "empty", PIN).open(sealed)
    assert PIN not in repr(token)
    assert "horse" not in repr(PHRASE)


def test_rights_that_are_too_wide_are_taken_back(tmp_path: Path) -> None:
    KeyFolder(tmp_path).keyring(first_start=True)
    (tmp_path / "kek").chmod(0o644)
    KeyFolder(tmp_path).keyring(first_start=False)
    assert (tmp_path / "kek").stat().st_mode & 0o777 == 0o600


def test_beside_a_store_a_missing_key_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match="missing"):
        KeyFolder(tmp_path).keyring(first_start=False)
    assert not (tmp_path / "kek").exists()


def test_a_file_that_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "kek").write_bytes(b"short")
    with pytest.raises(KeyMissing, match="5 bytes"):
        KeyFolder(tmp_path).keyring(first_start=True)


def test_given_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UMBRAL_KEY_PROTECTION", "environment")
    with pytest.raises(SettingsRefused, match="needs kek"):
        Settings.load(tmp_path)
    monkeypatch.setenv("UMBRAL_KEK", "c2hvcnQ=")
    with pytest.raises(SettingsRefused, match="32 octets"):
        Settings.load(tmp_path)
    monkeypatch.setenv("UMBRAL_KEK", b64encode(bytes(32)).decode())
    source = Settings.load(tmp_path).keys(tmp_path / "keys")
    assert source == KeyGiven(bytes(32))
    assert not (tmp_path / "keys").exists()
    with pytest.raises(KeyMissing, match="no older one"):
        source.begin()
    monkeypatch.setenv("UMBRAL_KEK_OLDER", b64encode(bytes(range(32))).decode())
    rotating = Settings.load(tmp_path).keys(tmp_path / "keys")
    assert rotating.rotating
    assert rotating.begin() == bytes(32)
    assert len(rotating.keyring(first_start=False).ids) == 2


@pytest.mark.parametrize(
    ("how", "missing"),
    [("passphrase", "key_passphrase"), ("token", "token_module and token_label and token_pin")],
)
def test_settings_name_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, missing: str
) -> None:
    monkeypatch.setenv("UMBRAL_KEY_PROTECTION", how)
    with pytest.raises(SettingsRefused, match=missing):
        Settings.load(tmp_path)


def test_settings_become_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UMBRAL_KEY_PASSPHRASE", "correct horse battery")
    plain = Settings.load(tmp_path).keys(tmp_path / "keys")
    assert plain == KeyFolder(tmp_path / "keys", Protections(Plain(), (PHRASE,)))
    monkeypatch.setenv("UMBRAL_KEY_PROTECTION", "passphrase")
    assert Settings.load(tmp_path).keys(tmp_path / "keys") == KeyFolder(
        tmp_path / "keys", Protections(PHRASE, (Plain(),))
    )
