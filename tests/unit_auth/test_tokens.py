"""What a token proves, and every way in which one does not count."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.requests import Request

from api.auth.actor import Actor, Caller, Presence, Role
from api.auth.errors import TokenUnreadable, Unauthorised
from api.auth.jwks import RemoteKeys
from api.auth.right_errors import RoleMissing
from api.auth.tokens import Names, Verifier, bearer
from tests.support.minting import (
    AUDIENCE,
    EC_KEY,
    ED_KEY,
    ISSUER,
    NOW,
    RSA_KEY,
    Issuer,
    access,
    jwk,
    logout,
    signed,
)

KEYS = [
    jwk(EC_KEY, "ec", alg="ES256"),
    jwk(RSA_KEY, "rsa", alg="RS256"),
    jwk(RSA_KEY, "pss", alg="PS256"),
    jwk(ED_KEY, "ed", alg="EdDSA"),
    jwk(RSA_KEY, "free"),
]
AT = int(NOW.timestamp())
STRANGER = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    keys = RemoteKeys(ISSUER, transport=Issuer(keys=KEYS).transport())
    return Verifier(ISSUER, AUDIENCE, keys)


def test_an_honest_token_tells_who_acts(verifier: Verifier) -> None:
    person = "0197b3c0-0000-7000-8000-000000000001"
    assert verifier.actor(signed(access(umbral_person=person)), NOW) == Actor(
        "officer-7",
        frozenset({Role.GATE_OFFICER}),
        frozenset({"penal-norte"}),
        UUID(person),
        Caller.PERSON,
        Presence(ISSUER, NOW - timedelta(seconds=60), "session-1", "strong", issued_at=NOW),
    )


@pytest.mark.parametrize(
    ("key", "algorithm", "kid"),
    [
        (EC_KEY, "ES256", "ec"),
        (RSA_KEY, "RS256", "rsa"),
        (RSA_KEY, "PS256", "pss"),
        (ED_KEY, "EdDSA", "ed"),
        (RSA_KEY, "PS256", "free"),
    ],
)
def test_four_algorithms_count(verifier: Verifier, key: Any, algorithm: str, kid: str) -> None:
    assert verifier.actor(signed(access(), key, algorithm, kid=kid), NOW).id == "officer-7"


@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "application/at+jwt"])
def test_the_kind_is_read_as_a_media_type(verifier: Verifier, typ: str) -> None:
    assert verifier.actor(signed(access(), typ=typ), NOW).id == "officer-7"


def test_one_audience_of_several(verifier: Verifier) -> None:
    assert verifier.actor(signed(access(aud=["other", AUDIENCE])), NOW).id == "officer-7"


def test_a_program_is_its_own_subject_and_signs_in_with_every_token(verifier: Verifier) -> None:
    told = access(sub="courts", client_id="courts", auth_time=None, sid=None, umbral_roles=["case-system"])
    found = verifier.actor(signed(told), NOW)
    assert (found.caller, found.presence and found.presence.authenticated_at) == (Caller.PROGRAM, NOW)


def test_an_account_of_a_program_is_told_by_a_claim(verifier: Verifier) -> None:
    told = access(sub="5b1c", client_id="courts", auth_time=None, umbral_caller="program")
    assert verifier.actor(signed(told), NOW).caller is Caller.PROGRAM


def test_facilities_are_none_unless_they_are_told(verifier: Verifier) -> None:
    assert verifier.actor(signed(access(umbral_facilities=None)), NOW).facilities == frozenset()
    assert verifier.actor(signed(access(umbral_facilities=["*"])), NOW).facilities is None


def test_claims_have_the_names_that_the_site_gives_them() -> None:
    keys = RemoteKeys(ISSUER, transport=Issuer().transport())
    named = Verifier(ISSUER, AUDIENCE, keys, names=Names(roles="groups", facilities="houses"))
    told = access(groups=["auditor"], houses=["a", "b"], umbral_roles=["supervisor"])
    found = named.actor(signed(told), NOW)
    assert (found.roles, found.facilities) == (frozenset({Role.AUDITOR}), frozenset({"a", "b"}))


def test_who_has_no_role_of_ours_is_nobody(verifier: Verifier) -> None:
    with pytest.raises(RoleMissing):
        verifier.actor(signed(access(umbral_roles=["offline_access"])), NOW)


def test_clocks_may_differ_by_the_skew_and_no_more(verifier: Verifier) -> None:
    skew = verifier.skew
    late, early = signed(access(exp=AT)), signed(access(iat=AT + 30, nbf=AT + 30))
    assert verifier.actor(late, NOW + skew - timedelta(seconds=1)).id == "officer-7"
    assert verifier.actor(early, NOW).id == "officer-7"
    with pytest.raises(Unauthorised) as refused:
        verifier.actor(late, NOW + skew)
    assert refused.value.code == "token-expired"


# the attacks


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def unsigned(header: dict[str, Any], signature: str = "") -> str:
    return f"{encoded(header)}.{encoded(access())}.{signature}"


def by_the_public_key_as_a_secret() -> str:
    """HS256 under the RSA key's PEM, which everybody has (CVE-2015-9235)."""
    secret = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signing = f"{encoded({'alg': 'HS256', 'typ': 'at+jwt', 'kid': 'rsa'})}.{encoded(access())}"
    mac = hmac.digest(secret, signing.encode(), hashlib.sha256)
    return f"{signing}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def with_one_claim_changed() -> str:
    head, _, signature = signed(access()).split(".")
    return f"{head}.{encoded(access(umbral_roles=['administrator']))}.{signature}"


ATTACKS: dict[str, tuple[Callable[[], str], str]] = {
    "expired": (lambda: signed(access(iat=AT - 900, exp=AT - 600)), "token-expired"),
    "not yet valid": (lambda: signed(access(nbf=AT + 120)), "token-too-early"),
    "issued in the future": (lambda: signed(access(iat=AT + 120)), "token-too-early"),
    "without an end": (lambda: signed(access(exp=None)), "token-incomplete"),
    "with an end that is no number": (lambda: signed(access(exp="never")), "token-incomplete"),
    "with an end beyond all": (lambda: signed(access(exp=1e300)), "token-incomplete"),
    "without a beginning": (lambda: signed(access(iat=None)), "token-incomplete"),
    "for longer than a shift": (lambda: signed(access(exp=AT + 13 * 3600)), "token-lives-too-long"),
    "wrong audience": (lambda: signed(access(aud="another")), "token-for-another"),
    "audience in part": (lambda: signed(access(aud=AUDIENCE[:-1])), "token-for-another"),
    "no audience": (lambda: signed(access(aud=None)), "token-for-another"),
    "wrong issuer": (lambda: signed(access(iss="https://evil.example")), "token-of-another-issuer"),
    "issuer with a slash": (lambda: signed(access(iss=f"{ISSUER}/")), "token-of-another-issuer"),
    "no issuer": (lambda: signed(access(iss=None)), "token-incomplete"),
    "alg none": (lambda: unsigned({"alg": "none", "typ": "at+jwt", "kid": "ec"}), "token-forged"),
    "alg None": (lambda: unsigned({"alg": "None", "typ": "at+jwt", "kid": "ec"}), "token-forged"),
    "alg missing": (lambda: unsigned({"typ": "at+jwt", "kid": "ec"}), "token-forged"),
    "alg a list": (lambda: unsigned({"alg": ["ES256"], "typ": "at+jwt", "kid": "ec"}), "token-forged"),
    "unsigned": (lambda: unsigned({"alg": "ES256", "typ": "at+jwt", "kid": "ec"}), "token-forged"),
    "zeros for a signature": (
        lambda: unsigned({"alg": "ES256", "typ": "at+jwt", "kid": "ec"}, "A" * 86),  # CVE-2022-21449
        "token-forged",
    ),
    "HS256 under the public key": (by_the_public_key_as_a_secret, "token-forged"),
    "another algorithm than the key's": (
        lambda: signed(access(), RSA_KEY, "PS256", kid="rsa"),
        "token-forged",
    ),
    "RS512": (lambda: signed(access(), RSA_KEY, "RS512", kid="free"), "token-forged"),
    "a claim changed": (with_one_claim_changed, "token-forged"),
    "signed by a stranger": (lambda: signed(access(), STRANGER), "token-forged"),
    "its own key along": (lambda: signed(access(), STRANGER, jwk=jwk(STRANGER, "ec")), "token-unreadable"),
    "a key elsewhere": (
        lambda: signed(access(), STRANGER, jku="https://evil.example/jwks"),
        "token-unreadable",
    ),
    "a certificate elsewhere": (
        lambda: signed(access(), STRANGER, x5u="https://evil.example"),
        "token-unreadable",
    ),
    "a certificate along": (lambda: signed(access(), STRANGER, x5c=["MIIB"]), "token-unreadable"),
    "something critical": (lambda: signed(access(), crit=["exp"]), "token-unreadable"),
    "no kid": (lambda: signed(access(), kid=None), "token-forged"),
    "an unknown kid": (lambda: signed(access(), kid="other"), "token-forged"),
    "a path for a kid": (lambda: signed(access(), kid="../../dev/null"), "token-forged"),
    "SQL for a kid": (lambda: signed(access(), kid="' OR 1=1 --"), "token-forged"),
    "a kid of another key": (lambda: signed(access(), kid="rsa"), "token-forged"),
    "an ID token": (lambda: signed(access(aud=[AUDIENCE], nonce="n"), typ="JWT"), "token-kind-refused"),
    "a logout token": (lambda: signed(logout(), typ="logout+jwt"), "token-kind-refused"),
    "no kind": (lambda: signed(access(), typ=""), "token-kind-refused"),
    "too large": (lambda: signed(access(padding="x" * 9_000)), "token-unreadable"),
    "encrypted": (lambda: "a.b.c.d.e", "token-unreadable"),
    "no token": (lambda: "letmein", "token-unreadable"),
    "three dots of nothing": (lambda: "..", "token-unreadable"),
    "not ASCII": (lambda: "é.é.é", "token-unreadable"),
    "deep JSON": (
        lambda: f"{base64.urlsafe_b64encode(b'[' * 3_000).decode()}.e30.e30",
        "token-unreadable",
    ),
    "claims that are a list": (
        lambda: f"{encoded({'alg': 'ES256', 'typ': 'at+jwt', 'kid': 'ec'})}.{encoded([1])}.AAAA",
        "token-forged",
    ),
    "no subject": (lambda: signed(access(sub=None)), "token-incomplete"),
    "a subject that cannot be an account": (lambda: signed(access(sub="a b")), "token-incomplete"),
    "a station's account": (lambda: signed(access(sub="station:1")), "token-incomplete"),
    "a caller of another kind": (lambda: signed(access(umbral_caller="station")), "token-incomplete"),
    "no client": (lambda: signed(access(client_id=None)), "token-incomplete"),
    "two clients": (lambda: signed(access(azp="courts")), "token-incomplete"),
    "a client of no form": (lambda: signed(access(client_id=7, azp="courts")), "token-incomplete"),
    "a person who never signed in": (lambda: signed(access(auth_time=None)), "token-incomplete"),
    "a person who will sign in": (lambda: signed(access(auth_time=AT + 60)), "token-incomplete"),
    "roles as a string": (lambda: signed(access(umbral_roles="administrator")), "token-incomplete"),
    "facilities as a string": (lambda: signed(access(umbral_facilities="*")), "token-incomplete"),
    "too many facilities": (
        lambda: signed(access(umbral_facilities=["a"] * 501)),
        "token-incomplete",
    ),
    "a record that is no number": (lambda: signed(access(umbral_person="me")), "token-incomplete"),
    "a session that is no text": (lambda: signed(access(sid=7)), "token-incomplete"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_does_not_count_is_refused_by_name(verifier: Verifier, attack: str) -> None:
    make, code = ATTACKS[attack]
    with pytest.raises(Unauthorised) as refused:
        verifier.actor(make(), NOW)
    assert refused.value.code == code
    assert 'error="invalid_token"' in refused.value.challenge


def test_keys_that_are_too_weak_do_not_count() -> None:
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - to be refused
    keys = RemoteKeys(ISSUER, transport=Issuer(keys=[jwk(weak, "weak")]).transport())
    with pytest.raises(Unauthorised) as refused, pytest.warns(match="below the minimum"):
        Verifier(ISSUER, AUDIENCE, keys).actor(signed(access(), weak, "RS256", kid="weak"), NOW)
    assert refused.value.code == "token-forged"


# the header


def asked(*authorization: str) -> Request:
    fields = [(b"authorization", one.encode()) for one in authorization]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": fields})


def test_the_token_is_taken_from_the_header() -> None:
    assert bearer(asked()) is None
    assert bearer(asked("Bearer a.b.c")) == "a.b.c"
    assert bearer(asked("bearer  a.b.c")) == "a.b.c"


@pytest.mark.parametrize(
    "given", [("Basic b2s=",), ("Bearer",), ("Bearer ",), ("a.b.c",), ("Bearer a", "Bearer a")]
)
def test_another_header_or_two_are_refused(given: tuple[str, ...]) -> None:
    with pytest.raises(TokenUnreadable):
        bearer(asked(*given))
