"""Watchlists over HTTP: somebody is placed with a reason, is found at intake, and comes off it once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.desks.due.listings import end_listings
from api.desks.groups import RosterGroups
from api.gates.evidence import GalleryKind
from api.registry import galleries
from tests.support.offices import Offices, code

HERE = "/v1/listings"
DAY = timedelta(days=1)
UNTIL = "2026-03-03T00:00:00Z"


def place(
    offices: Offices, who: UUID, *, role: str = "supervisor", key: str = "", **changes: Any
) -> httpx.Response:
    body = {"person_id": str(who), "watchlist": "international", "reason": "Notice 118."} | changes
    return offices.send("POST", HERE, role, body, key=key)


def on(offices: Offices, who: UUID) -> frozenset[str]:
    """The lists that the store has somebody on."""
    with offices.house.registry.reading() as view:
        return galleries.watchlists(view, who)


def found_on(offices: Offices, who: UUID) -> str | None:
    """On which list an intake's search would find somebody."""
    groups, now = RosterGroups(offices.house.service.roster), offices.house.clock.now()
    with offices.house.registry.reading() as view:
        (group,) = groups.of(view, [GalleryKind.WATCHLISTS], now)
    return group.lists.get(who)


def told(offices: Offices) -> list[tuple[str, UUID | None, Any]]:
    return [one for one in offices.told() if one[0] in ("person.listed", "person.delisted")]


def test_placed_and_lifted(offices: Offices) -> None:
    who = offices.house.enrol(1, None)
    made = place(offices, who, key="placing-1", until=UNTIL)
    assert (made.status_code, made.json()["holds"], made.json()["listed_by"]) == (201, True, "supervisor-1")
    assert place(offices, who, key="placing-1", until=UNTIL).text == made.text
    assert (on(offices, who), found_on(offices, who)) == (frozenset({"international"}), "international")
    path = made.headers["Location"]
    lifted = offices.send("POST", f"{path}/lift", "supervisor", key="lifting-1").json()
    assert (lifted["holds"], lifted["lifted_by"], lifted["ended_at"]) == (
        False,
        "supervisor-1",
        "2026-03-01T12:00:00Z",
    )
    assert offices.send("POST", f"{path}/lift", "supervisor", key="lifting-1").json() == lifted
    assert code(offices.send("POST", f"{path}/lift", "supervisor")) == (409, "conflict")
    assert offices.get(path, "auditor").json() == lifted
    assert (on(offices, who), found_on(offices, who)) == (frozenset(), None)
    number = made.json()["id"]
    assert told(offices) == [
        ("person.listed", who, {"listing_id": number, "watchlist": "international"}),
        ("person.delisted", who, {"listing_id": number, "watchlist": "international", "lapsed": False}),
    ]


def test_its_time_is_over_once(offices: Offices) -> None:
    who = offices.house.enrol(1, None)
    path = place(offices, who, until=UNTIL).headers["Location"]
    store, clock = offices.house.registry, offices.house.clock
    clock.advance(DAY)
    assert end_listings(store, clock.now()) == 0
    clock.advance(DAY)
    assert not offices.get(path, "auditor").json()["holds"]
    assert (end_listings(store, clock.now()), end_listings(store, clock.now())) == (1, 0)
    over = offices.get(path, "auditor").json()
    assert (over["holds"], over["lifted_by"], over["ended_at"]) == (False, None, "2026-03-03T12:00:00Z")
    assert on(offices, who) == frozenset()
    assert [facts["lapsed"] for kind, _, facts in told(offices) if kind == "person.delisted"] == [True]
    assert code(offices.send("POST", f"{path}/lift", "supervisor")) == (409, "conflict")
    assert place(offices, who).status_code == 201


def test_on_one_list_once_and_on_several_at_a_time(offices: Offices) -> None:
    who = offices.house.enrol(1, None)
    first = place(offices, who)
    again = place(offices, who)
    assert code(again) == (409, "already-listed")
    assert again.json()["detail"] == "The person is on the list international already."
    second = place(offices, who, watchlist="escapes")
    assert on(offices, who) == {"international", "escapes"}
    offices.send("POST", f"{first.headers['Location']}/lift", "supervisor")
    assert (on(offices, who), found_on(offices, who)) == (frozenset({"escapes"}), "escapes")
    listed = offices.get(HERE, "auditor", person_id=who, limit=1).json()
    rest = offices.get(HERE, "auditor", person_id=who, limit=1, after=listed["next"]).json()
    assert [one["id"] for one in listed["listings"] + rest["listings"]] == [
        first.json()["id"],
        second.json()["id"],
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"person_id": str(UUID(int=99))}, (404, "unknown-person")),
        ({"facility": "nowhere"}, (404, "not-on-record")),
        ({"until": "2026-03-01T12:00:00Z"}, (422, "invalid-request")),
        ({"reason": ""}, (422, "invalid-request")),
        ({"watchlist": "Most Wanted"}, (422, "invalid-request")),
    ],
)
def test_what_cannot_be_is_refused(
    offices: Offices, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert code(place(offices, offices.house.enrol(1, None), **changes)) == expected
    assert offices.get(HERE, "supervisor").json()["listings"] == []
    assert told(offices) == []


def test_who_may_what(offices: Offices) -> None:
    who = offices.house.enrol(1, None)
    for role in ("gate-officer", "intake-officer", "auditor"):
        assert code(place(offices, who, role=role)) == (403, "role-missing")
    path = place(offices, who, role="case-system").headers["Location"]
    for role in ("gate-officer", "intake-officer", "defender"):
        assert code(offices.get(path, role)) == (403, "role-missing")
        assert code(offices.get(HERE, role)) == (403, "role-missing")
    assert code(offices.send("POST", f"{path}/lift", "auditor")) == (403, "role-missing")


def test_those_that_hold_now_apart_from_past_ones(offices: Offices) -> None:
    who = offices.house.enrol(1, None)
    lasting, ending, lifted = (
        place(offices, who, watchlist=name, **until)
        for name, until in (("lasting", {}), ("ending", {"until": UNTIL}), ("lifted", {"until": UNTIL}))
    )
    offices.send("POST", f"{lifted.headers['Location']}/lift", "supervisor")

    def read(**asked: Any) -> list[tuple[str, bool]]:
        found = offices.get(HERE, "auditor", **asked).json()["listings"]
        return [(one["watchlist"], one["holds"]) for one in found]

    assert read(holds="true") == [("lasting", True), ("ending", True)]
    assert read(holds="false") == [("lifted", False)]
    offices.house.clock.advance(2 * DAY)  # nobody has ended it yet, and it holds no more
    assert read(holds="true") == [("lasting", True)]
    assert read(holds="false", limit=1) == [("ending", False)]
    assert len(read()) == 3
    assert ending.status_code == lasting.status_code == 201
