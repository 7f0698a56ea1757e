"""Papers over HTTP: listed at their passage, read as JSON or to print, found by what is printed on them."""

import json
from hashlib import sha256
from uuid import UUID

from tests.support import papers
from tests.support.offices import Offices, actor, code


def test_listed_read_printed_and_checked(offices: Offices) -> None:
    decided = papers.received(offices.house)
    (head,) = offices.get(f"/v1/passages/{decided.passage.id}/papers", "gate-officer").json()["papers"]
    assert (head["document"], head["facility"]) == ("admission-record", offices.house.code)
    path = f"/v1/papers/{head['id']}"
    told = offices.get(path, "auditor").json()
    content = told.pop("content")
    assert told == head
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sha256(plain.encode()).hexdigest() == head["sha256"], "as the contract says, without code of ours"
    found = offices.get("/v1/papers", "auditor", number=head["number"]).json()["papers"]
    assert found == [head]
    assert offices.get("/v1/papers", "auditor", number="PENAL-NORTE-2026-00000-00000").json()["papers"] == []
    asks = {**actor("intake-officer"), "Accept": "text/html,application/json;q=0.5", "Accept-Language": "fr"}
    printed = offices.http.get(path, headers=asks)
    assert printed.headers["content-type"] == "text/html; charset=utf-8"
    assert printed.headers["cache-control"] == "no-store"
    assert "Acte de votre écrou" in printed.text
    assert head["number"] in printed.text


def test_a_program_is_answered_in_json_unless_it_likes_html_better(offices: Offices) -> None:
    decided = papers.received(offices.house)
    (head,) = offices.get(f"/v1/passages/{decided.passage.id}/papers", "supervisor").json()["papers"]
    for accept in ("*/*", "application/json", "application/json, text/html", ""):
        answer = offices.http.get(f"/v1/papers/{head['id']}", headers={**actor("auditor"), "Accept": accept})
        assert answer.headers["content-type"] == "application/json", accept


def test_who_may_and_what_is_not_there(offices: Offices) -> None:
    decided = papers.received(offices.house)
    here = f"/v1/passages/{decided.passage.id}/papers"
    (head,) = offices.get(here, "gate-officer").json()["papers"]
    for path in (here, f"/v1/papers/{head['id']}", f"/v1/papers?number={head['number']}"):
        assert code(offices.get(path, "partner")) == (403, "role-missing")
        assert code(offices.get(path, "observer")) == (403, "role-missing")
        assert code(offices.http.get(path)) == (401, "actor-missing")
    assert code(offices.get(f"/v1/papers/{UUID(int=5)}", "auditor")) == (404, "not-on-record")
    assert code(offices.get(f"/v1/passages/{UUID(int=5)}/papers", "auditor")) == (404, "not-on-record")
    assert code(offices.get("/v1/papers?number=..", "auditor")) == (422, "invalid-request")
