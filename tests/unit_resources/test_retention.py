"""Retention over HTTP: endings, holds of a court and of two officers, erasures by two, the archive."""

from uuid import UUID

from api.events.catalogue.persons import PersonErased
from api.registry import audit_log
from api.retention import receipt
from tests.support.house import ELSEWHERE
from tests.support.keeping import let_go
from tests.support.offices import Offices, actor, code

TITLES = {"en": "Receipt", "es": "Recibo", "fr": "Reçu", "pt": "Recibo", "ro": "Dovada"}
HOLD = {"authority": "Juzgado Tercero", "reason": "habeas corpus"}


def freed(offices: Offices, number: int) -> UUID:
    """Somebody who was held is free."""
    who = offices.house.prisoner(number)
    let_go(offices.house, who)
    return who


def acquitted(offices: Offices, who: UUID) -> None:
    said = {"ending": "acquitted", "final": offices.house.clock.now().isoformat(), "authority": "12/26"}
    told = offices.send("POST", f"/v1/persons/{who}/endings", "case-system", said)
    assert told.status_code == 201, told.text


def run(offices: Offices) -> int:
    told = offices.send("POST", "/v1/retention/runs", "supervisor")
    assert told.status_code == 200, told.text
    return int(told.json()["done"])


def test_an_acquittal_is_due_carried_out_and_receipted(offices: Offices) -> None:
    who = freed(offices, 3)
    acquitted(offices, who)
    (due,) = offices.get("/v1/retention/due", "auditor").json()["due"]
    assert (due["person_id"], due["step"]) == (str(who), "archive")
    assert run(offices) == 1
    assert offices.get(f"/v1/persons/{who}", "supervisor").status_code == 404
    (done,) = offices.get("/v1/erasures", "auditor").json()["erasures"]
    key = offices.get("/v1/audit", "auditor").json()["key"]
    assert receipt.verified(done["receipt"], done["signature"], key)
    events = [facts for kind, whom, facts in offices.told() if kind == PersonErased.type and whom == who]
    assert events == [{"receipt_id": done["id"], "scope": "archived"}]
    for language, word in {
        "en": "Receipt",
        "es": "Recibo",
        "fr": "Reçu",
        "pt": "Recibo",
        "ro": "Dovada",
    }.items():
        headers = {**actor("auditor"), "Accept": "text/html", "Accept-Language": language}
        page = offices.http.get(f"/v1/erasures/{done['id']}", headers=headers)
        assert word in page.text
        assert done["signature"] in page.text
        assert str(who) not in page.text


def test_the_archive_is_read_by_auditors_the_defender_and_the_person_alone(offices: Offices) -> None:
    who = freed(offices, 3)
    offices.send("PUT", f"/v1/persons/{who}/defenders/defender-1", "case-system")
    acquitted(offices, who)
    run(offices)
    archived = offices.get(f"/v1/archive/{who}", "auditor").json()
    assert archived["content"]["person"]["name"] == "Person 3"
    assert archived["content"]["custodies"][0]["ending"] == "acquitted"
    assert offices.get(f"/v1/archive/{who}", "defender").status_code == 200
    offices.house.elsewhere()
    for header, status in (
        (f"look; roles=auditor; facilities={offices.house.code}", 200),
        (f"look; roles=auditor; facilities={ELSEWHERE}", 404),
        ("defender-2; roles=defender", 404),
        (f"self; roles=person; person={who}", 200),
        (f"self; roles=person; person={UUID(int=9)}", 404),
        ("chief; roles=supervisor", 403),
        ("root; roles=administrator", 403),
    ):
        told = offices.http.get(f"/v1/archive/{who}", headers={"Umbral-Actor": header})
        assert told.status_code == status, header
    assert code(offices.get(f"/v1/archive/{UUID(int=8)}", "auditor")) == (404, "not-archived")


def test_a_defender_who_is_named_afterwards_reads_the_archive(offices: Offices) -> None:
    who, other = freed(offices, 3), freed(offices, 4)
    for one in (who, other):
        acquitted(offices, one)
    run(offices)
    path = f"/v1/archive/{who}"

    def asked(account: str, address: str = path) -> int:
        return offices.http.get(address, headers={"Umbral-Actor": f"{account}; roles=defender"}).status_code

    assert asked("late") == 404
    offices.house.elsewhere()
    court = "courts; roles=case-system; facilities="
    for header, status in (
        ("chief; roles=supervisor", 403),
        ("root; roles=administrator", 403),
        ("late; roles=defender", 403),
        ("look; roles=auditor", 403),
        (f"{court}{ELSEWHERE}", 404),
        (f"{court}{offices.house.code}", 204),
        ("courts; roles=case-system", 204),
    ):
        headers = {"Umbral-Actor": header}
        told = offices.http.put(f"{path}/readers/late", headers=headers)
        assert told.status_code == status, header
        assert asked("late") == (200 if status == 204 else 404)
    assert asked("later") == 404
    assert asked("late", f"/v1/archive/{other}") == 404
    absent = offices.send("PUT", f"/v1/archive/{UUID(int=8)}/readers/late", "case-system")
    assert code(absent) == (404, "not-archived")


def test_a_courts_hold_stands_at_once_and_ends_by_its_word(offices: Offices) -> None:
    who = freed(offices, 3)
    acquitted(offices, who)
    told = {"person_id": str(who), "biometrics": True, **HOLD}
    placed = offices.send("POST", "/v1/legal-holds", "case-system", told).json()
    assert placed["since"] is not None
    assert run(offices) == 0
    (due,) = offices.get("/v1/retention/due", "supervisor").json()["due"]
    assert due["held"] is True
    lift = f"/v1/legal-holds/{placed['id']}/lift"
    assert code(offices.send("POST", lift, "supervisor"))[0] == 409
    assert offices.send("POST", lift, "case-system").status_code == 200
    assert run(offices) == 1


def test_officers_hold_and_lift_by_two(offices: Offices) -> None:
    who = freed(offices, 3)
    acquitted(offices, who)

    def asked(path: str, by: str, body: object = None) -> tuple[int, str]:
        headers = {"Umbral-Actor": f"{by}; roles=supervisor", "Idempotency-Key": f"a-key-of-{by}-{path[-5:]}"}
        told = offices.http.post(path, json=body, headers=headers)
        return told.status_code, told.json().get("code", told.json().get("id"))

    _, hold = asked("/v1/legal-holds", "ana", {"person_id": str(who), "biometrics": True, **HOLD})
    path = f"/v1/legal-holds/{hold}"
    assert asked(f"{path}/sign", "ana") == (409, "same-officer")
    assert asked(f"{path}/sign", "eva")[0] == 200
    assert run(offices) == 0
    assert asked(f"{path}/lift", "ana")[0] == 200
    assert run(offices) == 0, "one officer asked, the hold stands"
    assert asked(f"{path}/lift", "eva")[0] == 200
    assert run(offices) == 1


def test_two_officers_erase_and_one_account_is_never_two(offices: Offices) -> None:
    who = offices.house.visitor(5)
    told = {"person_id": str(who), "reason": "enrolled by mistake"}
    asked = offices.send("POST", "/v1/erasures/requests", "supervisor", told).json()
    path = f"/v1/erasures/requests/{asked['id']}/sign"
    assert code(offices.send("POST", path, "supervisor")) == (409, "same-officer")
    headers = {"Umbral-Actor": "eva; roles=supervisor", "Idempotency-Key": "a-key-of-evas"}
    done = offices.http.post(path, headers=headers)
    assert (done.status_code, done.json()["scope"]) == (200, "erased"), done.text
    assert offices.get(f"/v1/persons/{who}", "supervisor").status_code == 404
    assert run(offices) == 0
    found = offices.get(f"/v1/erasures/{done.json()['id']}", "auditor").json()
    assert receipt.read(found["receipt"])["officers"] == ["supervisor-1", "eva"]


def test_nobody_who_is_held_is_erased_and_nobody_with_a_record_by_one_officer(offices: Offices) -> None:
    who = offices.house.prisoner(3)
    told = {"person_id": str(who), "reason": "because"}
    assert code(offices.send("POST", "/v1/erasures/requests", "supervisor", told)) == (
        409,
        "erasure-in-custody",
    )
    assert code(offices.send("DELETE", f"/v1/persons/{who}", "supervisor")) == (409, "erasure-needs-two")


def test_the_account_of_who_looked_is_nobodys_any_more(offices: Offices) -> None:
    who = freed(offices, 3)
    acquitted(offices, who)
    run(offices)
    assert offices.get(f"/v1/audit/persons/{who}", "auditor").status_code == 404
    with offices.house.registry.reading() as view:
        assert audit_log.secrets_of(view, [who]) == {}
