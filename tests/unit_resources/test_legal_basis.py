"""What a detention clock counts by, over HTTP: bases, terms, extensions, suspensions, and what they do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.gates.clock.policy import LegalBasis
from api.registry import custody, legal_basis
from api.registry.custody import LegalStatus
from api.registry.legal_basis import BasisPeriod
from tests.support.clock import START
from tests.support.house import POLICY
from tests.support.offices import Offices, code

DAY = timedelta(days=1)
COURT = "case-system"
TOGETHER = 5
STATUTE = POLICY.clock.statutes[LegalBasis.PRE_TRIAL]


@pytest.fixture
def held(offices: Offices) -> UUID:
    """Somebody who was arrested and brought in today, and waits for trial."""
    who = offices.house.prisoner(1, LegalStatus.PRE_TRIAL)
    with offices.house.registry.writing(START) as unit:
        legal_basis.begin(
            unit,
            BasisPeriod(
                episode_id=custody.open_of(unit, who).id,
                person_id=who,
                basis="pre-trial",
                begins=START,
                entered_by="officer-1",
            ),
        )
    return who


def at(who: UUID, *path: Any) -> str:
    return "/".join((f"/v1/persons/{who}/custody/legal-basis", *map(str, path)))


def listed(offices: Offices, who: UUID) -> tuple[list[dict[str, Any]], str]:
    """The bases, and the tag of the last one."""
    answer = offices.get(at(who), "case-system")
    return answer.json()["periods"], answer.headers["ETag"]


def post(
    offices: Offices, path: str, body: Any = None, *, method: str = "POST", role: str = COURT, **how: str
) -> httpx.Response:
    """With the tag of the last basis, unless another is named."""
    who = UUID(path.split("/")[3])
    how.setdefault("seen", listed(offices, who)[1])
    return offices.send(method, path, role, body, **how)


def clock(offices: Offices, who: UUID) -> Any:
    return offices.get(f"/v1/persons/{who}/custody", "case-system").json()["clock"]


def begin(offices: Offices, who: UUID, basis: str = "sentenced", **said: Any) -> httpx.Response:
    return post(offices, at(who), {"basis": basis, "authority": "Juzgado Tercero", **said})


def day(ahead: int) -> str:
    return (START + ahead * DAY).isoformat()


def changes(offices: Offices) -> list[str]:
    return [facts["change"] for kind, _, facts in offices.told() if kind == "legal-basis.changed"]


def test_a_sentence_follows_the_time_before_trial(offices: Offices, held: UUID) -> None:
    offices.house.clock.advance(100 * DAY)
    assert clock(offices, held)["days"] == 101
    made = begin(offices, held, term="4 years 6 months")
    assert (made.status_code, made.json()["term"]) == (201, "4 years 6 months")
    before, now = listed(offices, held)[0]
    assert (before["ends"], now["ends"]) == (now["begins"], None)
    told = offices.get(f"/v1/persons/{held}/custody", "case-system").json()
    assert told["legal_status"] == "sentenced"
    assert (told["clock"]["days"], told["clock"]["last_day"]) == (1, "2030-12-08")
    assert changes(offices) == ["begun"]


def test_another_order_on_the_same_basis_begins_no_new_clock(offices: Offices, held: UUID) -> None:
    limit = clock(offices, held)["limit_days"]
    offices.house.clock.advance(100 * DAY)
    begin(offices, held, "pre-trial")
    offices.house.clock.advance(20 * DAY)
    assert (clock(offices, held)["days"], clock(offices, held)["limit_days"]) == (121, limit)


def test_another_basis_in_between_begins_no_new_clock(offices: Offices, held: UUID) -> None:
    """Or else one day on another ground would hide that somebody is held too long."""
    offices.house.clock.advance(600 * DAY)
    assert clock(offices, held)["state"] == "over"
    begin(offices, held, "immigration")
    offices.house.clock.advance(10 * DAY)
    assert clock(offices, held)["days"] == 11, "on a ground of its own"
    begin(offices, held, "pre-trial")
    told = clock(offices, held)
    assert (told["state"], told["days"], told["suspended_days"]) == ("over", 602, 9)


def test_a_courts_last_day_binds_whatever_the_law_allows(offices: Offices, held: UUID) -> None:
    period = listed(offices, held)[0][-1]["id"]
    set_to = post(offices, at(held, period), {"last_day": "2026-03-11"}, method="PUT")
    assert set_to.json()["last_day"] == "2026-03-11"
    assert clock(offices, held)["last_day"] == "2026-03-11"
    states = []
    for _ in range(3):
        states.append((clock(offices, held)["on"], clock(offices, held)["state"]))
        offices.house.clock.advance(5 * DAY)
    assert states == [("2026-03-01", "near"), ("2026-03-06", "near"), ("2026-03-11", "near")]
    assert clock(offices, held)["state"] == "over"
    post(offices, at(held, period), {}, method="PUT")
    assert clock(offices, held)["state"] == "ok"
    assert changes(offices) == ["term-set", "term-set"]


def test_an_extension_moves_the_end_as_far_as_the_law_has_one(offices: Offices, held: UUID) -> None:
    period, first = listed(offices, held)[0][-1]["id"], clock(offices, held)["limit_days"]
    extended = post(offices, at(held, period, "extensions"), {"authority": "Sala Penal"})
    (one,) = extended.json()["extensions"]
    assert (one["authority"], one["entered_by"], one["revoked_at"]) == ("Sala Penal", "case-system-1", None)
    assert STATUTE.extended is not None
    assert clock(offices, held)["limit_days"] == (STATUTE.extended.after(START.date()) - START.date()).days
    revoke = at(held, period, "extensions", one["id"], "revoke")
    assert post(offices, revoke).json()["extensions"][0]["revoked_by"] == "case-system-1"
    assert clock(offices, held)["limit_days"] == first
    assert code(post(offices, revoke)) == (409, "conflict")
    assert code(post(offices, at(held, period, "extensions", uuid4(), "revoke"))) == (404, "not-on-record")
    assert changes(offices) == ["extended", "extension-revoked"]


def test_a_suspension_stops_the_clock_until_it_is_resumed(offices: Offices, held: UUID) -> None:
    period = listed(offices, held)[0][-1]["id"]
    offices.house.clock.advance(9 * DAY)
    suspended = post(
        offices, at(held, period, "suspensions"), {"reason": "escape", "begins": day(5), "ends": None}
    )
    (one,) = suspended.json()["suspensions"]
    assert (clock(offices, held)["days"], clock(offices, held)["suspended_days"]) == (5, 5)
    resume = at(held, period, "suspensions", one["id"], "resume")
    assert code(post(offices, resume, {"ends": day(5)})) == (422, "invalid-request")
    assert post(offices, resume, {"ends": day(7)}).status_code == 200
    assert (clock(offices, held)["days"], clock(offices, held)["suspended_days"]) == (8, 2)
    assert code(post(offices, resume, {})) == (409, "conflict")
    post(offices, at(held, period, "suspensions", one["id"], "revoke"))
    assert (clock(offices, held)["days"], clock(offices, held)["suspended_days"]) == (10, 0)
    assert changes(offices) == ["suspended", "resumed", "suspension-revoked"]


def test_a_reason_that_the_law_does_not_know_stops_nothing(offices: Offices, held: UUID) -> None:
    assert "unfit" not in STATUTE.suspends
    period = listed(offices, held)[0][-1]["id"]
    post(offices, at(held, period, "suspensions"), {"reason": "unfit", "begins": day(0)})
    offices.house.clock.advance(9 * DAY)
    assert (clock(offices, held)["days"], clock(offices, held)["suspended_days"]) == (10, 0)


def test_whoever_changes_a_clock_has_seen_it(offices: Offices, held: UUID) -> None:
    period = listed(offices, held)[0][-1]["id"]
    path, body = at(held, period, "suspensions"), {"reason": "escape", "begins": day(0)}
    assert code(offices.send("POST", path, COURT, body)) == (428, "version-missing")
    first = post(offices, path, body, seen='"1"', key="suspend-1")
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    assert post(offices, path, body, seen='"1"', key="suspend-1").text == first.text
    assert code(post(offices, path, body, seen='"1"')) == (412, "version-outdated")
    assert code(offices.send("POST", at(held), COURT, {"basis": "civil", "authority": "x"})) == (
        428,
        "version-missing",
    )
    assert len(listed(offices, held)[0][-1]["suspensions"]) == 1


def test_somebody_of_whom_no_basis_was_recorded_gets_one(offices: Offices) -> None:
    who = offices.house.prisoner(2)
    assert offices.get(at(who), "case-system").json() == {"periods": []}
    made = offices.send("POST", at(who), "supervisor", {"basis": "civil", "authority": "Juzgado Quinto"})
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    assert clock(offices, who)["limit_days"] == 90


@pytest.mark.parametrize(
    ("path", "method", "body"),
    [
        ((), "POST", {"basis": "unrecorded", "authority": "x"}),
        ((), "POST", {"basis": "civil", "authority": "x", "begins": "2026-03-01T12:00:01Z"}),
        ((), "POST", {"basis": "civil", "authority": "x", "term": "0 days"}),
        ((), "POST", {"basis": "civil", "authority": "x", "term": "72 hours"}),
        (("PERIOD",), "PUT", {"term": "90 weeks 1 year"}),
        (("PERIOD",), "PUT", {"last_day": "0001-01-01"}),
        (("PERIOD", "suspensions"), "POST", {"reason": "escape", "begins": "2026-02-28T00:00:00Z"}),
        (
            ("PERIOD", "suspensions"),
            "POST",
            {"reason": "escape", "begins": "2026-03-03T00:00:00Z", "ends": "2026-03-03T00:00:00Z"},
        ),
        (("PERIOD", "suspensions"), "POST", {"reason": "holiday", "begins": "2026-03-03T00:00:00Z"}),
    ],
)
def test_what_cannot_be(
    offices: Offices, held: UUID, path: tuple[str, ...], method: str, body: dict[str, Any]
) -> None:
    period = listed(offices, held)[0][-1]["id"]
    there = at(held, *(period if part == "PERIOD" else part for part in path))
    assert code(post(offices, there, body, method=method)) == (422, "invalid-request")


def test_a_basis_that_began_later_is_not_overtaken_by_an_earlier_one(offices: Offices, held: UUID) -> None:
    assert code(begin(offices, held, "civil", begins=day(-1))) == (409, "conflict")


def test_only_of_whom_is_held_and_only_their_own(offices: Offices, held: UUID) -> None:
    period = listed(offices, held)[0][-1]["id"]
    other, free = offices.house.prisoner(2), offices.house.enrol(3, None)
    body = {"last_day": "2026-03-11"}
    assert code(offices.send("PUT", at(other, period), COURT, body, seen='"1"')) == (404, "not-on-record")
    assert code(offices.send("PUT", at(free, period), COURT, body, seen='"1"')) == (409, "not-in-custody")
    assert code(offices.get(at(free), "case-system")) == (404, "not-on-record")
    assert code(offices.send("PUT", at(UUID(int=99), period), COURT, body, seen='"1"')) == (
        404,
        "unknown-person",
    )
    assert code(offices.send("PUT", at(held, period), "gate-officer", body, seen='"1"')) == (
        403,
        "role-missing",
    )
    assert code(offices.get(at(held), "partner")) == (403, "role-missing")


def test_where_somebody_is_held_in_the_house(offices: Offices, held: UUID) -> None:
    path = f"/v1/persons/{held}/custody"
    placed = {"wing": "B", "cell": "B-14"}
    tag = offices.get(path, "intake-officer").headers["ETag"]
    assert code(offices.send("PUT", f"{path}/place", "intake-officer", placed)) == (428, "version-missing")
    assert code(offices.send("PUT", f"{path}/place", COURT, placed, seen=tag)) == (403, "role-missing")
    moved = offices.send("PUT", f"{path}/place", "intake-officer", placed, seen=tag).json()
    assert (moved["wing"], moved["cell"], moved["facility"]) == ("B", "B-14", offices.house.code)
    assert datetime.fromisoformat(moved["admitted_at"]) == START


@pytest.mark.parametrize("what", ["suspensions", "extensions"])
def test_of_several_who_saw_the_same_one_changes_it(offices: Offices, held: UUID, what: str) -> None:
    """As two clerks do, or two commands: a day that does not count is not taken twice from a limit."""
    (period,), seen = listed(offices, held)
    bodies = {
        "suspensions": {"reason": "defence-delay", "begins": START.isoformat()},
        "extensions": {"authority": "Sala Penal"},
    }

    def change(_: int) -> int:
        path = at(held, period["id"], what)
        return offices.send("POST", path, COURT, bodies[what], seen=seen).status_code

    with ThreadPoolExecutor(TOGETHER) as clerks:
        answers = sorted(clerks.map(change, range(TOGETHER)))
    assert answers == [200] + [412] * (TOGETHER - 1)
    assert len(listed(offices, held)[0][0][what]) == 1
    assert [kind for kind, _, _ in offices.told()].count("legal-basis.changed") == 1
