"""Every route x every role x own, foreign and absent subject, from two prisons: exactly as the table says."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.auth import matrix
from api.auth.actor import Role
from api.auth.relations import RELATION, Relation
from api.auth.rights import GRANTED
from api.auth.subjects import BROUGHT_UP
from api.middleware.limits import Limits
from api.registry.belonging import Kind
from api.registry.registry import Registry
from tests.support.clock import SimulatedClock
from tests.support.databases import file_in
from tests.support.every_operation import (
    Operation,
    about,
    about_nothing,
    kinds,
    operations,
    unasked,
)
from tests.support.house import House
from tests.support.many_requests import Asked, Told, tell
from tests.support.offices import Offices, offices_over
from tests.support.two_houses import Prison, furnished
from tests.support.wired import BODY_LIMIT

OF_ONE_PERSON = frozenset({Kind.PERSON, Kind.PASSAGE, Kind.PAPER, Kind.ORDER})
"""What a defender knows of a client, and a person of themselves: all of it about one of them."""

LAST = ("undo_relink", "move_encounters", "merge_persons", "delete_person")
"""After these somebody is on record no more: they are asked for last."""

ASK_THE_POLICY = frozenset({"sign_warrant", "revoke_warrant"})

OUT_OF_REACH = {"code": "not-on-record", "parameters": {}}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Offices, Prison, Prison]]:
    """Two prisons behind an application that limits nobody's rate."""
    registry = Registry.open(file_in(tmp_path), tmp_path / "keys")
    house = House(registry, SimulatedClock())
    with offices_over(house, Limits(BODY_LIMIT, 1e9, 10**9)) as offices:
        yield offices, *furnished(house)
    registry.close()


def actor(role: Role, prison: Prison) -> str:
    """Somebody of this house: as a defender of its prisoner, or as the prisoner."""
    who = prison.defender if role is Role.DEFENDER else f"{role}-{prison.code}"
    return f"{who}; roles={role}; facilities={prison.code}; person={prison.prisoner}"


def asked(operation: Operation, values: dict[str, str], by: str) -> Asked:
    path, query = operation.target(values)
    return Asked(operation.method, path, query, by, operation.body(values))


def foreign(operation: Operation, own: dict[str, str], other: dict[str, str]) -> list[dict[str, str]]:
    """One thing at a time is another house's; what a gate is told to take somebody for is asked elsewhere."""
    brings = {"bringing": "packet"}
    return [
        own | {word: other[word]} | (brings if word == "packet_id" else {})
        for word in operation.words
        if word not in BROUGHT_UP
    ]


def may(operation: Operation, role: Role) -> bool:
    """Whether the table grants it about what is one's own."""
    if not _granted(role, operation):
        return False
    return RELATION[role] is Relation.OWN_HOUSE or kinds(operation) <= OF_ONE_PERSON


def _granted(role: Role, operation: Operation) -> bool:
    return role in GRANTED[matrix.RIGHTS[operation.name]]


def refused(told: Told) -> bool:
    """Whether somebody was kept out: for their role, or from what they may not know of."""
    problem = told.problem
    kept_out = told.status == 404 and OUT_OF_REACH.items() <= problem.items()
    by_role = told.status == 403 and problem["code"] not in {"own-case"}
    return kept_out or by_role or told.status == 401


def test_every_operation_and_page_stands_in_one_row(world: tuple[Offices, Prison, Prison]) -> None:
    known = names(world[0].app)
    unlisted = {name for name in known if name not in matrix.RIGHTS and not matrix.is_open(name)}
    assert not unlisted, (
        f"{sorted(unlisted)}: put each under the right that it needs in api/auth/matrix.py "
        "(a new right also into rights.GRANTED), or into OPEN if it answers whoever reaches it"
    )
    gone = set(matrix.RIGHTS) | matrix.OPEN
    assert gone <= known, f"{sorted(gone - known)}: no such operation; take them out of api/auth/matrix.py"


@pytest.mark.parametrize("of_first", [True, False], ids=["first", "second"])
def test_nobody_is_told_of_what_is_not_theirs_or_not_there(
    world: tuple[Offices, Prison, Prison], of_first: bool
) -> None:
    """Foreign and absent are told alike, word for word; and who lacks the right is refused before either."""
    offices, first, second = world
    mine, theirs = (first, second) if of_first else (second, first)
    own, nothing = about(mine), about_nothing()
    cases: list[tuple[Role, Operation, Asked, Asked]] = []
    for role, operation in product(Role, _guarded(offices.app)):
        if not (_granted(role, operation) or of_first):
            continue  # who lacks the right is refused before anything is looked up: once is enough
        abroad, absent = (
            [asked(operation, one, actor(role, mine)) for one in foreign(operation, own, other)]
            for other in (about(theirs), nothing)
        )
        cases += [(role, operation, *both) for both in zip(abroad, absent, strict=True)]
    told = iter(tell(offices.app, [one for case in cases for one in case[2:]]))
    wrong: list[str] = []
    for role, operation, *_ in cases:
        there, nowhere = next(told), next(told)
        if there.problem != nowhere.problem or there.status != nowhere.status:
            wrong.append(f"{role} {operation.name}: foreign and absent differ: {there} {nowhere}")
        if there.status != (404 if _granted(role, operation) else 403):
            wrong.append(f"{role} {operation.name}: {there.status} {there.text[:200]}")
    assert cases
    assert not wrong, "\n".join(wrong)


def test_own_subjects_are_within_reach_exactly_as_the_table_says(
    world: tuple[Offices, Prison, Prison],
) -> None:
    offices, mine, _ = world
    wrong: list[str] = []
    ordered = sorted(_guarded(offices.app), key=lambda one: [one.name == each for each in LAST])
    cases = list(product(ordered, Role))
    answers = tell(offices.app, [asked(one, about(mine), actor(role, mine)) for one, role in cases])
    for (operation, role), told in zip(cases, answers, strict=True):
        if operation.name in ASK_THE_POLICY and may(operation, role):
            continue  # which of these roles count, the policy of the facility says
        if refused(told) == may(operation, role):
            wrong.append(f"{role} {operation.name}: {told.status} {told.text[:300]}")
        if told.status == 500:
            wrong.append(f"{role} {operation.name}: {told.text[:300]}")
    assert not wrong, "\n".join(wrong)


def test_a_list_shows_one_house_to_whoever_acts_for_it(world: tuple[Offices, Prison, Prison]) -> None:
    """Whatever is answered to somebody of a house about their own says nothing of the other house."""
    offices, first, second = world
    wrong: list[str] = []
    for mine, theirs in ((first, second), (second, first)):
        cases = [
            (role, one)
            for operation in _guarded(offices.app)
            if operation.method == "GET" and operation.name not in {"list_policies"}
            for role in GRANTED[matrix.RIGHTS[operation.name]]
            for one in (operation, unasked(operation))
        ]
        answers = tell(offices.app, [asked(one, about(mine), actor(role, mine)) for role, one in cases])
        for (role, operation), told in zip(cases, answers, strict=True):
            if leaked := {mark for mark in theirs.marks if mark in told.text}:
                wrong.append(f"{role} {operation.name}: {leaked}")
    assert not wrong, "\n".join(wrong)


def names(app: FastAPI) -> set[str]:
    """Operations and pages, as the guard calls them."""
    return {
        str(getattr(one, "operation_id", None) or getattr(one, "path", None))
        for one in iter_route_contexts(app.routes)
    }


def _guarded(app: FastAPI) -> list[Operation]:
    return [one for one in operations(app) if one.name in matrix.RIGHTS]
