"""`umbral facility`, `order`, `visitor`, `visit`, `ban`, `watchlist`: entered, listed, ended from a shell."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from api.cli.exits import Exit
from api.contract.orders import EXAMPLES, OrderIn
from tests.support.house import House
from tests.support.offices import CASE_KEY, KEY_ID

Run = Callable[..., Any]
Told = Callable[..., str]

HELD, COMES = UUID(int=1), UUID(int=5)


@pytest.fixture(autouse=True)
def people(house: House) -> None:
    """One is held, another a visitor on record."""
    house.prisoner(1)
    house.visitor(5)


def pem(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_a_facility(house: House, run: Run, told: Told) -> None:
    made = run(
        "facility", "add", "penal-sur", "--name", "Penal Sur", "--zone", "America/La_Paz", "--capacity", 400,
        "--wing", "A=120", "--wing", "B",
    )  # fmt: skip
    assert [(one["code"], one["capacity"]) for one in made["wings"]] == [("A", 120), ("B", None)]
    assert [one["code"] for one in run("facility", "list")] == [house.code, "penal-sur"]
    assert run("facility", "show", "penal-sur") == made
    assert "120 places" in told("facility", "show", "penal-sur")
    assert "Penal Sur" in told("facility", "list")
    again = ["--name", "Penal Sur", "--zone", "America/La_Paz", "--capacity", 400]
    assert run("facility", "add", "penal-sur", *again, code=Exit.REFUSED)["code"] == "version-missing"
    told("facility", "add", "x", *again, "--wing", "A=many", code=Exit.USAGE)


def test_an_order_is_signed_on_the_way(run: Run, told: Told, tmp_path: Path, house: House) -> None:
    key = tmp_path / f"{KEY_ID}.pem"
    key.write_bytes(pem(CASE_KEY))
    example = EXAMPLES[OrderIn] | {"person_id": str(HELD), "facility": house.code}
    unsigned = json.dumps({k: v for k, v in example.items() if k not in {"signature", "key_id"}})
    made = run("order", "register", "-", "--sign-with", key, stdin=unsigned)
    assert (made["signature"], made["key_id"], made["status"]) == ("valid", KEY_ID, "open")
    assert [one["id"] for one in run("order", "list", "--person", HELD)] == [made["id"]]
    assert run("order", "show", made["id"]) == made
    assert "signature valid" in told("order", "list", "--person", HELD)
    assert run("order", "revoke", made["id"])["status"] == "revoked"
    assert "revoked" in told("order", "show", made["id"])


def test_what_is_no_order_or_no_key(told: Told, tmp_path: Path) -> None:
    wrong, order = tmp_path / "wrong.pem", tmp_path / "order.json"
    order.write_text("{}")
    told("order", "register", order, code=Exit.USAGE)
    order.write_text(json.dumps(EXAMPLES[OrderIn]))
    for text in (b"no key", pem(X25519PrivateKey.generate())):
        wrong.write_bytes(text)
        told("order", "register", order, "--sign-with", wrong, code=Exit.USAGE)


def test_a_visitor_their_visits_and_their_consent(house: House, run: Run, told: Told) -> None:
    house.enrol(6, None)
    who = UUID(int=6)
    stated = ["--kind", "family", "--consent", "--notice", "2026-1", "--notice-language", "es"]
    assert run("visitor", "enter", who, *stated)["consent"] == "given"
    told("visitor", "enter", who, "--kind", "family", "--consent", code=Exit.USAGE)
    assert [one["person_id"] for one in run("visitor", "list")] == [str(COMES), str(who)]
    between = ["--visitor", who, "--prisoner", HELD]
    granted = run("visit", "authorise", *between, "--as", "parent", "--consent", "prisoner")
    assert granted["consents"] == ["prisoner"]
    assert not run("visit", "revoke", granted["id"])["holds"]
    hours = ["--begins", "2026-03-07T14:00-04:00", "--ends", "2026-03-07T16:00-04:00"]
    booked = run("visit", "book", house.code, *between, *hours)
    assert booked["begins"] == "2026-03-07T18:00:00Z"
    assert "cancelled" in told("visit", "cancel", booked["id"])
    assert run("visitor", "withdraw-consent", "--yes", who, house.code)["consent"] == "withdrawn"
    assert "withdrawn" in told("visitor", "show", who)
    assert "withdrawn" in told("visitor", "list")


def test_a_ban(run: Run, told: Told) -> None:
    made = run(
        "ban", "impose", COMES, "--reason", "Brought a telephone.", "--until", "2026-09-01T00:00+00:00"
    )
    assert (made["kind"], made["holds"]) == ("ban", True)
    assert run("ban", "impose", HELD, "--sanction", "--reason", "A fight.")["kind"] == "sanction"
    assert [one["id"] for one in run("ban", "list", "--person", COMES)] == [made["id"]]
    assert not run("ban", "lift", made["id"])["holds"]
    lines = told("ban", "list").splitlines()
    assert ["past" in lines[0], "HOLDS" in lines[1]] == [True, True]


def test_a_watchlist(run: Run, told: Told) -> None:
    until = ("--until", "2026-09-01T00:00+00:00")
    made = run("watchlist", "place", COMES, "international", "--reason", "Notice 118.", *until)
    assert (made["watchlist"], made["holds"]) == ("international", True)
    run("watchlist", "place", HELD, "escapes", "--reason", "Escaped in 2024.")
    assert [one["id"] for one in run("watchlist", "list", "--person", COMES)] == [made["id"]]
    assert not run("watchlist", "lift", made["id"])["holds"]
    lines = told("watchlist", "list").splitlines()
    assert ["past" in lines[0], "HOLDS" in lines[1]] == [True, True]


def test_a_role_that_may_not(run: Run) -> None:
    refused = run("ban", "impose", COMES, "--reason", "?", "--role", "auditor", code=Exit.REFUSED)
    assert refused["code"] == "role-missing"
