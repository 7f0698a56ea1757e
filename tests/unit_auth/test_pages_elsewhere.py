"""People sign in at the pages by the issuer of a third party, and are out when it says so."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import ECAlgorithm

from tests.support import third_party as issuers
from tests.support.minting import jwk
from tests.support.pages_elsewhere import ADDRESS, PAGES, Site, changed, pages_elsewhere
from tests.support.receiver import Receiver, receiving
from tests.support.third_party import AUDIENCE, ThirdParty, third_party

REASON = issuers.absent()
if REASON and os.environ.get("CI"):
    raise AssertionError(REASON)
pytestmark = pytest.mark.skipif(REASON is not None, reason=str(REASON))

PROVEN = "umbral-pages-proven"
KEY, STRANGER = ed25519.Ed25519PrivateKey.generate(), ed25519.Ed25519PrivateKey.generate()
OFFICER = {"umbral_roles": ["supervisor"], "umbral_facilities": ["*"]}


def signing_key() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1())))
    told.pop("key_ops", None)
    return told | {"kid": "first", "use": "sig", "alg": "ES256"}


@pytest.fixture(scope="module")
def told_here() -> Iterator[Receiver]:
    """Where the issuer says that sessions are over."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def issuer(told_here: Receiver) -> Iterator[ThirdParty]:
    pages = {
        "client_id": PAGES,
        "token_endpoint_auth_method": "none",
        "redirect_uris": [f"{ADDRESS}/signed-in"],
        "post_logout_redirect_uris": [f"{ADDRESS}/signed-out"],
        "id_token_signed_response_alg": "ES256",
        "backchannel_logout_uri": told_here.url,
        "backchannel_logout_session_required": True,
    }
    proven = {
        "client_id": PROVEN,
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [jwk(KEY, "pages-1", alg="EdDSA")]},
    }
    with third_party() as running:
        running.configure(
            audience=AUDIENCE,
            accounts={"officer-7": OFFICER, "officer-8": OFFICER, "nobody": {}},
            acrValues=["strong"],
            keys=[signing_key()],
            clients=[pages, pages | proven],
        )
        yield running


@pytest.fixture
def folder(tmp_path: Path, empty_file: Path) -> Path:
    shutil.copy(empty_file, tmp_path / "umbral.db")
    return tmp_path


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, empty_file: Path, issuer: ThirdParty, told_here: Receiver
) -> Iterator[Site]:
    """One for all of it: browsers come with nothing."""
    home = tmp_path_factory.mktemp("site")
    shutil.copy(empty_file, home / "umbral.db")
    with pages_elsewhere(home, issuer, told_here) as opened:
        yield opened


def test_a_page_leads_to_the_issuer_and_back_to_itself(site: Site) -> None:
    with site.person() as officer:
        shown = officer.open("/people?lang=en")
        assert (shown.status_code, str(shown.url)) == (200, f"{ADDRESS}/people?lang=en")
        assert len(officer.asked) == 1
        assert 'data-account="officer-7"' in shown.text
        assert officer.http.get(f"{ADDRESS}/session").json()["roles"] == ["supervisor"]
        assert officer.http.get(f"{ADDRESS}/v1/facilities").status_code == 200
    assert ("session.began", "officer-7") in site.acts()
    assert ("page-session.began", "officer-7") in site.acts()
    assert ("list_facilities", "officer-7") in site.acts()


def test_a_sensitive_act_takes_a_sign_in_of_the_level_that_it_asks_for(site: Site) -> None:
    with site.person() as officer:
        officer.open("/gates")
        refused = officer.send("/v1/bans", {})
        assert refused.json()["code"] == "step-up-needed"
        wanted = dict(re.findall(r'(\w+)="([^"]*)"', refused.headers["www-authenticate"]))
        officer.acr = "strong"
        came = officer.open(
            f"/sign-in?apart=1&within={wanted['max_age']}&levels={wanted['acr_values']}&hint=officer-7"
        )
        assert came.status_code == 200
        assert len(officer.asked) == 2, "the issuer asks again, although it knows the browser"
        assert officer.send("/v1/bans", {}).json()["code"] == "invalid-request"  # the body alone is wrong


def test_signing_out_ends_it_here_and_there(site: Site, told_here: Receiver) -> None:
    with site.person() as officer:
        officer.open("/gates")
        there = officer.send("/sign-out").json()["location"]
        assert officer.who() is None
        assert there.startswith(f"{site.issuer.url}/session/end?")
        told_here.requests.clear()
        out = officer.leave_issuer(there)
        assert (out.status_code, urlsplit(str(out.url)).path) == (200, "/signed-out")
        assert len(told_here.requests) == 1
        officer.open("/gates")
        assert len(officer.asked) == 2, "the issuer knows nobody any more"


def test_the_issuers_word_ends_the_pages_session(site: Site, told_here: Receiver) -> None:
    with site.person() as officer, site.person() as elsewhere:
        for each in (officer, elsewhere):
            each.open("/gates")
        told_here.requests.clear()
        officer.leave_issuer(f"{site.issuer.url}/session/end?client_id={PAGES}")
        assert len(told_here.requests) == 1
        assert officer.who() is None
        assert elsewhere.who() == "officer-7", "the same account's other session goes on"
        assert officer.send("/v1/bans", {}).status_code == 401
    assert ("session.ended", "officer-7") in site.acts()


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "invented"},
        {"state": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"code": "invented"},
        {"code": None},
    ],
)
def test_an_answer_that_was_tampered_with_lets_nobody_in(site: Site, changes: dict[str, str | None]) -> None:
    with site.person() as officer:
        back = officer.brought()
        assert officer.http.get(changed(back, **changes)).status_code == 400
        assert officer.who() is None


def test_what_was_begun_in_another_browser_is_not_finished_here(site: Site) -> None:
    with site.person("officer-8") as attacker, site.person() as victim:
        back = attacker.brought()
        victim.brought()  # is under way too
        assert victim.http.get(back).status_code == 400
        assert victim.who() is None
        assert attacker.http.get(back).status_code == 400, "a state is good once"


def test_the_answer_to_one_request_does_not_answer_another(site: Site) -> None:
    """A code of the same browser, in place of that of the request: nonce and challenge differ."""
    with site.person() as officer:
        first, second = officer.brought(), officer.brought()
        (code,) = parse_qs(urlsplit(first).query)["code"]
        assert officer.http.get(changed(second, code=code)).status_code == 400
        assert officer.who() is None


def test_who_has_no_role_here_gets_no_session(site: Site) -> None:
    with site.person("nobody") as stranger:
        assert stranger.open("/gates").status_code == 400
        assert stranger.who() is None


@pytest.mark.parametrize(("key", "status"), [(KEY, 200), (STRANGER, 503)])
def test_pages_prove_that_they_are_the_client(
    folder: Path, issuer: ThirdParty, key: ed25519.Ed25519PrivateKey, status: int
) -> None:
    file = folder / "pages.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    proof: dict[str, Any] = {"pages_client": PROVEN, "pages_key": file, "pages_key_id": "pages-1"}
    with pages_elsewhere(folder, issuer, **proof) as site, site.person() as officer:
        assert officer.open("/gates").status_code == status
        assert officer.who() == ("officer-7" if status == 200 else None)


def test_without_a_client_a_page_says_who_can_mend_it(folder: Path, issuer: ThirdParty) -> None:
    with pages_elsewhere(folder, issuer, pages_client=None) as site, site.person() as officer:
        shown = officer.open("/gates")
        assert (shown.status_code, urlsplit(str(shown.url)).path) == (503, "/sign-in")
        assert "pages_client" in shown.text
        assert 'href="/gates"' not in shown.text
