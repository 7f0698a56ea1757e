"""Tokens of the shapes that Keycloak documents: its claims, header types, keys for other uses."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from api.auth.actor import Caller, Role
from api.auth.endings import LogoutVerifier
from api.auth.errors import TokenForAnother, TokenIncomplete, TokenKindRefused
from api.auth.jwks import RemoteKeys
from api.auth.right_errors import RoleMissing
from api.auth.tokens import Names, Verifier
from tests.support.minting import AUDIENCE, ISSUER, NOW, RSA_KEY, Issuer, access, jwk, logout, signed

KEYS = [
    jwk(RSA_KEY, "wrapping", alg="RSA-OAEP") | {"use": "enc"},
    jwk(RSA_KEY, "realm", alg="RS256", x5c=["MIIC"], x5t="dGh1bWI"),
]
ACCOUNT = "0f6f6a9e-3d2c-4a51-9d0b-8c1f4c1f7a11"
NAMES = Names(roles="realm_access.roles")
AT = int(NOW.timestamp())


def told(**changes: Any) -> dict[str, Any]:
    """Of somebody who signed in at the pages, with this service as a mapped audience."""
    return access(
        **{
            "aud": [AUDIENCE, "account"],
            "sub": ACCOUNT,
            "client_id": None,
            "azp": "umbral-pages",
            "typ": "Bearer",
            "jti": "onrtac:5b1c0f1e",
            "acr": "1",
            "session_state": "session-1",
            "umbral_roles": None,
            "realm_access": {"roles": ["offline_access", "uma_authorization", "gate-officer"]},
            "resource_access": {"account": {"roles": ["manage-account", "supervisor"]}},
            "scope": "openid email profile",
        }
        | changes
    )


def proven(claims: Mapping[str, Any], typ: str = "at+jwt", names: Names = NAMES) -> Any:
    keys = RemoteKeys(ISSUER, transport=Issuer(keys=KEYS).transport())
    token = signed(claims, RSA_KEY, "RS256", typ=typ, kid="realm")
    return Verifier(ISSUER, AUDIENCE, keys, names=names).actor(token, NOW)


def test_somebody_is_known_by_the_client_in_azp_and_by_realm_roles() -> None:
    actor = proven(told())
    assert (actor.id, actor.roles, actor.caller) == (ACCOUNT, {Role.GATE_OFFICER}, Caller.PERSON)
    assert actor.presence.session == "session-1"


def test_the_roles_of_a_client_are_read_where_the_site_says_so() -> None:
    assert proven(told(), names=Names(roles="resource_access.account.roles")).roles == {Role.SUPERVISOR}
    with pytest.raises(RoleMissing):
        proven(told(), names=Names(roles="resource_access.umbral.roles"))
    with pytest.raises(TokenIncomplete):
        proven(told(realm_access={"roles": "gate-officer"}))


def test_a_claim_of_that_very_name_comes_before_a_member() -> None:
    assert proven(told(**{"realm_access.roles": ["auditor"]})).roles == {Role.AUDITOR}


def test_a_service_account_is_a_program_by_its_mapped_claim_and_nobody_without_it() -> None:
    account = {"sub": "5b1c", "azp": "courts", "client_id": "courts", "auth_time": None, "sid": None}
    with pytest.raises(TokenIncomplete):
        proven(told(**account))
    assert proven(told(**account, umbral_caller="program")).caller is Caller.PROGRAM


@pytest.mark.parametrize(
    ("changes", "typ", "error"),
    [
        ({"aud": "account"}, "at+jwt", TokenForAnother),
        ({}, "JWT", TokenKindRefused),
        ({"azp": None}, "at+jwt", TokenIncomplete),
        ({"auth_time": None}, "at+jwt", TokenIncomplete),
    ],
    ids=["no audience mapped", "type as by default", "no client", "without the scope basic"],
)
def test_what_a_realm_leaves_out_by_default_is_refused(
    changes: dict[str, Any], typ: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        proven(told(**changes), typ)


@pytest.mark.parametrize("typ", ["logout+jwt", "JWT"])
def test_a_logout_token_of_newer_and_of_older_ones_ends_a_session(typ: str) -> None:
    keys = RemoteKeys(ISSUER, transport=Issuer(keys=KEYS).transport())
    verifier = LogoutVerifier(ISSUER, ["umbral-pages"], keys, timedelta(seconds=30))
    said = logout(aud="umbral-pages", sub=ACCOUNT, typ="Logout", exp=AT + 120)
    ended = verifier.read(signed(said, RSA_KEY, "RS256", typ=typ, kid="realm"), NOW)
    assert (ended.session, ended.account) == ("session-1", ACCOUNT)
