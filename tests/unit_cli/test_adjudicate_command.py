"""`umbral adjudicate`: a case is opened, settled by two, and two records become one and two again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from api.adjudication.judgement import Judgement
from api.cli.exits import Exit
from api.registry.galleries import Gallery
from tests.support.house import House

Run = Callable[..., Any]
Told = Callable[..., str]

CHIEF = ["--actor", "chief"]


def two_records(house: House, run: Run) -> tuple[UUID, UUID, str]:
    """Two people on record, and the encounter of the second."""
    first, second = (house.enrol(number, Gallery.VISITORS) for number in (1, 2))
    (encounter,) = encounters(run, second)
    return first, second, encounter


def encounters(run: Run, person: UUID) -> list[str]:
    return [one["id"] for one in run("adjudicate", "origins", person)["encounters"]]


def test_two_records_become_one_and_two_again(house: House, run: Run, told: Told) -> None:
    first, second, encounter = two_records(house, run)
    case = told("adjudicate", "open", first, encounter, "--captured-by", "officer-7").strip()
    assert [one["id"] for one in run("adjudicate", "cases")] == [case]
    assert case in told("adjudicate", "cases")
    unsettled = run("adjudicate", "merge", first, second, "--case", case, *CHIEF, code=Exit.REFUSED)
    assert unsettled["status"] in {409, 422}
    house.review(Judgement.SAME)
    assert run("adjudicate", "cases") == []
    merged = run("adjudicate", "merge", first, second, "--case", case, *CHIEF)
    assert (merged["from_id"], merged["to_id"]) == (str(second), str(first))
    again = told("adjudicate", "open", first, encounter).strip()
    house.review(Judgement.DIFFERENT)
    assert "->" in told("adjudicate", "undo", merged["id"], "--case", again, *CHIEF)
    assert encounters(run, second) == [encounter]
    assert encounter in told("adjudicate", "origins", second)


def test_an_encounter_is_somebody_else_s(house: House, run: Run) -> None:
    first, second, encounter = two_records(house, run)
    one = run("adjudicate", "open", first, encounter)["id"]
    house.review(Judgement.SAME)
    run("adjudicate", "merge", first, second, "--case", one, *CHIEF)
    other = run("adjudicate", "open", first, encounter)["id"]
    house.review(Judgement.DIFFERENT)
    moved = run("adjudicate", "move", first, encounter, "--case", other, *CHIEF)
    assert (moved["kind"], moved["from_id"]) == ("unmerge", str(first))
    assert encounters(run, moved["to_id"]) == [encounter]


def test_error_rates_on_pairs_with_a_known_answer(house: House, run: Run, told: Told, tmp_path: Path) -> None:
    sides = []
    for number in (3, 4):
        path = tmp_path / f"{number}.png"
        path.write_text(f"person {number}, impression 1")
        sides.append(path)
    non_mated = ["--non-mated", "--position", 2]
    known = run("adjudicate", "known", *sides, *non_mated)
    assert (known["mated"], known["non_mated"]) == (0, 1)
    assert "0 mated and 2 non-mated pairs" in told("adjudicate", "known", *reversed(sides), *non_mated)
    assert run("adjudicate", "reviewers")["reviewers"] == []
    assert told("adjudicate", "reviewers") == ""


def test_who_is_not_on_record(house: House, run: Run) -> None:
    nobody = UUID(int=99)
    assert run("adjudicate", "open", nobody, nobody, code=Exit.NO_MATCH)["status"] == 404
    assert run("adjudicate", "undo", nobody, "--case", nobody, code=Exit.NO_MATCH)["status"] == 404
