"""The public's statistics over HTTP: counted once a month has ended, published for good, nobody in them."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from api.gates.decision import Gate
from api.gates.intake.policy import RecordField
from api.gates.visits.evidence import Path
from api.publishing import Publisher
from api.registry import admission_records, custody, decisions, facilities, publications, visits
from api.registry.custody import LegalStatus
from api.registry.decisions import StoredDecision
from api.registry.errors import AlreadyOnRecord
from api.registry.facilities import Facility
from api.registry.ids import uuid7
from api.registry.visits import Visit
from api.statistics.month import Month
from tests.support.house import POLICY, House, person_id
from tests.support.offices import Offices, code

ZONE = POLICY.scope.zone
MARCH = Month.parse("2026-03")
DAY = timedelta(days=1)


def publisher(offices: Offices) -> Publisher:
    house = offices.house
    return Publisher(house.registry, house.clock, house.gates.house.policies)


def on_record(house: House, person: UUID, **said: Any) -> None:
    """What reception wrote down."""
    now = house.clock.now()
    with house.registry.writing(now) as unit:
        held = custody.open_of(unit, person)
        fields = {RecordField(name.replace("_", "-")): value for name, value in said.items()}
        admission_records.enter(unit, person, held.id, fields, by="ana")


def free(house: House, person: UUID) -> None:
    with house.registry.writing(house.clock.now()) as unit:
        custody.end(unit, custody.open_of(unit, person))


def decided(house: House, gate: Gate, outcome: str, subject: UUID | None) -> None:
    now = house.clock.now()
    with house.registry.writing(now) as unit:
        new = StoredDecision(
            gate=gate, subject_id=subject, facility_id=house.facility, outcome=outcome, findings=(),
            policy="p@0", at=now, officer="ana",
        )  # fmt: skip
        decisions.record(unit, new)


def visited(house: House, visitor: UUID, prisoner: UUID) -> None:
    now = house.clock.now()
    came = Visit(
        visitor_id=visitor, prisoner_id=prisoner, facility_id=house.facility, entered=now,
        entry_decision_id=uuid7(), path=Path.BIOMETRIC,
    )  # fmt: skip
    with house.registry.writing(now) as unit:
        visits.leave(unit, visits.enter(unit, came).id, uuid7())


@pytest.fixture
def after_march(offices: Offices) -> Offices:
    """Twelve came in March, five of them left again; seven visitors came; then April began."""
    house = offices.house
    people = [
        house.prisoner(number, LegalStatus.PRE_TRIAL if number < 7 else LegalStatus.SENTENCED)
        for number in range(1, 13)
    ]
    for number, person in enumerate(people):
        on_record(
            house,
            person,
            gender="mujer" if number % 2 else "hombre",
            birth_date=f"{1960 + 3 * number}-05-01",
            nationality=[POLICY.scope.country if number < 6 else "XB"],
        )
        decided(house, Gate.INTAKE, "admit", person)
    for number in range(20, 27):
        visited(house, house.visitor(number), people[0])
        decided(house, Gate.VISIT_ENTRY, "admit", person_id(number))
    house.clock.advance(10 * DAY)
    for person in people[7:]:
        free(house, person)
        decided(house, Gate.RELEASE, "admit", person)
    house.clock.advance_to(datetime(2026, 4, 1, tzinfo=ZONE))
    return offices


def table(offices: Offices, name: str, **query: Any) -> dict[str, Any]:
    answer = offices.get(f"/v1/statistics/{name}", "observer", **query)
    assert answer.status_code == 200, answer.text
    (told,) = answer.json()["months"]
    counts: dict[str, Any] = told
    return counts


def test_a_month_as_it_happened(after_march: Offices) -> None:
    publisher(after_march).publish_due()
    assert after_march.get("/v1/statistics", "observer").json()["months"] == ["2026-03"]
    assert table(after_march, "custody-by-facility")["counts"] == [[7, 7], [7, 7]]
    assert table(after_march, "admissions-and-releases")["counts"] == [[12, 5]]
    assert table(after_march, "length-of-stay")["counts"] == [[10]]
    assert table(after_march, "visits")["counts"] == [[7, 0, 0, 7], [7, 0, 0, 7]]
    by_age = table(after_march, "custody-by-age")
    assert by_age["counts"][0][-1] == 7
    assert all(count in (None, 0) or count >= 5 for count in by_age["counts"][0])
    said = table(after_march, "decisions")
    assert said["counts"][said["rows"].index("intake")] == [12, 0, 0, 12]
    by_status = table(after_march, "custody-by-status-and-sex")
    assert by_status["counts"][by_status["rows"].index("pre-trial")][-1] is None  # one more is sentenced
    assert by_status["counts"][-1][-1] == 7
    with after_march.house.registry.reading() as view:
        kept = publications.of(view, "2026-03")
    assert kept is not None
    told = {count for one in kept.tables.values() for row in one.counts for count in row if count is not None}
    assert not told & {1, 2, 3, 4}  # what is withheld is not in the store either


def test_a_month_is_published_once_it_has_ended_everywhere_and_once(offices: Offices) -> None:
    """Where it is earliest it is April, where it is latest it is March still."""
    house, made = offices.house, publisher(offices)
    with house.registry.writing(house.clock.now()) as unit:
        facilities.add(unit, Facility(uuid7(), "far-west", "Far West", "Pacific/Honolulu", 10))
    house.clock.advance_to(datetime(2026, 4, 1, tzinfo=ZONE))
    assert made.due() == MARCH.before
    house.clock.advance_to(datetime(2026, 4, 1, tzinfo=ZoneInfo("Pacific/Honolulu")))
    assert made.due() == MARCH
    made.publish_due()
    assert made.due() is None
    with pytest.raises(AlreadyOnRecord):
        made.publish(MARCH)


def test_what_is_published_never_changes_and_the_next_month_stands_beside_it(after_march: Offices) -> None:
    made = publisher(after_march)
    made.publish_due()
    before = after_march.get("/v1/statistics/custody-by-facility", "observer").json()["months"]
    with after_march.house.registry.reading() as view:
        held = custody.held(view)
    for one in held:
        free(after_march.house, one.person_id)
    after_march.house.clock.advance(DAY)
    made.publish_due()
    assert after_march.get("/v1/statistics/custody-by-facility", "observer").json()["months"] == before
    after_march.house.clock.advance_to(datetime(2026, 5, 1, tzinfo=ZONE))
    made.publish_due()
    months = after_march.get("/v1/statistics/custody-by-facility", "observer").json()["months"]
    assert [one["month"] for one in months] == ["2026-04", "2026-03"]
    assert (months[0]["counts"], months[1:]) == ([[0, 0], [0, 0]], before)
    assert len(after_march.get("/v1/statistics/decisions", "observer", limit=1).json()["months"]) == 1
    assert table(after_march, "visits", month="2026-04")["counts"] == [[0, 0, 0, 0]] * 2
    text = after_march.get(
        "/v1/statistics/admissions-and-releases", "observer", format="csv", month="2026-03"
    )
    assert text.headers["content-type"] == "text/csv; charset=utf-8"
    assert text.text.splitlines() == [
        "month,row,column,count,withheld",
        "2026-03,everybody,admissions,12,0",
        "2026-03,everybody,releases,5,0",
    ]


def test_what_is_not_published(offices: Offices) -> None:
    assert offices.get("/v1/statistics", "observer").json()["months"] == []
    assert offices.get("/v1/statistics/visits", "observer").json() == {"table": "visits", "months": []}
    missing = offices.get("/v1/statistics/visits", "observer", month="2026-03")
    assert code(missing) == (404, "not-on-record")
    assert code(offices.get("/v1/statistics/visits", "observer", month="2026-13")) == (422, "invalid-request")
    assert code(offices.get("/v1/statistics/persons", "observer")) == (422, "invalid-request")
    assert code(offices.http.get("/v1/statistics")) == (401, "actor-missing")


OPEN = (
    "/v1/statistics",
    "/v1/policies",
    "/v1/openapi.json",
    "/v1/health",
    "/v1/status",
    "/v1/stations/enrolment",
)
"""To an observer, or to whoever reaches the service: nothing of anybody, and no counts."""

STATIONS_ALONE = {("/v1/stations/self", "get"), ("/v1/stations/self/key", "post"), ("/v1/packets", "post")}
"""What no role of anybody's is enough for."""


def test_an_observer_reads_statistics_and_nothing_else(offices: Offices) -> None:
    """Every address that there is, by every method, is tried."""
    paths = offices.get("/v1/openapi.json", "observer").json()["paths"]
    tried = 0
    for path, method in [(path, method) for path, methods in paths.items() for method in methods]:
        at = re.sub(r"\{[^}]*\}", f"{UUID(int=1)}", path)
        answer = offices.http.request(method.upper(), at, headers={"Umbral-Actor": "olga; roles=observer"})
        if path.startswith(OPEN):
            assert answer.status_code != 403, path
        else:
            alone = (path, method) in STATIONS_ALONE
            assert code(answer) == (403, "station-needed" if alone else "role-missing"), path
            tried += 1
    assert tried > 60
    two = {"Umbral-Actor": "olga; roles=observer,gate-officer"}
    both = offices.http.get("/v1/persons", headers=two)
    assert both.status_code == 200  # whoever has another role too is no mere observer
