"""The log over HTTP: who keeps a head can hold the service to it; a defender sees a client's account."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.audit import verify
from api.audit.act import job
from api.audit.verify import Head, Refuted, check_bundle, check_consistency, check_log
from api.registry import audit_log
from api.witnessing import FILE, Notary
from tests.support.offices import Offices, actor, code
from tests.support.registry import add_person


@pytest.fixture
def person(offices: Offices) -> UUID:
    with job("set-up"):
        return add_person(offices.house.registry)


def signed(offices: Offices) -> dict[str, Any]:
    Notary(offices.house.registry, offices.house.clock).sign()
    told: dict[str, Any] = offices.get("/v1/audit", "partner").json()
    return told


def looked(offices: Offices, person: UUID, times: int = 1) -> None:
    for _ in range(times):
        assert offices.get(f"/v1/persons/{person}/names", "supervisor").status_code == 200


def account(offices: Offices, person: UUID, by: str = "auditor", **query: int) -> dict[str, Any]:
    answer = offices.http.get(f"/v1/audit/persons/{person}", params=query, headers=actor(by))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_kept_head_holds_the_service_to_its_past(offices: Offices, person: UUID) -> None:
    kept = signed(offices)
    looked(offices, person, 5)
    now = signed(offices)
    older, newer = Head.of(kept["head"]), Head.of(now["head"])
    query = {"older": older.size, "newer": newer.size}
    proof = offices.get("/v1/audit/consistency", "partner", **query).json()["proof"]
    check_consistency(
        (older.size, older.root), (newer.size, newer.root), [bytes.fromhex(one) for one in proof]
    )
    pages = offices.get("/v1/audit/leaves", "auditor", count=1000).json()["leaves"]
    check_log([one.encode() for one in pages[: newer.size]], newer, bytes.fromhex(now["key"]))
    heads = offices.get("/v1/audit/heads", "case-system").json()["heads"]
    assert [one["size"] for one in heads] == [older.size, newer.size]
    assert code(offices.get("/v1/audit/consistency", "partner", older=2, newer=10_000))[0] == 422


def test_a_bundle_tells_all_that_was_done_and_checks_without_the_service(
    offices: Offices, person: UUID
) -> None:
    kept = signed(offices)
    looked(offices, person, 3)
    with job("set-up"):
        other = add_person(offices.house.registry)
    looked(offices, other, 2)
    made = account(offices, person, kept=kept["head"]["size"])
    told = check_bundle(made, bytes.fromhex(kept["key"]), Head.of(kept["head"]))
    assert [one["act"] for one in told] == ["job:set-up", *["list_names"] * 3]
    again = account(offices, person)
    assert check_bundle(again, bytes.fromhex(kept["key"]))[-1]["act"] == "read_account"
    changed = json.loads(json.dumps(made).replace("supervisor-1", "supervisor-2"))
    with pytest.raises(Refuted):
        check_bundle(changed, bytes.fromhex(kept["key"]))


def test_a_defender_sees_the_account_of_their_own_client(offices: Offices, person: UUID) -> None:
    path, mine = f"/v1/audit/persons/{person}", actor("defender")
    assert code(offices.http.get(path, headers=mine)) == (404, "not-on-record")
    named = offices.http.put(f"/v1/persons/{person}/defenders/defender-1", headers=actor("case-system"))
    assert named.status_code == 204
    twice = offices.http.put(f"/v1/persons/{person}/defenders/defender-1", headers=actor("case-system"))
    assert twice.status_code == 204
    assert len(offices.get(f"/v1/persons/{person}/defenders", "supervisor").json()["defenders"]) == 1
    assert account(offices, person, "defender")["person"] == str(person)
    with job("set-up"):
        other = add_person(offices.house.registry)
    assert code(offices.http.get(f"/v1/audit/persons/{other}", headers=mine))[0] == 404
    gone = offices.http.delete(f"/v1/persons/{person}/defenders/defender-1", headers=actor("case-system"))
    assert gone.status_code == 204
    assert code(offices.http.get(path, headers=mine))[0] == 404
    assert code(offices.http.put(f"/v1/persons/{person}/defenders/x", headers=actor("supervisor")))[0] == 403
    assert code(offices.http.get(f"/v1/audit/persons/{uuid4()}", headers=actor("auditor")))[0] == 404


def test_somebody_sees_the_account_of_themselves(offices: Offices, person: UUID) -> None:
    kept = offices.get("/v1/audit", "auditor").json()
    looked(offices, person, 2)
    mine = {"Umbral-Actor": f"alma; roles=person; person={person}"}
    made = offices.http.get("/v1/me/account", headers=mine).json()
    assert [one["act"] for one in check_bundle(made, bytes.fromhex(kept["key"]))][-2:] == ["list_names"] * 2
    assert offices.http.get("/v1/me", headers=mine).json()["person"]["id"] == str(person)
    again = offices.http.get(f"/v1/audit/persons/{person}", headers=mine).json()
    acts = [one["act"] for one in check_bundle(again, bytes.fromhex(kept["key"]))]
    assert acts[-2:] == ["read_own_account", "read_own_record"]
    for nobody in ("alma; roles=person", f"alma; roles=person; person={uuid4()}"):
        assert offices.http.get("/v1/me", headers={"Umbral-Actor": nobody}).status_code == 404


def test_the_log_itself_is_for_auditors(offices: Offices, person: UUID) -> None:
    assert code(offices.get("/v1/audit/leaves", "supervisor"))[0] == 403
    assert code(offices.get(f"/v1/audit/persons/{person}", "supervisor"))[0] == 403
    assert offices.get("/v1/audit", "person").status_code == 200


def test_every_head_goes_to_the_witnesses_once(offices: Offices, person: UUID, tmp_path: Path) -> None:
    there = tmp_path / "witness"
    there.mkdir()
    notary = Notary(offices.house.registry, offices.house.clock, [there, tmp_path / "unplugged"])
    for _ in range(3):
        looked(offices, person)
        notary.sign()
        notary.sign()
    lines = [Head.of(json.loads(line)) for line in (there / FILE).read_text().splitlines()]
    assert len(lines) == 3
    with offices.house.registry.reading() as view:
        assert list(audit_log.heads(view, 0, 10)) == lines


def test_files_are_checked_by_the_one_module(
    offices: Offices, person: UUID, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = signed(offices)
    looked(offices, person, 4)
    last = signed(offices)
    leaves = offices.get("/v1/audit/leaves", "auditor", count=1000).json()["leaves"][: last["head"]["size"]]
    proof = offices.get(
        "/v1/audit/consistency", "auditor", older=first["head"]["size"], newer=last["head"]["size"]
    ).json()
    made = account(offices, person, kept=first["head"]["size"])

    def file(name: str, content: str) -> str:
        (tmp_path / name).write_text(content)
        return str(tmp_path / name)

    log = file("leaves", "\n".join(leaves) + "\n")
    old, new = file("old", json.dumps(first["head"])), file("new", json.dumps(last["head"]))
    key = first["key"]
    assert verify.main(["log", log, new, key]) == 0
    assert verify.main(["heads", old, new, file("proof", json.dumps(proof)), key]) == 0
    assert verify.main(["bundle", file("bundle", json.dumps(made)), key, old]) == 0
    assert "list_names supervisor-1" in capsys.readouterr().out
    cut = file("cut", "\n".join(leaves[:-1]) + "\n")
    assert verify.main(["log", cut, new, key]) == 1
    assert verify.main(["heads", new, old, file("proof", json.dumps(proof)), key]) == 1
    assert verify.main(["bundle", file("bundle", json.dumps(made)), "00" * 32]) == 1
    assert verify.main(["bundle", file("bundle", "[]"), key]) == 1
    assert verify.main(["log", log]) == 2
    assert verify.main(["log", str(tmp_path / "nowhere"), new, key]) == 1
