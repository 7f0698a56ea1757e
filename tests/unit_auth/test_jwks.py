"""An issuer's keys: found, kept, rotated, and gone on with while it is down; what is no good is left out."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import OKPAlgorithm

from api.auth.errors import IssuerUnreachable
from api.auth.jwks import RemoteKeys, key_set
from api.auth.parameters import KEYS_FRESH, KEYS_KEPT, LONGEST_DOCUMENT, RETRY_PAUSE, UNKNOWN_KEY_PAUSE
from api.auth.remote import trusted
from tests.support.minting import EC_KEY, ED_KEY, ISSUER, RSA_KEY, Issuer, Private, Seconds, jwk

NEXT = ec.generate_private_key(ec.SECP256R1())


def octets(key: Any) -> bytes:
    return bytes(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def same(found: Any, key: Private) -> bool:
    return found is not None and octets(found) == octets(key.public_key())


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def keys(issuer: Issuer, clock: Seconds) -> RemoteKeys:
    return RemoteKeys(ISSUER, transport=issuer.transport(), clock=clock)


def test_a_key_is_found_once_and_kept(keys: RemoteKeys, issuer: Issuer) -> None:
    assert all(same(keys.public("ec", "ES256"), EC_KEY) for _ in range(3))
    assert issuer.asked == 1


def test_a_key_of_another_algorithm_is_none(keys: RemoteKeys) -> None:
    assert keys.public("ec", "RS256") is None


def test_a_rotation_is_noticed_at_once_by_the_number_that_is_not_known(
    keys: RemoteKeys, issuer: Issuer
) -> None:
    keys.public("ec", "ES256")
    issuer.keys = [jwk(NEXT, "next", alg="ES256")]
    assert same(keys.public("next", "ES256"), NEXT)
    assert keys.public("ec", "ES256") is None
    assert issuer.asked == 2


def test_invented_numbers_make_us_ask_once_a_minute(keys: RemoteKeys, issuer: Issuer, clock: Seconds) -> None:
    keys.public("ec", "ES256")
    for second in range(120):
        assert keys.public(f"invented-{second}", "ES256") is None
        clock.now += 1
    assert issuer.asked == 1 + 120 / UNKNOWN_KEY_PAUSE


def test_a_key_that_was_taken_out_counts_for_as_long_as_the_set_is_fresh(
    keys: RemoteKeys, issuer: Issuer, clock: Seconds
) -> None:
    keys.public("ec", "ES256")
    issuer.keys = []
    clock.now += KEYS_FRESH
    assert same(keys.public("ec", "ES256"), EC_KEY)
    clock.now += 1
    assert keys.public("ec", "ES256") is None


def test_known_keys_go_on_while_the_issuer_is_down_up_to_an_age(
    keys: RemoteKeys, issuer: Issuer, clock: Seconds
) -> None:
    keys.public("ec", "ES256")
    issuer.down = True
    clock.now += KEYS_KEPT
    assert same(keys.public("ec", "ES256"), EC_KEY)
    with pytest.raises(IssuerUnreachable):
        keys.public("next", "ES256")
    clock.now += 1
    with pytest.raises(IssuerUnreachable):
        keys.public("ec", "ES256")
    issuer.down = False
    clock.now += RETRY_PAUSE
    assert same(keys.public("ec", "ES256"), EC_KEY)


def test_an_issuer_that_is_down_is_left_in_peace(keys: RemoteKeys, issuer: Issuer, clock: Seconds) -> None:
    issuer.body = b"<html>"
    for _ in range(30):
        with pytest.raises(IssuerUnreachable):
            keys.public("ec", "ES256")
        clock.now += 1
    assert issuer.asked == 3
    issuer.body = None
    clock.now += RETRY_PAUSE
    assert same(keys.public("ec", "ES256"), EC_KEY)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": f"{ISSUER}/"},
        {"jwks_uri": "http://issuer.example/jwks"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
        {"jwks_uri": 7},
    ],
)
def test_a_discovery_that_cannot_be_trusted_gives_no_keys(
    keys: RemoteKeys, issuer: Issuer, metadata: dict[str, Any]
) -> None:
    issuer.metadata = metadata
    with pytest.raises(IssuerUnreachable):
        keys.public("ec", "ES256")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"keys":[]}' + b" " * LONGEST_DOCUMENT],
    ids=["empty", "a list", "half", "no text", "deep", "long"],
)
def test_what_is_no_key_set_gives_no_keys(keys: RemoteKeys, issuer: Issuer, body: bytes) -> None:
    issuer.body = body
    with pytest.raises(IssuerUnreachable):
        keys.public("ec", "ES256")


def test_loopback_may_do_without_tls() -> None:
    assert trusted("https://issuer.example/keys")
    assert trusted("http://127.0.0.1:3000/keys")
    assert trusted("http://[::1]/keys")
    assert not trusted("http://issuer.example/keys")
    assert not trusted("ftp://127.0.0.1/keys")


def private(key: Private) -> dict[str, Any]:
    return jwk(key, "one") | {"d": "AAAA"}


def of_another_curve() -> dict[str, Any]:
    return jwk(ec.generate_private_key(ec.SECP384R1()), "one")


def ed448_key() -> dict[str, Any]:
    told = OKPAlgorithm.to_jwk(ed448.Ed448PrivateKey.generate().public_key())
    return {**json.loads(told), "kid": "one", "key_ops": None}


@pytest.mark.parametrize(
    "told",
    [
        jwk(EC_KEY, "one", use="enc"),
        jwk(EC_KEY, "one", key_ops=["encrypt"]),
        jwk(EC_KEY, "one", key_ops="verify"),
        jwk(EC_KEY, "one", alg="ES384"),
        jwk(EC_KEY, "one", alg="HS256"),
        jwk(EC_KEY, "one", alg="none"),
        jwk(EC_KEY, "one", alg=7) | {"kty": 7},
        jwk(EC_KEY, "one", x="AAAA"),
        jwk(EC_KEY, "one", crv="P-521"),
        jwk(EC_KEY, "", alg="ES256"),
        {name: value for name, value in jwk(EC_KEY, "one").items() if name != "kid"},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "one"},
        {"kty": "RSA", "kid": "one", "n": "AQAB", "e": "AQAB"},
        {"kty": "OKP", "kid": "one", "crv": "Ed25519", "x": 7},
        private(EC_KEY),
        private(RSA_KEY),
        of_another_curve(),
        ed448_key(),
        jwk(rsa.generate_private_key(65537, 1024), "one"),  # noqa: S505 - to be passed over
        "a text",
        None,
    ],
)
def test_keys_of_no_use_are_left_out(told: Any) -> None:
    good = jwk(ED_KEY, "good", alg="EdDSA")
    assert set(key_set({"keys": [told, good]})) == {("good", "EdDSA")}


def test_a_number_that_stands_twice_counts_for_nobody() -> None:
    assert key_set({"keys": [jwk(EC_KEY, "one"), jwk(NEXT, "one"), jwk(ED_KEY, "good")]}).keys() == {
        ("good", "EdDSA")
    }


@pytest.mark.parametrize("listed", [None, {}, "keys", 7])
def test_a_set_without_a_list_holds_nothing(listed: Any) -> None:
    assert not key_set({"keys": listed})
