"""`kill -9` while records are merged and taken apart: each move is there whole or not at all."""

import threading
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import func, select

from api.registry import moved, names, relinking
from api.registry.names import NameKind
from api.registry.outbox_tables import event
from tests.support.adjudication import NOW, contents, enrol, new_encounter, registry
from tests.support.campaigns import share
from tests.support.forking import Forked

SEED = 20260307
KILLS = share(60)
MOST_BEFORE_KILL = 4  # moves
LONGEST_WAIT = 0.3  # seconds, more than a case and a move take
MARKS = {b"alma", b"ana", b"ana again"}


@pytest.mark.campaign
def test_a_move_is_whole_or_not_at_all(tmp_path: Path) -> None:
    store = registry(tmp_path)
    alma, _ = enrol(store, b"alma")
    ana, theirs = enrol(store, b"ana")
    with store.writing(NOW) as unit:
        new_encounter(unit, ana, b"ana again")
        names.add(unit, alma, NameKind.CLAIMED, "Alma")
        names.add(unit, ana, NameKind.CLAIMED, "Ana")
    store.close()
    random = Random(SEED)
    acknowledged: set[UUID] = set()
    for _ in range(KILLS):
        acknowledged |= relink_and_kill(tmp_path, random, alma, ana, theirs)
        examine(tmp_path, alma, ana, acknowledged)
    assert acknowledged


def relink_and_kill(home: Path, random: Random, *told: UUID) -> set[UUID]:
    with Forked("tests.faults.relink_loop", [home, *map(str, told)]) as process:
        lines = [process.stdout.readline() for _ in range(random.randint(1, MOST_BEFORE_KILL))]
        threading.Event().wait(random.uniform(0, LONGEST_WAIT))
        process.kill()
        lines += process.stdout.readlines()
    return {UUID(line.decode().strip()) for line in lines if line.endswith(b"\n")}


def examine(home: Path, alma: UUID, ana: UUID, acknowledged: set[UUID]) -> None:
    """Everything under one person, or all of it where it was; every seal opens; every move was told once."""
    store = registry(home)
    try:
        with store.reading() as view:
            moves = relinking.history(view, ana)
            merged = moved.current(view, ana) == alma
            named = {
                person: {name.name for name in names.of(view, [person])[person]} for person in (alma, ana)
            }
            told = view.connection.execute(select(func.count()).select_from(event)).scalar_one()
        held = {
            person: {mark.removeprefix(b"image ") for mark in contents(store, person)}
            for person in (alma, ana)
        }
        assert acknowledged <= {move.id for move in moves}
        assert merged is (len(moves) % 2 == 1)
        assert held == ({alma: MARKS, ana: set()} if merged else {alma: {b"alma"}, ana: MARKS - {b"alma"}})
        assert named == ({alma: {"Alma", "Ana"}, ana: set()} if merged else {alma: {"Alma"}, ana: {"Ana"}})
        assert told == len(moves)
    finally:
        store.close()
