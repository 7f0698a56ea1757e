"""Over HTTP with real prints: a doubtful pair is settled by two, two records become one, and two again."""

from uuid import UUID

import httpx
import pytest

from api.contract.answers import IdentifyRequest
from api.contract.client import Client
from api.contract.errors import ServiceRefused
from api.contract.persons import Enrolment, PersonOut
from tests.support.prints import print_of

CHIEF = {"Umbral-Actor": "chief; roles=supervisor"}
HOLDER = {"Umbral-Actor": "holder; roles=gate-officer"}


@pytest.fixture(scope="module")
def alma(client: Client) -> PersonOut:
    return client.enrol(Enrolment(name="Alma Reyes", samples=[print_of(1, 2, 1)]))


@pytest.fixture(scope="module")
def ana(client: Client) -> PersonOut:
    """The same person under another name, with one finger more."""
    return client.enrol(Enrolment(name="Ana Ruiz", samples=[print_of(1, 2, 2), print_of(1, 7, 1)]))


def encounter_of(http: httpx.Client, person: UUID) -> str:
    found: str = http.get(f"/v1/persons/{person}/origins", headers=CHIEF).json()["encounters"][0]["id"]
    return found


def settled(http: httpx.Client, person: UUID, encounter: str, judgement: str) -> str:
    """A case that two reviewers settle over HTTP."""
    body = {"person_id": str(person), "encounter_id": encounter, "captured_by": ["captor"]}
    case = http.post("/v1/adjudication/cases", json=body, headers=HOLDER).json()
    for reviewer in ("bea", "cleo"):
        acting = {"Umbral-Actor": f"{reviewer}; roles=adjudicator"}
        review = http.post("/v1/adjudication/reviews", headers=acting).json()
        assert set(review) == {"id", "until", "pairs"}
        drawing = http.get(f"/v1/adjudication/reviews/{review['id']}/pairs/0/drawing", headers=acting)
        assert (drawing.status_code, drawing.headers["content-type"]) == (200, "image/svg+xml")
        address = f"/v1/adjudication/reviews/{review['id']}/judgement"
        answer = http.put(address, json={"judgement": judgement}, headers=acting)
        assert (answer.status_code, answer.content) == (204, b"")
    told = http.get(f"/v1/adjudication/cases/{case['id']}", headers=CHIEF).json()
    assert (told["state"], told["result"], told["settled_by"]) == ("settled", judgement, ["bea", "cleo"])
    case_id: str = case["id"]
    return case_id


def best(client: Client) -> list[UUID]:
    """Whom a later print of the left index, which only the second record had, brings up."""
    found = client.identify(IdentifyRequest(samples=[print_of(1, 7, 2)]))
    return [one.person_id for one in found.candidates if one.llr > 3]


def test_two_records_become_one_and_two_again(
    http: httpx.Client, client: Client, alma: PersonOut, ana: PersonOut
) -> None:
    theirs = encounter_of(http, ana.id)
    assert best(client) == [ana.id]
    case_id = settled(http, alma.id, theirs, "same")
    body = {"source": str(ana.id), "case_id": case_id}
    merged = http.post(f"/v1/persons/{alma.id}/merge", json=body, headers=CHIEF)
    assert merged.status_code == 200, merged.text
    assert best(client) == [alma.id]
    with pytest.raises(ServiceRefused) as gone:
        client.person(ana.id)
    assert (gone.value.problem.status, gone.value.problem.code) == (410, "person-ceased")
    assert gone.value.problem.parameters == {"person": str(alma.id)}
    assert [person.id for person in client.persons()] == [alma.id]
    moved = ana.samples[0].id
    assert client.image(alma.id, moved) == print_of(1, 2, 2).data
    origins = http.get(f"/v1/persons/{alma.id}/origins", headers=CHIEF).json()
    assert [(name["name"], name["came_from"]) for name in origins["names"]] == [
        ("Alma Reyes", None),
        ("Ana Ruiz", str(ana.id)),
    ]
    different = settled(http, alma.id, theirs, "different")
    undone = http.post(f"/v1/relinks/{merged.json()['id']}/undo", json={"case_id": different}, headers=CHIEF)
    assert undone.status_code == 200, undone.text
    assert best(client) == [ana.id]
    assert client.person(ana.id).name == "Ana Ruiz"
    for number in (alma.id, ana.id):
        moves = http.get(f"/v1/persons/{number}/relinks", headers=CHIEF).json()["relinks"]
        assert [(one["kind"], one["from_id"], one["to_id"], one["undoes_id"]) for one in moves] == [
            ("merge", str(ana.id), str(alma.id), None),
            ("unmerge", str(alma.id), str(ana.id), merged.json()["id"]),
        ]


@pytest.mark.parametrize(
    ("method", "path", "acting", "told"),
    [
        ("POST", "/v1/adjudication/reviews", None, (401, "actor-missing")),
        ("POST", "/v1/adjudication/reviews", "x; roles=gate-officer", (403, "role-missing")),
        ("GET", "/v1/adjudication/cases", "x; roles=adjudicator", (403, "role-missing")),
        ("GET", "/v1/adjudication/reviewers", "x; roles=adjudicator", (403, "role-missing")),
        ("GET", f"/v1/adjudication/cases/{UUID(int=1)}", "x; roles=auditor", (404, "unknown-case")),
        ("GET", f"/v1/adjudication/reviews/{UUID(int=1)}", "x; roles=adjudicator", (404, "unknown-review")),
        ("POST", f"/v1/persons/{UUID(int=1)}/merge", "x; roles=gate-officer", (403, "role-missing")),
    ],
)
def test_who_may_not_is_told_so(
    http: httpx.Client, method: str, path: str, acting: str | None, told: tuple[int, str]
) -> None:
    request = http.build_request(method, path, headers={"Umbral-Actor": acting or ""})
    if acting is None:
        del request.headers["Umbral-Actor"]
    answer = http.send(request)
    assert (answer.status_code, answer.json()["code"]) == told


def test_a_pair_with_nothing_in_common_opens_no_case(
    http: httpx.Client, client: Client, alma: PersonOut
) -> None:
    other = client.enrol(Enrolment(name="Bruno Lima", samples=[print_of(3, 5, 1)]))
    body = {"person_id": str(alma.id), "encounter_id": encounter_of(http, other.id)}
    answer = http.post("/v1/adjudication/cases", json=body, headers=HOLDER)
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing-to-compare")
    assert http.get("/v1/adjudication/cases", headers=CHIEF).json()["cases"] == []


def test_known_pairs_are_mixed_in_and_counted(http: httpx.Client, client: Client, alma: PersonOut) -> None:
    sides = [[print_of(9, 2, impression).model_dump(mode="json")] for impression in (1, 2)]
    body = {"mated": True, "first": sides[0], "second": sides[1]}
    assert http.post("/v1/adjudication/known", json=body, headers=CHIEF).status_code == 201
    known = http.get("/v1/adjudication/known", headers=CHIEF).json()
    assert known == {"mated": 1, "non_mated": 0, "share": 0.1}
