"""What the guard keeps out, seen failing where it is taken away."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from api.auth import matrix, subjects
from api.auth.rights import Right
from api.console.boards import boards
from api.registry.registry import Registry
from api.routes import visits
from tests.support.clock import SimulatedClock
from tests.support.databases import Where
from tests.support.house import House, shown
from tests.support.many_requests import Asked, Told, tell
from tests.support.offices import Offices, offices_over
from tests.support.two_houses import Prison, furnished

World = tuple[Offices, Prison, Prison]


@pytest.fixture
def world(where: Where, tmp_path: Path) -> Iterator[World]:
    registry = Registry.open(where, tmp_path / "keys")
    house = House(registry, SimulatedClock())
    with offices_over(house) as offices:
        yield offices, *furnished(house)
    registry.close()


def ask(
    world: World, path: str, role: str = "supervisor", *, method: str = "GET", query: str = "", **more: Any
) -> Told:
    """As somebody of the first house."""
    offices, here, _ = world
    by = f"ana; roles={role}; facilities={here.code}"
    (told,) = tell(offices.app, [Asked(method, path, query, by, more or None)])
    return told


def test_a_route_that_no_row_names_lets_nobody_in(world: World) -> None:
    world[0].app.add_api_route("/v1/new", lambda: "told", operation_id="something_new")
    told = ask(world, "/v1/new", "administrator")
    assert (told.status, told.problem["code"]) == (500, "route-unlisted")


def test_a_row_that_is_taken_out_closes_its_route(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(world, "/v1/persons").status == 200
    left: Mapping[str, Right] = {name: one for name, one in matrix.RIGHTS.items() if name != "list_persons"}
    monkeypatch.setattr(matrix, "RIGHTS", MappingProxyType(left))
    assert ask(world, "/v1/persons").problem["code"] == "route-unlisted"


def test_a_list_without_its_filter_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    abroad = str(world[2].visitor)
    assert abroad not in ask(world, "/v1/visits").text
    monkeypatch.setattr(visits, "shown", lambda _table, _within: ())
    assert abroad in ask(world, "/v1/visits").text


def test_a_word_that_is_not_looked_up_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/v1/persons/{world[2].prisoner}/custody"
    assert ask(world, path).status == 404
    fewer = {word: kind for word, kind in subjects.NUMBERS.items() if word != "person_id"}
    monkeypatch.setattr(subjects, "NUMBERS", MappingProxyType(fewer))
    assert ask(world, path).status == 200


def test_totals_count_what_is_shown(world: World) -> None:
    offices, here, there = world
    mine = ask(world, "/v1/persons").problem
    assert {one["id"] for one in mine["persons"]} == {str(here.prisoner), str(here.visitor)}
    assert mine["total"] == 2
    assert offices.get("/v1/persons", "supervisor").json()["total"] == 4
    assert str(there.prisoner) not in ask(world, "/v1/persons").text


def test_a_whole_name_finds_whom_the_caller_may_know(world: World) -> None:
    offices, here, there = world
    name = f"Prisoner of {here.code}"

    def found(query: str) -> list[str]:
        told = ask(world, "/v1/persons", query=query).problem
        assert told["total"] == len(told["persons"])
        return [one["id"] for one in told["persons"]]

    assert found(f"name={name.upper()}") == found(f"name={here.prisoner}") == [str(here.prisoner)]
    assert found("name=Prisoner") == found(f"name=Prisoner of {there.code}") == found("name=%25") == []
    assert found(f"name={there.prisoner}") == []
    everywhere = offices.get("/v1/persons", "supervisor", name=f"Prisoner of {there.code}").json()
    assert [one["id"] for one in everywhere["persons"]] == [str(there.prisoner)]


def test_a_facility_that_is_said_twice_is_looked_at_twice(world: World) -> None:
    query = f"facility={world[2].code}&facility={world[1].code}"
    assert ask(world, "/v1/custody", query=query).status == 404
    query = f"facility={world[1].code}&facility={world[2].code}"
    assert ask(world, "/v1/custody", query=query).status == 404


def test_a_search_names_nobody_of_another_house(world: World) -> None:
    """Visitors of both are searched, as the policy says; of the other's the number comes alone."""
    for number, name, elsewhere in ((2, "Person 2", False), (4, None, True)):
        samples = [one.model_dump(mode="json") for one in shown(number)]
        said = {"facility": world[1].code, "purpose": "visits", "legal_basis": "art-1", "reference": "v/1"}
        told = ask(world, "/v1/identify", method="POST", samples=samples, **said).problem
        first = told["candidates"][0]
        assert (first["name"], first["elsewhere"], told["decision"]) == (name, elsewhere, "match")
        assert (first["galleries"] == []) == elsewhere
        assert "Person 4" not in str(told)


def test_who_enrols_somebody_knows_them(world: World) -> None:
    offices, here, there = world
    samples = [one.model_dump(mode="json") for one in shown(9)]
    made = ask(world, "/v1/persons", method="POST", samples=samples, name="Nora").problem
    assert ask(world, f"/v1/persons/{made['id']}").status == 200
    other = {"Umbral-Actor": f"eva; roles=supervisor; facilities={there.code}"}
    assert offices.http.get(f"/v1/persons/{made['id']}", headers=other).status_code == 404
    both = {"Umbral-Actor": f"eva; roles=supervisor; facilities={here.code},{there.code}"}
    unsaid = offices.http.post("/v1/persons", json={"samples": samples}, headers=both)
    assert (unsaid.status_code, unsaid.json()["code"]) == (422, "invalid-request")


def test_the_boards_page_shows_figures_of_own_houses(world: World) -> None:
    offices, here, there = world
    offices.app.include_router(boards())
    for code, figures in ((here.code, 200), (there.code, 404), ("nowhere", 404)):
        assert ask(world, "/board/figures", query=f"facility={code}").status == figures
